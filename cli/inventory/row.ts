import { findingsOf, worded } from '../../shared/checks/finding.ts';
import { activity } from '../../shared/words/activity.ts';
import { type Columns, labelOf } from './columns.ts';
import type { Language } from './row-as-read.ts';
import { type Field, fields } from './row-as-read.ts';

/** A remark ready to be shown: where (a column or a pointer), what is written there, what is said, what to write instead. */
export type Shown = {
  severity: 'error' | 'warning';
  where: string;
  written: string;
  says: string;
  instead?: string | undefined;
};

/** A row of an inventory on its way: its number, what is sent, and the remarks on it. */
export type InventoryRow = { number: number; activity: Record<string, unknown>; remarks: Shown[] };

export const hasError = ({ remarks }: InventoryRow): boolean =>
  remarks.some(({ severity }) => severity === 'error');

/** The column that holds a field, as a spreadsheet shows it: 'C "Dates"'; the field itself where no column does. */
export function columnOf(columns: Columns, wanted: Field, language: Language): string {
  const at = columns.at.get(wanted);
  return at === undefined ? wanted : labelOf(at, columns.names[at] ?? '', language);
}

const sources: Record<string, readonly Field[]> = {
  start: ['start', 'date'],
  end: ['end', 'date'],
  venue: ['place', 'city', 'country'],
  countries: ['countries', 'countries.participant', 'countries.host', 'place', 'country'],
};

/** The column that a JSON Pointer into the activity of a row is about; the pointer itself where there is none. */
export function columnAt(columns: Columns | undefined, pointer: string, language: Language): string {
  const [, step = '', next = ''] = pointer.split('/');
  const all = [
    ...(next === 'women' ? ['women' as const] : []),
    ...fields.filter((field) => field === `${step}.${next}` || field === step),
    ...(sources[step] ?? fields.filter((field) => field.startsWith(`${step}.`))),
  ];
  const found = columns === undefined ? undefined : all.find((field) => columns.at.has(field));
  return found === undefined || columns === undefined ? pointer : columnOf(columns, found, language);
}

/** What is wrong with the values of a row, as far as that can be told without the register. */
export function checkedLocally(
  row: InventoryRow,
  columns: Columns | undefined,
  language: Language,
): InventoryRow {
  const parsed = activity.safeParse(row.activity);
  if (parsed.success) return row;
  const found = findingsOf(parsed.error.issues, row.activity).map((each): Shown => {
    const { pointer, severity, detail, suggestion } = worded(each, language);
    return {
      severity,
      where: columnAt(columns, pointer, language),
      written: '',
      says: detail,
      instead: suggestion === undefined ? undefined : JSON.stringify(suggestion),
    };
  });
  const isSaid = (where: string) =>
    row.remarks.some((other) => other.severity === 'error' && other.where === where);
  const isLeftOut = (says: string) =>
    hasError(row) && /^(?:is required|est obligatoire|est requis)/.test(says);
  const fresh = found.filter(({ where, says }) => !isSaid(where) && !isLeftOut(says));
  return { ...row, remarks: [...row.remarks, ...fresh] };
}
