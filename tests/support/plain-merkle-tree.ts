import { createHash } from 'node:crypto';

/**
 * The definitions of RFC 6962, section 2.1, word for word, over all leaves at once: what trees of tiles have to agree
 * with. It shares no code with them.
 */
type Hashes = readonly Uint8Array[];

const sha256 = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest());

export const plainLeaf = (leaf: Uint8Array): Uint8Array => sha256(Uint8Array.of(0), leaf);
export const plainNode = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(Uint8Array.of(1), left, right);

const k = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

/** MTH of the leaves of these hashes. */
export function plainRoot(leaves: Hashes): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return only;
  const left = k(leaves.length);
  return plainNode(plainRoot(leaves.slice(0, left)), plainRoot(leaves.slice(left)));
}

/** PATH(m, D[n]). */
export function plainPath(m: number, leaves: Hashes): Uint8Array[] {
  if (leaves.length === 1) return [];
  const left = k(leaves.length);
  const [before, after] = [leaves.slice(0, left), leaves.slice(left)];
  return m < left
    ? [...plainPath(m, before), plainRoot(after)]
    : [...plainPath(m - left, after), plainRoot(before)];
}

/** PROOF(m, D[n]): SUBPROOF(m, D[n], true). */
export function plainProof(m: number, leaves: Hashes, whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [plainRoot(leaves)];
  const left = k(leaves.length);
  const [before, after] = [leaves.slice(0, left), leaves.slice(left)];
  return m <= left
    ? [...plainProof(m, before, whole), plainRoot(after)]
    : [...plainProof(m - left, after, false), plainRoot(before)];
}

/** Every full tile and every partial one of a tree of the leaves of these hashes, by level and index. */
export function plainTiles(leaves: Hashes): Map<string, Hashes> {
  const tiles = new Map<string, Hashes>();
  let hashes = leaves;
  for (let level = 0; hashes.length > 0; level += 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index * 256 < hashes.length; index += 1) {
      const tile = hashes.slice(index * 256, index * 256 + 256);
      tiles.set(`${level} ${index}`, tile);
      if (tile.length === 256) above.push(plainRoot(tile));
    }
    hashes = above;
  }
  return tiles;
}
