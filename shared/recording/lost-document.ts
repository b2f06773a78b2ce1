import type { Entry } from '../feed/documents.ts';
import { sha256 } from '../feed/sealing.ts';
import type { FeedBucket, Publications } from '../ports.ts';

/** Whether a published document is not what the index says, at its path or as its copy that never changes. */
export async function isLost(
  feed: Pick<FeedBucket, 'read'>,
  { path, immutable, sha256: hash }: Entry,
): Promise<boolean> {
  const hashes = await Promise.all(
    [path, immutable].map(async (copy) => {
      const bytes = await feed.read(copy);
      return bytes && sha256(bytes);
    }),
  );
  return hashes.some((each) => each !== hash);
}

/** Notes lost documents as some that the next run of the aggregator must write. */
export async function noteLost(publications: Publications, lost: readonly string[]): Promise<void> {
  for (let noted = lost.length === 0; !noted; ) {
    const state = await publications.get();
    const none = { version: 0, pending: [], turnsOn: '', fixed: '', snapshot: 0, changes: 0 };
    const { version, pending, ...rest } = state ?? none;
    const noting = [...new Set([...pending, ...lost])].sort();
    noted = await publications.replace(version, { ...rest, version: version + 1, pending: noting });
  }
}
