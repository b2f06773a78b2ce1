import type { Mark, Marks } from '../ports.ts';
import { dayOf } from '../words/calendar.ts';
import type { Index } from './documents.ts';
import type { Stamp } from './entry.ts';
import { fixedDocuments } from './fixed-documents.ts';
import { type LogPorts, lastLogged } from './log-snapshot.ts';
import type { Logged } from './logged.ts';
import type { ETag, FeedBucket, Publication, Publications } from './ports.ts';
import type { Draft } from './snapshot.ts';

export type LookPorts = LogPorts & {
  publications: Pick<Publications, 'get'>;
  marks: Pick<Marks, 'list'>;
  bucket: Pick<FeedBucket, 'index'>;
  now: () => Date;
};

/** What a run finds before it does anything. */
export type Found = {
  startedAt: Date;
  /** How far publication had come; undefined where nothing was published yet. */
  publication: Publication | undefined;
  marks: readonly Mark[];
  /** The paths that a run which did not end may have written to. */
  pending: ReadonlySet<string>;
  /** The snapshot that stands. */
  published: { index: Index; etag: ETag; sha256: string } | undefined;
  /** How far the signed log has come; undefined before its first leaf. */
  logged: Logged | undefined;
  /** The documents that only change with the code, and their hash. */
  fixed: { drafts: readonly Draft[]; hash: string };
  /** Whether another release of this code, or none, has published last. */
  otherRelease: boolean;
  /** What the documents of this run's snapshot bear. */
  stamp: Stamp;
};

/**
 * The first phase of a run: finds what there is to do. Reads the publication record, the marks and, unless there is
 * nothing to do (undefined), the index; writes nothing.
 */
export async function look(ports: LookPorts): Promise<Found | undefined> {
  const { publications, marks, bucket, now, base } = ports;
  const startedAt = now();
  // The record first: whoever summarizes a month that these marks do not name has changed it by then, or will be seen.
  const publication = await publications.get();
  const marked = await marks.list();
  const fixed = await fixedDocuments(base);
  const otherRelease = publication?.fixed !== fixed.hash;
  if (publication && !otherRelease && isSettled(publication, marked, dayOf(startedAt))) return undefined;
  const published = await bucket.index();
  const known = publication?.logged ?? undefined;
  // Where one of the two is lost, a run that died may have logged what the other does not know of.
  const logged =
    published === undefined || known === undefined ? ((await lastLogged(ports)) ?? known) : known;
  if (published && logged && published.index.snapshot < logged.snapshot && publication?.anew === null)
    throw new Error('the index is older than the log: run the rebuild');
  const snapshot =
    Math.max(published?.index.snapshot ?? 0, publication?.snapshot ?? 0, logged?.snapshot ?? 0) + 1;
  return {
    startedAt,
    publication,
    marks: marked,
    pending: new Set(publication?.pending),
    published,
    logged,
    fixed,
    otherRelease,
    stamp: { snapshot, generatedAt: now().toISOString(), dataAsOf: startedAt.toISOString() },
  };
}

/** Whether nothing has changed since a run has ended, and nothing does so by itself up to a day. */
const isSettled = ({ pending, turnsOn, anew }: Publication, marks: readonly Mark[], today: string): boolean =>
  marks.length === 0 && pending.length === 0 && anew === null && today < turnsOn;
