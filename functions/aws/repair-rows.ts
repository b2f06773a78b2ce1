import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FoundRow, Repairs } from '../../shared/ports.ts';
import { type Rebuilds, rebuildProgress } from '../../shared/recording/rebuild-stages.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { divisionRow, markRow, publicationRow } from './aggregate-rows.ts';
import { contributionKey, contributionRow, noteLarge } from './contribution-rows.ts';
import { openTable, partitionRows, scannedPages, type Table } from './table.ts';

const rebuildRow = ofAnyVersion('rebuild', rebuildProgress);

/** How far the rebuild has come: one row, while it is under way. */
export function rebuilds(table: Table): Rebuilds {
  const key = { pk: 'REBUILD', sk: 'STATE' };
  const ownedBy = (token: string) => ({ expression: '#token = :token', values: { ':token': token } });
  return {
    get: () => table.get(key, rebuildRow),
    async begin(progress) {
      await table.put(key, progress);
    },
    keep: (progress) => table.put(key, progress, ownedBy(progress.token)),
    async end(token) {
      await table.remove(key, ownedBy(token));
    },
  };
}

const month = 'MONTH#';

/**
 * The rows that are derived from others, to be repaired whatever they have become. A page comes from up to
 * `rowsRead` rows of the table, of whatever kind.
 */
export function repairs(client: DynamoDBDocumentClient, tableName: string, rowsRead?: number): Repairs {
  const table = openTable(client, tableName);
  return {
    async *found(from) {
      for await (const { rows, next } of scannedPages(client, tableName, month, { from, rowsRead }))
        yield {
          rows: rows.map(({ pk, sk, ...row }) => {
            const [partner = '', ...reference] = sk.split('#');
            const { success, data } = contributionRow.safeParse(row);
            return {
              month: pk.slice(month.length),
              partner,
              reference: reference.join('#'),
              revision: row.revision,
              counts: success ? data.record !== undefined : undefined,
            };
          }),
          next,
        };
    },
    async rewrite(inMonth, row) {
      await noteLarge(table, inMonth, row);
      await table.put(contributionKey(inMonth, row.partner, row.reference), row, {
        expression: 'attribute_not_exists(#revision) OR #revision <= :revision',
        values: { ':revision': row.revision },
      });
    },
    async replace(found, row) {
      const key = contributionKey(found.month, found.partner, found.reference);
      if (row === undefined) await table.remove(key, unchanged(found));
      else await table.put(key, row, unchanged(found));
    },
    async discardUnreadable() {
      for (const [partition, schema] of [
        ['DIVISIONS', divisionRow],
        ['MARKS', markRow],
        ['PUBLICATION', publicationRow],
        ['REBUILD', rebuildRow],
      ] as const)
        for await (const page of partitionRows(client, tableName, partition))
          for (const { pk, sk, ...row } of page)
            if (!schema.safeParse(row).success) await table.remove({ pk, sk });
    },
  };
}

const unchanged = ({ revision }: FoundRow) =>
  revision === undefined
    ? { expression: 'attribute_not_exists(#revision)' }
    : { expression: '#revision = :found', values: { ':found': revision } };
