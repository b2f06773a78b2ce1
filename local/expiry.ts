import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDescription } from './provision.ts';

/** How many rows of a table one sweep reads, and how many seconds lie between two. */
const rowsRead = 500;
const everySeconds = 30;
/** DynamoDB leaves alone what is past for longer than that: it takes it for a mistake. */
const fiveYears = 5 * 366 * 86_400;

type Place = Record<string, AttributeValue> | undefined;

/**
 * Does for a table what DynamoDB's time to live does: reads up to `most` rows from a place on and deletes those whose
 * attribute, a number of seconds since 1970, is past at `now`, and is still as it was read. Gives the place where the
 * next sweep goes on; undefined once the end was reached.
 */
export async function sweepExpired(
  dynamodb: Pick<DynamoDBClient, 'send'>,
  { name, partitionKey, sortKey, timeToLive }: TableDescription,
  now: Date,
  from?: Place,
  most: number = rowsRead,
): Promise<Place> {
  if (timeToLive === undefined) return undefined;
  const seconds = Math.floor(now.getTime() / 1000);
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const { Items = [], LastEvaluatedKey } = await dynamodb.send(
    new ScanCommand({
      TableName: name,
      Limit: most,
      ExclusiveStartKey: from,
      FilterExpression: '#expires <= :now AND #expires > :mistaken',
      ExpressionAttributeNames: { '#expires': timeToLive },
      ExpressionAttributeValues: {
        ':now': { N: `${seconds}` },
        ':mistaken': { N: `${seconds - fiveYears}` },
      },
    }),
  );
  for (const item of Items) {
    const Key = Object.fromEntries(keys.flatMap((key) => (item[key] ? [[key, item[key]]] : [])));
    await dynamodb
      .send(
        new DeleteItemCommand({
          TableName: name,
          Key,
          ConditionExpression: '#expires = :seen',
          ExpressionAttributeNames: { '#expires': timeToLive },
          ExpressionAttributeValues: { ':seen': item[timeToLive] as AttributeValue },
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
  }
  return LastEvaluatedKey;
}

/**
 * Sweeps the tables that have a time to live, a piece of each at a time, one after the other. What goes wrong is given
 * to `report`, and tried again at the next turn. `stop` waits for the sweep under way. Decision 0025.
 */
export function startExpiry(
  dynamodb: DynamoDBClient,
  tables: readonly TableDescription[],
  report: (error: unknown) => void,
): { stop(): Promise<void> } {
  const places = new Map<string, Place>();
  let running: Promise<void> | undefined;
  const sweep = async () => {
    for (const table of tables)
      places.set(table.name, await sweepExpired(dynamodb, table, new Date(), places.get(table.name)));
  };
  const timer = setInterval(() => {
    running ??= sweep()
      .catch(report)
      .finally(() => {
        running = undefined;
      });
  }, everySeconds * 1000);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
