import { folded } from '../../shared/printed/likeness.ts';
import type { NamedProject } from '../../shared/printed/printed-project.ts';
import { type Referenced, withReferences } from './derive-references.ts';
import type { Field } from './field.ts';
import { type Columns, findColumns, type Mapping } from './find-columns.ts';
import { checkedLocally, columnOf, type InventoryRow, type Shown } from './inventory-row.ts';
import { monthFirst } from './read-dates.ts';
import { readRow } from './read-row.ts';
import type { Language } from './remark.ts';
import { type Cell, isEmpty, type Row, textOf } from './table.ts';
import { notesOn } from './table-notes.ts';

/** How a table is to be read. `titles` is the language of a title whose heading does not tell it. */
export type TableReading = {
  mapping: Mapping;
  defaults: Partial<Record<Field, string>>;
  projects: readonly NamedProject[];
  today: string;
  prefix: string;
  titles?: Language | undefined;
  language: Language;
};

/** The rows of a table, ready to be sent, and what there is to say about the table as a whole. */
export type ReadTable = { rows: InventoryRow[]; columns: Columns; notes: string[] };

/** Reads the rows of a table. Throws a Refusal where no headings are found (see {@link findColumns}). */
export function readTable(table: readonly Row[], reading: TableReading): ReadTable {
  const found = findColumns(table, reading.mapping, reading.language);
  const columns = reading.titles === undefined ? found : { ...found, language: reading.titles };
  const { language } = reading;
  const filled = columns.rows.filter(({ cells }) => !cells.every(isEmpty));
  const sums = filled.filter((row) => isSum(row, columns));
  const aside = filled.filter((row) => !sums.includes(row) && isAside(row, columns));
  const items = filled.filter((row) => !sums.includes(row) && !aside.includes(row));
  const context = { ...reading, columns, monthFirst: monthFirst(cellsOf(filled, columns, dateFields)) };
  const reads = items.map((row) => readRow(row, context));
  const rows = withReferences(reads, reading.prefix).map((each) =>
    checkedLocally(rowOf(each, columns, language), columns, language),
  );
  return { rows, columns, notes: notesOn({ columns, sums, aside, reads, language }) };
}

const dateFields = ['date', 'start', 'end'] as const;

const cellsOf = (rows: readonly Row[], columns: Columns, fields: readonly Field[]): (Cell | undefined)[] =>
  fields.flatMap((field) => {
    const at = columns.at.get(field);
    return at === undefined ? [] : rows.map(({ cells }) => cells[at]);
  });

/** The title of a section, a footnote, or the headings again. */
const isAside = ({ cells }: Row, columns: Columns): boolean =>
  cells.filter((cell) => !isEmpty(cell)).length === 1 ||
  cells.every((cell, at) => textOf(cell) === columns.names[at]);

const sum =
  /^(?:grand |general |sub-?|sous-)?(?:totals?|totaux)(?!\p{L})|^(?:sum|somme|average|moyenne|mean|cumul)(?!\p{L})/u;

/** Where only activities have something. */
const ofActivities = ['countries', 'country', 'place', 'city', 'type', 'mode', 'status'] as const;

/** A row that begins with "Total" or the like and has no date, country or place (but perhaps how many), or only numbers. */
function isSum(row: Row, columns: Columns): boolean {
  if (!cellsOf([row], columns, dateFields).every(isEmpty)) return false;
  if (!cellsOf([row], columns, ofActivities).every((cell) => isEmpty(cell) || /^\d/.test(textOf(cell))))
    return false;
  const written = row.cells.filter((cell) => !isEmpty(cell)).map(textOf);
  return (
    sum.test(folded(written[0] ?? '')) ||
    (written.length > 1 && written.every((text) => /^[\d., %]+$/.test(text)))
  );
}

function rowOf({ read, twin }: Referenced, columns: Columns, language: Language): InventoryRow {
  const remarks: Shown[] = read.remarks.map(({ severity, field, written, says, instead }) => ({
    severity,
    where: columnOf(columns, field, language),
    written,
    says: says[language],
    instead: typeof instead === 'object' ? instead[language] : instead,
  }));
  if (twin !== undefined)
    remarks.push({
      severity: 'error',
      where: columnOf(columns, 'reference', language),
      written: columns.at.has('reference') ? (read.draft.reference ?? '') : '',
      says: twin.says[language],
    });
  return { number: read.number, activity: read.draft, remarks };
}
