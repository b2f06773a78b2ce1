import { type Index, index } from '../../shared/feed/documents.ts';
import { absent, type FeedBucket, type KeptFiles } from '../../shared/feed/ports.ts';
import { hashOf } from './quiet-machine.ts';

/** An object: its bytes, and what is told of them once and kept. */
export type Stored = { bytes: Uint8Array<ArrayBuffer>; hash: string; parsed: () => unknown };

/** The text of bytes in UTF-8. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf-8');

const known = new WeakMap<Uint8Array, Stored>();
const indexes = new WeakMap<Stored, Index>();

/** Bytes with their SHA-256, as an ETag tells them: the same bytes have the same, whoever wrote them and when. */
export function storedAs(given: Uint8Array): Stored {
  const bytes = given as Uint8Array<ArrayBuffer>;
  const found = known.get(bytes);
  if (found !== undefined) return found;
  let content: unknown;
  const stored = {
    bytes,
    hash: hashOf(bytes).toString('hex'),
    parsed() {
      content ??= JSON.parse(textOf(bytes));
      return content;
    },
  };
  known.set(bytes, stored);
  return stored;
}

export type Objects = Map<string, Stored>;

/** Deletes every object whose path matches; gives their number. */
export function loseObjects(objects: Objects, path: RegExp): number {
  const paths = [...objects.keys()].filter((each) => path.test(each));
  for (const each of paths) objects.delete(each);
  return paths.length;
}

/** Deletes the documents of all years, at their paths and as the copies that never change. */
export function loseYears(objects: Objects): void {
  const isYear = (path: string, { bytes }: Stored) =>
    path.startsWith('years/') || textOf(bytes.subarray(0, 300)).includes('"year":');
  for (const [path, stored] of [...objects]) if (isYear(path, stored)) objects.delete(path);
}

/** The files in the bucket that are kept for ever: what was added is never replaced. */
export function keptOn(objects: Objects, wrote: (path: string, object: Stored | undefined) => void) {
  const write = (path: string, bytes: Uint8Array) => {
    const stored = storedAs(bytes);
    objects.set(path, stored);
    wrote(path, stored);
  };
  return {
    async read(path: string) {
      const found = objects.get(path);
      return found && { bytes: found.bytes, etag: found.hash };
    },
    async add(path: string, bytes: Uint8Array) {
      const standing = objects.get(path);
      if (standing !== undefined) return standing.hash === storedAs(bytes).hash;
      write(path, bytes);
      return true;
    },
    async replace(path: string, bytes: Uint8Array, seen: string) {
      if ((objects.get(path)?.hash ?? absent) !== seen) return false;
      write(path, bytes);
      return true;
    },
    async removePartial(path: string) {
      if (!path.includes('.p/')) throw new Error(`${path} is kept for ever`);
      objects.delete(path);
      wrote(path, undefined);
    },
  } satisfies KeptFiles;
}

/**
 * The bucket of the feed in memory: conditional writes as S3 has them. `wrote` hears of every write that counted and
 * of every removal, in order: it is what a reader that never sleeps would see.
 */
export function bucketOn(objects: Objects, wrote: (path: string, object: Stored | undefined) => void) {
  const write = (path: string, bytes: Uint8Array) => {
    const stored = storedAs(bytes);
    objects.set(path, stored);
    wrote(path, stored);
  };
  return {
    objects,
    async index() {
      const found = objects.get('index.json');
      if (found === undefined) return undefined;
      // Nobody changes an index that was read, so that each is read once.
      const read = indexes.get(found) ?? index.parse(found.parsed());
      indexes.set(found, read);
      return { index: read, etag: found.hash, sha256: found.hash };
    },
    read: async (path: string) => objects.get(path)?.bytes,
    etag: async (path: string) => objects.get(path)?.hash ?? absent,
    async putImmutable(path: string, bytes: Uint8Array) {
      write(path, bytes);
    },
    async immutables(snapshot: number) {
      return [...objects.keys()].filter((path) => path.startsWith(`immutable/${snapshot}/`));
    },
    async removeImmutable(path: string) {
      objects.delete(path);
      wrote(path, undefined);
    },
    async put(path: string, bytes: Uint8Array, seen: string) {
      if ((objects.get(path)?.hash ?? absent) !== seen) return false;
      write(path, bytes);
      return true;
    },
  } satisfies FeedBucket & { objects: Objects };
}
