import { changesPerPage, pagesOf } from '../feed/change-list.ts';
import type { Period } from '../words/period.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { checkRow, faultRow } from './difference.ts';
import { followChanges } from './follow-changes.ts';
import { type ReadFeed, stampOf } from './read-feed.ts';

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
    /** Holds the activities that a month lists against those that the list puts there. */
    month(month: string, document: string, records: readonly PublicRecord[]): void {
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
