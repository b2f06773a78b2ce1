import { hash } from 'node:crypto';
import { type DocumentName, documentSchemas, type Index } from '../../shared/feed/documents.ts';
import { type Objects, type Stored, textOf } from './bucket.ts';
import { derived, derivedWrongly } from './oracle-derived.ts';
import { type PlainPortfolio, recount } from './recount.ts';
import { byText, type PlainProject } from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';

const kept = new WeakMap<Stored, string | undefined>();

/** What is wrong with a document by its schema. */
export function invalid(path: string, object: Stored): string | undefined {
  if (!kept.has(object)) {
    const schema = schemaAt(path, object);
    const result = schema && documentSchemas[schema].safeParse(object.parsed());
    kept.set(object, result?.success === false ? `${path}: ${result.error.message}` : undefined);
  }
  return kept.get(object);
}

function schemaAt(path: string, object: Stored): DocumentName | undefined {
  const [json, folder, name] = /^(?:(\w+)\/)?(.+)\.json$/.exec(path) ?? [];
  if (json !== undefined && (object.parsed() as { withdrawn?: boolean }).withdrawn) return 'withdrawn';
  if (folder === 'periods') return 'period';
  if (folder === 'vintages') return 'vintages';
  if (folder === 'years') return 'year';
  if (folder === 'activities') return 'month';
  if (folder === 'changes') return 'changes';
  if (/^(?:fr\/)?feed/.test(path)) return 'feed';
  if (name === 'all-time' || name === 'since-last-period') return 'span';
  return folder === undefined ? (name as DocumentName) : undefined;
}

/** The JSON text of a document with the stamp that another bears, to the byte. */
export function stampedLike(body: Record<string, unknown>, published: Stored): string {
  const content = published.parsed() as Record<string, unknown>;
  const stamped = (content._register ?? content) as Record<string, unknown>;
  const stamp = {
    snapshot: stamped.snapshot,
    generatedAt: stamped.generatedAt,
    dataAsOf: stamped.dataAsOf,
  };
  if (body._register === undefined) return `${JSON.stringify({ ...stamp, ...body })}\n`;
  const { about, figures } = body._register as Record<string, unknown>;
  return `${JSON.stringify({ ...body, _register: { about, ...stamp, figures } })}\n`;
}

/** Snapshots that were found right, by what they were held against and what they hold. */
const right = new Set<string>();
/** How much of what was found right is remembered. */
const mostRemembered = 5_000;

const fixed = /^(?:definitions|log|schemas\/\w+|changes\/\d+|vintages\/[^/]+)\.json$/;

/** How the documents of a snapshot differ from a recount as of a day: nothing, if they are the same to the byte. */
export function differences(
  contents: ReadonlyMap<string, Stored>,
  records: readonly PlainRecord[],
  portfolio: PlainPortfolio,
  day: string,
): string[] {
  const sorted = [...records].sort((one, other) => byText(one.id, other.id));
  const hashes = [...contents].map(([path, stored]) => path + stored.hash);
  const known = hash('sha256', JSON.stringify([hashes, sorted, portfolio, day]));
  if (right.has(known)) return [];
  const expected = recount(records, portfolio, pagesIn(contents), (id) => finalityIn(id, contents));
  const unexpected = [...contents.keys()].filter(
    (path) => !expected.has(path) && !fixed.test(path) && !derived.test(path),
  );
  const wrong = [
    ...derivedWrongly(contents, day),
    ...unexpected.map((path) => `${path} ought not to be there`),
    ...[...expected].flatMap(([path, body]) => {
      const published = contents.get(path);
      if (published === undefined) return [`${path} is missing`];
      const [text, wanted] = [textOf(published.bytes), stampedLike(body, published)];
      return text === wanted
        ? []
        : [`${path} is ${clip(text, wanted)} and ought to be ${clip(wanted, text)}`];
    }),
  ];
  if (right.size > mostRemembered) right.clear();
  if (wrong.length === 0) right.add(known);
  return wrong;
}

/** How final the figures of a period are, as its vintages tell, which have an oracle of their own. */
function finalityIn(id: string, contents: ReadonlyMap<string, Stored>): object {
  const path = `vintages/${id}.json`;
  const told = contents.get(path)?.parsed() as
    | { closed: unknown[][]; revision: number; afterEnd: object }
    | undefined;
  if (told === undefined) return { vintages: 'none' };
  const closed = told.closed.at(-1)?.[2] ?? null;
  return {
    provisional: closed === null,
    ...(closed !== null && told.revision > 0 ? { revision: `r${told.revision}` } : {}),
    afterEnd: told.afterEnd,
    vintages: path,
  };
}

/** The page on which each activity is listed, by its id: how months are divided is nobody's to foresee. */
function pagesIn(contents: ReadonlyMap<string, Stored>): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const [path, stored] of contents) {
    const page = /^activities\/(.+)\.json$/.exec(path)?.[1];
    if (page === undefined) continue;
    for (const { id } of (stored.parsed() as { activities: { id: string }[] }).activities)
      pages.set(id, page);
  }
  return pages;
}

/** The part of a text where it begins to differ from another. */
function clip(text: string, other: string): string {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return `…${text.slice(Math.max(0, at - 60), at + 60)}…`;
}

/** What a reader gets who follows an index to the copies that never change, or what is wrong with them. */
export function follow(index: Stored, objects: Objects) {
  const { documents, snapshot } = index.parsed() as Index;
  const [contents, wrong] = [new Map<string, Stored>(), [] as string[]];
  const entries = [...documents];
  for (const { path, immutable, sha256, bytes, ...stamp } of entries) {
    const copy = objects.get(immutable);
    if (copy === undefined || copy.hash !== sha256 || copy.bytes.length !== bytes) {
      wrong.push(`${path} of snapshot ${snapshot} is not what the index says`);
      continue;
    }
    contents.set(path, copy);
    if (/^years\/\d+\.json$/.test(path)) entries.push(...(copy.parsed() as Index).documents);
    if (stamp.snapshot > snapshot) wrong.push(`${path} is newer than its snapshot ${snapshot}`);
  }
  return { contents, wrong, copies: new Set(entries.map(({ immutable }) => immutable)) };
}

/** What is wrong with a snapshot by itself: every figure must follow from its own activities and its own portfolio. */
export function inconsistencies(contents: ReadonlyMap<string, Stored>, index: Stored): string[] {
  const of = (path: string) => contents.get(path)?.parsed() as Record<string, unknown> | undefined;
  const { dataAsOf: asOf } = index.parsed() as Index;
  const [projects, metrics] = [of('projects.json'), of('metrics.json')];
  if (projects === undefined || metrics === undefined) return ['a snapshot lacks projects or metrics'];
  const records = [...contents.keys()]
    .filter((path) => /^activities\/.+\.json$/.test(path))
    .flatMap((path) => of(path)?.activities as PlainRecord[]);
  const lists = [projects.current, projects.upcoming, projects.completed] as PlainProject[][];
  const periods = metrics.periods as PlainPortfolio['periods'];
  const since = projects.since as string | undefined;
  const shown = lists.flat().map(asPosted);
  const twice = records.length - new Set(records.map(({ id }) => id)).size;
  return [
    ...(twice === 0 ? [] : [`${twice} activities stand in two months`]),
    ...differences(contents, records, { projects: shown, periods, since }, asOf.slice(0, 10)),
  ];
}

/** A project as the office puts it, from the way it is shown. */
function asPosted(shown: PlainProject): PlainProject {
  const { code, names, aliases, successorOf, versions, countries } = shown as PlainProject &
    Record<string, unknown>;
  return {
    code,
    names,
    aliases,
    ...(successorOf === undefined ? {} : { successorOf }),
    versions,
    countries: countries.map(({ code: country, from, to, priority }) => ({
      code: country,
      from,
      to,
      priority,
    })),
  } as PlainProject;
}
