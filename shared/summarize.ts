import type { Contributions, Summaries } from './ports.ts';
import { inOrder, type PublicRecord } from './public-record.ts';
import { overtaken } from './snapshot.ts';
import { merge, type Summary, summaryOf } from './summary.ts';

export type SummarizePorts = { contributions: Contributions; summaries: Summaries };

/** A month as this run has summarized it: the version of the summary it is to replace, and what is in it. */
export type Summarized = { seen: number; summary: Summary; records: PublicRecord[] };
export type Changed = ReadonlyMap<string, Summarized>;

/**
 * Summarizes months anew, and stores nothing yet. A month from which an activity seen in another has come is read
 * after it, and again as long as an activity stands in two: its tombstones are written before its record, so the
 * older record is gone by then, and no snapshot counts an activity twice that moves while the snapshot is made.
 */
export async function summarize(ports: SummarizePorts, months: Iterable<string>): Promise<Changed> {
  const changed = new Map<string, Summarized>();
  const read = async (month: string) => {
    const { elsewhere, ...summarized } = await summarizeMonth(ports, month);
    changed.set(month, summarized);
    for (const other of elsewhere) if (!changed.has(other)) await read(other);
  };
  for (const month of months) if (!changed.has(month)) await read(month);
  for (let stale = outdated(changed); stale.size > 0; stale = outdated(changed))
    for (const month of stale) await read(month);
  return changed;
}

async function summarizeMonth(ports: SummarizePorts, month: string) {
  const seen = await ports.summaries.version(month);
  const records: PublicRecord[] = [];
  const elsewhere = new Set<string>();
  for await (const page of ports.contributions.ofMonth(month))
    for (const contribution of page) {
      if (contribution.record !== undefined) records.push(contribution.record);
      for (const other of contribution.elsewhere ?? []) elsewhere.add(other);
    }
  return { seen, summary: merge(records.map(summaryOf)), records: records.sort(inOrder), elsewhere };
}

/** The months that hold an activity of which another holds a newer revision. */
function outdated(changed: Changed): Set<string> {
  const newest = new Map<string, { month: string; revision: number }>();
  const stale = new Set<string>();
  for (const [month, { records }] of changed)
    for (const { id, revision } of records) {
      const other = newest.get(id);
      if (other !== undefined) stale.add(other.revision < revision ? other.month : month);
      if (other === undefined || other.revision < revision) newest.set(id, { month, revision });
    }
  return stale;
}

/**
 * Stores the summaries of the months. Not before this run has said what it is about to write: another run would
 * publish these figures without the activities behind them.
 */
export async function replaceAll({ summaries }: SummarizePorts, changed: Changed): Promise<void> {
  for (const [month, { seen, summary }] of changed)
    if (!(await summaries.replace(month, seen, summary))) throw overtaken();
}
