import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ObjectAction } from './bucket-policy.ts';
import type { Engines } from './engines.ts';
import { Refusal } from './refusal.ts';

/** A table of the template; every key is a string. */
export interface TableDescription {
  name: string;
  partitionKey: string;
  sortKey?: string;
  /** The attribute, in seconds since 1970, after which a row goes. */
  timeToLive?: string;
}

/** A queue of the template, with its attributes as SQS takes them. */
export interface QueueDescription {
  name: string;
  attributes: Record<string, string>;
}

/**
 * Creates the tables, queues, buckets and keys that are not there yet, and sets the attributes of queues that are, and
 * what S3 refuses. The address of a queue comes from `queueUrl`: the one that fauxqs gives for an older queue has the
 * port of its last run.
 */
export async function provision(
  stack: {
    tables: readonly TableDescription[];
    queues: readonly QueueDescription[];
    buckets: readonly string[];
    keys: readonly string[];
    refuses: (asked: ObjectAction) => boolean;
  },
  clients: { dynamodb: DynamoDBClient; sqs: SQSClient; s3: S3Client },
  queueUrl: (queueName: string) => string,
  engines: Pick<Engines, 'provideKey' | 'obey'>,
): Promise<void> {
  for (const table of stack.tables) await provideTable(table, clients.dynamodb);
  for (const { name, attributes } of stack.queues) {
    await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    await clients.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: queueUrl(name), Attributes: attributes }),
    );
  }
  for (const bucket of stack.buckets) await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const key of stack.keys) await engines.provideKey(key);
  engines.obey(stack.refuses);
}

async function provideTable(table: TableDescription, dynamodb: DynamoDBClient): Promise<void> {
  const keys = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
  if ((await tableStatus(table.name, dynamodb)) === undefined) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: table.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({
          AttributeName,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
  }
  for (let attempt = 0; (await tableStatus(table.name, dynamodb)) !== 'ACTIVE'; attempt += 1) {
    if (attempt === 50) {
      throw new Refusal(
        `The table ${table.name} was left half created: delete the data folder and start again`,
      );
    }
    await pause(20);
  }
}

async function tableStatus(name: string, dynamodb: DynamoDBClient): Promise<string | undefined> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
