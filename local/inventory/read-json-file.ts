import { Refusal } from '../refusal.ts';
import type { Cell, Row } from './table.ts';

/** What a file holds: rows of a table (the first holds the headings), or activities as the API takes them. */
export type Inventory =
  | { kind: 'table'; rows: Row[] }
  | { kind: 'activities'; items: { number: number; activity: unknown }[] };

/** Reads a JSON array of activities or of flat records, or {"activities": [...]}. Throws a Refusal for anything else. */
export function readJson(text: string): Inventory {
  const value = parsed(text, 'The file is not JSON');
  const list = Array.isArray(value) ? value : (value as { activities?: unknown } | null)?.activities;
  if (!Array.isArray(list))
    throw new Refusal('The file is not a list of activities, nor {"activities": [...]}');
  return inventoryOf(list.map((activity: unknown, at) => ({ number: at + 1, activity })));
}

/** Reads one JSON value a line; empty lines are skipped. Throws a Refusal that names a line that is not JSON. */
export const readNdjson = (text: string): Inventory =>
  inventoryOf(
    text
      .split('\n')
      .flatMap((line, at) =>
        line.trim() === ''
          ? []
          : [{ number: at + 1, activity: parsed(line, `Line ${at + 1} of the file is not JSON`) }],
      ),
  );

/** An item is an activity if it has a list or an object in it (every activity has projects); flat records are a table. */
function inventoryOf(items: { number: number; activity: unknown }[]): Inventory {
  const records = items.map(({ activity }) => activity);
  if (items.length === 0 || !records.every(isFlat)) return { kind: 'activities', items };
  const headings = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = items.map(({ number }, at) => ({
    number,
    cells: headings.map((heading) => records[at]?.[heading] ?? null),
  }));
  return { kind: 'table', rows: [{ number: 0, cells: headings }, ...rows] };
}

const isFlat = (value: unknown): value is Record<string, Cell> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((each) => typeof each !== 'object' || each === null);

function parsed(text: string, complaint: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(`${complaint}: ${(error as Error).message}`);
  }
}
