import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Page } from '../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** A row as it is stored, its key included. */
export type Row = Record<string, unknown> & { pk: string; sk: string };

/** What to read of rows: these fields only (and the keys); from where; how many rows of the table a page may come from. */
export type Reading = {
  fields?: readonly string[];
  from?: string | undefined;
  rowsRead?: number | undefined;
};

// Where a page ends, as text: the key of the last row that was read.
const cursor = z.strictObject({ pk: z.string(), sk: z.string() });

/**
 * Every row whose partition key begins with `prefix`, in pages, as a strongly consistent scan of the whole table
 * comes by them. Throws Unavailable.
 */
export async function* scannedPages(
  client: DynamoDBDocumentClient,
  TableName: string,
  prefix: string,
  { fields, from, rowsRead }: Reading = {},
): AsyncGenerator<Page<Row>> {
  const asked = availabilityOf('the table');
  for (let start = from; ; ) {
    const { Items = [], LastEvaluatedKey } = await asked(
      client.send(
        new ScanCommand({
          TableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': prefix },
          ...projected(fields),
          ...(start === undefined ? {} : { ExclusiveStartKey: cursor.parse(JSON.parse(start)) }),
          ...(rowsRead === undefined ? {} : { Limit: rowsRead }),
        }),
      ),
    );
    const next = LastEvaluatedKey === undefined ? undefined : JSON.stringify(cursor.parse(LastEvaluatedKey));
    yield { rows: Items as Row[], next };
    if (next === undefined) return;
    start = next;
  }
}

/** The rows of `scannedPages`, a page at a time. */
export async function* scannedRows(
  client: DynamoDBDocumentClient,
  TableName: string,
  prefix: string,
  fields?: readonly string[],
): AsyncGenerator<Row[]> {
  for await (const { rows } of scannedPages(client, TableName, prefix, fields && { fields })) yield rows;
}

/** Every row of a partition, whatever it has become, in pages; strongly consistent. Throws Unavailable. */
export async function* partitionRows(
  client: DynamoDBDocumentClient,
  TableName: string,
  pk: string,
  fields?: readonly string[],
): AsyncGenerator<Row[]> {
  const asked = availabilityOf('the table');
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await asked(
      client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ...projected(fields),
          ExclusiveStartKey,
        }),
      ),
    );
    yield (page.Items ?? []) as Row[];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

function projected(fields: readonly string[] | undefined) {
  if (fields === undefined) return {};
  const names = fields.map((name) => [`#${name}`, name]);
  return {
    ProjectionExpression: ['pk', 'sk', ...names.map(([written]) => written)].join(', '),
    ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
  };
}
