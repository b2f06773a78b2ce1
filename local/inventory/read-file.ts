import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import readExcelFile from 'read-excel-file/node';
import { Refusal } from '../refusal.ts';
import { hasHeadings } from './find-columns.ts';
import { type FileReading, type Inventory, readJson, readNdjson } from './read-json-file.ts';
import { decoded, readSeparated } from './read-text-file.ts';
import { type Cell, isEmpty, type Row } from './table.ts';

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
