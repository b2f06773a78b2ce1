import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { dayOf } from '../words/calendar.ts';
import { documentSchemas, type Index, latestPath } from './documents.ts';
import type { Drafted } from './draft.ts';
import type { Found } from './look.ts';
import {
  absent,
  type ETag,
  type FeedBucket,
  type Publication,
  type Publications,
  type Retirements,
} from './ports.ts';
import { encode, type Making, overtaken, sha256 } from './snapshot.ts';
import type { Summarized } from './summarize.ts';

type SnapshotPorts = {
  publications: Publications;
  retirements: Pick<Retirements, 'put'>;
  bucket: FeedBucket;
};
export type CommitPorts = SnapshotPorts;

/** What a run has committed. */
export type Committed = {
  /** The number of the snapshot; undefined where no document had to be written. */
  snapshot: number | undefined;
  written: string[];
  /** The index that this run has written, and the SHA-256 of its bytes; undefined where it wrote none. */
  index: { index: Index; sha256: string } | undefined;
  /** The index that now stands, if there is one. */
  standingIndex: Index | undefined;
  /** The publication record as this phase leaves it: its version, and the numbers that hold from now on. */
  standing: Pick<Publication, 'version' | 'snapshot' | 'changes'>;
};

/**
 * The fourth phase of a run: where a document has changed, writes the snapshot for others to see. Throws Unavailable where
 * another run has been at work since this one looked.
 */
export async function commit(
  ports: CommitPorts,
  { startedAt, publication, pending, published, fixed, stamp, logged }: Found,
  { making, years, changeList }: Summarized,
  { lastChange }: Drafted,
): Promise<Committed> {
  const before = {
    version: publication?.version ?? 0,
    snapshot: stamp.snapshot - 1,
    changes: changeList.last,
  };
  const written = making.writes().map(({ entry }) => entry.path);
  if (written.length === 0)
    return {
      snapshot: undefined,
      written,
      index: undefined,
      standingIndex: published?.index,
      standing: before,
    };
  // Until this run has settled there is something to do for the next, on this day already.
  const intent = {
    ...before,
    version: before.version + 1,
    pending: [...pending],
    turnsOn: dayOf(startedAt),
    fixed: fixed.hash,
    portfolio: publication?.portfolio ?? '',
    anew: publication?.anew ?? null,
    reached: publication?.reached ?? '',
    logged: logged ?? null,
  };
  // The copies of attempts at the last snapshot may be listed by any year that it has changed.
  await years.loadChangedIn(stamp.snapshot - 1);
  const index = await writeSnapshot(ports, making, published, intent);
  const standing = { version: intent.version, snapshot: stamp.snapshot, changes: lastChange };
  return { snapshot: stamp.snapshot, written, index, standingIndex: index.index, standing };
}

/**
 * Writes a snapshot: says what is about to change, then which copies nobody needs any longer, the documents, the index,
 * which it gives, and last what was committed, in short.
 * Decisions 0002 and 0024.
 */
export async function writeSnapshot(
  { publications, retirements, bucket }: SnapshotPorts,
  making: Making,
  published: { etag: ETag } | undefined,
  intent: Publication,
): Promise<{ index: Index; sha256: string }> {
  const { stamp } = making;
  const writes = making.writes();
  const pending = [...new Set([...intent.pending, ...writes.map(({ entry }) => entry.path)])].sort();
  if (!(await publications.replace(intent.version - 1, { ...intent, pending }))) throw overtaken();
  const etags = await aFewAtATime(writes, ({ entry }) => bucket.etag(entry.path));
  const seenLatest = await bucket.etag(latestPath);
  // From here on a run that overtakes this one writes after these etags were read, so its documents are safe.
  if ((await publications.get())?.version !== intent.version) throw overtaken();
  const index = documentSchemas.index.parse({ ...stamp, documents: making.entries() });
  const kept = making.copies();
  // The copies of attempts at the last snapshot that failed bear its number, and are noted now that it is settled.
  const copies = new Set([...making.copiesBefore(), ...(await bucket.immutables(stamp.snapshot - 1))]);
  const paths = [...copies].filter((path) => !kept.has(path));
  const retired = { snapshot: stamp.snapshot, version: intent.version, at: stamp.generatedAt, paths };
  if (paths.length > 0 && !(await retirements.put(retired))) throw overtaken();
  await aFewAtATime(writes, async ({ entry, bytes }, at) => {
    const content = bytes ?? (await bucket.read(entry.immutable));
    if (content === undefined) throw new Error(`${entry.immutable} was written and is gone`);
    if (!(await bucket.put(entry.path, content, etags[at] ?? absent))) throw overtaken();
  });
  const bytes = encode(index);
  const hash = await sha256(bytes);
  // By the hash that the log has of it, whoever asks for this snapshot finds it as long as its documents are kept.
  await bucket.putImmutable(`immutable/${stamp.snapshot}/${hash}.json`, bytes);
  if (!(await bucket.put('index.json', bytes, published?.etag ?? absent))) throw overtaken();
  // A run that dies here leaves its paths pending, so that the next one publishes, and writes this.
  const latest = {
    ...stamp,
    index: { bytes: bytes.length, sha256: hash },
    metrics: making.entry('metrics.json'),
  };
  if (!(await bucket.put(latestPath, encode(documentSchemas.latest.parse(latest)), seenLatest)))
    throw overtaken();
  return { index, sha256: hash };
}
