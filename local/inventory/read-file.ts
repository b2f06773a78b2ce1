import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import readExcelFile from 'read-excel-file/node';
import { Refusal } from '../refusal.ts';
import { type Inventory, readJson, readNdjson } from './read-json-file.ts';
import { decoded, readSeparated } from './read-text-file.ts';
import type { Cell, Row } from './table.ts';

/**
 * Reads an inventory by the ending of its name: .json, .ndjson (.jsonl), .csv (.tsv, .txt) or .xlsx, of which
 * `sheet` names the sheet, the first unless told. Throws a Refusal for what cannot be read.
 */
export async function readInventory(file: string, sheet?: string): Promise<Inventory> {
  const bytes = bytesOf(file);
  switch (extname(file).toLowerCase()) {
    case '.json':
      return readJson(decoded(bytes));
    case '.ndjson':
    case '.jsonl':
      return readNdjson(decoded(bytes));
    case '.csv':
    case '.tsv':
    case '.txt':
      return { kind: 'table', rows: readSeparated(decoded(bytes)) };
    case '.xlsx':
      return { kind: 'table', rows: await rowsOfSheet(bytes, sheet) };
    default:
      throw new Refusal(`${file} is none of .json, .ndjson, .csv, .tsv, .xlsx`);
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}`);
  }
}

async function rowsOfSheet(bytes: Buffer, wanted: string | undefined): Promise<Row[]> {
  const sheets = await readExcelFile(bytes).catch((error: Error) => {
    throw new Refusal(`The file is not an XLSX workbook: ${error.message}`);
  });
  const found = wanted === undefined ? sheets[0] : sheets.find(({ sheet }) => sheet === wanted);
  if (found === undefined)
    throw new Refusal(
      `There is no sheet ${wanted}; there are: ${sheets.map(({ sheet }) => sheet).join(', ')}`,
    );
  return found.data.map((cells, at) => ({ number: at + 1, cells: cells as unknown as Cell[] }));
}
