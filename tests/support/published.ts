import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { index } from '../../shared/feed/documents.ts';
import type { Stores } from './stores.ts';

/** The bytes of an object of the feed. */
export async function bytesOf({ clients }: Pick<Stores, 'clients'>, path: string): Promise<Buffer> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'feed', Key: `feed/${path}` }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/**
 * The snapshot that a reader gets who follows index.json to the copies that never change: the number of the
 * snapshot and every document by its path. Throws if a copy is not what the index says it is.
 */
export async function followIndex(stores: Pick<Stores, 'clients'>) {
  const { snapshot, documents } = index.parse(JSON.parse((await bytesOf(stores, 'index.json')).toString()));
  const contents = new Map<string, string>();
  for (const entry of documents) {
    const bytes = await bytesOf(stores, entry.immutable);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash !== entry.sha256 || bytes.length !== entry.bytes)
      throw new Error(`${entry.path} is not what the index says`);
    contents.set(entry.path, bytes.toString());
  }
  return { snapshot, contents };
}

/** Documents without the numbers of snapshots and the instants of publication: what a rebuild must reproduce. */
export function unstamped(contents: ReadonlyMap<string, string>): Record<string, string> {
  const stamps = /"(?:snapshot|generatedAt|dataAsOf)":(?:\d+|"[^"]*"),?| generated-datetime="[^"]*"/g;
  return Object.fromEntries([...contents].map(([path, text]) => [path, text.replaceAll(stamps, '')]));
}
