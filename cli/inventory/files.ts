import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import readExcelFile from 'read-excel-file/node';
import { Refusal } from '../../local/refusal.ts';
import { activity } from '../../shared/words/activity.ts';
import { hasHeadings, type Mapping } from './columns.ts';
import { type Cell, isEmpty, type Language, type Row } from './row-as-read.ts';

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark as Excel saves "Unicode text", or else Windows-1252
 * as Excel saves CSV.
 */
function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const delimiters = [',', ';', '\t', '|'];

/**
 * The rows of a text of separated values, by the number of the record. The separator is the one of comma,
 * semicolon, tab and bar that gives the most rows of one width. Throws a Refusal for a quotation mark that is not closed.
 */
export function readSeparated(text: string, language: Language = 'en'): Row[] {
  const tables = delimiters.map((delimiter) => split(text, delimiter));
  const whole = tables.filter((rows): rows is string[][] => Array.isArray(rows));
  const [regular] = whole.toSorted((one, other) => {
    const [[rows, cells], [otherRows, otherCells]] = [regularity(one), regularity(other)];
    return otherRows - rows || otherCells - cells;
  });
  if (regular === undefined)
    throw new Refusal(
      language === 'fr'
        ? 'Le fichier n’est pas du CSV : un guillemet n’est pas fermé, ou n’est pas à sa place'
        : `The file is not CSV: ${tables.find((table) => typeof table === 'string')}`,
    );
  return regular.map((cells, at) => ({
    number: at + 1,
    cells: cells.map((cell) => (cell === '' ? null : cell)),
  }));
}

function split(text: string, delimiter: string): string[][] | string {
  try {
    return parse(text, { delimiter, relax_column_count: true, bom: true, skip_empty_lines: false });
  } catch (error) {
    return (error as Error).message;
  }
}

/** How many rows have as many cells as most rows have, and how many cells that is; none where it is one. */
function regularity(rows: readonly string[][]): [rows: number, cells: number] {
  const byWidth = Map.groupBy(
    rows.filter(({ length }) => length > 1),
    ({ length }) => length,
  );
  const [most = []] = [...byWidth.values()].toSorted((one, other) => other.length - one.length);
  return [most.length, most[0]?.length ?? 0];
}

/** What a file holds: rows of a table, and the sheets beside it that were not read; or activities as the API takes them. */
export type Inventory =
  | { kind: 'table'; rows: Row[]; sheet?: string; otherSheets?: { name: string; rows: number }[] }
  | { kind: 'activities'; items: Item[] };
type Item = { number: number; activity: unknown };

/** How a file is to be read: the mapping of its columns, its sheet, and the language of what is refused. */
type FileReading = { mapping?: Mapping; sheet?: string | undefined; language?: Language };

/** Reads a JSON array of activities or of printed records, or {"activities": [...]}. Throws a Refusal for anything else. */
function readJson(text: string, reading: FileReading = {}): Inventory {
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
const readNdjson = (text: string, reading: FileReading = {}): Inventory =>
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

/**
 * Reads an inventory by the ending of its name: .json, .ndjson (.jsonl), .csv (.tsv, .txt) or .xlsx. Of a workbook it
 * is the named sheet, or the only one with headings of an inventory; the others that have rows are told. Throws a
 * Refusal for what cannot be read, and for a workbook in which several sheets may be meant.
 */
export async function readInventory(file: string, reading: FileReading = {}): Promise<Inventory> {
  const fr = reading.language === 'fr';
  const bytes = bytesOf(file, fr);
  switch (extname(file).toLowerCase()) {
    case '.json':
      return readJson(decoded(bytes), reading);
    case '.ndjson':
    case '.jsonl':
      return readNdjson(decoded(bytes), reading);
    case '.csv':
    case '.tsv':
    case '.txt':
      return { kind: 'table', rows: readSeparated(decoded(bytes), reading.language) };
    case '.xlsx':
      return sheetOf(bytes, reading);
    default:
      throw new Refusal(
        `${file} ${fr ? 'n’est d’aucun de ces types :' : 'is none of'} .json, .ndjson, .csv, .tsv, .xlsx`,
      );
  }
}

function bytesOf(file: string, fr: boolean): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Refusal(fr ? `${file} ne peut pas être lu (${code})` : `${file} cannot be read: ${message}`);
  }
}

async function sheetOf(bytes: Buffer, { sheet: wanted, mapping, language }: FileReading): Promise<Inventory> {
  const fr = language === 'fr';
  const workbook = await readExcelFile(bytes).catch((error: Error) => {
    throw new Refusal(
      fr ? 'Le fichier n’est pas un classeur XLSX' : `The file is not an XLSX workbook: ${error.message}`,
    );
  });
  const sheets = workbook.map(({ sheet, data }) => {
    const rows = data.map((cells, at): Row => ({ number: at + 1, cells: cells as unknown as Cell[] }));
    return { name: sheet, rows, filled: rows.filter(({ cells }) => !cells.every(isEmpty)).length };
  });
  const named = (which: typeof sheets) => which.map(({ name, filled }) => `${name} (${filled})`).join(', ');
  const filled = sheets.filter((each) => each.filled > 0);
  const fitting = filled.filter(({ rows }) => hasHeadings(rows, mapping));
  if (wanted === undefined && fitting.length > 1)
    throw new Refusal(
      fr
        ? `Plusieurs feuilles du classeur contiennent des activités, avec tant de lignes : ${named(fitting)}. Dire laquelle avec --sheet NOM, et répéter la commande pour chacune`
        : `Several sheets of the workbook hold activities, in so many rows: ${named(fitting)}. Say which with --sheet NAME, and repeat the command for each`,
    );
  const found =
    wanted === undefined
      ? (fitting[0] ?? filled[0] ?? sheets[0])
      : sheets.find(({ name }) => name === wanted);
  if (found === undefined)
    throw new Refusal(
      fr
        ? `Il n’y a pas de feuille ${wanted} ; il y a : ${sheets.map(({ name }) => name).join(', ')}`
        : `There is no sheet ${wanted}; there are: ${sheets.map(({ name }) => name).join(', ')}`,
    );
  const otherSheets = filled
    .filter((each) => each !== found)
    .map(({ name, filled: rows }) => ({ name, rows }));
  return { kind: 'table', rows: found.rows, sheet: found.name, otherSheets };
}
