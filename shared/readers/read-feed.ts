import * as z from 'zod';
import { type DocumentName, documentSchemas, type Index } from '../feed/documents.ts';
import type { Entry, Stamp } from '../feed/entry.ts';
import { type AnyDraft, checked, decode, seal, sha256 } from '../feed/snapshot.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { checkRow, faultRow, type Row, rowsOfJson, rowsOfText, shown } from './difference.ts';

/**
 * Reads what the feed has at a path below its address; undefined if there is nothing. May throw if it cannot be told.
 */
export type Read = (path: string) => Promise<Uint8Array | undefined>;

/** Thrown where there is no feed to verify, or it cannot be read. */
export class Unreadable extends Error {}

/** How many bytes an index has, and their SHA-256. */
export type IndexBytes = { bytes: number; sha256: string };

/** The index, or a row that says what is wrong with it, and its bytes in short. Throws Unreadable. */
export async function readIndex(read: Read): Promise<{ index: Index | { fault: Row }; asBytes: IndexBytes }> {
  const bytes = await read('index.json');
  if (bytes === undefined) throw new Unreadable('There is no index.json.');
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Unreadable('index.json is not JSON.');
  }
  const parsed = documentSchemas.index.safeParse(content);
  const asBytes = { bytes: bytes.length, sha256: await sha256(new Uint8Array(bytes)) };
  if (parsed.success) return { index: parsed.data, asBytes };
  const fault = faultRow('index.json', 'schema index', parsed.error.message, 'as the schema has it');
  return { index: { fault }, asBytes };
}

/** The stamp that an entry or a document bears. */
export const stampOf = ({ snapshot, generatedAt, dataAsOf }: Stamp): Stamp => ({
  snapshot,
  generatedAt,
  dataAsOf,
});

/** Thrown where a copy that the index lists is gone: the index may have been replaced since it was read. */
export class CopyGone extends Error {}

// A byte order mark is part of a document.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const text = (bytes: Uint8Array): string => utf8.decode(bytes);

/** A snapshot as it is read by whoever follows its index, and the rows of what was found so far. */
export type ReadFeed = ReturnType<typeof readFeed>;

/**
 * Reads the documents of a snapshot by the copies that never change, and holds each against its entry. Where a copy
 * is gone it throws CopyGone, or, if that is `final`, notes it.
 */
export function readFeed(read: Read, index: Index, final: boolean) {
  const rows: Row[] = [];
  const entries = new Map(index.documents.map((entry) => [entry.path, entry]));
  const met = new Set<string>();
  const take = async (path: string): Promise<Uint8Array | undefined> => {
    const entry = entries.get(path);
    const known = met.has(path);
    met.add(path);
    if (entry === undefined) {
      if (!known) rows.push(faultRow(path, 'index', 'not listed', 'listed'));
      return undefined;
    }
    const found = await read(entry.immutable);
    if (found === undefined) {
      if (!final) throw new CopyGone(entry.immutable);
      if (!known) rows.push(faultRow(path, 'copy', undefined, entry.immutable));
      return undefined;
    }
    const bytes = new Uint8Array(found);
    if (!known)
      rows.push(
        checkRow(path, 'bytes', bytes.length, entry.bytes),
        checkRow(path, 'sha256', await sha256(bytes), entry.sha256),
      );
    return bytes;
  };
  return {
    index,
    rows,
    lists: (path: string): boolean => entries.has(path),
    /** The paths of all documents that are known to be listed. */
    paths: (): string[] => [...entries.keys()],
    /** Every document that is known to be listed. */
    entries: (): Entry[] => [...entries.values()],
    /** Tells of documents that the index itself does not list. */
    know(more: readonly Entry[]): void {
      for (const each of more) entries.set(each.path, each);
    },
    /**
     * A document of a schema, held against it and against its entry; undefined (and a row) where it does not keep it.
     */
    async document<Name extends DocumentName>(path: string, name: Name) {
      const known = met.has(path);
      const bytes = await take(path);
      if (bytes === undefined) return undefined;
      const parsed = documentSchemas[name].safeParse(jsonOf(path, bytes));
      if (parsed.success) return parsed.data as (typeof documentSchemas)[Name]['_output'];
      for (const { path: at, message } of known ? [] : parsed.error.issues)
        rows.push(faultRow(path, `schema ${name}`, `/${at.join('/')} ${message}`, 'as the schema has it'));
      return undefined;
    },
    /** Compares a document with what it has to be, value by value or line by line. */
    async compare(draft: AnyDraft): Promise<void> {
      const entry = entries.get(draft.path);
      const bytes = await take(draft.path);
      if (entry === undefined || bytes === undefined) return;
      const kept = keptOf(draft, entry);
      if (kept === undefined) return;
      const sealed = await seal(kept, entry);
      if (!('body' in draft)) {
        rows.push(...rowsOfText(draft.path, text(bytes), text(sealed.bytes)));
        return;
      }
      const compared = rowsOfJson(draft.path, jsonOf(draft.path, bytes), decode(sealed.bytes));
      rows.push(...compared);
      // The same values, and yet other bytes: fields in another order, or a field that is there twice.
      if (compared.every(({ ok }) => ok))
        rows.push(...rowsOfText(draft.path, text(bytes), text(sealed.bytes)).filter(({ ok }) => !ok));
    },
    /** Says which documents are listed and have no reason to be: to be called last. */
    refuseOthers(): void {
      for (const path of entries.keys())
        if (!met.has(path)) rows.push(faultRow(path, 'index', 'listed', 'not listed'));
    },
  };

  /**
   * What has to be published, in the order of its schema; undefined (and a row) where what is published allows no
   * such thing.
   */
  function keptOf(draft: AnyDraft, entry: Entry): AnyDraft | undefined {
    try {
      return checked(draft, stampOf(entry));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      rows.push(faultRow(draft.path, 'recomputed', 'what its schema refuses', z.prettifyError(error)));
      return undefined;
    }
  }

  function jsonOf(path: string, bytes: Uint8Array): unknown {
    try {
      return JSON.parse(text(bytes));
    } catch (error) {
      rows.push(faultRow(path, 'JSON', shown((error as Error).message), 'JSON in UTF-8'));
      return undefined;
    }
  }
}

/** What the entries of an index, or of a document that lists others, have to be, whatever these say. */
export function rowsOfIndex(
  { snapshot, generatedAt, dataAsOf, documents }: Index,
  document = 'index.json',
): Row[] {
  const check = (name: string, published: unknown, recomputed: unknown) =>
    checkRow(document, name, published, recomputed);
  const paths = documents.map(({ path }) => path);
  const inOrder = [...new Set(paths)].sort(byCodeUnit);
  const late = documents.filter((entry) => entry.snapshot > snapshot || entry.generatedAt > generatedAt);
  const early = documents.filter((entry) => entry.dataAsOf > dataAsOf);
  return [
    check('order of documents', paths.join(' '), inOrder.join(' ')),
    check(
      'documents newer than the snapshot',
      [...late, ...early].map(({ path }) => path),
      [],
    ),
    ...documents
      .filter((entry) => entry.immutable !== copyPath(entry))
      .map((entry) => faultRow(entry.path, 'path of its copy', entry.immutable, copyPath(entry))),
  ];
}

const copyPath = ({ path, snapshot, sha256: hash }: Entry): string =>
  `immutable/${snapshot}/${hash}${path.slice(path.lastIndexOf('.'))}`;
