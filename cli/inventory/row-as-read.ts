import * as z from 'zod';

/** A language in which the importer speaks. */
export type Language = 'en' | 'fr';

/** A sentence in both languages of the office, which follows what is written: "names no country". */
export type Sentence = { en: string; fr: string };

/** One remark on a cell of a row. An error keeps the row from being sent. `instead` is what to write there, in each language where it has words. */
export type Remark = {
  severity: 'error' | 'warning';
  field: Field;
  written: string;
  says: Sentence;
  instead?: string | Sentence;
};

/** Where the readers of cells leave their remarks. */
export type Notes = {
  list: readonly Remark[];
  error: (field: Field, written: string, says: Sentence, instead?: string | Sentence) => undefined;
  warning: (field: Field, written: string, says: Sentence, instead?: string | Sentence) => undefined;
};

/** An empty list of remarks; the same remark is kept once. */
export function newNotes(): Notes {
  const list: Remark[] = [];
  const note =
    (severity: Remark['severity']) =>
    (field: Field, written: string, says: Sentence, instead?: string | Sentence): undefined => {
      const isNoted = list.some(
        (other) => other.field === field && other.says.en === says.en && other.written === written,
      );
      if (!isNoted)
        list.push({ severity, field, written, says, ...(instead === undefined ? {} : { instead }) });
    };
  return { list, error: note('error'), warning: note('warning') };
}

/** The value of a cell as its file gives it. A date is midnight in UTC of the day that the cell shows. */
export type Cell = string | number | boolean | Date | null;

/** A row of a table: its number as the program that shows the file counts it, and its cells from the first column on. */
export type Row = { number: number; cells: readonly Cell[] };

/** The name of a column in a spreadsheet, from its place (0 is "A", 26 is "AA"). */
export const columnName = (at: number): string =>
  at < 26 ? String.fromCharCode(65 + at) : columnName(Math.floor(at / 26) - 1) + columnName(at % 26);

/** What a cell says as one line: blanks of every kind made plain, and a day as "2020-03-15". */
export function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).replace(/\s+/g, ' ').trim();
}

/** Whether a cell says nothing: empty, a dash, or "n/a". "NA" is Namibia. */
export const isEmpty = (cell: Cell | undefined): boolean => /^(?:[-–—.]|n\/a|s\.?o\.?)?$/i.test(textOf(cell));

/**
 * What a column of an inventory may hold. `title` and `description` are in the language of the table; `countries`
 * are beneficiaries; `date` may hold a range; `year` completes dates that lack one; `place` is "City, Country" and
 * whatever else is printed there; `country` is that of the venue; a column that is `ignored` is not read.
 */
export const fields = [
  'reference',
  'title',
  'title.en',
  'title.fr',
  'description',
  'description.en',
  'description.fr',
  'projects',
  'date',
  'start',
  'end',
  'year',
  'status',
  'mode',
  'type',
  'themes',
  'countries',
  'countries.participant',
  'countries.host',
  'groups',
  'place',
  'city',
  'country',
  'partners',
  'partners.organiser',
  'partners.co_organiser',
  'partners.host',
  'partners.funder',
  'partners.contributor',
  'partners.participant',
  'participants',
  'women',
  'languages',
  'units',
  'links',
  'visibility',
  'ignored',
] as const;

export const field = z.enum(fields);
export type Field = z.infer<typeof field>;
