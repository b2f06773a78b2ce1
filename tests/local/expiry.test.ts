import {
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { sweepExpired } from '../../local/expiry.ts';
import { runningEngines } from './running.ts';

const table = { name: 'register', partitionKey: 'pk', sortKey: 'sk', timeToLive: 'gone' };
const TableName = table.name;
const now = new Date('2026-11-20T12:00:00.000Z');
const seconds = now.getTime() / 1000;

/** A table with a row for each value of the attribute; `left` gives the names of those that are there. */
async function tableOf(rows: Record<string, { N: string } | { S: string } | undefined>) {
  const { dynamodb } = await runningEngines();
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  await waitUntilTableExists({ client: dynamodb, minDelay: 1, maxWaitTime: 60 }, { TableName });
  const put = (sk: string, gone: { N: string } | { S: string } | undefined) =>
    dynamodb.send(
      new PutItemCommand({ TableName, Item: { pk: { S: sk }, sk: { S: sk }, ...(gone && { gone }) } }),
    );
  for (const [name, gone] of Object.entries(rows)) await put(name, gone);
  const left = async () => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    return Items.map(({ sk }) => sk?.S).sort();
  };
  return { dynamodb, put, left };
}
const at = (offset: number) => ({ N: String(seconds + offset) });

it('deletes the rows whose time is past, and no other', async () => {
  const { dynamodb, left } = await tableOf({
    past: at(-1),
    now: at(0),
    future: at(1),
    never: undefined,
    text: { S: String(seconds - 10) },
    'longer ago than five years': at(-6 * 366 * 86_400),
  });
  expect(await sweepExpired(dynamodb, { ...table, timeToLive: undefined as never }, now)).toBeUndefined();
  expect((await left()).length).toBe(6);
  expect(await sweepExpired(dynamodb, table, now)).toBeUndefined();
  expect(await left()).toEqual(['future', 'longer ago than five years', 'never', 'text']);
});

it('leaves a row whose time was put off after it was read', async () => {
  const { dynamodb, put, left } = await tableOf({ claimed: at(-1), past: at(-1) });
  const meanwhile = {
    async send(command: never) {
      if ((command as object) instanceof DeleteItemCommand) await put('claimed', at(60));
      return dynamodb.send(command);
    },
  } as Pick<DynamoDBClient, 'send'>;
  await sweepExpired(meanwhile, table, now);
  expect(await left()).toEqual(['claimed']);
});

it('reads so many rows at a time and goes on where it stopped, to the end', async () => {
  const rows = Object.fromEntries(
    Array.from({ length: 25 }, (_, number) => [`row ${number}`, at(number % 2 === 0 ? -1 : 1)]),
  );
  const { dynamodb, left } = await tableOf(rows);
  const counts: number[] = [];
  let place: Awaited<ReturnType<typeof sweepExpired>>;
  do {
    place = await sweepExpired(dynamodb, table, now, place, 10);
    counts.push((await left()).length);
  } while (place !== undefined);
  expect(counts.length).toBe(3);
  expect(counts[0]).toBeGreaterThanOrEqual(15);
  expect(counts.at(-1)).toBe(12);
});
