import { activity } from '../words/activity.ts';
import { groupSpellings } from '../words/group.ts';
import { inLanguages, language, line, paragraphs } from '../words/text.ts';
import type { Finding } from './finding.ts';
import { readPrintedCountry } from './printed/country.ts';
import { readPrintedDate } from './printed/date.ts';
import { bare, nearest } from './printed/likeness.ts';
import { type NamedProject, readPrintedProjects } from './printed/project.ts';
import { readPrintedTerm, type Vocabulary } from './printed/term.ts';

/** The fields of each object of an activity, by the pattern of its path. */
export const fieldsAt: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(activity.shape),
  'countries/*': ['code', 'role'],
  venue: ['city', 'country'],
  'partners/*': ['name', 'role'],
  participants: ['count', 'qualifier', 'women'],
  'links/*': ['url', 'rel', 'lang'],
};

const vocabularies: Readonly<Record<string, Vocabulary>> = {
  status: 'status',
  mode: 'mode',
  type: 'type',
  'themes/*': 'theme',
  'countries/*/role': 'countryRole',
  'partners/*/role': 'organisationRole',
  'participants/qualifier': 'qualifier',
  visibility: 'visibility',
  'languages/*': 'language',
  'links/*/lang': 'language',
};

/** The longest value or name, a title apart, that is looked at. */
const longest = 200;

/** The pattern of a path: "countries/*" for every item of the countries. */
const patternOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('/');

/**
 * What to write in the place of a value that was refused at a path of an activity: one where only one thing can be
 * meant, several where nobody can tell, none where nothing is near. For a field or a language that is not known it
 * is the name to write; for several projects in one text it is their list. `projects` is the portfolio where it was read.
 */
export function suggestionsFor(
  code: Finding['code'],
  path: readonly PropertyKey[],
  value: unknown,
  projects: readonly NamedProject[] = [],
): unknown[] {
  const pattern = patternOf(path);
  if (String(path.at(-1)).length > longest) return [];
  if (code === 'unknown_field') return fieldNames(patternOf(path.slice(0, -1)), String(path.at(-1)));
  if (code === 'wrong_type') return rightType(pattern, value);
  if (/^(?:title|description)\//.test(pattern)) return languageNames(String(path.at(-1)));
  if (typeof value !== 'string' || value.length > longest) return [];
  if (pattern === 'start' || pattern === 'end') return dates(value, pattern);
  if (pattern === 'countries/*/code' || pattern === 'venue/country') return countries(value);
  if (pattern === 'projects/*') return projectCodes(value, projects);
  if (pattern === 'groups/*') return groups(value);
  if (pattern === 'links/*/url') return httpsAddress(value);
  const vocabulary = vocabularies[pattern];
  return vocabulary === undefined ? [] : terms(vocabulary, value);
}

function terms(vocabulary: Vocabulary, text: string): string[] {
  const read = readPrintedTerm(vocabulary, text);
  return read.kind === 'one' ? [read.term] : read.candidates;
}

/** The language that a name of a text means, unless it is one as it stands: then the text is at fault. */
const languageNames = (name: string): string[] =>
  language.safeParse(name).success ? [] : terms('language', name);

/** The names of the fields of an object that a name may mean; the spellings belong to the fields of the activity. */
function fieldNames(parent: string, name: string): string[] {
  const fields = fieldsAt[parent] ?? [];
  if (parent === '') return terms('field', name);
  return nearest(
    bare(name),
    fields.map((field) => [field, field] as const),
  );
}

/** A number as a text, a text as a number, one thing instead of a list of it, one text instead of one by language. */
function rightType(pattern: string, value: unknown): unknown[] {
  if (pattern === 'title' || pattern === 'description') {
    const texts = inLanguages(pattern === 'title' ? line(500) : paragraphs(5000));
    const inEnglish = typeof value === 'string' ? { en: value.trim() } : undefined;
    return texts.safeParse(inEnglish).success ? [inEnglish] : [];
  }
  if (/^(?:units|participants\/(?:count|women))$/.test(pattern)) {
    const digits =
      typeof value === 'string' ? value.trim().replace(/(?<=\d)[ \u00a0\u202f](?=\d{3}\b)/g, '') : '';
    return /^\d{1,6}$/.test(digits) ? [Number(digits)] : [];
  }
  const isList = /^(?:projects|themes|groups|languages)$/.test(pattern);
  if (isList && typeof value === 'string' && value.length <= 100) return [[value]];
  if (pattern === 'reference' && Number.isSafeInteger(value) && Number(value) >= 0) return [String(value)];
  return [];
}

function dates(text: string, field: 'start' | 'end'): string[] {
  const read = readPrintedDate(text);
  if (read.kind === 'one') return [read[field]];
  if (read.kind === 'several') return [...new Set(read.spans.map((span) => span[field]))];
  return read.instead === undefined ? [] : [read.instead[field]];
}

function countries(text: string): string[] {
  const read = readPrintedCountry(text);
  return read.kind === 'one' ? [read.code] : read.candidates;
}

function projectCodes(text: string, projects: readonly NamedProject[]): unknown[] {
  const listed = readPrintedProjects(text, projects);
  const codes = listed.flatMap(({ read }) => (read.kind === 'one' ? [read.code] : []));
  if (codes.length === listed.length) return codes.length > 1 ? [codes] : codes;
  const [only, ...more] = listed;
  return only?.read.kind === 'refused' && more.length === 0 ? only.read.candidates : [];
}

/** The codes of the groups that a text names by its code or one of its names, or almost. */
function groups(text: string): string[] {
  const named = groupSpellings().map(([written, code]) => [bare(written), code] as const);
  return nearest(bare(text), named).slice(0, 5);
}

function httpsAddress(text: string): string[] {
  const secure = text
    .trim()
    .replace(/^http:\/\//i, 'https://')
    .replace(/^(?=www\.)/i, 'https://');
  return activity.shape.links.safeParse([{ url: secure, rel: 'report' }]).success ? [secure] : [];
}
