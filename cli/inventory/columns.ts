import * as z from 'zod';
import { Refusal } from '../../local/refusal.ts';
import { bare } from '../../shared/checks/printed/likeness.ts';
import headings from './headings.json' with { type: 'json' };
import type { Language } from './row-as-read.ts';
import { columnName, type Field, field, isEmpty, type Row, textOf } from './row-as-read.ts';

/** What a mapping file says: for a heading, or a column by its name ("C"), the field, and what parts the items in its cells. */
export const mapping = z.record(
  z.string(),
  z.union([field, z.strictObject({ field, separator: z.string().min(1).optional() })]),
);
export type Mapping = z.infer<typeof mapping>;

/** Where a table holds what: each field's column, by its place; what parts items; the rows below the headings. */
export type Columns = {
  at: Map<Field, number>;
  separators: Map<Field, string>;
  names: string[];
  unread: string[];
  language: 'en' | 'fr';
  rows: readonly Row[];
};

const byHeading = new Map(
  Object.entries(headings).flatMap(([name, words]) =>
    words.map((word) => [bare(word), field.parse(name)] as const),
  ),
);
const lookedAt = 25;
const titles: Field[] = ['title', 'title.en', 'title.fr'];
const dates: Field[] = ['date', 'start'];

/**
 * Finds the row of headings among the first rows (or two rows, the upper one of merged cells: "Dates" over "From"
 * and "To") and the field of each column. Throws a Refusal if there is no heading for the title and for the dates,
 * if two columns hold the same field, or if the mapping names a column that is not there.
 */
export function findColumns(rows: readonly Row[], given: Mapping = {}, language: Language = 'en'): Columns {
  const fr = language === 'fr';
  const scored = scoredHeadings(rows, given);
  const best = bestOf(scored);
  if (best === undefined) throw new Refusal(noHeadings(scored, fr));
  const missing = Object.keys(given).filter((key) => !best.names.some((name, at) => isNamed(key, name, at)));
  if (missing.length > 0)
    throw new Refusal(
      `${fr ? 'Le fichier --mapping nomme des colonnes qui n’existent pas :' : 'The mapping names columns that are not there:'} ${missing.join(', ')}`,
    );
  return columnsOf(best.names, best.fields, rows.slice(best.first), language);
}

/** Whether a table has headings of an inventory: one for the title and one for the dates. */
export const hasHeadings = (rows: readonly Row[], given: Mapping = {}): boolean =>
  bestOf(scoredHeadings(rows, given)) !== undefined;

type Scored = { names: string[]; first: number; fields: Found[] };

/** The first rows, alone and with the one below, as if they were headings. */
function scoredHeadings(rows: readonly Row[], given: Mapping): Scored[] {
  const candidates = rows.slice(0, lookedAt).flatMap((row, index) => {
    const below = rows[index + 1];
    const single = { names: row.cells.map(textOf), first: index + 1 };
    const names = below === undefined ? undefined : merged(row, below, given);
    return names === undefined ? [single] : [single, { names, first: index + 2 }];
  });
  return candidates.map((each) => ({ ...each, fields: fieldsOf(each.names, given) }));
}

const bestOf = (scored: readonly Scored[]): Scored | undefined =>
  scored
    .filter(({ fields }) =>
      [titles, dates].every((some) => fields.some((each) => each && some.includes(each.field))),
    )
    .toSorted((one, other) => scoreOf(other.fields) - scoreOf(one.fields))[0];

type Found = { field: Field; separator?: string | undefined; isGiven: boolean } | undefined;

const isNamed = (key: string, name: string, at: number): boolean =>
  (bare(key) !== '' && bare(key) === bare(name)) || key === columnName(at);

function fieldsOf(names: readonly string[], given: Mapping): Found[] {
  const found = names.map((name, at): Found => {
    const [, stated] = Object.entries(given).find(([key]) => isNamed(key, name, at)) ?? [];
    if (stated !== undefined)
      return { ...(typeof stated === 'string' ? { field: stated } : stated), isGiven: true };
    const known = byHeading.get(bare(name));
    return known === undefined ? undefined : { field: known, isGiven: false };
  });
  const has = (wanted: Field) => found.some((each) => each?.field === wanted);
  const isGiven = (wanted: Field) => found.some((each) => each?.isGiven && each.field === wanted);
  return found.map((each): Found => {
    if (each === undefined || each.isGiven) return each;
    // "Country" beside "City" is the country of the venue; elsewhere it says whom the activity was for.
    if (each.field === 'country' && !has('city') && !has('countries')) return { ...each, field: 'countries' };
    return isGiven(each.field) ? undefined : each;
  });
}

const scoreOf = (found: readonly Found[]): number => new Set(found.map((each) => each?.field)).size;

/** The headings of two rows, if every one of the lower row is known by itself or under the upper one. */
function merged(upper: Row, lower: Row, given: Mapping): string[] | undefined {
  let above = '';
  const names = Array.from({ length: Math.max(upper.cells.length, lower.cells.length) }, (_, at) => {
    const [high, low] = [textOf(upper.cells[at]), textOf(lower.cells[at])];
    if (high !== '') above = high;
    if (low === '') return high;
    return fieldsOf([`${above} ${low}`], given)[0] === undefined ? low : `${above} ${low}`;
  });
  const known = names.every(
    (name, at) => textOf(lower.cells[at]) === '' || fieldsOf([name], given)[0] !== undefined,
  );
  return known && !lower.cells.every(isEmpty) ? names : undefined;
}

function columnsOf(
  names: string[],
  found: readonly Found[],
  rows: readonly Row[],
  language: Language,
): Columns {
  const columns: Columns = { at: new Map(), separators: new Map(), names, unread: [], language: 'en', rows };
  for (const [at, each] of found.entries()) {
    const name = names[at] ?? '';
    const label = labelOf(at, name, language);
    if (each === undefined && name !== '') columns.unread.push(label);
    if (each === undefined || each.field === 'ignored') continue;
    const before = columns.at.get(each.field);
    if (before !== undefined)
      throw new Refusal(
        language === 'fr'
          ? `Les colonnes ${labelOf(before, names[before] ?? '', language)} et ${label} contiennent toutes deux ${each.field} : dire avec --mapping laquelle est la bonne`
          : `The columns ${labelOf(before, names[before] ?? '', language)} and ${label} both hold ${each.field}: say with --mapping which is meant`,
      );
    columns.at.set(each.field, at);
    if (each.separator !== undefined) columns.separators.set(each.field, each.separator);
  }
  if (columns.at.has('title.fr') && !columns.at.has('title') && !columns.at.has('title.en'))
    columns.language = 'fr';
  return columns;
}

/** A column as a spreadsheet names it, with its heading: 'C "Dates"'. */
export const labelOf = (at: number, name: string, language: Language): string =>
  language === 'fr' ? `${columnName(at)} « ${name} »` : `${columnName(at)} "${name}"`;

function noHeadings(scored: readonly Scored[], fr: boolean): string {
  const nearest = scored.toSorted((one, other) => scoreOf(other.fields) - scoreOf(one.fields))[0];
  const seen = nearest?.names.filter((name) => name !== '').join(', ') ?? '';
  const example = `{"${nearest?.names[0] ?? 'A'}": "title"}`;
  return fr
    ? `Aucune ligne n’a d’en-tête pour le titre et pour les dates (comme Titre, Début, Fin ; Title, Dates). La plus proche est : ${seen}. Nommer les colonnes avec --mapping FICHIER, par exemple ${example}`
    : `There is no row with a heading for the title and one for the dates (such as Title, Dates; Titre, Début, Fin). The nearest is: ${seen}. Name the columns with --mapping FILE, such as ${example}`;
}
