import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { index, yearDocument, yearOfPath } from '../../shared/feed/documents.ts';
import type { Entry } from '../../shared/feed/entry.ts';
import type { FeedBucket } from '../../shared/feed/ports.ts';

type Register = { ports: { bucket: Pick<FeedBucket, 'read'> } };

/** Every document that the index and the years list, read by whatever reads the objects of the feed. */
export async function entriesOf(read: (path: string) => Promise<string>): Promise<Entry[]> {
  const entries = [...index.parse(JSON.parse(await read('index.json'))).documents];
  for (const { path, immutable } of entries)
    if (yearOfPath(path)) entries.push(...yearDocument.parse(JSON.parse(await read(immutable))).documents);
  return entries;
}

/** The bytes of an object of the feed; none where it is not there. */
export const bytesOf = async ({ ports }: Register, path: string): Promise<Buffer> =>
  Buffer.from((await ports.bucket.read(path)) ?? []);

/**
 * The snapshot that a reader gets who follows index.json to the copies that never change: the number of the
 * snapshot and every document by its path. Throws if a copy is not what the index says it is.
 */
export async function followIndex(register: Register) {
  const { snapshot, documents } = index.parse(JSON.parse((await bytesOf(register, 'index.json')).toString()));
  const contents = new Map<string, string>();
  const entries = [...documents];
  for (const entry of entries) {
    const bytes = await bytesOf(register, entry.immutable);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== entry.sha256 || bytes.length !== entry.bytes)
      throw new Error(`${entry.path} is not what the index says`);
    contents.set(entry.path, bytes.toString());
    if (yearOfPath(entry.path)) entries.push(...yearDocument.parse(JSON.parse(bytes.toString())).documents);
  }
  return { snapshot, contents };
}

/** Holds that a reader of a document's own path gets what the index says. Gives the contents by their paths. */
export async function everyPathIsAsIndexed(register: Register): Promise<ReadonlyMap<string, string>> {
  const { contents } = await followIndex(register);
  for (const [path, content] of contents)
    expect((await bytesOf(register, path)).toString(), path).toBe(content);
  return contents;
}

/** Documents without the numbers of snapshots and the instants of publication: what a rebuild must reproduce. */
export function unstamped(contents: ReadonlyMap<string, string>): Record<string, string> {
  const stamps = /"(?:snapshot|generatedAt|dataAsOf)":(?:\d+|"[^"]*"),?| generated-datetime="[^"]*"/g;
  // A year lists its documents with their hashes, stamps included.
  const hashes = /"(?:immutable|sha256)":"[^"]*",?|"bytes":\d+,?/g;
  // Vintages tell since which snapshot a value stands, and when that was published.
  const told = /\[\d+,"[^"]*Z",/g;
  return Object.fromEntries(
    [...contents].map(([path, text]) => {
      const plain = text.replaceAll(stamps, '');
      if (path.startsWith('vintages/')) return [path, text.replaceAll(stamps, '').replaceAll(told, '[')];
      return [path, path.startsWith('years/') ? plain.replaceAll(hashes, '') : plain];
    }),
  );
}

/** Documents without stamps and without history, for registers that need not have published the same changes. */
export const withoutChanges = (contents: ReadonlyMap<string, string>): Record<string, string> =>
  unstamped(
    new Map(
      [...contents]
        .filter(([path]) => !/^(?:changes\/|vintages\/|log\.json)/.test(path))
        .map(([path, text]) => [path, text.replaceAll(/"afterEnd":\{[^}]*\},/g, '')]),
    ),
  );
