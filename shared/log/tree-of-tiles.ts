import type { Bytes } from './bytes.ts';
import { emptyRoot, leftOf, nodeHash } from './merkle-tree.ts';
import { type ReadLog, readTile, tileWidth } from './tiles.ts';

/** How many levels of the tree a level of tiles spans: 2^8 hashes are one of the level above. */
const tileHeight = Math.log2(tileWidth);

/**
 * The tree of so many leaves whose tiles these are. For its root it reads one tile of each level, for a proof two: a
 * log of n leaves has floor(log256 n) + 1 levels, three up to 16 million, and a tile has 8,192 bytes at most. What was read
 * is kept as long as the tree is. Everything throws LogFault where a tile is not as it must be.
 */
export function treeOf(read: ReadLog, size: number) {
  const tiles = new Map<string, Promise<Bytes[]>>();
  const nodes = new Map<string, Promise<Bytes>>();

  /** The hash of 2^height leaves, from leaf `index` * 2^height on. */
  const node = (height: number, index: number): Promise<Bytes> =>
    once(nodes, `${height}/${index}`, () =>
      height % tileHeight === 0
        ? inTile(height / tileHeight, index)
        : nodeOf(node(height - 1, 2 * index), node(height - 1, 2 * index + 1)),
    );

  async function inTile(level: number, index: number): Promise<Bytes> {
    const tile = Math.floor(index / tileWidth);
    const hashes = await once(tiles, `${level}/${tile}`, () => readTile(read, level, tile, size));
    return hashes[index % tileWidth] as Bytes;
  }

  /** The hash of the leaves from `first` to before `end`: MTH(D[first:end]) in RFC 6962, section 2.1. */
  function range(first: number, end: number): Promise<Bytes> {
    const leaves = end - first;
    const left = leaves === 1 ? 1 : leftOf(leaves);
    if (leaves === 1 || leaves === 2 * left) return node(Math.log2(leaves), first / leaves);
    return nodeOf(range(first, first + left), range(first + left, end));
  }

  return {
    /** Its root. */
    root: (): Promise<Bytes> => (size === 0 ? emptyRoot() : range(0, size)),

    /**
     * The proof that leaf `index`, from 0, is in it: PATH in RFC 6962, section 2.1.1. Throws RangeError if there is no
     * such leaf.
     */
    async inclusion(index: number): Promise<Bytes[]> {
      if (!(Number.isSafeInteger(index) && index >= 0 && index < size))
        throw new RangeError(`no leaf ${index} of ${size}`);
      const path: Promise<Bytes>[] = [];
      let [first, end] = [0, size];
      while (end - first > 1) {
        const middle = first + leftOf(end - first);
        path.unshift(index < middle ? range(middle, end) : range(first, middle));
        [first, end] = index < middle ? [first, middle] : [middle, end];
      }
      return Promise.all(path);
    },

    /**
     * The proof that it begins with the tree of its first `older` leaves: PROOF in RFC 6962, section 2.1.2. It is empty
     * for none and for all of them. Throws RangeError if it has not so many.
     */
    async consistency(older: number): Promise<Bytes[]> {
      if (!(Number.isSafeInteger(older) && older >= 0 && older <= size))
        throw new RangeError(`no ${older} leaves of ${size}`);
      if (older === 0) return [];
      const path: Promise<Bytes>[] = [];
      let [first, end] = [0, size];
      while (older < end) {
        const middle = first + leftOf(end - first);
        path.unshift(older <= middle ? range(middle, end) : range(first, middle));
        [first, end] = older <= middle ? [first, middle] : [middle, end];
      }
      // A subtree that begins with the first leaf is the older tree, whose root is known.
      if (first > 0) path.unshift(range(first, end));
      return Promise.all(path);
    },
  };
}

const nodeOf = async (left: Promise<Bytes>, right: Promise<Bytes>): Promise<Bytes> =>
  nodeHash(...(await Promise.all([left, right])));

/** What was made for a key: once. */
function once<Value>(
  made: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
