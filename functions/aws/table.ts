import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Page } from '../../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** Where a row is: partition key and sort key. */
export type Key = { pk: string; sk: string };

/** A condition on the row as it is, in DynamoDB's expression language; names are given as #name. */
export type Condition = { expression: string; values?: Record<string, unknown> };

/** Which rows of a partition a page is of. */
type PageOf = {
  within?: string;
  after: string | undefined;
  most: number;
  backwards?: boolean;
  consistent?: boolean;
};

/** The document client that tables are opened with. Values are plain JavaScript; undefined fields are left out. */
export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 1500 } }),
    {
      marshallOptions: { removeUndefinedValues: true },
    },
  );

/**
 * A DynamoDB table in the register's terms: strongly consistent reads, parsed rows, and conditional writes that
 * answer false when the condition does not hold. Throws Unavailable where DynamoDB does not answer.
 */
export function openTable(client: DynamoDBDocumentClient, TableName: string) {
  const asked = availabilityOf('the table');
  return {
    /** A row; one that is not read `consistent` costs half the units, and may be that of a second ago. */
    async get<Schema extends z.ZodType>(
      Key: Key,
      schema: Schema,
      consistent = true,
    ): Promise<z.output<Schema> | undefined> {
      const { Item } = await asked(
        client.send(new GetCommand({ TableName, Key, ConsistentRead: consistent })),
      );
      return Item === undefined ? undefined : schema.parse(withoutKey(Item));
    },

    async put(key: Key, row: object, condition?: Condition): Promise<boolean> {
      const Item = { ...row, ...key };
      return holds(asked(client.send(new PutCommand({ TableName, Item, ...conditional(condition) }))));
    },

    async remove(Key: Key, condition?: Condition): Promise<boolean> {
      return holds(asked(client.send(new DeleteCommand({ TableName, Key, ...conditional(condition) }))));
    },

    /** Updates a row and gives it as it then is; undefined if the condition does not hold. */
    async update<Schema extends z.ZodType>(
      Key: Key,
      {
        expression,
        values,
        condition,
      }: { expression: string; values: Record<string, unknown>; condition?: Condition },
      schema: Schema,
    ): Promise<z.output<Schema> | undefined> {
      const input: UpdateCommandInput = {
        TableName,
        Key,
        UpdateExpression: expression,
        ReturnValues: 'ALL_NEW',
        ...(condition === undefined ? {} : { ConditionExpression: condition.expression }),
        ExpressionAttributeNames: namesIn(`${expression} ${condition?.expression ?? ''}`),
        ExpressionAttributeValues: { ...values, ...condition?.values },
      };
      try {
        const { Attributes } = await asked(client.send(new UpdateCommand(input)));
        return schema.parse(withoutKey(Attributes ?? {}));
      } catch (thrown) {
        if (thrown instanceof ConditionalCheckFailedException) return undefined;
        throw thrown;
      }
    },

    /**
     * One page of a partition, or of its rows whose sort key begins with `within`: up to `most` rows, as far as 1 MB
     * reaches, after a sort key (none: from the first), or `backwards` before it. `next` is the sort key to go on after,
     * if there may be more. A read that is not `consistent` costs half the units, and may miss the writes of the last
     * second.
     */
    async page<Schema extends z.ZodType>(
      pk: string,
      schema: Schema,
      { within = '', after, most, backwards = false, consistent = true }: PageOf,
    ): Promise<{ rows: z.output<Schema>[]; next?: string }> {
      const { Items = [], LastEvaluatedKey } = await asked(
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: consistent,
            ScanIndexForward: !backwards,
            ...ofPartition(pk, within),
            Limit: most,
            ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
          }),
        ),
      );
      const rows = Items.map((item) => schema.parse(withoutKey(item)));
      return LastEvaluatedKey === undefined ? { rows } : { rows, next: String(LastEvaluatedKey.sk) };
    },

    /**
     * Every row of a partition in the order of the sort key, in DynamoDB's pages of up to 1 MB, or of `Limit` rows: those
     * whose sort key begins with a text, or is in a range, both ends included.
     */
    async *pages<Schema extends z.ZodType>(
      pk: string,
      schema: Schema,
      which: string | { from: string; to?: string | undefined } = '',
      Limit?: number,
      ConsistentRead = true,
    ): AsyncGenerator<z.output<Schema>[]> {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await asked(
          client.send(
            new QueryCommand({
              TableName,
              ConsistentRead,
              ...(typeof which === 'string' ? ofPartition(pk, which) : ofRange(pk, which)),
              ExclusiveStartKey,
              ...(Limit === undefined ? {} : { Limit }),
            }),
          ),
        );
        yield (page.Items ?? []).map((item) => schema.parse(withoutKey(item)));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    },
  };
}
export type Table = ReturnType<typeof openTable>;

/** The rows of a partition, or those whose sort key begins with a text, in DynamoDB's expression language. */
const ofPartition = (pk: string, within: string) => ({
  KeyConditionExpression: within === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :within)',
  ExpressionAttributeValues: { ':pk': pk, ...(within === '' ? {} : { ':within': within }) },
});

/** The rows of a partition in a range of sort keys. */
const ofRange = (pk: string, { from, to }: { from: string; to?: string | undefined }) =>
  to === undefined
    ? from === ''
      ? ofPartition(pk, '')
      : {
          KeyConditionExpression: 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: { ':pk': pk, ':from': from },
        }
    : {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // No sort key is empty; a blank comes before every one there is.
        ExpressionAttributeValues: { ':pk': pk, ':from': from === '' ? ' ' : from, ':to': to },
      };

/** Every row of a partition that fits in memory. */
export async function rowsOf<Schema extends z.ZodType>(table: Table, pk: string, schema: Schema, from = '') {
  const rows: z.output<Schema>[] = [];
  for await (const page of table.pages(pk, schema, from)) rows.push(...page);
  return rows;
}

function withoutKey({ pk: _pk, sk: _sk, ...row }: Record<string, unknown>): Record<string, unknown> {
  return row;
}

const namesIn = (expression: string): Record<string, string> =>
  Object.fromEntries([...expression.matchAll(/#(\w+)/g)].map(([written, name = '']) => [written, name]));

const conditional = (condition: Condition | undefined) =>
  condition === undefined
    ? {}
    : {
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: namesIn(condition.expression),
        ...(condition.values === undefined ? {} : { ExpressionAttributeValues: condition.values }),
      };

async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

/** A row as it is stored, its key included. */
export type Row = Record<string, unknown> & { pk: string; sk: string };

/** What to read of rows: these fields only (and the keys); from where; how many rows of the table a page may come from. */
type Reading = {
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
