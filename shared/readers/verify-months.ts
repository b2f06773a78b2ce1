import { changesPerPage, pagesOf } from '../feed/change-list.ts';
import { derivedDrafts, pageDraft } from '../feed/page-documents.ts';
import { merge, type Summary, summaryOf } from '../figures/summary.ts';
import { isCounted } from '../words/activity.ts';
import { monthOf } from '../words/calendar.ts';
import { monthOfPage, pagePath } from '../words/page.ts';
import type { Period } from '../words/period.ts';
import { inOrder, type PublicRecord } from '../words/public-record.ts';
import { checkRow, faultRow, type Row } from './difference.ts';
import { followChanges } from './follow-changes.ts';
import { type ReadFeed, stampOf } from './read-feed.ts';

/**
 * Verifies the documents of one page of a month: that which lists its activities against itself, and the others against
 * that. Gives the records and their summary; no records where the list cannot be read. `older` is the page listed
 * before it; without a `base` nothing can be said of documents that bear addresses.
 */
export async function verifyPage(
  feed: ReadFeed,
  page: string,
  older: string | undefined,
  base: string | undefined,
): Promise<{ records: readonly PublicRecord[]; summary: Summary }> {
  const { path } = pageDraft(page, []);
  const document = await feed.document(path, 'month');
  const records = document?.activities ?? [];
  if (document !== undefined) {
    await feed.compare(pageDraft(page, [...records].sort(inOrder)));
    feed.rows.push(...rowsOfRecords(path, monthOfPage(page), records));
    if (base !== undefined) await Promise.all(derivedDrafts(page, records, older, base).map(feed.compare));
  }
  return { records, summary: merge(records.map(summaryOf)) };
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

const list = 'changes/';

/**
 * Follows the published list of changes from nothing to its end, page by page, and gives the means to hold it against
 * what is listed. It keeps the ids of all activities, and nothing else of them.
 */
export async function verifyChanges(feed: ReadFeed) {
  const { index, rows } = feed;
  const followed = followChanges();
  const pages = pagesOf(index);
  let next: number | undefined;
  for (const entry of pages) {
    const { path } = entry;
    const page = await feed.document(path, 'changes');
    if (page === undefined) continue;
    const { changes, first, last } = page;
    for (const change of changes) followed.take(change);
    const newest = changes.at(-1);
    rows.push(
      checkRow(path, 'path', path, `${list}${first}.json`),
      checkRow(path, 'first', first, next ?? first),
      checkRow(path, 'first and last', [first, last], [changes[0]?.number, newest?.number]),
      checkRow(path, 'snapshot', page.snapshot, newest?.snapshot),
      checkRow(path, 'generatedAt', page.generatedAt, newest?.at),
      checkRow(path, 'stamp', stampOf(page), stampOf(entry)),
    );
    if (entry !== pages.at(-1)) rows.push(checkRow(path, 'changes', changes.length, changesPerPage));
    next = last + 1;
  }
  for (const { number, fault } of followed.faults())
    rows.push(faultRow(list, `change ${number}`, fault, 'a list that can be followed'));

  return {
    /** Holds the activities that a page lists against those that the list puts there. */
    page(page: string, records: readonly PublicRecord[]): void {
      const [month, document] = [monthOfPage(page), pagePath(page)];
      const differing = records.flatMap(({ id, revision }) => {
        const held = followed.activities.get(id);
        if (held?.month === month) followed.activities.delete(id);
        const [is, must] = [
          `${id} ${revision} in ${month}`,
          held && `${id} ${held.revision} in ${held.month}`,
        ];
        return is === must ? [] : [faultRow(document, `changes of ${id}`, is, must)];
      });
      rows.push(...differing);
      if (differing.length === 0)
        rows.push(checkRow(document, 'activities in the list of changes', records.length, records.length));
    },
    /** Holds the rest against what is listed, once every month was. */
    end(months: readonly string[], periods: readonly Period[]): void {
      for (const [id, { month }] of followed.activities)
        rows.push(faultRow(list, `changes of ${id}`, `listed in ${month}`, 'not listed there'));
      const listing = periods
        .filter(({ first, last }) => months.some((month) => first <= month && month <= last))
        .map(({ id }) => id);
      rows.push(
        checkRow(list, 'months', [...followed.months].sort(), [...months]),
        checkRow(list, 'periods', [...followed.periods].sort(), listing.sort()),
      );
    },
  };
}
