import { type Bytes, joined, sameBytes } from './bytes.ts';
import { LogFault } from './log-fault.ts';
import { leafHash, nodeHash, type TreeHead } from './merkle-tree.ts';
import { bundleOf, hashesAt, type ReadLog, readBundle, readTile, tilePath, tileWidth } from './tiles.ts';
import { treeOf } from './tree-of-tiles.ts';

/** A file of the log: its path below the log's address. None is ever written with other bytes. */
export type LogFile = { path: string; bytes: Bytes };

/**
 * What is to be written so that a log goes on with these entries, in this order: bundles, then tiles from the lowest
 * level up; and the tree it then is, for the checkpoint, which is written after them. Full tiles and bundles are the
 * same in whatever steps a log grows; partial ones are those of this size (C2SP tlog-tiles, "Partial Tiles").
 *
 * Reads the partial bundle and the partial tiles of the tree before, nothing else: one bundle of 255 entries, and one
 * tile of 8,160 bytes for each level, or the full ones in their stead. Holds them and the entries. Throws LogFault
 * where they are not those of the tree before: what was tampered with is not signed.
 */
export async function grow(
  read: ReadLog,
  before: TreeHead,
  entries: readonly Bytes[],
): Promise<TreeHead & { files: LogFile[] }> {
  const { bundle, tiles } = await readPartials(read, before);
  const files = chunksOf(bundle, entries, before.size).map(({ index, items }) => ({
    path: tilePath('entries', index, items.length),
    bytes: bundleOf(items),
  }));
  let added = await Promise.all(entries.map(leafHash));
  for (let level = 0; added.length > 0; level += 1) {
    const chunks = chunksOf(tiles[level] ?? [], added, hashesAt(level, before.size));
    for (const { index, items } of chunks)
      files.push({ path: tilePath(level, index, items.length), bytes: joined(items) });
    const full = chunks.filter(({ items }) => items.length === tileWidth);
    added = await Promise.all(full.map(({ items }) => rootOfFull(items)));
  }
  const size = before.size + entries.length;
  const unchanged = tiles.map((tile, level) => fileOf(level, tile, before.size));
  return { size, root: await rootFrom([...unchanged, ...files], size), files };
}

/** The entries of the partial bundle, and the hashes of the partial tile of each level: none where it is not there. */
async function readPartials(read: ReadLog, { size, root }: TreeHead) {
  const tiles: Bytes[][] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const there = hashesAt(level, size);
    tiles.push(there % tileWidth === 0 ? [] : await readTile(read, level, lastTile(there), size));
  }
  const bundle = size % tileWidth === 0 ? [] : await readBundle(read, lastTile(size), size);
  const files = tiles.map((tile, level) => fileOf(level, tile, size));
  if (!sameBytes(await rootFrom(files, size), root))
    throw new LogFault(`the tiles of ${size} leaves are not those of their root`);
  if (!sameBytes(joined(await Promise.all(bundle.map(leafHash))), joined(tiles[0] ?? [])))
    throw new LogFault(`the bundle with the last of ${size} leaves has other entries than its tile`);
  return { bundle, tiles };
}

const lastTile = (there: number): number => Math.floor(there / tileWidth);

/** The partial tile of a level, of a tree of so many leaves. */
const fileOf = (level: number, tile: readonly Bytes[], size: number): LogFile => ({
  path: tilePath(level, lastTile(hashesAt(level, size)), tile.length),
  bytes: joined(tile),
});

/** The root of so many leaves, for which the partial tiles are enough. */
function rootFrom(files: readonly LogFile[], size: number): Promise<Bytes> {
  const known = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return treeOf(async (path) => known.get(path), size).root();
}

/** A partial tile and what is added to it, in tiles, each with its index; there were so many before. None for nothing. */
function chunksOf(partial: readonly Bytes[], added: readonly Bytes[], there: number) {
  if (added.length === 0) return [];
  const all = [...partial, ...added];
  return Array.from({ length: Math.ceil(all.length / tileWidth) }, (_, at) => ({
    index: lastTile(there) + at,
    items: all.slice(at * tileWidth, (at + 1) * tileWidth),
  }));
}

/** The hash of a full tile, which is one of the level above. */
async function rootOfFull([first, ...rest]: readonly Bytes[]): Promise<Bytes> {
  const half = (rest.length + 1) / 2;
  if (first === undefined) throw new RangeError('a tile of no hashes');
  if (rest.length === 0) return first;
  const all = [first, ...rest];
  return nodeHash(...(await Promise.all([rootOfFull(all.slice(0, half)), rootOfFull(all.slice(half))])));
}
