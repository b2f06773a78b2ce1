import { createRequire } from 'node:module';
import { queryObjects } from 'node:v8';
import { CreateTableCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { startEngines } from '../../local/engines.ts';
import { clients, eventually, runningEngines } from './running.ts';
import { temporaryFolder } from './temporary-folder.ts';

const { AbstractValueIterator } = createRequire(import.meta.url)('abstract-level');
const iterators = () => queryObjects(AbstractValueIterator, { format: 'count' });
const dates = () => queryObjects(Date, { format: 'count' });

it('closes the iterators of queries and scans, whether they read to the end or stop before it', async () => {
  const { dynamodb } = await runningEngines();
  const TableName = 'register';
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
  for (const sk of ['a', 'b', 'c', 'd'])
    await dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: 'p' }, sk: { S: sk } } }));
  const before = iterators();
  const read = {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'p' } },
  };
  for (let times = 0; times < 10; times += 1) {
    expect((await dynamodb.send(new QueryCommand(read))).Count).toBe(4);
    expect((await dynamodb.send(new QueryCommand({ ...read, Limit: 1 }))).Count).toBe(1);
    expect((await dynamodb.send(new ScanCommand({ TableName, Limit: 2 }))).Count).toBe(2);
    expect((await dynamodb.send(new ScanCommand({ TableName }))).Count).toBe(4);
  }
  await eventually(() => expect(iterators() - before).toBeLessThan(5));
});

const Bucket = 'feed';
const put = (s3: S3Client, Key: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: Key, ContentType: 'text/plain', Metadata: { of: Key } }));

it('holds nothing in memory for an object of a bucket, new or found at the start', async () => {
  const folder = temporaryFolder();
  const first = await startEngines(folder);
  const before = clients(first).s3;
  await before.send(new CreateBucketCommand({ Bucket }));
  await put(before, 'immutable/0');
  const atFirst = dates();
  for (let at = 1; at <= 60; at += 1) await put(before, `immutable/${at}`);
  expect(dates() - atFirst).toBeLessThan(30);
  await first.stop();

  const empty = dates();
  const { s3 } = await runningEngines(folder);
  expect(dates() - empty).toBeLessThan(30);
  const found = await s3.send(new GetObjectCommand({ Bucket, Key: 'immutable/7' }));
  expect(await found.Body?.transformToString()).toBe('immutable/7');
  expect(found).toMatchObject({ ContentType: 'text/plain', Metadata: { of: 'immutable/7' } });
});

it('lists the objects below a prefix in the order of their keys, in pages, without those that were removed', async () => {
  const { s3 } = await runningEngines();
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const key of ['b/2', 'a/1', 'b/1', 'b/3', 'B/1', 'b/gone', 'c/1', 'b']) await put(s3, key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b/gone' }));
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'b/gone' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  const pages: (string | undefined)[][] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'b/', MaxKeys: 2, ContinuationToken }),
    );
    pages.push((page.Contents ?? []).map(({ Key }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  expect(pages).toEqual([['b/1', 'b/2'], ['b/3']]);
  const all = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(all.Contents?.map(({ Key }) => Key)).toEqual(['B/1', 'a/1', 'b', 'b/1', 'b/2', 'b/3', 'c/1']);
  const folders = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
  expect(folders.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['B/', 'a/', 'b/', 'c/']);
});
