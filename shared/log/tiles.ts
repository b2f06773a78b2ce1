import { type Bytes, joined } from './bytes.ts';
import { LogFault } from './log-fault.ts';

/** How many hashes a full tile has, and entries a full bundle (C2SP tlog-tiles, "Merkle Tree"). */
export const tileWidth = 256;
/** The longest entry, in bytes: its length is told in 16 bits (C2SP tlog-tiles, "Log entries"). */
const longestEntry = 65_535;

/** What is at a path below the log's address; undefined where there is nothing. */
export type ReadLog = (path: string) => Promise<Bytes | undefined>;

/**
 * Where the tile of a level and an index is, below the log's address; of `entries`, the bundle. The index is written in
 * groups of three digits, all but the last after an "x"; a partial tile has its width after ".p/" (C2SP tlog-tiles,
 * "Merkle Tree" and "Partial Tiles").
 */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const part = width === tileWidth ? '' : `.p/${width}`;
  return `tile/${level}/${groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')}${part}`;
}

/** How many hashes a level of a tree of so many leaves has in all its tiles. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** How many hashes a tile of a tree of so many leaves has: none where it is not there. */
export const widthOf = (level: number, index: number, size: number): number =>
  Math.max(0, Math.min(tileWidth, hashesAt(level, size) - index * tileWidth));

/**
 * The hashes of a tile of a tree of so many leaves. A partial tile may be gone once the full one is there, which then
 * stands for it (C2SP tlog-tiles, "Partial Tiles"). Reads 8,192 bytes at most. Throws LogFault where there is none.
 */
export async function readTile(read: ReadLog, level: number, index: number, size: number): Promise<Bytes[]> {
  const width = widthOf(level, index, size);
  const { bytes, path, full } = await readAny(read, level, index, width);
  if (bytes.length !== 32 * (full ? tileWidth : width))
    throw new LogFault(`${path} has ${bytes.length} bytes`);
  return hashesOf(bytes).slice(0, width);
}

/**
 * The entries of a bundle of a tree of so many leaves: 256 at most. Throws LogFault where there is none, or another number
 * of entries in it.
 */
export async function readBundle(read: ReadLog, index: number, size: number): Promise<Bytes[]> {
  const width = widthOf(0, index, size);
  const { bytes, path, full } = await readAny(read, 'entries', index, width);
  const entries = entriesOf(bytes);
  if (entries?.length !== (full ? tileWidth : width))
    throw new LogFault(`${path} is no bundle of ${full ? tileWidth : width} entries`);
  return entries.slice(0, width);
}

async function readAny(read: ReadLog, level: number | 'entries', index: number, width: number) {
  for (const each of new Set([width, tileWidth])) {
    const path = tilePath(level, index, each);
    const bytes = await read(path);
    if (bytes !== undefined) return { bytes, path, full: each === tileWidth };
  }
  throw new LogFault(`${tilePath(level, index, width)} is not there`);
}

const hashesOf = (bytes: Bytes): Bytes[] =>
  Array.from({ length: bytes.length / 32 }, (_, at) => bytes.slice(32 * at, 32 * at + 32));

/** A bundle: each entry after its length in 16 bits, the higher byte first (C2SP tlog-tiles, "Log entries"). */
export const bundleOf = (entries: readonly Uint8Array[]): Bytes =>
  joined(
    entries.flatMap((entry) => {
      if (entry.length > longestEntry) throw new RangeError(`an entry of ${entry.length} bytes`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );

/** The entries of a bundle; undefined where it ends within one. */
function entriesOf(bundle: Bytes): Bytes[] | undefined {
  const entries: Bytes[] = [];
  let at = 0;
  while (at + 2 <= bundle.length) {
    const end = at + 2 + (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    entries.push(bundle.slice(at + 2, end));
    at = end;
  }
  return at === bundle.length ? entries : undefined;
}
