import { type Client, StillQueuedError } from '../../client/src/client.ts';
import { Refusal } from '../../local/refusal.ts';
import type { Progress } from '../progress.ts';
import { findColumns } from './columns.ts';
import { withUnpublished } from './fetch-projects.ts';
import type { Inventory } from './files.ts';
import { type End, linesOf, summaryOf } from './report.ts';
import { checkedLocally, hasError, type InventoryRow, type Shown } from './row.ts';
import type { Language } from './row-as-read.ts';
import { textOf } from './row-as-read.ts';
import { sendRows } from './send.ts';
import { readTable, type TableReading } from './table.ts';

/** What submitting needs. `print` takes one line of the report. */
type Submitting = {
  client: Pick<Client, 'activities' | 'batch' | 'dryRunBatch' | 'outcome' | 'project'>;
  reading: TableReading;
  isDryRun: boolean;
  sendsAll: boolean;
  waits: boolean;
  progress: Progress;
  print: (line: string) => void;
  /** Resolves after so many milliseconds, or rejects once the signal is aborted. */
  wait: (milliseconds: number) => Promise<unknown>;
  /** Ends the sending and the waiting when it is aborted. */
  signal?: AbortSignal;
};

/**
 * Submits an inventory and reports on every row: what was taken (and is applied), what is remarked, and what must be
 * mended, where and how. True if every row is fit. Throws a Refusal where there is no row of an activity; what the
 * client throws, and the reason of the signal once it is aborted, after the report on what was settled by then.
 */
export async function submitInventory(inventory: Inventory, submitting: Submitting): Promise<boolean> {
  const { client, isDryRun, sendsAll, waits, progress, print, wait, signal } = submitting;
  const { language } = submitting.reading;
  const fr = language === 'fr';
  const { rows, columns } = await rowsOf(inventory, submitting);
  if (rows.length === 0)
    throw new Refusal(
      columns === undefined
        ? fr
          ? 'Le fichier ne contient aucune activité'
          : 'The file holds no activity'
        : fr
          ? 'Il n’y a aucune ligne d’activité sous les en-têtes'
          : 'There is no row of an activity below the headings',
    );
  const settled = new Map<number, End>();
  const unfit = rows.filter(hasError);
  for (const { number } of unfit) settled.set(number, { kind: 'unfit' });
  const fit = rows.filter((row) => !hasError(row));
  const label = isDryRun ? (fr ? 'Vérification' : 'Checking') : fr ? 'Envoi' : 'Submitting';
  const step = progress(label, fit.length);
  try {
    await sendRows(fit, {
      client,
      isDryRun,
      sendsAll,
      signal,
      settle: ({ number }, fate) => {
        settled.set(number, fate);
        step();
      },
      beforeAgain: async (many, round) => {
        const seconds = 2 ** round;
        print(
          fr
            ? `Le registre n’avait pas de place pour ${many} ${many === 1 ? 'ligne' : 'lignes'} : nouvel envoi dans ${seconds} s`
            : `The register had no room for ${many} ${many === 1 ? 'row' : 'rows'}: sent again in ${seconds} s`,
        );
        await wait(seconds * 1000);
      },
    });
    if (waits && !isDryRun) await awaitApplied(client, settled, signal);
  } finally {
    for (const row of rows) {
      const end = settled.get(row.number);
      if (end !== undefined) for (const line of linesOf(row, end, columns, language)) print(line);
    }
    print(summaryOf(rows.length, [...settled.values()], isDryRun, language));
  }
  return [...settled.values()].every(({ kind }) => ['unchanged', 'fit', 'taken'].includes(kind));
}

async function rowsOf(inventory: Inventory, { client, reading, print, signal }: Submitting) {
  const { language, mapping } = reading;
  if (inventory.kind === 'table') {
    for (const note of notesOnSheets(inventory, language)) print(note);
    const { at, rows: below } = findColumns(inventory.rows, mapping, language);
    const texts = below.map(({ cells }) => textOf(cells[at.get('projects') ?? cells.length]));
    const projects = await withUnpublished(
      reading.projects,
      [...texts, reading.defaults.projects ?? ''],
      client,
      signal,
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
  return { rows: withoutTwins(rows, language), columns: undefined };
}

/** Which sheet of a workbook is read, where it has others with rows, which are not. */
function notesOnSheets(
  { sheet, otherSheets = [] }: Extract<Inventory, { kind: 'table' }>,
  language: Language,
): string[] {
  if (otherSheets.length === 0) return [];
  const others = otherSheets.map(({ name, rows }) => `${name} (${rows})`).join(', ');
  return language === 'fr'
    ? [
        `La feuille ${sheet} est lue. Feuilles non lues, avec leurs lignes : ${others} (dire --sheet NOM pour une autre)`,
      ]
    : [
        `The sheet ${sheet} is read. Sheets not read, with their rows: ${others} (say --sheet NAME for another)`,
      ];
}

/** Two items of one reference would replace one another: both have an error. */
function withoutTwins(rows: InventoryRow[], language: Language): InventoryRow[] {
  const byReference = Map.groupBy(rows, ({ activity }) => activity?.reference);
  return rows.map((row) => {
    const twins = (byReference.get(row.activity?.reference) ?? []).filter((other) => other !== row);
    if (twins.length === 0 || typeof row.activity?.reference !== 'string') return row;
    const numbers = twins.map(({ number }) => number).join(', ');
    const says =
      language === 'fr'
        ? `est aussi la référence de l’élément ${numbers}`
        : `is the reference of item ${numbers} too`;
    const remark: Shown = { severity: 'error', where: '/reference', written: row.activity.reference, says };
    return { ...row, remarks: [...row.remarks, remark] };
  });
}

const inFlight = 8;

/** Waits until what was taken is applied; what ends otherwise is marked, unless something newer was taken since. */
async function awaitApplied(
  client: Submitting['client'],
  settled: Map<number, End>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const queue = [...settled].values();
  const worker = async () => {
    for (const [number, end] of queue) {
      if (end.kind !== 'taken') continue;
      const status = await client.outcome(end.submission, { ...(signal && { signal }) }).then(
        (asked) => asked.status,
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
