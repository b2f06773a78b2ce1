import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../shared/log/bytes.ts';
import { grow } from '../../shared/log/grow.ts';
import { LogFault } from '../../shared/log/log-fault.ts';
import { emptyRoot, verifyConsistency } from '../../shared/log/merkle-tree.ts';
import { bundleOf, readBundle, readTile, tilePath, widthOf } from '../../shared/log/tiles.ts';
import { leafOf, leavesTo, logInMemory } from '../support/log-in-memory.ts';
import { plainLeaf, plainRoot, plainTiles } from '../support/plain-merkle-tree.ts';

const nothing = async () => undefined;
const empty = async () => ({ size: 0, root: await emptyRoot() });

describe('the path of a tile', () => {
  it.each([
    [0, 0, 256, 'tile/0/000'],
    [0, 273, 112, 'tile/0/273.p/112'],
    [5, 999, 1, 'tile/5/999.p/1'],
    [1, 1000, 256, 'tile/1/x001/000'],
    ['entries', 1_234_067, 256, 'tile/entries/x001/x234/067'],
    ['entries', 1_234_067, 7, 'tile/entries/x001/x234/067.p/7'],
  ] as const)('of level %s, index %i and width %i is as C2SP has it', (level, index, width, path) => {
    expect(tilePath(level, index, width)).toBe(path);
  });
});

describe('the tiles of a tree', () => {
  it('are as many and as wide as in the example of C2SP', () => {
    const size = 70_000;
    expect([272, 273, 274].map((index) => widthOf(0, index, size))).toEqual([256, 112, 0]);
    expect([0, 1, 2].map((index) => widthOf(1, index, size))).toEqual([256, 17, 0]);
    expect([0, 1].map((index) => widthOf(2, index, size))).toEqual([1, 0]);
    expect([widthOf(0, 0, 256), widthOf(0, 1, 256), widthOf(1, 0, 256)]).toEqual([256, 0, 1]);
  });

  it('may be full where a partial one is gone, and nothing else', async () => {
    const log = await logInMemory();
    await log.add(leavesTo(256));
    const ten = await readTile(log.read, 0, 0, 10);
    expect(ten).toEqual(leavesTo(10).map(plainLeaf));
    expect(await readBundle(log.read, 0, 10)).toEqual(leavesTo(10));
    const full = log.files.get('tile/0/000') as Bytes;
    for (const bytes of [undefined, full.slice(1), full.slice(32), new Uint8Array(8224)])
      await expect(readTile(async () => bytes, 0, 0, 256)).rejects.toThrow(LogFault);
    const bundle = log.files.get('tile/entries/000') as Bytes;
    for (const bytes of [
      undefined,
      bundle.slice(1),
      bundle.slice(0, -1),
      Uint8Array.of(...bundle, 0),
      bundleOf(leavesTo(257)),
      bundleOf([]),
    ])
      await expect(readBundle(async () => bytes, 0, 256)).rejects.toThrow(LogFault);
  });
});

describe('a bundle', () => {
  it('has each entry after its length in two bytes, the higher first', async () => {
    const long = new Uint8Array(258).fill(7);
    const bundle = bundleOf([Uint8Array.of(9), new Uint8Array(0), long]);
    expect(bundle).toEqual(Uint8Array.of(0, 1, 9, 0, 0, 1, 2, ...long));
    expect(await readBundle(async () => bundle, 0, 3)).toEqual([Uint8Array.of(9), new Uint8Array(0), long]);
    expect(() => bundleOf([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(bundleOf([new Uint8Array(65_535)])).toHaveLength(65_537);
  });
});

describe('a log that grows', () => {
  it('writes the same full tiles and bundles in whatever steps, and the partial ones of its size', async () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400 })), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (counts) => {
        const log = await logInMemory();
        for (const count of counts) {
          const from = log.head().size;
          await log.add(Array.from({ length: count }, (_, at) => leafOf(from + at)));
        }
        const { size, root } = log.head();
        const leaves = leavesTo(size);
        expect(root).toEqual(plainRoot(leaves.map(plainLeaf)));
        const atOnce = await grow(nothing, await empty(), leaves);
        expect({ size: atOnce.size, root: atOnce.root }).toEqual({ size, root });
        for (const { path, bytes } of atOnce.files)
          expect([path, log.files.get(path)]).toEqual([path, bytes]);
        const full = (paths: Iterable<string>) => [...paths].filter((path) => !path.includes('.p/')).sort();
        expect(full(log.files.keys())).toEqual(full(atOnce.files.map(({ path }) => path)));
        const tiles = plainTiles(leaves.map(plainLeaf));
        expect(atOnce.files.filter(({ path }) => !path.includes('entries'))).toHaveLength(tiles.size);
        for (const [name, hashes] of tiles) {
          const [level, index] = name.split(' ').map(Number) as [number, number];
          expect(log.files.get(tilePath(level, index, hashes.length))).toEqual(
            Uint8Array.from(Buffer.concat(hashes)),
          );
        }
      }),
      { numRuns: 12, examples: [[[255, 1]], [[256]], [[1, 255, 1]], [[300, 0, 212]]] },
    );
  });

  it('serves the tiles of every size that it has had', async () => {
    const log = await logInMemory();
    for (let size = 0; size < 20; size += 1) await log.add([leafOf(size)]);
    for (let size = 1; size <= 20; size += 1)
      expect(await readTile(log.read, 0, 0, size)).toEqual(leavesTo(size).map(plainLeaf));
  });

  it('needs no partial tile but those of its size, neither to prove that it began as it was nor to grow', async () => {
    const log = await logInMemory();
    const heads = [];
    for (const count of [1, 5, 250, 1, 43, 300]) {
      const { size } = log.head();
      await log.add(leavesTo(size + count).slice(size));
      heads.push(log.head());
    }
    const ofItsSize = ['tile/entries/002.p/88', 'tile/0/002.p/88', 'tile/1/000.p/2'];
    for (const path of log.files.keys())
      if (path.includes('.p/') && !ofItsSize.includes(path)) log.files.delete(path);
    expect([...log.files.keys()].filter((path) => path.includes('.p/')).sort()).toEqual(ofItsSize.sort());
    for (const head of heads)
      expect(await verifyConsistency(head, log.head(), await log.tree().consistency(head.size))).toBe(true);
    expect(await log.add([leafOf(600)])).toHaveLength(2);
  });

  it('writes bundles first, then tiles from the lowest level up, and nothing for nothing', async () => {
    const { files } = await grow(nothing, await empty(), leavesTo(257));
    expect(files.map(({ path }) => path)).toEqual([
      'tile/entries/000',
      'tile/entries/001.p/1',
      'tile/0/000',
      'tile/0/001.p/1',
      'tile/1/000.p/1',
    ]);
    expect((await grow(nothing, await empty(), [])).files).toEqual([]);
  });

  it('reads the partial bundle and the partial tiles, each once, and writes two or three files for a leaf', async () => {
    const log = await logInMemory();
    await log.add(leavesTo(300));
    log.reads.length = 0;
    const written = await log.add([leafOf(300)]);
    expect(log.reads.sort()).toEqual(['tile/0/001.p/44', 'tile/1/000.p/1', 'tile/entries/001.p/44']);
    expect(written.map(({ path }) => path)).toEqual(['tile/entries/001.p/45', 'tile/0/001.p/45']);
    await log.add(leavesTo(512).slice(301));
    log.reads.length = 0;
    await log.add([leafOf(512)]);
    expect(log.reads).toEqual(['tile/1/000.p/2']);
  });

  it('does not go on from files that are not those of its checkpoint, whichever bit is changed', async () => {
    const log = await logInMemory();
    await log.add(leavesTo(258));
    const paths = ['tile/0/001.p/2', 'tile/1/000.p/1', 'tile/entries/001.p/2'];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.nat(), async (path, at) => {
        const bytes = Uint8Array.from(log.files.get(path) as Bytes);
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        const read = async (each: string) => (each === path ? bytes : log.files.get(each));
        await expect(grow(read, log.head(), [leafOf(258)])).rejects.toThrow(LogFault);
      }),
      { numRuns: 60 },
    );
    for (const path of paths) {
      const read = async (each: string) => (each === path ? undefined : log.files.get(each));
      await expect(grow(read, log.head(), [leafOf(258)])).rejects.toThrow(LogFault);
    }
    await expect(grow(log.read, { ...log.head(), root: await emptyRoot() }, [])).rejects.toThrow(LogFault);
  });
});
