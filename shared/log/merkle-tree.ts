import { type Bytes, sameBytes, sha256 } from './bytes.ts';

/** The root of the tree of no leaves: SHA-256 of nothing (RFC 6962, section 2.1). */
export const emptyRoot = (): Promise<Bytes> => sha256();

/** The hash of a leaf: SHA-256 of 0x00 and its bytes (RFC 6962, section 2.1). */
export const leafHash = (leaf: Uint8Array): Promise<Bytes> => sha256(Uint8Array.of(0), leaf);

/** The hash of two nodes: SHA-256 of 0x01 and both, so that none can pass for a leaf (RFC 6962, section 2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> =>
  sha256(Uint8Array.of(1), left, right);

/** How many leaves stand left of the root of so many, two or more: the largest power of two below (RFC 6962, section 2.1). */
export function leftOf(leaves: number): number {
  let power = 1;
  while (power * 2 < leaves) power *= 2;
  return power;
}

/** A tree by its size and its root: all that a checkpoint says of it. */
export type TreeHead = { size: number; root: Bytes };

const areHashes = (all: readonly Uint8Array[]): boolean => all.every(({ length }) => length === 32);
const isOdd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);

/**
 * Whether a path of hashes, from the leaf's sibling to the root's child, proves that the leaf of this hash is number
 * `index`, from 0, of the tree (RFC 9162, section 2.1.3.2). At most 53 hashes are computed.
 */
export async function verifyInclusion(
  leaf: Uint8Array,
  index: number,
  { size, root }: TreeHead,
  path: readonly Uint8Array[],
): Promise<boolean> {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size))
    return false;
  if (!areHashes([leaf, root, ...path])) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = await nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else hash = await nodeHash(hash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(hash, root);
}

/**
 * Whether a path of hashes proves that the newer tree begins with all leaves of the older one, in their order (RFC
 * 9162, section 2.1.4.2). Every tree begins with the empty one, and with itself, and the path of that is empty (C2SP
 * tlog-witness, "add-checkpoint"). At most 106 hashes are computed.
 */
export async function verifyConsistency(
  older: TreeHead,
  newer: TreeHead,
  path: readonly Uint8Array[],
): Promise<boolean> {
  const sizes = [older.size, newer.size];
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0) || older.size > newer.size)
    return false;
  if (!areHashes([older.root, newer.root, ...path])) return false;
  for (const { size, root } of [older, newer])
    if (size === 0 && !sameBytes(root, await emptyRoot())) return false;
  if (older.size === newer.size) return path.length === 0 && sameBytes(older.root, newer.root);
  if (older.size === 0) return path.length === 0;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // Where the older tree is a subtree of the newer one, the path leaves out its root, which is known.
  const [start, ...rest] = node === 0 ? [older.root, ...path] : path;
  if (start === undefined) return false;
  let [olderHash, newerHash] = [start, start];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      olderHash = await nodeHash(sibling, olderHash);
      newerHash = await nodeHash(sibling, newerHash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else newerHash = await nodeHash(newerHash, sibling);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(olderHash, older.root) && sameBytes(newerHash, newer.root);
}
