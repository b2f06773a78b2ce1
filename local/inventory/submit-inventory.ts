import { type RegisterClient, StillQueuedError } from '../../shared/partner-api/client.ts';
import type { Told } from '../../shared/partner-api/client-answers.ts';
import { progressBar } from '../sample/progress-bar.ts';
import { withUnpublished } from './fetch-projects.ts';
import { type Columns, findColumns } from './find-columns.ts';
import { checkedLocally, columnAt, hasError, type InventoryRow, type Shown } from './inventory-row.ts';
import type { Inventory } from './read-json-file.ts';
import { readTable, type TableReading } from './read-table.ts';
import { type Fate, sendRows } from './send-rows.ts';
import { textOf } from './table.ts';

/** What submitting needs. `print` takes one line of the report, `showProgress` text as it is. */
export type Submitting = {
  client: Pick<RegisterClient, 'activities' | 'batch' | 'checkBatch' | 'outcome' | 'project'>;
  reading: TableReading;
  isDryRun: boolean;
  sendsAll: boolean;
  waits: boolean;
  isTerminal: boolean;
  showProgress: (text: string) => void;
  print: (line: string) => void;
};

type Settled = { row: InventoryRow; fate: Fate | { kind: 'unfit' } | { kind: 'buried'; status: string } };

/**
 * Submits an inventory and reports on every row: what was taken (and is applied), what is remarked, and what must be
 * mended, where and how. True if every row is fit. Throws what the client throws, after the report on what was
 * settled by then.
 */
export async function submitInventory(inventory: Inventory, submitting: Submitting): Promise<boolean> {
  const { client, isDryRun, sendsAll, waits, isTerminal, showProgress, print } = submitting;
  const { rows, columns } = await rowsOf(inventory, submitting);
  const settled = new Map<number, Settled['fate']>();
  const unfit = rows.filter(hasError);
  for (const { number } of unfit) settled.set(number, { kind: 'unfit' });
  const fit = rows.filter((row) => !hasError(row));
  const step = progressBar(isDryRun ? 'Checking' : 'Submitting', fit.length, isTerminal, showProgress);
  try {
    await sendRows(fit, {
      client,
      isDryRun,
      sendsAll,
      settle: ({ number }, fate) => {
        settled.set(number, fate);
        step();
      },
    });
    if (waits && !isDryRun) await awaitApplied(client, settled);
  } finally {
    for (const row of rows) {
      const fate = settled.get(row.number);
      if (fate !== undefined) for (const line of linesOf({ row, fate }, columns)) print(line);
    }
    print(summaryOf(rows.length, [...settled.values()], isDryRun));
  }
  return [...settled.values()].every(({ kind }) => ['unchanged', 'fit', 'taken'].includes(kind));
}

async function rowsOf(inventory: Inventory, { client, reading, print }: Submitting) {
  const { language, mapping } = reading;
  if (inventory.kind === 'table') {
    const { at, rows: below } = findColumns(inventory.rows, mapping);
    const texts = below.map(({ cells }) => textOf(cells[at.get('projects') ?? cells.length]));
    const projects = await withUnpublished(
      reading.projects,
      [...texts, reading.defaults.projects ?? ''],
      client,
    );
    const { rows, columns, notes } = readTable(inventory.rows, { ...reading, projects });
    for (const note of notes) print(note);
    return { rows, columns };
  }
  const rows = inventory.items.map(({ number, activity }) =>
    checkedLocally(
      { number, activity: activity as Record<string, unknown>, remarks: [] },
      undefined,
      language,
    ),
  );
  return { rows: withoutTwins(rows), columns: undefined };
}

/** Two items of one reference would replace one another: both have an error. */
function withoutTwins(rows: InventoryRow[]): InventoryRow[] {
  const byReference = Map.groupBy(rows, ({ activity }) => activity?.reference);
  return rows.map((row) => {
    const twins = (byReference.get(row.activity?.reference) ?? []).filter((other) => other !== row);
    if (twins.length === 0 || typeof row.activity?.reference !== 'string') return row;
    const says = `is the reference of item ${twins.map(({ number }) => number).join(', ')} too`;
    const remark: Shown = { severity: 'error', where: '/reference', written: row.activity.reference, says };
    return { ...row, remarks: [...row.remarks, remark] };
  });
}

const inFlight = 8;

/** Waits until what was taken is applied; what ends otherwise is marked, unless something newer was taken since. */
async function awaitApplied(
  client: Submitting['client'],
  settled: Map<number, Settled['fate']>,
): Promise<void> {
  const queue = [...settled].values();
  const worker = async () => {
    for (const [number, fate] of queue) {
      if (fate.kind !== 'taken') continue;
      const status = await client.outcome(fate.submission).then(
        (told) => told.status,
        (error: unknown) => {
          if (error instanceof StillQueuedError) return 'still queued';
          throw error;
        },
      );
      if (!['applied', 'superseded'].includes(status)) settled.set(number, { kind: 'buried', status });
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

function linesOf({ row, fate }: Settled, columns: Columns | undefined): string[] {
  const told = 'findings' in fate ? fate.findings.map((each) => shownOf(each, columns)) : [];
  return [
    `row ${row.number}: ${headline(row, fate)}`,
    ...[...row.remarks, ...told].map(
      ({ severity, where, written, says, instead }) =>
        `  ${severity} in ${where}: ${written === '' ? '' : `"${written}" `}${says}${instead === undefined ? '' : ` -> ${instead}`}`,
    ),
  ];
}

function headline({ activity }: InventoryRow, fate: Settled['fate']): string {
  const reference = String(activity?.reference ?? '');
  switch (fate.kind) {
    case 'unchanged':
      return `unchanged, ${reference}`;
    case 'fit':
      return `fit, ${reference}`;
    case 'taken':
      return `taken, ${reference}, revision ${fate.revision}, submission ${fate.submission}`;
    case 'refused':
      return `refused: ${fate.detail}`;
    case 'unavailable':
      return `not taken: ${fate.detail} Repeat the command.`;
    case 'buried':
      return `taken, ${reference}, and ${fate.status}: ask the office`;
    case 'unfit':
      return 'to be mended, not sent';
  }
}

const shownOf = ({ severity, pointer, detail, suggestion }: Told, columns: Columns | undefined): Shown => ({
  severity,
  where: columnAt(columns, pointer),
  written: '',
  says: detail,
  instead: suggestion === undefined ? undefined : JSON.stringify(suggestion),
});

function summaryOf(total: number, fates: readonly Settled['fate'][], isDryRun: boolean): string {
  const many = (...kinds: Settled['fate']['kind'][]) =>
    fates.filter(({ kind }) => kinds.includes(kind)).length;
  const parts = [
    isDryRun ? `${many('fit')} fit` : `${many('taken')} taken`,
    `${many('unchanged')} unchanged`,
    `${many('unfit', 'refused')} to be mended`,
    ...(many('unavailable', 'buried') > 0 ? [`${many('unavailable', 'buried')} not applied`] : []),
    ...(fates.length < total ? [`${total - fates.length} not reached`] : []),
  ];
  return `${total} rows: ${parts.join(', ')}${isDryRun ? ' (dry run: nothing was changed)' : ''}`;
}
