import { createHash } from 'node:crypto';
import type { Random } from '../simulation/random.ts';

/** Every file of a feed that anybody can read, by its path. */
export type Files = Map<string, Uint8Array>;

/** What somebody has done to a feed, and what the reader has kept who looks at it. */
export type Forgery = { name: string; files: Files; since?: 'older' | 'newer' };

// biome-ignore lint/suspicious/noExplicitAny: a forger writes what he likes.
type Anything = any;

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const jsonIn = (files: Files, path: string): Anything => JSON.parse(textOf(files.get(path)));
const bytesOf = (content: unknown): Uint8Array => new Uint8Array(Buffer.from(`${JSON.stringify(content)}\n`));

/** The files that a reader of the newest snapshot reads. */
export const publicFiles = (objects: ReadonlyMap<string, { bytes: Uint8Array }>): Files => {
  const files: Files = new Map([...objects].map(([path, { bytes }]) => [path, new Uint8Array(bytes)]));
  const index = jsonIn(files, 'index.json');
  const listed = [...index.documents];
  for (const { path } of listed)
    if (/^years\/\d+\.json$/.test(path)) listed.push(...jsonIn(files, path).documents);
  const size = Number(textOf(files.get('log/checkpoint')).split('\n')[1]);
  const read = new Set(['index.json', 'latest.json', 'log/checkpoint']);
  for (const { path, immutable } of listed) read.add(path).add(immutable);
  for (const path of files.keys()) {
    const width = /^log\/tile\/.+\.p\/(\d+)$/.exec(path)?.[1];
    if (
      width !== undefined
        ? Number(width) === size % 256
        : /^(?:log\/|statements\/|proof\/|vintages\/.+\/)/.test(path)
    )
      read.add(path);
  }
  return new Map([...files].filter(([path]) => read.has(path)));
};

/** Puts a document in its place, its copy, and the index, as its publisher would have written it: all hashes agree. */
function put(files: Files, path: string, content: unknown): void {
  const index = jsonIn(files, 'index.json');
  const entry = index.documents.find((each: Anything) => each.path === path);
  const bytes = bytesOf(content);
  files.delete(entry.immutable);
  Object.assign(entry, { bytes: bytes.length, sha256: hashOf(bytes) });
  entry.immutable = `immutable/${entry.snapshot}/${entry.sha256}.json`;
  files.set(path, bytes).set(entry.immutable, bytes);
  putIndex(files, index);
}

function putIndex(files: Files, index: Anything): void {
  const bytes = bytesOf(index);
  files.set('index.json', bytes);
  const latest = jsonIn(files, 'latest.json');
  latest.index = { bytes: bytes.length, sha256: hashOf(bytes) };
  latest.metrics = index.documents.find((each: Anything) => each.path === 'metrics.json');
  files.set('latest.json', bytesOf(latest));
}

/** A figure in a document of figures, to be changed. */
function anyFigure(content: Anything, random: Random): Anything {
  const figures = Object.values(content.figures ?? content.allTime).filter(
    (each: Anything) => typeof each.value === 'number',
  );
  return random.pick(figures);
}

/** Kinds of forgery that need no key: each changes the files. */
const withoutKey: Record<string, (files: Files, random: Random) => void> = {
  'a bit'(files, random) {
    const path = random.pick([...files.keys()]);
    const bytes = new Uint8Array(files.get(path) ?? []);
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    files.set(path, bytes);
  },
  'a file that is gone'(files, random) {
    files.delete(random.pick([...files.keys()].filter((path) => path !== 'index.json')));
  },
  'a figure'(files, random) {
    const documents = [...files.keys()].filter((path) =>
      /^(?:periods\/.+|all-time|metrics)\.json$/.test(path),
    );
    const path = random.pick(documents);
    const content = jsonIn(files, path);
    anyFigure(content, random).value += 1 + random.below(9);
    put(files, path, content);
  },
  'a vintage'(files, random) {
    const path = random.pick([...files.keys()].filter((each) => /^vintages\/[^/]+\.json$/.test(each)));
    const content = jsonIn(files, path);
    const numeric = content.figures.filter(({ vintages }: Anything) => typeof vintages[0][2] === 'number');
    const vintage = random.pick(random.pick<Anything>(numeric).vintages) as Anything;
    if (random.chance(0.5)) vintage[2] += 1 + random.below(9);
    else vintage[3] = [1_000 + random.below(9)];
    put(files, path, content);
  },
  'a leaf'(files, random) {
    const [path = ''] = [...files.keys()].filter((each) => each.startsWith('log/tile/entries/'));
    const text = textOf(files.get(path));
    const places = [...text.matchAll(/"snapshot":(\d)|"index":"(\w)/g)];
    const at = (random.pick(places).index ?? 0) + random.pick(places)[0].length - 1;
    const bytes = new Uint8Array(files.get(path) ?? []);
    const spot = Buffer.from(bytes).indexOf(text.slice(at - 8, at + 1)) + 8;
    bytes[spot] = bytes[spot] === 0x37 ? 0x38 : 0x37;
    files.set(path, bytes);
  },
  'two files that have changed their places'(files, random) {
    const kept = [...files.keys()].filter((path) => /^(?:log|proof|statements)\//.test(path));
    const [one, other] = [random.pick(kept), random.pick(kept)];
    const [first, second] = [files.get(one), files.get(other)];
    if (first === undefined || second === undefined || hashOf(first) === hashOf(second))
      return void files.delete(one);
    files.set(one, second).set(other, first);
  },
};

/** A feed that somebody has changed who has not the key. Of those that change nothing, another is tried. */
export function forged(whole: Files, random: Random): Forgery {
  for (;;) {
    const [name, change] = random.pick(Object.entries(withoutKey));
    const files = new Map(whole);
    change(files, random);
    const isSame =
      files.size === whole.size &&
      [...files].every(([path, bytes]) => Buffer.from(bytes).equals(Buffer.from(whole.get(path) ?? [])));
    if (!isSame) return { name, files };
  }
}
