import type { Entry, Index } from '../../shared/feed/documents.ts';
import { decode, encode } from '../../shared/feed/snapshot.ts';
import { type bucketOn, storedAs } from './bucket.ts';

type Bucket = ReturnType<typeof bucketOn>;
type Changes = { subject: string; change: string; id: string; month?: string; snapshot: number }[];
type ChangesPage = { snapshot: number; first: number; changes: Changes };

/**
 * A bucket into which another register writes, whose pages of the change list tell otherwise what changed last:
 * `tell` gives what is told instead of the changes of the newest snapshot, and is given those before.
 */
export const changesTold =
  (tell: (changes: Changes, before: Changes) => Changes) =>
  (bucket: Bucket): Bucket => {
    const instead = new Map<string, Entry>();
    const otherwise = (bytes: Uint8Array) => {
      const page = decode(bytes) as ChangesPage;
      const { snapshot, first, changes } = page;
      const [before, newest] = [
        changes.filter((each) => each.snapshot < snapshot),
        changes.filter((each) => each.snapshot === snapshot),
      ];
      const told = [...before, ...tell(newest, before)].map((each, at) => ({ ...each, number: first + at }));
      return encode({ ...page, last: first + told.length - 1, changes: told });
    };
    const isPage = (bytes: Uint8Array) => {
      const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString();
      return start.includes('"changes":[');
    };
    return {
      ...bucket,
      async putImmutable(path, bytes) {
        if (!isPage(bytes)) return bucket.putImmutable(path, bytes);
        const { bytes: told, hash } = storedAs(otherwise(bytes));
        const immutable = path.replace(/[^/]+\.json$/, `${hash}.json`);
        instead.set(path, { immutable, bytes: told.length, sha256: hash } as Entry);
        return bucket.putImmutable(immutable, told);
      },
      put(path, bytes, seen) {
        if (path.startsWith('changes/')) return bucket.put(path, otherwise(bytes), seen);
        if (path !== 'index.json') return bucket.put(path, bytes, seen);
        const index = decode(bytes) as Index;
        const documents = index.documents.map((entry) => ({ ...entry, ...instead.get(entry.immutable) }));
        return bucket.put(path, encode({ ...index, documents }), seen);
      },
    };
  };

/** A bucket whose index goes on listing some documents as they were; `kept` says which, by their path and both indexes. */
export const listedAsBefore =
  (kept: (path: string, before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>) => boolean) =>
  (bucket: Bucket): Bucket => ({
    ...bucket,
    put(path, bytes, seen) {
      const old = bucket.objects.get('index.json');
      if (path !== 'index.json' || old === undefined) return bucket.put(path, bytes, seen);
      const index = decode(bytes) as Index;
      const byPath = ({ documents }: Index) => new Map(documents.map((entry) => [entry.path, entry]));
      const [before, now] = [byPath(old.parsed() as Index), byPath(index)];
      const documents = index.documents.map((entry) =>
        kept(entry.path, before, now) ? (before.get(entry.path) ?? entry) : entry,
      );
      return bucket.put(path, encode({ ...index, documents }), seen);
    },
  });
