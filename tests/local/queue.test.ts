import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { startEngines } from '../../local/engines.ts';
import { type MappingDescription, pollQueue } from '../../local/mapping.ts';
import { clients, eventually, newQueue, queueDepth, runningFunction } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'queues-'));
let engines: Awaited<ReturnType<typeof startEngines>>;
beforeAll(async () => {
  engines = await startEngines(folder);
});
afterAll(async () => {
  await engines.stop();
  rmSync(folder, { recursive: true });
});

/** Does what a message of the batch orders; `SECOND` in the ordered answer stands for the id of "second". */
const obedient = `
  export const handler = async ({ Records }) => {
    const order = Records.map((record) => record.body).find((body) => body.startsWith('{'));
    const { answer = null, throws, hangs } = JSON.parse(order ?? '{}');
    if (throws) throw new Error('refused');
    if (hangs) await new Promise((resolve) => setTimeout(resolve, 60_000));
    const second = Records.find((record) => record.body === 'second')?.messageId;
    return JSON.parse(JSON.stringify(answer).replaceAll('SECOND', second));
  };`;

type Given = Partial<MappingDescription> & {
  /** How often a message is received at most. */
  receives?: number;
  /** After how many seconds a message that was not deleted is given again. */
  visibility?: number;
  /** How many seconds the function has. */
  timeout?: number;
};
let queues = 0;

/** A queue of its own for a test, and a function that its mapping may feed. */
async function mappedQueue({ onTestFinished }: TestContext, code: string, given: Given = {}) {
  const { receives = 1, visibility = 30, timeout = 20, ...mapping } = given;
  const { sqs } = clients(engines);
  queues += 1;
  const [name, dead] = [`submissions-${queues}`, `dead-${queues}`];
  const deadUrl = await newQueue(sqs, dead);
  const deadLetterTargetArn = `arn:aws:sqs:eu-central-1:000000000000:${dead}`;
  const queueUrl = await newQueue(sqs, name, {
    VisibilityTimeout: String(visibility),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: receives }),
  });
  const lambda = runningFunction(code, { timeout }, 1, onTestFinished);
  const seen: SQSEvent[] = [];
  const usual = { batchSize: 10, window: 0, maximumConcurrency: 2, reportsItemFailures: true };
  return {
    sqs,
    name,
    queueUrl,
    seen,
    depths: async () => [await queueDepth(sqs, queueUrl), await queueDepth(sqs, deadUrl)],
    send: (...bodies: string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody })),
        }),
      ),
    start() {
      const invoke = (name: string, event: unknown) => {
        seen.push(event as SQSEvent);
        return lambda.invoke(name, event);
      };
      const polling = pollQueue({
        sqs,
        queueUrl,
        invoke,
        mapping: { queueName: name, functionName: 'echo', ...usual, ...mapping },
      });
      onTestFinished(() => polling.stop());
      return polling;
    },
  };
}

const depth = (waiting: number, inFlight = 0) => ({ waiting, inFlight });

describe.concurrent('the event source mapping', () => {
  it.for<[string, object, number]>([
    ['deletes the batch when the function answers nothing', { answer: null }, 0],
    ['deletes the batch when it answers {}', { answer: {} }, 0],
    ['deletes the batch when it answers []', { answer: [] }, 0],
    ['deletes the batch when it names no failure', { answer: { batchItemFailures: [] } }, 0],
    ['deletes the batch when its failures are null', { answer: { batchItemFailures: null } }, 0],
    ['keeps the one message named', { answer: { batchItemFailures: [{ itemIdentifier: 'SECOND' }] } }, 1],
    [
      'keeps the batch for an unknown id',
      { answer: { batchItemFailures: [{ itemIdentifier: 'nobody' }] } },
      2,
    ],
    ['keeps the batch for an empty id', { answer: { batchItemFailures: [{ itemIdentifier: '' }] } }, 2],
    ['keeps the batch for a badly named key', { answer: { batchItemFailures: [{ id: 'SECOND' }] } }, 2],
    ['keeps the batch when the function throws', { throws: true }, 2],
    ['keeps the batch when the function runs into its timeout', { hangs: true }, 2],
  ])('%s', async ([, order, dead], context) => {
    // What is to be deleted has to be answered before it would be given again.
    const visibility = [30, 5][dead] ?? 1;
    const timeout = 'hangs' in order ? 1 : 20;
    const queue = await mappedQueue(context, obedient, { maximumConcurrency: 1, visibility, timeout });
    await queue.send(JSON.stringify(order), 'second');
    queue.start();
    await eventually(async () => expect(await queue.depths()).toEqual([depth(0), depth(dead)]));
  });

  it('ignores what the function answers where the mapping does not ask for item failures', async (context) => {
    const queue = await mappedQueue(context, obedient, { reportsItemFailures: false });
    await queue.send(
      JSON.stringify({ answer: { batchItemFailures: [{ itemIdentifier: 'SECOND' }] } }),
      'second',
    );
    queue.start();
    await eventually(async () => expect(await queue.depths()).toEqual([depth(0), depth(0)]));
  });

  it('gives a failed message again after its visibility timeout, until it was received too often', async (context) => {
    const queue = await mappedQueue(context, `export const handler = () => { throw new Error('refused'); }`, {
      receives: 3,
      visibility: 1,
    });
    await queue.send('poison');
    queue.start();
    await eventually(async () => expect(await queue.depths()).toEqual([depth(0), depth(1)]));
    const counts = queue.seen.map(({ Records }) => Records[0]?.attributes.ApproximateReceiveCount);
    expect(counts).toEqual(['1', '2', '3']);
  });

  it('hands over records as SQS events have them', async (context) => {
    const queue = await mappedQueue(context, 'export const handler = () => null');
    await queue.send('{"reference":"A-1"}');
    queue.start();
    await eventually(() => expect(queue.seen).toHaveLength(1));
    expect(queue.seen[0]?.Records[0]).toMatchObject({
      body: '{"reference":"A-1"}',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-central-1:000000000000:${queue.name}`,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d+$/) },
    });
  });

  it('never puts more into a batch than its size', async (context) => {
    const queue = await mappedQueue(context, 'export const handler = () => null', { batchSize: 3 });
    await queue.send('1', '2', '3', '4', '5', '6', '7');
    queue.start();
    await eventually(async () => expect(await queue.depths()).toEqual([depth(0), depth(0)]));
    expect(Math.max(...queue.seen.map(({ Records }) => Records.length))).toBe(3);
  });

  it('waits for its window to fill a batch', async (context) => {
    const queue = await mappedQueue(context, 'export const handler = () => null', {
      window: 3,
      maximumConcurrency: 1,
    });
    queue.start();
    await queue.send('1');
    await eventually(async () => expect((await queue.depths())[0]).toEqual(depth(0, 1)));
    await queue.send('2');
    await eventually(() => expect(queue.seen.map(({ Records }) => Records.length)).toEqual([2]));
  });

  it('finishes the batch under way when it is stopped, and takes no further one', async (context) => {
    const slow = 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, null))';
    const queue = await mappedQueue(context, slow, { batchSize: 1, maximumConcurrency: 1 });
    await queue.send('1', '2');
    const polling = queue.start();
    await eventually(() => expect(queue.seen).toHaveLength(1));
    await polling.stop();
    expect(await queue.depths()).toEqual([depth(1), depth(0)]);
    const left = await queue.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.queueUrl }));
    expect(left.Messages?.[0]?.Body).toBe('2');
  });
});
