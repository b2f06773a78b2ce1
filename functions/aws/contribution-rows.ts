import * as z from 'zod';
import { rowName } from '../../shared/feed/division.ts';
import type { Contributions } from '../../shared/ports.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { type Contribution, contribution } from '../../shared/words/public-record.ts';
import type { Table } from './table.ts';

export const contributionKey = (month: string, partner: string, reference: string) => ({
  pk: `MONTH#${month}`,
  sk: rowName({ partner, reference }),
});

export const contributionRow = ofAnyVersion('contribution', contribution);

/**
 * What the rows beside one may have in all (bytes): 5.5 units at half a unit for 4 KB begun, in two queries. DynamoDB
 * counts the bytes of every row that a query reads, and only the number of rows can be limited: it has to be known how
 * large they may be.
 */
const mostNearbyBytes = 10 * 4096 - 1;
/** How large (bytes) a row is at most of which no note is kept: 16 of them are looked at. */
const usualBytes = 2559;

/** What activities contribute to months: a partition a month, a row an activity. */
export function contributions(table: Table): Contributions {
  return {
    async write(month, row) {
      await noteLarge(table, month, row);
      await table.put(contributionKey(month, row.partner, row.reference), row, {
        expression: 'attribute_not_exists(#revision) OR #revision < :revision',
        values: { ':revision': row.revision },
      });
    },
    async *ofMonth(month, { from, to } = { from: '' }) {
      // DynamoDB has ranges with both their ends only.
      for await (const rows of table.pages(`MONTH#${month}`, contributionRow, { from, to }))
        yield to === undefined ? rows : rows.filter((row) => rowName(row) < to);
    },
    async nearby(month, partner, reference) {
      const note = await table.get(largeKey(month, partner), large, false);
      const most = Math.floor(mostNearbyBytes / (note?.bytes ?? usualBytes));
      const { pk, sk } = contributionKey(month, partner, reference);
      const beside = (backwards: boolean, left: number) =>
        table.page(pk, contributionRow, {
          within: `${partner}#`,
          // A blank comes before every character of a reference, so that the row itself is among those before.
          after: backwards ? `${sk} ` : sk,
          most: left,
          backwards,
          consistent: false,
        });
      if (most === 0) return { rows: [], whole: false };
      const before = (await beside(true, most)).rows;
      if (before.length === most) return { rows: before, whole: false };
      const { rows: after, next } = await beside(false, most - before.length);
      return { rows: [...before, ...after], whole: next === undefined };
    },
  };
}

const large = z.object({ bytes: z.int().min(1) });
const largeKey = (month: string, partner: string) => ({ pk: `LARGE#${partner}`, sk: month });

/**
 * Notes how large the largest row of a partner in a month is, before that is written, where it is larger than rows are.
 * Its text as JSON is at least as long as what DynamoDB counts.
 */
export async function noteLarge(table: Table, month: string, row: Contribution): Promise<void> {
  const key = contributionKey(month, row.partner, row.reference);
  const bytes = Buffer.byteLength(JSON.stringify({ ...row, ...key }));
  if (bytes <= usualBytes) return;
  await table.put(
    largeKey(month, row.partner),
    { bytes },
    {
      expression: 'attribute_not_exists(#bytes) OR #bytes < :bytes',
      values: { ':bytes': bytes },
    },
  );
}
