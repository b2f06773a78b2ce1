import { Unavailable } from '../ports.ts';
import { pageOfPath, yearOfPage } from '../words/page.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { type DocumentName, documentSchemas, type Index } from './documents.ts';
import type { Entry, Stamp } from './entry.ts';
import type { FeedBucket } from './ports.ts';

/** A document before it is stamped: its path, the schema it must keep (none for a JSON Schema), and its content. */
export type Draft = { path: string; schema: DocumentName | undefined; body: Record<string, unknown> };
/** A document that is no JSON of a schema of ours, before it is stamped. */
export type TextDraft = { path: string; text: (stamp: Stamp) => string };
export type AnyDraft = Draft | TextDraft;

/** A document as it is published: its entry in the index and its bytes. */
type Sealed = { entry: Entry; bytes: Uint8Array<ArrayBuffer> };

/** Holds a draft against its schema; throws if it does not keep it. Its fields are then in the order of the schema. */
export function checked<Any extends AnyDraft>(draft: Any, stamp: Stamp): Any {
  if (!('body' in draft) || draft.schema === undefined) return draft;
  return { ...draft, body: documentSchemas[draft.schema].parse(stamped(draft.schema, draft.body, stamp)) };
}

/** Stamps a checked draft and hashes it. Its copy that never changes is named by its snapshot and its hash. */
export async function seal(draft: AnyDraft, { snapshot, generatedAt, dataAsOf }: Stamp): Promise<Sealed> {
  const stamp = { snapshot, generatedAt, dataAsOf };
  const bytes = bytesOf(draft, stamp);
  const hash = await sha256(bytes);
  const ending = draft.path.slice(draft.path.lastIndexOf('.'));
  const immutable = `immutable/${snapshot}/${hash}${ending}`;
  return { entry: { path: draft.path, immutable, bytes: bytes.length, sha256: hash, ...stamp }, bytes };
}

function bytesOf(draft: AnyDraft, stamp: Stamp): Uint8Array<ArrayBuffer> {
  if (!('body' in draft)) return utf8.encode(draft.text(stamp));
  return encode(draft.schema === undefined ? draft.body : stamped(draft.schema, draft.body, stamp));
}

/**
 * JSON Feed has no room for fields of our own but in an extension, so a feed bears its stamp there; JSON-LD has
 * none at all.
 */
function stamped(schema: string, body: Record<string, unknown>, stamp: Stamp): Record<string, unknown> {
  if (schema === 'events') return body;
  if (schema === 'feed') return { ...body, _register: { ...(body._register as object), ...stamp } };
  return { ...stamp, ...body, ...stamp };
}

/** The bytes of a document: JSON in UTF-8 on one line. */
export const encode = (content: unknown): Uint8Array<ArrayBuffer> =>
  utf8.encode(`${JSON.stringify(content)}\n`);
const utf8 = new TextEncoder();

/** What the bytes of a JSON document say. Throws SyntaxError if they are no JSON. */
export const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** SHA-256, hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A published document as the index says it is: from its copy that never changes, or else from its path. */
export async function copyOf(
  bucket: Pick<FeedBucket, 'read'>,
  { path, immutable, sha256: hash }: Entry,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  for (const place of [immutable, path]) {
    const bytes = await bucket.read(place);
    if (bytes !== undefined && (await sha256(bytes)) === hash) return bytes;
  }
  return undefined;
}

/** Thrown by a run that finds that another has been at work since it began. */
export const overtaken = () => new Unavailable('publication (another run has overtaken this one)', undefined);

/** A document that is to be written: its bytes too, as long as there is room for them. */
type Made = { entry: Entry; bytes: Sealed['bytes'] | undefined };

/** How many bytes of documents are held until they are written; what is more is read back from its copy. */
const mostHeld = 16_777_216;

export type Making = ReturnType<typeof startSnapshot>;

/**
 * A snapshot in the making: what it will list, given the one before and the paths an unfinished run may have
 * touched (`outdated`: all of them are to be written anew). Of the documents of months it knows those of the years it was told of. The copies that never
 * change are written as documents are added, because nobody knows their names before the index does; so no more than
 * one page of activities is ever held.
 */
export function startSnapshot(
  bucket: Pick<FeedBucket, 'putImmutable' | 'read'>,
  before: Index | undefined,
  pending: ReadonlySet<string>,
  stamp: Stamp,
  outdated = false,
) {
  const old = new Map(before?.documents.map((entry) => [entry.path, entry]));
  const isPending = (path: string) => pending.has(path) || outdated;
  const made = new Map<string, Made>();
  const leaving = new Map<string, Made>();
  const restored = new Map<string, Made>();
  let held = 0;
  const holding = ({ entry, bytes }: Sealed): Made => {
    held += bytes.length;
    return { entry, bytes: held <= mostHeld ? bytes : undefined };
  };
  const entry = (path: string): Entry | undefined =>
    leaving.has(path) ? undefined : (made.get(path)?.entry ?? old.get(path));
  const listed = (which: (path: string) => boolean): Entry[] =>
    [...new Set([...old.keys(), ...made.keys()])]
      .filter(which)
      .sort(byCodeUnit)
      .flatMap((path) => entry(path) ?? []);
  return {
    stamp,
    entry,
    isPending,
    /** The bytes of a document as this snapshot lists it: undefined if it does not, or where they are lost. */
    async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
      const listing = entry(path);
      const bytes = made.get(path)?.bytes;
      return bytes ?? (listing && (await copyOf(bucket, listing)));
    },
    /** Tells of published documents that the index itself does not list. */
    know(entries: Iterable<Entry>): void {
      for (const each of entries) old.set(each.path, each);
    },
    /** The copies that never change of all documents that are known to have been published. */
    copiesBefore: (): string[] => [...old.values()].map(({ immutable }) => immutable),
    /** Every path that was published before, or may have been: by an unfinished run. */
    paths: (): string[] => [...new Set([...old.keys(), ...pending])].sort(byCodeUnit),
    /**
     * Whether the document was published before or added to this snapshot, or may have been published: by an
     * unfinished run, or by whoever wrote an index that is lost.
     */
    mayBeThere: (path: string): boolean =>
      before === undefined || old.has(path) || made.has(path) || pending.has(path),
    /**
     * Adds a document and gives it as its schema has it. It is unchanged, and not written, if with the stamp it
     * bears now it would be the same to the byte. Throws if it does not keep its schema.
     */
    async add<Any extends AnyDraft>(draft: Any): Promise<Any> {
      const { path } = draft;
      const kept = checked(draft, stamp);
      leaving.delete(path);
      made.delete(path);
      restored.delete(path);
      const standing = old.get(path);
      const unchanged =
        standing !== undefined &&
        !isPending(path) &&
        (await seal(kept, standing)).entry.sha256 === standing.sha256;
      if (unchanged) return kept;
      const sealed = await seal(kept, stamp);
      await bucket.putImmutable(sealed.entry.immutable, sealed.bytes);
      made.set(path, holding(sealed));
      return kept;
    },
    /** Takes a document out of the index; at its path, where somebody may still look, it is written as given. */
    async leave(draft: AnyDraft): Promise<void> {
      made.delete(draft.path);
      leaving.set(draft.path, await seal(checked(draft, stamp), stamp));
    },
    /** Has a published document written again as it was. */
    async restore(standing: Entry, bytes: Sealed['bytes']): Promise<void> {
      await bucket.putImmutable(standing.immutable, bytes);
      restored.set(standing.path, holding({ entry: standing, bytes }));
    },
    /** Takes documents out of the index that cannot be carried on. */
    forget(paths: Iterable<string>): void {
      for (const path of paths) old.delete(path);
    },
    /** Everything to be written at its path. */
    writes: (): Made[] => [...made.values(), ...leaving.values(), ...restored.values()],
    /** The entries of the index. */
    entries: (): Entry[] => listed((path) => pageOfPath(path) === undefined),
    /** The entries of the documents of a year, which has to be known. */
    entriesOfYear: (year: string): Entry[] =>
      listed((path) => {
        const page = pageOfPath(path);
        return page !== undefined && yearOfPage(page) === year;
      }),
    /** The copies that never change of all that is known to be listed. */
    copies: (): Set<string> => new Set(listed(() => true).map(({ immutable }) => immutable)),
  };
}
