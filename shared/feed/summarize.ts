import { merge, type Summary, summaryOf } from '../figures/summary.ts';
import type { Contributions, Mark, Marks, Summaries } from '../ports.ts';
import { portfolioSubject } from '../ports.ts';
import { inOrder, type PublicRecord } from '../words/public-record.ts';
import { overtaken } from './snapshot.ts';

export type SummarizePorts = {
  contributions: Contributions;
  summaries: Summaries;
  marks: Pick<Marks, 'list'>;
};

/** A month as this run has summarized it: the version of the summary it is to replace, and the summary. */
type Summarized = { seen: number; summary: Summary };
type Changed = ReadonlyMap<string, Summarized>;

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
export async function summarize(
  { contributions, summaries, marks: { list } }: SummarizePorts,
  marks: readonly Mark[],
  months: Iterable<string>,
  { listed, take }: Listing,
): Promise<Changed> {
  const changed = new Map<string, Summarized>();
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

/**
 * Stores the summaries of the months. Not before this run has said what it is about to write: another run would
 * publish these figures without the activities behind them.
 */
export async function replaceAll(
  { summaries }: Pick<SummarizePorts, 'summaries'>,
  changed: Changed,
): Promise<void> {
  for (const [month, { seen, summary }] of changed)
    if (!(await summaries.replace(month, seen, summary))) throw overtaken();
}
