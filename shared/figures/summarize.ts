import { overtaken } from '../feed/snapshot.ts';
import type { Contributions, Summaries } from '../ports.ts';
import { inOrder, type PublicRecord } from '../words/public-record.ts';
import { merge, type Summary, summaryOf } from './summary.ts';

export type SummarizePorts = { contributions: Contributions; summaries: Summaries };

/** A month as this run has summarized it: the version of the summary it is to replace, and the summary. */
export type Summarized = { seen: number; summary: Summary };
export type Changed = ReadonlyMap<string, Summarized>;

/**
 * Summarizes months anew, and stores nothing yet. `take` gets the records of each month, in their order, once it is
 * read; none is kept. A month from which an activity seen in another has come is read after it, again if need be:
 * its tombstones are written before the record of its new month, so the older record is gone by then, and no
 * snapshot counts an activity twice that moves while the snapshot is made. `take` is called again for a month that
 * is read again.
 */
export async function summarize(
  ports: SummarizePorts,
  months: Iterable<string>,
  take: (month: string, records: PublicRecord[]) => Promise<void>,
): Promise<Changed> {
  const changed = new Map<string, Summarized>();
  const moved = new Set<string>();
  const [readAt, readAfter] = [new Map<string, number>(), new Map<string, number>()];
  let reads = 0;
  const read = async (month: string) => {
    reads += 1;
    readAt.set(month, reads);
    const seen = await ports.summaries.version(month);
    const records: PublicRecord[] = [];
    for await (const page of ports.contributions.ofMonth(month))
      for (const { record, elsewhere } of page) {
        if (record === undefined) continue;
        records.push(record);
        const move = `${month} ${record.id} ${record.revision}`;
        if (elsewhere === undefined || moved.has(move)) continue;
        moved.add(move);
        for (const other of elsewhere) readAfter.set(other, reads);
      }
    records.sort(inOrder);
    changed.set(month, { seen, summary: merge(records.map(summaryOf)) });
    await take(month, records);
  };
  for (const month of months) await read(month);
  const late = () => [...readAfter].find(([month, after]) => (readAt.get(month) ?? 0) <= after)?.[0];
  for (let month = late(); month !== undefined; month = late()) await read(month);
  return changed;
}

/**
 * Stores the summaries of the months. Not before this run has said what it is about to write: another run would
 * publish these figures without the activities behind them.
 */
export async function replaceAll({ summaries }: SummarizePorts, changed: Changed): Promise<void> {
  for (const [month, { seen, summary }] of changed)
    if (!(await summaries.replace(month, seen, summary))) throw overtaken();
}
