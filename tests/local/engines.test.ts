import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  RenameObjectCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Endpoints, startEngines } from '../../local/engines.ts';
import { lockFolder } from '../../local/folder-lock.ts';
import { clients, eventually, newQueue, queueDepth, runningEngines } from './running.ts';
import { temporaryFolder } from './temporary-folder.ts';

const otherAddresses = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter((address) => !address.internal && address.family === 'IPv4')
  .map((address) => address.address);

/** Starts engines in a process of their own, which can be killed. */
async function startInChild(folder: string) {
  const child = fork(new URL('./engines-in-child.ts', import.meta.url), [folder], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [endpoints] = (await once(child, 'message')) as [Endpoints];
  return {
    endpoints,
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('the engines', () => {
  it('listen on 127.0.0.1 and on no other address of the machine', async () => {
    const { engines } = await runningEngines();
    for (const url of [engines.dynamodb, engines.sqs, engines.s3]) {
      expect(new URL(url).hostname).toBe('127.0.0.1');
      for (const host of otherAddresses) {
        const other = request({ host, port: new URL(url).port, timeout: 1000 });
        const [error] = await once(other.end(), 'error');
        expect((error as { code: string }).code).toBe('ECONNREFUSED');
      }
    }
  });

  it('keep what was sent when their process is killed, and give it out again at once when it was in flight', async () => {
    const folder = temporaryFolder();
    const first = await startInChild(folder);
    const before = clients(first.endpoints);
    const queueUrl = await newQueue(before.sqs, 'submissions', { VisibilityTimeout: '3600' });
    const sent = Array.from({ length: 20 }, (_, number) => `activity ${number}`);
    for (const MessageBody of sent) {
      await before.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
    }
    await before.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
    expect(await queueDepth(before.sqs, queueUrl)).toEqual({ waiting: 10, inFlight: 10 });
    await first.kill();

    const { sqs } = await runningEngines(folder);
    expect(await queueDepth(sqs, queueUrl)).toEqual({ waiting: 20, inFlight: 0 });
    const received: string[] = [];
    for (const _ of [1, 2]) {
      const answer = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      received.push(...(answer.Messages ?? []).map((message) => message.Body ?? ''));
    }
    expect(received.sort()).toEqual(sent.sort());
  });

  it('move a message that was received too often to the dead-letter queue, and keep it there over a restart', async () => {
    const folder = temporaryFolder();
    const first = await startEngines(folder);
    const { sqs } = clients(first);
    const deadUrl = await newQueue(sqs, 'dead');
    const redrive = { deadLetterTargetArn: 'arn:aws:sqs:eu-central-1:000000000000:dead', maxReceiveCount: 2 };
    const attributes = { VisibilityTimeout: '0', RedrivePolicy: JSON.stringify(redrive) };
    const queueUrl = await newQueue(sqs, 'submissions', attributes);
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'poison' }));
    await eventually(async () => {
      await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
      expect(await queueDepth(sqs, deadUrl)).toEqual({ waiting: 1, inFlight: 0 });
    });
    await first.stop();

    const second = await runningEngines(folder);
    const answer = await second.sqs.send(new ReceiveMessageCommand({ QueueUrl: deadUrl }));
    expect(answer.Messages?.[0]?.Body).toBe('poison');
  });

  it('outlive a client that goes away in the middle of a request', async () => {
    const { engines, dynamodb } = await runningEngines();
    const half = connect(Number(new URL(engines.dynamodb).port), '127.0.0.1');
    half.write('POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{');
    half.resume().end();
    await once(half, 'close');
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  it('refuse a conditional write of an object whose condition does not hold', async () => {
    const { s3 } = await runningEngines();
    await s3.send(new CreateBucketCommand({ Bucket: 'feed' }));
    const put = (condition: { IfMatch?: string; IfNoneMatch?: string }) =>
      s3.send(new PutObjectCommand({ Bucket: 'feed', Key: 'index.json', Body: '{}', ...condition }));
    await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const { ETag = '' } = await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put({ IfMatch: ETag });
  });

  it('refuse what the policy of a bucket refuses, by whatever call', async () => {
    const { engines, s3 } = await runningEngines();
    const Bucket = 'feed';
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ['kept', 'free', 'other'])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    engines.obey(
      ({ action, key, headers }) =>
        key === 'kept' && (action === 's3:DeleteObject' || headers['if-match'] === undefined),
    );
    const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    const [Key, CopySource] = ['kept', 'feed/free'];
    const Delete = { Objects: [{ Key: 'free' }, { Key }] };
    for (const call of [
      () => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' })),
      () => s3.send(new CopyObjectCommand({ Bucket, Key, CopySource })),
      () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      () => s3.send(new RenameObjectCommand({ Bucket, Key: 'new', RenameSource: '/kept' })),
      () => s3.send(new DeleteObjectCommand({ Bucket, Key })),
      () => s3.send(new DeleteObjectsCommand({ Bucket, Delete })),
    ])
      await expect(call()).rejects.toMatchObject(denied);
    const form = new FormData();
    for (const [name, value] of [
      ['key', Key],
      ['file', 'x'],
    ] as const)
      form.append(name, value);
    expect((await fetch(`${engines.s3}/feed`, { method: 'POST', body: form })).status).toBe(403);
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('kept');
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new', IfMatch: ETag }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'other' }));
  });

  it.each([
    ['dynamodb', 'CURRENT'],
    ['queues-and-buckets', 'fauxqs.db'],
  ])('say in a sentence that what %s holds is not theirs', async (engine, file) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, engine));
    writeFileSync(join(folder, engine, file), 'garbage, and more of it\n');
    await expect(startEngines(folder)).rejects.toThrow(
      new RegExp(`^${join(folder, engine)} cannot be read or written: .*restore a backup`),
    );
  });

  it('keep tables over a restart', async () => {
    const folder = temporaryFolder();
    const first = await startEngines(folder);
    await clients(first).dynamodb.send(
      new CreateTableCommand({
        TableName: 'register',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await first.stop();
    const { dynamodb } = await runningEngines(folder);
    expect((await dynamodb.send(new ListTablesCommand({}))).TableNames).toEqual(['register']);
  });
});

describe('the lock on a data folder', () => {
  it('refuses a second process, naming the first', () => {
    const folder = temporaryFolder();
    lockFolder(folder, 4711);
    expect(() => lockFolder(folder, 4712, 0)).toThrow('is in use by process 4711');
  });

  it('is free again once released', () => {
    const folder = temporaryFolder();
    lockFolder(folder).release();
    lockFolder(folder).release();
  });

  it('is free again once its process was killed', async () => {
    const folder = temporaryFolder();
    const holder = await startInChild(folder);
    expect(() => lockFolder(folder, process.pid, 0)).toThrow('is in use by process');
    await holder.kill();
    lockFolder(folder).release();
  });

  it('says that a folder cannot be written', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => lockFolder(join(file, 'data'))).toThrow(
      `The data folder ${join(file, 'data')} cannot be written`,
    );
  });
});
