import type { Draft } from '../../cli/inventory/read-row.ts';
import type { Cell } from '../../cli/inventory/row-as-read.ts';
import { readTable, type TableReading } from '../../cli/inventory/table.ts';
import { readSample } from '../../cli/sample/load.ts';

const { projects } = readSample();

/** How the tests read a table, on a day in 2026. */
export const reading = (over: Partial<TableReading> = {}): TableReading => ({
  mapping: {},
  defaults: {},
  projects,
  today: '2026-01-15',
  prefix: 'row-',
  language: 'en',
  ...over,
});

const sound: Record<string, Cell> = {
  Reference: 'A-1',
  Title: 'Regional workshop',
  Project: 'GLACY+',
  Date: '2020-03-15',
  Type: 'workshop',
  Status: 'completed',
};

/** The rows of a table with the given headings and rows, the headings on row 1. */
export const tableOf = (...rows: readonly (readonly Cell[])[]) =>
  rows.map((cells, at) => ({ number: at + 1, cells }));

/** The row that a sound inventory of one row gives with some cells changed or added. */
export function rowFrom(cells: Record<string, Cell>, over: Partial<TableReading> = {}) {
  const whole = { ...sound, ...cells };
  const table = tableOf(Object.keys(whole), Object.values(whole));
  const [row] = readTable(table, reading(over)).rows;
  if (row === undefined) throw new Error('the table has no row');
  return { ...row, activity: row.activity as Draft };
}
