import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import * as z from 'zod';
import { type LedgerRecord, ledgerRecord } from '../functions/aws/ledger-rows.ts';
import { Refusal } from '../local/refusal.ts';
import { instant } from '../shared/words/calendar.ts';

const format = 'activity-register/backup';
const version = 1;

const header = z.strictObject({ format: z.literal(format), schema: z.literal(version), at: instant });
const counts = z.record(z.string(), z.int().min(0));
const trailer = z.strictObject({ counts, sha256: z.string() });

/** How many records of each kind a backup has. */
type Counts = Record<string, number>;

/**
 * Writes a backup: JSON on lines, a header, every record, and a trailer with the counts of the records and the SHA-256
 * of all lines before it. The file appears whole or not at all, and only its owner may read it. Throws a Refusal if
 * there is a file of this name.
 */
export async function writeBackup(
  file: string,
  at: string,
  pages: AsyncIterable<readonly LedgerRecord[]>,
): Promise<Counts> {
  if (existsSync(file)) throw new Refusal(`There is a file ${file} already; a backup overwrites nothing`);
  const unfinished = `${file}.unfinished`;
  const hash = createHash('sha256');
  const written: Counts = {};
  const handle = await open(unfinished, 'w', 0o600);
  try {
    const write = async (lines: readonly object[]) => {
      const text = lines.map((line) => `${onOneLine(line)}\n`).join('');
      hash.update(text);
      await handle.write(text);
    };
    await write([{ format, schema: version, at }]);
    for await (const page of pages) {
      await write(page);
      for (const { kind } of page) written[kind] = (written[kind] ?? 0) + 1;
    }
    await handle.write(`${JSON.stringify({ counts: written, sha256: hash.digest('hex') })}\n`);
    await handle.sync();
  } catch (error) {
    // What cannot be finished is of no use, and a full disk the fuller by it.
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  return written;
}

/**
 * The records of a backup, one by one, of any version brought up to this code's. Throws a Refusal that names the line
 * if the file is no backup, was cut, or has been changed: at the latest after the last record.
 */
export async function* readBackup(file: string): AsyncGenerator<LedgerRecord, Counts> {
  const refuse = (line: number, what: string) => new Refusal(`${file}, line ${line}: ${what}`);
  const hash = createHash('sha256');
  const read: Counts = {};
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new Refusal(`${file} cannot be read: ${error.message}`, 2);
  });
  try {
    let [at, ended] = [0, false];
    for await (const line of handle.readLines()) {
      at += 1;
      if (ended) throw refuse(at, 'comes after the trailer');
      const each = parsedLine(line, () => refuse(at, 'is not JSON; the file was cut or is no backup'));
      const end = trailer.safeParse(each);
      if (at === 1 && !header.safeParse(each).success) throw refuse(1, headerFault(each));
      if (end.success) {
        if (end.data.sha256 !== hash.digest('hex') || !sameCounts(end.data.counts, read))
          throw refuse(at, 'does not fit the lines before it; the file has been changed or damaged');
        ended = true;
        continue;
      }
      hash.update(`${line}\n`);
      if (at === 1) continue;
      const record = recordOf(each, (what) => refuse(at, what));
      read[record.kind] = (read[record.kind] ?? 0) + 1;
      yield record;
    }
    if (!ended) throw refuse(at, 'is the last, and no trailer; the file was cut');
    return read;
  } finally {
    await handle.close();
  }
}

// Some readers take these two for ends of lines; JSON allows them within a text.
const onOneLine = (record: object): string =>
  JSON.stringify(record).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

function parsedLine(line: string, fault: () => Refusal): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw fault();
  }
}

function recordOf(line: unknown, fault: (what: string) => Refusal): LedgerRecord {
  try {
    return ledgerRecord.parse(line);
  } catch (thrown) {
    if (thrown instanceof z.ZodError) throw fault(z.prettifyError(thrown).replaceAll(/\s+/g, ' '));
    throw fault((thrown as Error).message);
  }
}

function headerFault(line: unknown): string {
  const newer = z.object({ format: z.literal(format), schema: z.int().min(version + 1) }).safeParse(line);
  return newer.success
    ? `is the header of a backup of version ${newer.data.schema}; this register knows version ${version}`
    : 'is not the header of a backup';
}

const sameCounts = (one: Counts, other: Counts): boolean =>
  Object.keys({ ...one, ...other }).every((kind) => one[kind] === other[kind]);
