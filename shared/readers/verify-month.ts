import { monthDrafts } from '../feed/derive.ts';
import { type MonthSummary, monthPath } from '../figures/figures.ts';
import { merge, summaryOf } from '../figures/summary.ts';
import { isCounted } from '../words/activity.ts';
import { monthOf } from '../words/calendar.ts';
import { inOrder, type PublicRecord } from '../words/public-record.ts';
import { checkRow, faultRow, type Row } from './difference.ts';
import type { ReadFeed } from './read-feed.ts';

/**
 * Verifies the documents of one month: that which lists its activities against itself, and the others against that.
 * Gives the records and their summary; no records where the list cannot be read. `older` is the month listed before
 * it; without a `base` nothing can be said of documents that bear addresses.
 */
export async function verifyMonth(
  feed: ReadFeed,
  month: string,
  older: string | undefined,
  base: string | undefined,
): Promise<{ records: readonly PublicRecord[]; summary: MonthSummary }> {
  const path = monthPath(month);
  const document = await feed.document(path, 'month');
  const records = document?.activities ?? [];
  if (document !== undefined) {
    const activities = [...records].sort(inOrder);
    await feed.compare({ path, schema: 'month', body: { month, activities } });
    feed.rows.push(...rowsOfRecords(path, month, records));
    if (base !== undefined) await Promise.all(monthDrafts(month, records, older, base).map(feed.compare));
  }
  return { records, summary: { month, summary: merge(records.map(summaryOf)) } };
}

/** What the records of a month have to be of themselves. */
function rowsOfRecords(path: string, month: string, records: readonly PublicRecord[]): Row[] {
  const ids = records.map(({ id }) => id);
  const faults = records.flatMap((record) =>
    faultsOf(month, record).map(([name, is, must]) => faultRow(path, `${record.id} ${name}`, is, must)),
  );
  return [
    checkRow(path, 'different ids', new Set(ids).size, ids.length),
    checkRow(path, 'is not empty', ids.length > 0, true),
    ...(faults.length > 0 ? faults : [checkRow(path, 'records', records.length, records.length)]),
  ];
}

function faultsOf(month: string, record: PublicRecord): [name: string, is: unknown, must: unknown][] {
  const { id, partner, reference, start, counted, status, visibility } = record;
  // Of a restricted one the schema allows nothing that is not public, and its id is nobody's name.
  const checks: [string, unknown, unknown][] = [
    ['month', monthOf(start), month],
    ['counted', counted, isCounted(status)],
    ...(visibility === 'public' ? [['id', id, `${partner}/${reference}`] as [string, unknown, unknown]] : []),
  ];
  return checks.filter(([, is, must]) => JSON.stringify(is) !== JSON.stringify(must));
}
