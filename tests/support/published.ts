import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { index } from '../../shared/feed/documents.ts';
import type { FeedBucket } from '../../shared/feed/ports.ts';

type Register = { ports: { bucket: Pick<FeedBucket, 'read'> } };

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
  for (const entry of documents) {
    const bytes = await bytesOf(register, entry.immutable);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== entry.sha256 || bytes.length !== entry.bytes)
      throw new Error(`${entry.path} is not what the index says`);
    contents.set(entry.path, bytes.toString());
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
  return Object.fromEntries([...contents].map(([path, text]) => [path, text.replaceAll(stamps, '')]));
}

/** Documents without stamps, for registers that need not have published the same changes. */
export const withoutChanges = (contents: ReadonlyMap<string, string>): Record<string, string> =>
  unstamped(new Map([...contents].filter(([path]) => !path.startsWith('changes/'))));
