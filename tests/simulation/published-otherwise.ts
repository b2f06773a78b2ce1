import type { Index } from '../../shared/feed/documents.ts';
import type { Entry } from '../../shared/feed/entry.ts';
import { decode, encode } from '../../shared/feed/snapshot.ts';
import { type bucketOn, storedAs } from './bucket.ts';

type Bucket = ReturnType<typeof bucketOn>;
type Changes = { subject: string; change: string; id: string; month?: string; snapshot: number }[];
type ChangesPage = { snapshot: number; first: number; changes: Changes };

/**
 * A bucket into which another register writes, whose pages of the change list tell otherwise what changed last:
 * `tell` gives what is told instead of the changes of the newest snapshot, and is given those before.
 */
export const changesTold = (tell: (changes: Changes, before: Changes) => Changes) =>
  documentsTold('changes/', '"changes":[', (bytes) => {
    const page = decode(bytes) as ChangesPage;
    const { snapshot, first, changes } = page;
    const [before, newest] = [
      changes.filter((each) => each.snapshot < snapshot),
      changes.filter((each) => each.snapshot === snapshot),
    ];
    const told = [...before, ...tell(newest, before)].map((each, at) => ({ ...each, number: first + at }));
    return encode({ ...page, last: first + told.length - 1, changes: told });
  });

/** The same with documents of a folder, which have a text at their beginning. */
export const documentsTold =
  (folder: string, beginning: string, otherwise: (bytes: Uint8Array) => Uint8Array) =>
  (bucket: Bucket): Bucket => {
    const instead = new Map<string, Entry>();
    const isPage = (bytes: Uint8Array) => {
      const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString();
      return start.includes(beginning);
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
        if (path.startsWith(folder)) return bucket.put(path, otherwise(bytes), seen);
        if (path !== 'index.json') return bucket.put(path, bytes, seen);
        const index = decode(bytes) as Index;
        const documents = index.documents.map((entry) => ({ ...entry, ...instead.get(entry.immutable) }));
        return bucket.put(path, encode({ ...index, documents }), seen);
      },
    };
  };

/**
 * A bucket whose index, or years, go on listing some documents as they were; `kept` says which, by their path and both lists.
 */
export const listedAsBefore =
  (kept: (path: string, before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>) => boolean) =>
  (bucket: Bucket): Bucket => {
    const instead = new Map<string, Partial<Entry>>();
    const byPath = (documents: readonly Entry[]) => new Map(documents.map((entry) => [entry.path, entry]));
    const indexNow = () => bucket.objects.get('index.json')?.parsed() as Index | undefined;
    /** A list as it goes on, given what it was. */
    const goingOn = (documents: readonly Entry[], was: readonly Entry[]) => {
      const [before, now] = [byPath(was), byPath(documents)];
      return documents.map((entry) =>
        kept(entry.path, before, now) ? (before.get(entry.path) ?? entry) : entry,
      );
    };
    const yearOtherwise = (bytes: Uint8Array): Uint8Array => {
      const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 300)).toString();
      if (!/"year":"\d{4}","pages":\[/.test(start)) return bytes;
      const year = decode(bytes) as Index & { year: string };
      const standing = indexNow()?.documents.find(({ path }) => path === `years/${year.year}.json`);
      const was = standing && (bucket.objects.get(standing.immutable)?.parsed() as Index | undefined);
      return encode({ ...year, documents: goingOn(year.documents, was?.documents ?? []) });
    };
    return {
      ...bucket,
      async putImmutable(path, bytes) {
        const { bytes: told, hash } = storedAs(yearOtherwise(bytes));
        if (told === bytes) return bucket.putImmutable(path, bytes);
        const immutable = path.replace(/[^/]+\.json$/, `${hash}.json`);
        instead.set(path, { immutable, bytes: told.length, sha256: hash });
        return bucket.putImmutable(immutable, told);
      },
      put(path, bytes, seen) {
        if (path.startsWith('years/')) return bucket.put(path, yearOtherwise(bytes), seen);
        const old = indexNow();
        if (path !== 'index.json' || old === undefined) return bucket.put(path, bytes, seen);
        const index = decode(bytes) as Index;
        const now = index.documents.map((entry) => ({ ...entry, ...instead.get(entry.immutable) }));
        return bucket.put(path, encode({ ...index, documents: goingOn(now, old.documents) }), seen);
      },
    };
  };
