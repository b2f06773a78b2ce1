import type { Client, Finding, NewActivity, Outcome } from '../../client/src/client.ts';
import { type Activity, activity as activitySchema } from '../../shared/words/activity.ts';
import { mostBatchBytes, mostBatchItems } from '../../shared/words/limits.ts';
import type { InventoryRow } from './row.ts';

/** What became of a row that was fit to be sent. */
export type Fate =
  | { kind: 'unchanged' }
  | { kind: 'fit'; findings: Finding[] }
  | { kind: 'taken'; submission: string; revision: number; findings: Finding[] }
  | { kind: 'refused'; detail: string; findings: Finding[] }
  | { kind: 'unavailable'; detail: string };

type Sending = {
  client: Pick<Client, 'activities' | 'batch' | 'dryRunBatch'>;
  isDryRun: boolean;
  /** Whether rows that say what is applied already are sent as well. */
  sendsAll: boolean;
  /** Ends the sending when it is aborted. */
  signal?: AbortSignal | undefined;
  /** Waits before so many rows for which the register had no room are sent again, after the given round. */
  beforeAgain: (rows: number, round: number) => Promise<void>;
  /** Told of every row once its fate is known. */
  settle: (row: InventoryRow, fate: Fate) => void;
};

const rounds = 3;

/**
 * Sends rows in batches, in their order, or only checks them in a dry run. Rows equal to what is applied are left
 * out. Those for which the register had no room are sent again after a pause, three times in all. Throws what the client throws:
 * rows that were settled by then stay so, and all may be sent again without making a double.
 */
export async function sendRows(rows: readonly InventoryRow[], sending: Sending): Promise<void> {
  const applied = new Map<string, unknown>();
  if (!sending.sendsAll)
    for await (const { activity } of sending.client.activities({
      ...(sending.signal && { signal: sending.signal }),
    }))
      applied.set(activity.reference, activity);
  const isApplied = ({ activity }: InventoryRow) =>
    sameActivity(applied.get(String(activity.reference)), activity);
  for (const row of rows.filter(isApplied)) sending.settle(row, { kind: 'unchanged' });
  let waiting = rows.filter((row) => !isApplied(row));
  for (let round = 1; waiting.length > 0; round += 1) {
    const again: InventoryRow[] = [];
    for (const batch of batchesOf(waiting)) {
      const fates = await fatesOf(batch, sending);
      for (const [at, row] of batch.entries()) {
        const fate = fates[at];
        if (fate === undefined) throw new Error('the register left out the outcome of an item');
        if (fate.kind === 'unavailable' && round < rounds) again.push(row);
        else sending.settle(row, fate);
      }
    }
    waiting = again;
    if (again.length > 0) await sending.beforeAgain(again.length, round);
  }
}

async function fatesOf(
  batch: readonly InventoryRow[],
  { client, isDryRun, signal }: Sending,
): Promise<Fate[]> {
  // What is sent has been checked here before: the register says what is wrong with it, if anything still is.
  const items = batch.map(({ activity }) => activity as NewActivity);
  const calling = { ...(signal && { signal }) };
  const outcomes = await (isDryRun ? client.dryRunBatch(items, calling) : client.batch(items, calling));
  return outcomes.toSorted((one, other) => one.index - other.index).map(fateOf);
}

function fateOf({ submission, revision, findings, problem }: Outcome): Fate {
  if (submission !== undefined && revision !== undefined)
    return { kind: 'taken', submission, revision, findings };
  if (problem === undefined) return { kind: 'fit', findings };
  const { status, detail } = problem;
  return status >= 500 || status === 429
    ? { kind: 'unavailable', detail }
    : { kind: 'refused', detail, findings };
}

/** Parts rows into batches that keep the limits of the register, in their order. */
export function batchesOf(rows: readonly InventoryRow[]): InventoryRow[][] {
  const batches: InventoryRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const size = new TextEncoder().encode(JSON.stringify(row.activity)).length + 1;
    const last = batches.at(-1);
    if (last === undefined || last.length >= mostBatchItems || bytes + size > mostBatchBytes) {
      batches.push([row]);
      bytes = 2 + size;
    } else {
      last.push(row);
      bytes += size;
    }
  }
  return batches;
}

/** Whether two activities say the same, whatever is left to its default or stands in another order of fields. */
export function sameActivity(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map((input) => activitySchema.safeParse(input));
  return (
    first?.success === true && second?.success === true && canonical(first.data) === canonical(second.data)
  );
}

const canonical = (value: Activity): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
