import { monthPath } from '../figures/figure.ts';
import { type MonthSummary, merge, type Summary, summaryOf } from '../figures/summary.ts';
import type { Contributions, Mark, Marks, Summaries } from '../ports.ts';
import { portfolioSubject } from '../ports.ts';
import { byCodeUnit, inOrder, type PublicRecord } from '../words/public-record.ts';
import { type ChangeList, openChangeList } from './change-list.ts';
import type { Changing } from './changes.ts';
import type { Index } from './documents.ts';
import type { Found } from './look.ts';
import { addMonth, monthOfPath, revisionsListed } from './month.ts';
import type { FeedBucket } from './ports.ts';
import { type Making, startSnapshot } from './snapshot.ts';

type MonthPorts = {
  contributions: Pick<Contributions, 'ofMonth'>;
  summaries: Pick<Summaries, 'version'>;
  marks: Pick<Marks, 'list'>;
};
export type SummarizePorts = MonthPorts & {
  summaries: Pick<Summaries, 'version' | 'all'>;
  bucket: Pick<FeedBucket, 'read' | 'putImmutable'>;
};

/** A month that this run has summarized anew: the version of the summary it is to replace, and the summary. */
type Anew = { seen: number; summary: Summary };

/** What the months are, now that those that have changed are summarized anew. */
export type Summarized = {
  /** The snapshot in the making, with the documents of the months that were read. */
  making: Making;
  /** The change list as it was published, and how the months that were read differ from what was. */
  changeList: ChangeList;
  changes: ReadonlyMap<string, readonly Changing[]>;
  /** The index of what was published; undefined where that is not known, or its change list cannot go on. */
  past: Index | undefined;
  /** Whether every month and every document is made anew: after another release, or without a past. */
  everything: boolean;
  before: readonly MonthSummary[];
  /** Every month, in order: those of `before`, and in the place of some those that are summarized anew. */
  months: readonly MonthSummary[];
  anew: ReadonlyMap<string, Anew>;
};

/**
 * The second phase of a run: begins the snapshot, reads the months that have changed, summarizes them, and adds the
 * documents of their activities. Nothing that others see is written: copies that no index lists yet, and that is all.
 * Throws where a month is published whose summary is gone.
 */
export async function summarize(ports: SummarizePorts, found: Found): Promise<Summarized> {
  const { bucket } = ports;
  const { publication, marks, pending, published, otherRelease, stamp } = found;
  // What another release of this code has written is written anew, whether or not it would be the same.
  const outdated = otherRelease ? (published?.index.documents ?? []) : [];
  const rewritten = new Set([...pending, ...outdated.map(({ path }) => path)]);
  const making = startSnapshot(bucket, published?.index, rewritten, stamp);
  const known = publication?.changes ?? 0;
  const changeList = await openChangeList(bucket, making, published?.index, rewritten, known);
  const past = changeList.carriedOn ? published?.index : undefined;
  const everything = past === undefined || otherRelease;
  const before = await ports.summaries.all();
  const unread = new Set([
    ...marks.flatMap(({ subject }) => (subject === portfolioSubject ? [] : [subject])),
    ...[...pending].flatMap((path) => monthOfPath(path) ?? []),
    ...(everything ? before.map(({ month }) => month) : []),
  ]);
  const changes = new Map<string, readonly Changing[]>();
  const anew = await summarizeMonths(ports, marks, unread, {
    listed: (month) => revisionsListed(bucket, making, month),
    async take(month, records) {
      changes.set(month, await addMonth(bucket, making, past, month, records));
    },
  });
  const months: MonthSummary[] = [
    ...before.filter(({ month }) => !anew.has(month)),
    ...[...anew].map(([month, { summary }]) => ({ month, summary })),
  ].sort((one, other) => byCodeUnit(one.month, other.month));
  refuseLoss(months, published?.index);
  return { making, changeList, changes, past, everything, before, months, anew };
}

/** A published month whose summary is gone is not a month without activities: publishing stops until a rebuild. */
function refuseLoss(months: readonly MonthSummary[], index: Index | undefined): void {
  const summarized = new Set(months.map(({ month }) => monthPath(month)));
  const lost = index?.documents.find(
    ({ path }) => path.startsWith('activities/') && path.endsWith('.json') && !summarized.has(path),
  );
  if (lost !== undefined)
    throw new Error(`${lost.path} is published and its summary is gone: run the rebuild`);
}

/** The documents of the months, as the snapshot in the making has them. */
type Listing = {
  /** The revisions of the activities that a month lists, by their ids: as published, or as taken by this run. */
  listed(month: string): Promise<ReadonlyMap<string, number>>;
  /** Takes the records that a month is to list, in their order; again, if it is read again. None are kept. */
  take(month: string, records: PublicRecord[]): Promise<void>;
};

/**
 * Summarizes months anew, and stores nothing yet. Every month is read once, and, where an activity has come to one of
 * them that may have been in another before, those once more that have been marked since `marks` were listed: whoever
 * moves an activity marks the month it leaves before the month it comes to can show it. These only lose activities
 * or get newer revisions of those they list; what is new in them stays out of this run. So no snapshot has an activity
 * in two months, and a run ends however fast activities move: it reads a month twice at most, and what is left out was
 * marked after `marks` and is left to the next run. An activity that this run has seen in two months counts where its
 * revision is higher; where it has moved on since, it may be in none until the next run.
 */
export async function summarizeMonths(
  { contributions, summaries, marks: { list } }: MonthPorts,
  marks: readonly Mark[],
  months: Iterable<string>,
  { listed, take }: Listing,
): Promise<ReadonlyMap<string, Anew>> {
  const changed = new Map<string, Anew>();
  /**
   * The month in which this run has last seen a revision of an activity that was not listed there, by its name: its id
   * is another once it is restricted, or public again.
   */
  const seenIn = new Map<string, string>();
  let moved = false;

  async function read(month: string, keep: (id: string, name: string) => boolean) {
    const seen = await summaries.version(month);
    const records: PublicRecord[] = [];
    // What has only ever had one revision has never been anywhere else.
    const revised: { name: string; id: string; revision: number }[] = [];
    for await (const page of contributions.ofMonth(month))
      for (const { partner, reference, record } of page) {
        const name = `${partner}/${reference}`;
        if (record === undefined || !keep(record.id, name)) continue;
        records.push(record);
        if (record.revision > 1) revised.push({ name, id: record.id, revision: record.revision });
      }
    records.sort(inOrder);
    return { records, revised, summarized: { seen, summary: merge(records.map(summaryOf)) } };
  }

  for (const month of months) {
    const { records, revised, summarized } = await read(month, () => true);
    const before = revised.length === 0 ? new Map<string, number>() : await listed(month);
    for (const { name, id, revision } of revised) {
      if (before.get(id) === revision) continue;
      seenIn.set(name, month);
      moved ||= !before.has(id);
    }
    changed.set(month, summarized);
    await take(month, records);
  }
  if (!moved) return changed;

  const known = new Set(marks.map(({ subject, token }) => `${subject} ${token}`));
  for (const { subject: month, token } of await list()) {
    if (month === portfolioSubject || known.has(`${month} ${token}`)) continue;
    const before = await listed(month);
    if (before.size === 0) continue;
    const { records, summarized } = await read(
      month,
      (id, name) => before.has(id) && (seenIn.get(name) ?? month) === month,
    );
    changed.set(month, summarized);
    await take(month, records);
  }
  return changed;
}
