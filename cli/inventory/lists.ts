import { readPrintedCountries } from '../../shared/checks/printed/country.ts';
import { bare } from '../../shared/checks/printed/likeness.ts';
import { type NamedProject, readPrintedProjects } from '../../shared/checks/printed/project.ts';
import { countryShown } from '../../shared/words/country.ts';
import { groupSpellings } from '../../shared/words/group.ts';
import type { Field, Notes } from './row-as-read.ts';
import { readWord, type Vocabulary } from './word.ts';

/** The countries and groups that a list names, each once, and the items that name neither, with what may be meant. */
type ReadCountries = {
  countries: string[];
  groups: string[];
  unread: { printed: string; candidates: string[] }[];
};

const groups = new Map(groupSpellings().map(([written, code]) => [bare(written), code]));

/** The code of a group by its code or one of its names, with or without "region" and an article. */
const readGroup = (text: string): string | undefined =>
  groups.get(bare(text)) ??
  groups.get(bare(text.replace(/\b(?:the|region|région|countries|pays de l[a’'])(?!\p{L})/giu, ' ')));

/** Reads a list of countries and groups of countries as inventories print it. */
export function readCountries(text: string): ReadCountries {
  const read: ReadCountries = { countries: [], groups: [], unread: [] };
  const whole = readGroup(text);
  if (whole !== undefined && !/^[A-Z]{2}$/.test(text.trim())) return { ...read, groups: [whole] };
  for (const { printed, read: country } of readPrintedCountries(text)) {
    const group = country.kind === 'one' ? undefined : readGroup(printed);
    if (country.kind === 'one') read.countries.push(country.code);
    else if (group === undefined) read.unread.push({ printed, candidates: country.candidates });
    else if (!read.groups.includes(group)) read.groups.push(group);
  }
  return read;
}

const listed = (items: readonly string[]): string => items.join(' | ');

/** The items of a cell, without blanks around them. */
export const itemsOf = (text: string, separator: RegExp | string): string[] =>
  text
    .split(separator)
    .map((item) => item.replace(/\s+/g, ' ').trim())
    .filter((item) => item !== '');

const noProject = /^(?:none|no project|aucun(?: projet)?|sans projet|hors projet)$/i;

/** The codes of the projects that a cell names; none where it says that there is none. */
export function readProjects(text: string, projects: readonly NamedProject[], notes: Notes): string[] {
  if (noProject.test(text)) return [];
  return readPrintedProjects(text, projects).flatMap(({ printed, read }) => {
    if (read.kind === 'one') return [read.code];
    const [only, ...others] = read.candidates;
    notes.error(
      'projects',
      printed,
      others.length > 0
        ? { en: 'may be any of several projects', fr: 'peut être l’un de plusieurs projets' }
        : { en: 'is no project of the portfolio', fr: 'n’est pas un projet du portefeuille' },
      only === undefined ? undefined : listed(read.candidates),
    );
    return [];
  });
}

const named =
  (language: 'en' | 'fr') =>
  (code: string): string =>
    `${code} (${countryShown(code).names[language]})`;

/** The countries and groups that a cell names. */
export function readCountryCell(
  field: Field,
  text: string,
  notes: Notes,
): { countries: string[]; groups: string[] } {
  const { countries, groups, unread } = readCountries(text);
  for (const { printed, candidates } of unread)
    notes.error(
      field,
      printed,
      candidates.length > 1
        ? { en: 'may be any of several countries', fr: 'peut être l’un de plusieurs pays' }
        : candidates.length === 1
          ? { en: 'names no country or group of countries', fr: 'ne nomme ni pays ni groupe de pays' }
          : {
              en: 'names no country or group of countries: write each by its name, and none where the source lists none',
              fr: 'ne nomme ni pays ni groupe de pays : écrire chacun par son nom, et aucun si la source n’en cite pas',
            },
      candidates.length === 0
        ? undefined
        : { en: listed(candidates.map(named('en'))), fr: listed(candidates.map(named('fr'))) },
    );
  return { countries, groups };
}

/** The code of the one word of a cell. */
export function readWordCell(vocabulary: Vocabulary, text: string, notes: Notes): string | undefined {
  const read = readWord(vocabulary, text);
  if ('code' in read) return read.code;
  return notes.error(
    vocabulary,
    text,
    { en: 'is not a word that the register knows', fr: 'n’est pas un mot que le registre connaît' },
    read.candidates.length === 0 ? undefined : listed([...new Set(read.candidates)]),
  );
}

/** The codes of the words of a cell, each once. */
export function readWordList(vocabulary: Vocabulary, text: string, notes: Notes): string[] {
  if ('code' in readWord(vocabulary, text)) return [readWordCell(vocabulary, text, notes) ?? ''];
  const dash = vocabulary === 'languages' ? '|[-–—]' : '';
  const words = itemsOf(text, new RegExp(`[,;/&+\\n]|\\s(?:and|et)\\s${dash}`, 'u'));
  return [...new Set(words.flatMap((word) => readWordCell(vocabulary, word, notes) ?? []))];
}

/** The organisations of a cell: by semicolons or lines, as a comma may be part of a name. */
export function readOrganisations(
  field: Field,
  text: string,
  separator: string | undefined,
  notes: Notes,
): string[] {
  if (separator !== undefined) return itemsOf(text, separator);
  const items = itemsOf(text, /[;\n]/);
  if (items.length === 1 && text.includes(',') && !text.includes(';')) {
    notes.error(
      field,
      text,
      {
        en: 'has commas: part organisations by semicolons (or end the name of a single one with a semicolon)',
        fr: 'a des virgules : séparer les organisations par des points-virgules (ou en mettre un après un nom seul)',
      },
      itemsOf(text, ',').join('; '),
    );
    return [];
  }
  return items;
}
