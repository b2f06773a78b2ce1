import { activity } from '../../shared/words/activity.ts';
import { Refusal } from '../refusal.ts';
import { hasHeadings, type Mapping } from './find-columns.ts';
import type { Language } from './remark.ts';
import type { Cell, Row } from './table.ts';

/** What a file holds: rows of a table, and the sheets beside it that were not read; or activities as the API takes them. */
export type Inventory =
  | { kind: 'table'; rows: Row[]; sheet?: string; otherSheets?: { name: string; rows: number }[] }
  | { kind: 'activities'; items: Item[] };
type Item = { number: number; activity: unknown };

/** How a file is to be read: the mapping of its columns, its sheet, and the language of what is refused. */
export type FileReading = { mapping?: Mapping; sheet?: string | undefined; language?: Language };

/** Reads a JSON array of activities or of printed records, or {"activities": [...]}. Throws a Refusal for anything else. */
export function readJson(text: string, reading: FileReading = {}): Inventory {
  const fr = reading.language === 'fr';
  const value = parsed(text, fr ? 'Le fichier n’est pas du JSON' : 'The file is not JSON', reading);
  const list = Array.isArray(value) ? value : (value as { activities?: unknown } | null)?.activities;
  if (!Array.isArray(list))
    throw new Refusal(
      fr
        ? 'Le fichier n’est ni une liste d’activités, ni {"activities": [...]}'
        : 'The file is not a list of activities, nor {"activities": [...]}',
    );
  return inventoryOf(
    list.map((each: unknown, at) => ({ number: at + 1, activity: each })),
    reading,
  );
}

/** Reads one JSON value a line; empty lines are skipped. Throws a Refusal that names a line that is not JSON. */
export const readNdjson = (text: string, reading: FileReading = {}): Inventory =>
  inventoryOf(
    text.split('\n').flatMap((line, at) => {
      const complaint =
        reading.language === 'fr'
          ? `La ligne ${at + 1} du fichier n’est pas du JSON`
          : `Line ${at + 1} of the file is not JSON`;
      return line.trim() === '' ? [] : [{ number: at + 1, activity: parsed(line, complaint, reading) }];
    }),
    reading,
  );

/**
 * Items are activities where one of them has nothing but fields of an activity, and a list or an object in it (every
 * activity has a title in languages). Other records are rows as printed: a list of texts in a cell is its items, and
 * {"Title": {"en": ...}} is two headings, "Title en". Throws a Refusal, once, for records that are neither.
 */
function inventoryOf(items: Item[], { mapping, language }: FileReading): Inventory {
  const records = items.map((item) => item.activity);
  const stray = items.find((item) => !isRecord(item.activity));
  if (items.length === 0 || records.some(isActivity)) return { kind: 'activities', items };
  if (stray !== undefined)
    throw new Refusal(
      language === 'fr'
        ? `L’élément ${stray.number} n’est ni une activité, ni une ligne avec des noms de colonnes : ${shown(stray.activity)}`
        : `Item ${stray.number} is neither an activity nor a row with names of columns: ${shown(stray.activity)}`,
    );
  const printed = records.filter(isRecord).map(flattened);
  const headings = [...new Set(printed.flatMap((record) => Object.keys(record)))];
  const rows = items.map(({ number }, at) => ({
    number,
    cells: headings.map((heading) => cellOf(printed[at]?.[heading])),
  }));
  const table: Row[] = [{ number: 0, cells: headings }, ...rows];
  if (!hasHeadings(table, mapping))
    throw new Refusal(
      language === 'fr'
        ? `Les éléments ne sont ni des activités comme l’API les prend, ni des lignes dont les noms disent le titre et les dates. Leurs noms : ${headings.join(', ')}. Les nommer avec --mapping FICHIER, par exemple {"${headings[0]}": "title"}`
        : `The items are neither activities as the API takes them, nor rows whose names tell the title and the dates. Their names: ${headings.join(', ')}. Name them with --mapping FILE, such as {"${headings[0]}": "title"}`,
    );
  return { kind: 'table', rows: table };
}

type Record = { [name: string]: unknown };
const isRecord = (value: unknown): value is Record =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isActivity = (value: unknown): boolean =>
  isRecord(value) &&
  Object.keys(value).every((name) => name in activity.shape) &&
  Object.values(value).some((each) => typeof each === 'object' && each !== null) &&
  typeof value.title !== 'string';

const flattened = (record: Record): Record =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) =>
      isRecord(value)
        ? Object.entries(value).map(([inner, each]) => [`${name} ${inner}`, each])
        : [[name, value]],
    ),
  );

function cellOf(value: unknown): Cell {
  if (Array.isArray(value))
    return value.map((each) => (isRecord(each) ? shown(each) : String(each))).join('; ');
  if (value === undefined || value === null) return null;
  return isRecord(value) ? shown(value) : (value as Cell);
}

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 100);

function parsed(text: string, complaint: string, { language }: FileReading): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Refusal(language === 'fr' ? complaint : `${complaint}: ${(error as Error).message}`);
  }
}
