import { parse } from 'csv-parse/sync';
import { Refusal } from '../refusal.ts';
import type { Language } from './remark.ts';
import type { Row } from './table.ts';

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark as Excel saves "Unicode text", or else Windows-1252
 * as Excel saves CSV.
 */
export function decoded(bytes: Uint8Array): string {
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
        : `The file is not CSV: ${tables.find((told) => typeof told === 'string')}`,
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
