import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bytes, fromBase64 } from '../../shared/log/bytes.ts';
import {
  emptyRoot,
  leafHash,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '../../shared/log/merkle-tree.ts';
import { tilePath } from '../../shared/log/tiles.ts';
import { treeOf } from '../../shared/log/tree-of-tiles.ts';
import { leavesTo } from '../support/log-in-memory.ts';
import {
  plainLeaf,
  plainNode,
  plainPath,
  plainProof,
  plainRoot,
  plainTiles,
} from '../support/plain-merkle-tree.ts';

const hex = (written: string) => Uint8Array.from(Buffer.from(written, 'hex'));

/** The leaves and roots with which the implementations of Certificate Transparency are tested. */
const published = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

type Files = Map<string, Bytes>;
/** The plain tiles of a tree, as files. */
const plainFiles = (leaves: readonly Uint8Array[]): Files =>
  new Map(
    [...plainTiles(leaves)].map(([name, hashes]) => {
      const [level, index] = name.split(' ').map(Number) as [number, number];
      return [tilePath(level, index, hashes.length), Uint8Array.from(Buffer.concat(hashes))];
    }),
  );

/** A tree of plain tiles, and what it has read. */
function plainTree(
  leaves: readonly Uint8Array[],
  size = leaves.length,
  files = plainFiles(leaves.slice(0, size)),
) {
  const reads: string[] = [];
  const read = async (path: string) => {
    reads.push(path);
    return files.get(path);
  };
  return { reads, tree: treeOf(read, size) };
}

const flipped = (bytes: Uint8Array, bit: number): Bytes => {
  const other = Uint8Array.from(bytes);
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return other;
};

const leaves = leavesTo(300).map(plainLeaf);
const roots: Uint8Array[] = [];
beforeAll(() => {
  for (let size = 0; size <= leaves.length; size += 1) roots.push(plainRoot(leaves.slice(0, size)));
});
const headOf = (size: number) => ({ size, root: Uint8Array.from(roots[size] ?? []) });

describe('the hashes of a tree', () => {
  it('are those that are published', async () => {
    expect(await emptyRoot()).toEqual(hex(publishedRoots[0] ?? ''));
    const hashes = await Promise.all(published.map((leaf) => leafHash(hex(leaf))));
    for (const [size, root] of publishedRoots.entries())
      expect(await plainTree(hashes, size).tree.root()).toEqual(hex(root));
  });

  it('tell a leaf from a node of the same bytes', async () => {
    const [one, other] = [await leafHash(Uint8Array.of(1)), await leafHash(Uint8Array.of(2))];
    expect(await nodeHash(one, other)).not.toEqual(await leafHash(Uint8Array.from([...one, ...other])));
  });
});

describe('proofs', () => {
  it('are those of the example of seven leaves in RFC 6962, section 2.1.3', async () => {
    const [a, b, c, d, e, f, j] = leaves.slice(0, 7) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const [g, h, i] = [plainNode(a, b), plainNode(c, d), plainNode(e, f)];
    const [k, l] = [plainNode(g, h), plainNode(i, j)];
    const { tree } = plainTree(leaves, 7);
    expect(await tree.inclusion(0)).toEqual([b, h, l]);
    expect(await tree.inclusion(3)).toEqual([c, g, l]);
    expect(await tree.inclusion(4)).toEqual([f, j, k]);
    expect(await tree.inclusion(6)).toEqual([i, k]);
    expect(await tree.consistency(3)).toEqual([c, d, g, l]);
    expect(await tree.consistency(4)).toEqual([l]);
    expect(await tree.consistency(6)).toEqual([i, j, k]);
  });

  it('are those of the RFC, and verify, for each leaf and each older tree of every size up to 32', async () => {
    for (let size = 1; size <= 32; size += 1) {
      const { tree } = plainTree(leaves, size);
      expect(await tree.root()).toEqual(roots[size]);
      for (let at = 0; at < size; at += 1) {
        const path = await tree.inclusion(at);
        expect(path).toEqual(plainPath(at, leaves.slice(0, size)));
        expect(await verifyInclusion(leaves[at] as Uint8Array, at, headOf(size), path)).toBe(true);
      }
      for (let older = 0; older <= size; older += 1) {
        const path = await tree.consistency(older);
        expect(path).toEqual(older === 0 ? [] : plainProof(older, leaves.slice(0, size)));
        expect(await verifyConsistency(headOf(older), headOf(size), path)).toBe(true);
      }
    }
  });

  it('verify for some leaves and older trees of every size up to 300', async () => {
    for (let size = 33; size <= 300; size += 1) {
      const { tree } = plainTree(leaves, size);
      for (const at of new Set([(size * 7) % size, (size * size + 31) % size, size - 1])) {
        const path = await tree.inclusion(at);
        expect(await verifyInclusion(leaves[at] as Uint8Array, at, headOf(size), path)).toBe(true);
      }
      for (const older of [(size * size + 17) % size || 1, size - 1]) {
        const path = await tree.consistency(older);
        expect(await verifyConsistency(headOf(older), headOf(size), path)).toBe(true);
      }
    }
  });

  it('read two tiles for each level at most, and for the root one, also of 65,800 leaves', async () => {
    const many = leavesTo(65_800).map(plainLeaf);
    for (const [size, levels] of [
      [600, 2],
      [65_800, 3],
    ] as const) {
      const files = plainFiles(many.slice(0, size));
      expect(Math.max(...[...files.values()].map(({ length }) => length))).toBe(8192);
      const { reads, tree } = plainTree(many, size, files);
      const head = { size, root: await tree.root() };
      expect(head.root).toEqual(plainRoot(many.slice(0, size)));
      expect(reads).toHaveLength(levels);
      let most = 0;
      for (const at of [0, Math.floor(size / 2), size - 1]) {
        const asked = plainTree(many, size, files);
        const path = await asked.tree.inclusion(at);
        expect(await verifyInclusion(many[at] as Uint8Array, at, head, path)).toBe(true);
        most = Math.max(most, asked.reads.length);
      }
      for (const older of [1, 256, 513]) {
        const asked = plainTree(many, size, files);
        const path = await asked.tree.consistency(older);
        const before = { size: older, root: Uint8Array.from(plainRoot(many.slice(0, older))) };
        expect(await verifyConsistency(before, head, path)).toBe(true);
        most = Math.max(most, asked.reads.length);
      }
      expect(most).toBeGreaterThan(levels);
      expect(most).toBeLessThanOrEqual(2 * levels);
    }
  });

  it('are none of a leaf or a tree that is not there', async () => {
    const { tree } = plainTree(leaves, 5);
    for (const none of [-1, 5, 0.5]) await expect(tree.inclusion(none)).rejects.toThrow(RangeError);
    for (const none of [-1, 6, 0.5]) await expect(tree.consistency(none)).rejects.toThrow(RangeError);
  });
});

describe('a proof that a leaf is in a tree', () => {
  it('is refused with any bit of leaf, path or root changed, and with another size or index', async () => {
    const sizes = fc
      .integer({ min: 1, max: 300 })
      .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(255), fc.nat(), async ([size, index], bit, which) => {
        const [leaf, head] = [leaves[index] as Uint8Array, headOf(size)];
        const path = await plainTree(leaves, size).tree.inclusion(index);
        const changed = path.map((hash, at) => (at === which % path.length ? flipped(hash, bit) : hash));
        const verdicts = [
          verifyInclusion(flipped(leaf, bit), index, head, path),
          verifyInclusion(leaf, index, { size, root: flipped(head.root, bit) }, path),
          ...(path.length === 0 ? [] : [verifyInclusion(leaf, index, head, changed)]),
          verifyInclusion(leaf, index, head, path.slice(1).concat(path.length === 0 ? [head.root] : [])),
          verifyInclusion(leaf, index, head, [...path, head.root]),
          verifyInclusion(leaf, index, head, [leaf, ...path]),
          ...[-1, index + 1, index + size, index ^ 1].map((other) =>
            verifyInclusion(leaf, other, head, path),
          ),
          verifyInclusion(leaf, index, { ...head, size: index }, path),
          verifyInclusion(leaf, index, { ...head, size: size * 2 }, path),
          verifyInclusion(new Uint8Array(0), 0, { size: 1, root: new Uint8Array(0) }, []),
        ];
        expect(new Set(await Promise.all(verdicts))).toEqual(new Set([false]));
      }),
      { numRuns: 40 },
    );
  });
});

describe('a proof that a tree begins with another', () => {
  it('is refused with any bit of path or roots changed, and with other sizes', async () => {
    const sizes = fc
      .integer({ min: 2, max: 300 })
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size - 1 })));
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(255), fc.nat(), async ([size, older], bit, which) => {
        const [before, head] = [headOf(older), headOf(size)];
        const path = await plainTree(leaves, size).tree.consistency(older);
        const changed = path.map((hash, at) => (at === which % path.length ? flipped(hash, bit) : hash));
        const verdicts = [
          verifyConsistency({ ...before, root: flipped(before.root, bit) }, head, path),
          verifyConsistency(before, { ...head, root: flipped(head.root, bit) }, path),
          verifyConsistency(before, head, changed),
          verifyConsistency(before, head, path.slice(1)),
          verifyConsistency(before, head, path.slice(0, -1)),
          verifyConsistency(before, head, [...path, head.root]),
          verifyConsistency(before, head, [before.root, ...path]),
          verifyConsistency(head, before, path),
          verifyConsistency({ ...before, size }, head, path),
          verifyConsistency({ ...before, size: 0 }, head, path),
          verifyConsistency({ ...before, size: older - 0.5 }, head, path),
          verifyConsistency(before, { ...head, size: size * 2 }, path),
        ];
        expect(new Set(await Promise.all(verdicts))).toEqual(new Set([false]));
      }),
      { numRuns: 40 },
    );
  });

  it('is empty from the empty tree and from itself, and no other', async () => {
    const [none, some] = [headOf(0), headOf(5)];
    expect(await verifyConsistency(none, some, [])).toBe(true);
    expect(await verifyConsistency(none, none, [])).toBe(true);
    expect(await verifyConsistency(some, some, [])).toBe(true);
    expect(await verifyConsistency(none, some, [some.root])).toBe(false);
    expect(await verifyConsistency(some, some, [some.root])).toBe(false);
    expect(await verifyConsistency({ ...none, root: some.root }, some, [])).toBe(false);
    expect(await verifyConsistency(some, { ...some, root: none.root }, [])).toBe(false);
  });

  it('is refused where the path goes on above the roots, though to the roots that are stated', async () => {
    const [a, b, c, d, above] = leaves.slice(0, 5).map((hash) => Uint8Array.from(hash)) as [
      Bytes,
      Bytes,
      Bytes,
      Bytes,
      Bytes,
    ];
    const stated = (size: number) => ({ size, root: Uint8Array.from(plainNode(above, headOf(size).root)) });
    const path = [c, d, plainNode(a, b)];
    expect(await verifyConsistency(headOf(3), headOf(4), path)).toBe(true);
    expect(await verifyConsistency(stated(3), stated(4), [...path, above])).toBe(false);
    expect(await verifyInclusion(a, 0, headOf(1), [])).toBe(true);
    expect(await verifyInclusion(a, 0, stated(1), [above])).toBe(false);
  });

  it('is refused where bytes of the older root stand in the path', async () => {
    const [older, newer] = [headOf(4), headOf(7)];
    const [first = new Uint8Array(0), ...rest] = await plainTree(leaves, 7).tree.consistency(4);
    expect(await verifyConsistency(older, newer, [first, ...rest])).toBe(true);
    const moved = [Uint8Array.of(...older.root.slice(31), ...first), ...rest];
    expect(await verifyConsistency({ ...older, root: older.root.slice(0, 31) }, newer, moved)).toBe(false);
  });

  it('is that which is published, of five leaves after two', async () => {
    const path = [
      'Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=',
      'vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=',
    ];
    const [older, newer] = [2, 5].map((size) => ({ size, root: hex(publishedRoots[size] ?? '') }));
    if (older === undefined || newer === undefined) throw new Error('no trees');
    expect(await verifyConsistency(older, newer, path.map(fromBase64))).toBe(true);
  });
});
