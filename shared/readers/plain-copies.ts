import type { Index } from '../feed/documents.ts';
import { sha256 } from '../feed/sealing.ts';
import { faultRow, type Row } from './difference.ts';
import { type Read, readIndex } from './read-feed.ts';

const tries = 5;

/** Looks at the copies at plain paths. While a snapshot is published, some are newer than the index. */
export async function verifyPlainCopies(
  read: Read,
  index: Index,
  pause: () => Promise<void>,
): Promise<Row[]> {
  let newest = index;
  let differing = await differingPlainCopies(read, newest, new Set(newest.documents.map(({ path }) => path)));
  for (let tried = 1; tried < tries && differing.length > 0; tried += 1) {
    await pause();
    const again = await readIndex(read);
    if ('fault' in again) return [again.fault];
    newest = again;
    differing = await differingPlainCopies(read, newest, new Set(differing.map(({ document }) => document)));
  }
  return differing;
}

/** The documents whose copy at the plain path is not what the index says; `of` are the paths to look at. */
async function differingPlainCopies(read: Read, index: Index, of: ReadonlySet<string>): Promise<Row[]> {
  const rows: Row[] = [];
  const entries = index.documents.filter(({ path }) => of.has(path));
  for (let at = 0; at < entries.length; at += 8)
    await Promise.all(
      entries.slice(at, at + 8).map(async ({ path, sha256: hash }) => {
        const bytes = await read(path);
        const found = bytes && (await sha256(new Uint8Array(bytes)));
        if (found !== hash) rows.push(faultRow(path, 'copy at the plain path', found, hash));
      }),
    );
  return rows;
}
