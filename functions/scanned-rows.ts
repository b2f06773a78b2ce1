import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { availabilityOf } from './availability.ts';

/** A row as it is stored, its key included. */
export type Row = Record<string, unknown> & { pk: string; sk: string };

/**
 * Every row whose partition key begins with `prefix`, in pages, as a strongly consistent scan of the whole table
 * comes by them; with `fields`, their keys and these fields only. Throws Unavailable.
 */
export async function* scannedRows(
  client: DynamoDBDocumentClient,
  TableName: string,
  prefix: string,
  fields?: readonly string[],
): AsyncGenerator<Row[]> {
  const asked = availabilityOf('the table');
  const names = fields?.map((name) => [`#${name}`, name]) ?? [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await asked(
      client.send(
        new ScanCommand({
          TableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': prefix },
          ...(fields === undefined
            ? {}
            : {
                ProjectionExpression: ['pk', 'sk', ...names.map(([written]) => written)].join(', '),
                ...(names.length === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
              }),
          ExclusiveStartKey,
        }),
      ),
    );
    yield (page.Items ?? []) as Row[];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
