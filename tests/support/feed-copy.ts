import { createHash } from 'node:crypto';
import {
  type Index,
  index as indexSchema,
  latestPath,
  yearOfPath,
  yearPath,
} from '../../shared/feed/documents.ts';
import type { Entry } from '../../shared/feed/entry.ts';
import { checkpointPath, logFolder, moreFiguresPath, proofPath } from '../../shared/feed/log-document.ts';
import { isVintagesPath } from '../../shared/feed/vintages.ts';
import { readStatement, type Statement } from '../../shared/log/statement.ts';
import { hashesAt, readBundle, tilePath, widthOf } from '../../shared/log/tiles.ts';
import { pageOfPath, yearOfPage } from '../../shared/words/page.ts';

type Reader = (path: string) => Promise<Uint8Array | undefined>;

/** What a document says, for somebody who falsifies it. */
// biome-ignore lint/suspicious/noExplicitAny: there is nothing that a falsifier may not write.
type Anything = any;

/** A feed in memory, as its publisher left it or as somebody has falsified it. */
export type FeedCopy = {
  objects: Map<string, Buffer>;
  index: () => Index;
  /** The entries of all documents, those of months among them. */
  entries: () => Entry[];
  putIndex: (content: unknown) => void;
  textOf: (path: string) => string;
  json: (path: string) => Anything;
  read: (path: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  another: () => FeedCopy;
  /** Puts a document at its path and as its copy, and makes the index say so (also where it did not list it). */
  put: (path: string, text: string) => void;
  /** Changes the text of a document. Throws if that leaves it as it was. */
  edit: (path: string, change: (text: string) => string) => void;
  /** Changes the content of a JSON document. */
  editJson: (path: string, change: (content: Anything) => void) => void;
  /** Changes what the index says of a document. */
  editEntry: (path: string, change: (entry: Entry) => Entry) => void;
  /** Takes a document out of the index. */
  unlist: (path: string) => void;
};

type Ports = {
  bucket: { read: Reader };
  kept: { read: (path: string) => Promise<{ bytes: Uint8Array } | undefined> };
};

/** Copies every document of a feed that its index lists, every copy that never changes, and what is kept for ever. */
export async function copyFeed({ bucket: { read }, kept }: Ports): Promise<FeedCopy> {
  const objects = new Map<string, Buffer>();
  const take = async (path: string) => {
    const bytes = await read(path);
    if (bytes === undefined) throw new Error(`${path} is not there`);
    objects.set(path, Buffer.from(bytes));
  };
  await take('index.json');
  const listed = [...feedCopy(objects).index().documents];
  for (const { path, immutable } of listed) {
    await take(path);
    await take(immutable);
    if (yearOfPath(path) !== undefined) listed.push(...feedCopy(objects).json(path).documents);
  }
  const keep = async (path: string) => {
    const found = await kept.read(path);
    if (found === undefined) throw new Error(`${path} is not there`);
    objects.set(path, Buffer.from(found.bytes));
    return new Uint8Array(found.bytes);
  };
  await take(latestPath);
  const size = Number(
    Buffer.from(await keep(checkpointPath))
      .toString()
      .split('\n')[1],
  );
  const statements: Statement[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1)
    for (let at = 0; widthOf(level, at, size) > 0; at += 1)
      await keep(logFolder + tilePath(level, at, widthOf(level, at, size)));
  for (let at = 0; widthOf(0, at, size) > 0; at += 1) {
    const path = tilePath('entries', at, widthOf(0, at, size));
    await keep(logFolder + path);
    const leaves = await readBundle(
      async () => new Uint8Array(objects.get(logFolder + path) ?? []),
      at,
      size,
    );
    statements.push(...leaves.map(readStatement));
  }
  for (const { snapshot, figures, more } of statements) {
    const all =
      more === undefined
        ? figures
        : JSON.parse(Buffer.from(await keep(moreFiguresPath(snapshot))).toString()).figures;
    for (const [period, id] of all) await keep(proofPath(period, id));
  }
  for (const path of objects.keys())
    if (isVintagesPath(path))
      for (let page = JSON.parse(objects.get(path)?.toString() ?? '').earlier?.path; page !== undefined; )
        page = JSON.parse(Buffer.from(await keep(page)).toString()).earlier?.path;
  return feedCopy(objects);
}

function feedCopy(objects: Map<string, Buffer>): FeedCopy {
  const textOf = (path: string): string => {
    const bytes = objects.get(path);
    if (bytes === undefined) throw new Error(`${path} is not there`);
    return bytes.toString();
  };
  const index = (): Index => indexSchema.parse(JSON.parse(textOf('index.json')));
  const putIndex = (content: unknown) =>
    void objects.set('index.json', Buffer.from(`${JSON.stringify(content)}\n`));
  /** The documents that the list which has a path lists: the index, or the document of its year. */
  const listWith = (path: string): { documents: Entry[]; keep: (documents: Entry[]) => void } => {
    const page = pageOfPath(path);
    if (page === undefined) {
      const { documents, ...stamp } = index();
      return { documents, keep: (next) => putIndex({ ...stamp, documents: next }) };
    }
    const year = yearPath(yearOfPage(page));
    return {
      documents: copy.json(year).documents,
      keep: (documents) => copy.put(year, `${JSON.stringify({ ...copy.json(year), documents })}\n`),
    };
  };
  const copy: FeedCopy = {
    objects,
    index,
    entries: () =>
      index().documents.flatMap((entry) => [
        entry,
        ...(yearOfPath(entry.path) === undefined ? [] : copy.json(entry.path).documents),
      ]),
    putIndex,
    textOf,
    json: (path) => JSON.parse(textOf(path)),
    read: async (path: string): Promise<Uint8Array<ArrayBuffer> | undefined> => {
      const bytes = objects.get(path);
      return bytes && new Uint8Array(bytes);
    },
    another: (): FeedCopy => feedCopy(new Map(objects)),
    put(path: string, text: string): void {
      const bytes = Buffer.from(text);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { documents: _documents, ...stamp } = index();
      const { documents, keep } = listWith(path);
      const standing = documents.find((entry) => entry.path === path) ?? { path, ...stamp };
      const immutable = `immutable/${standing.snapshot}/${sha256}${path.slice(path.lastIndexOf('.'))}`;
      const entry = { ...standing, immutable, bytes: bytes.length, sha256 };
      const others = documents.filter((each) => each.path !== path);
      objects.set(path, bytes);
      objects.set(immutable, bytes);
      keep([...others, entry].sort((a, b) => (a.path < b.path ? -1 : 1)));
    },
    edit(path: string, change: (text: string) => string): void {
      const [before, after] = [textOf(path), change(textOf(path))];
      if (before === after) throw new Error(`${path} is as it was`);
      copy.put(path, after);
    },
    editJson(path: string, change): void {
      copy.edit(path, (text) => {
        const content = JSON.parse(text);
        change(content);
        return `${JSON.stringify(content)}\n`;
      });
    },
    editEntry(path, change): void {
      const { documents, keep } = listWith(path);
      keep(documents.map((each) => (each.path === path ? change(each) : each)));
    },
    unlist(path: string): void {
      const { documents, keep } = listWith(path);
      keep(documents.filter((entry) => entry.path !== path));
    },
  };
  return copy;
}
