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
