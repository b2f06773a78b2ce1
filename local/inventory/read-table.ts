import type { NamedProject } from '../../shared/printed/printed-project.ts';
import { type Referenced, withReferences } from './derive-references.ts';
import type { Field } from './field.ts';
import { type Columns, findColumns, type Mapping } from './find-columns.ts';
import { checkedLocally, columnOf, type InventoryRow, type Shown } from './inventory-row.ts';
import { monthFirst } from './read-dates.ts';
import { readRow } from './read-row.ts';
import { isEmpty, type Row, textOf } from './table.ts';

/** How a table is to be read. `titles` is the language of a title whose heading does not tell it. */
export type TableReading = {
  mapping: Mapping;
  defaults: Partial<Record<Field, string>>;
  projects: readonly NamedProject[];
  today: string;
  prefix: string;
  titles?: 'en' | 'fr' | undefined;
  language: 'en' | 'fr';
};

/** The rows of a table, ready to be sent, and what there is to say about the table as a whole. */
export type ReadTable = { rows: InventoryRow[]; columns: Columns; notes: string[] };

/** Reads the rows of a table. Throws a Refusal where no headings are found (see {@link findColumns}). */
export function readTable(table: readonly Row[], reading: TableReading): ReadTable {
  const found = findColumns(table, reading.mapping);
  const columns = reading.titles === undefined ? found : { ...found, language: reading.titles };
  const filled = columns.rows.filter(({ cells }) => !cells.every(isEmpty));
  const isAside = ({ cells }: Row) =>
    cells.filter((cell) => !isEmpty(cell)).length === 1 ||
    cells.every((cell, at) => textOf(cell) === columns.names[at]);
  const aside = filled.filter(isAside);
  const dates = (['date', 'start', 'end'] as const).flatMap((field) => {
    const at = columns.at.get(field);
    return at === undefined ? [] : filled.map(({ cells }) => cells[at]);
  });
  const context = { ...reading, columns, monthFirst: monthFirst(dates) };
  const reads = filled.filter((row) => !isAside(row)).map((row) => readRow(row, context));
  const rows = withReferences(reads, reading.prefix).map((each) =>
    checkedLocally(rowOf(each, columns, reading.language), columns, reading.language),
  );
  const notes = [
    `Read: ${[...columns.at].map(([field]) => `${columnOf(columns, field)} as ${field}`).join(', ')}`,
    ...(columns.unread.length > 0 ? [`Not read: ${columns.unread.join(', ')}`] : []),
    ...aside.map(
      ({ number, cells }) =>
        `Row ${number} is no activity: "${textOf(cells.find((cell) => !isEmpty(cell)))}"`,
    ),
    ...(reads.length > 0 && !columns.at.has('reference') ? [derived] : []),
    ...(['status', 'mode', 'type'] as const).flatMap((field) => {
      const many = reads.filter(({ concluded }) => concluded.includes(field)).length;
      return many === 0
        ? []
        : [
            `${many} ${many === 1 ? 'row states' : 'rows state'} no ${field}: ${conclusions[field]} (or say --default ${field}=WORD)`,
          ];
    }),
  ];
  return { rows, columns, notes };
}

const derived =
  'There is no column of references: each is derived from title, projects, dates, place and countries. A row in which one of these is changed becomes another activity, and the old one must be withdrawn';
const conclusions = {
  status: 'completed, ongoing or planned by their dates and today',
  mode: 'online where the place, the date or the word webinar says so, else unknown',
  type: 'the one that the title names, else other',
};

function rowOf({ read, twin }: Referenced, columns: Columns, language: 'en' | 'fr'): InventoryRow {
  const remarks: Shown[] = read.remarks.map(({ severity, field, written, says, instead }) => ({
    severity,
    where: columnOf(columns, field),
    written,
    says: says[language],
    instead: typeof instead === 'object' ? instead[language] : instead,
  }));
  if (twin !== undefined)
    remarks.push({
      severity: 'error',
      where: columnOf(columns, 'reference'),
      written: columns.at.has('reference') ? (read.draft.reference ?? '') : '',
      says: twin.says[language],
    });
  return { number: read.number, activity: read.draft, remarks };
}
