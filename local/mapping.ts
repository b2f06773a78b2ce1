import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { localRegion } from './engines.ts';
import type { Invoke } from './lambda-instance.ts';

const batchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * Which messages of a batch failed, by the response of a function whose event source mapping reports batch item
 * failures. Nothing, or a response without failures, means that all succeeded; an identifier that is missing,
 * empty, badly named or not in the batch fails the whole batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedMessages(response: unknown, messageIds: readonly string[]): Set<string> {
  const parsed = batchResponse.safeParse(Array.isArray(response) && response.length === 0 ? null : response);
  if (!parsed.success) return new Set(messageIds);
  const failed = (parsed.data?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier);
  return new Set(failed.every((id) => messageIds.includes(id)) ? failed : messageIds);
}

/** An event source mapping of the template: `window` is in seconds. */
export interface MappingDescription {
  queueName: string;
  functionName: string;
  batchSize: number;
  window: number;
  maximumConcurrency: number;
  reportsItemFailures: boolean;
}

const receiveLimit = 10;
const longPoll = 20;

/**
 * Feeds the messages of a queue to a function as Lambda's event source mapping does: polls, invokes with batches,
 * deletes what succeeded and leaves what failed to its visibility timeout. `stop` receives no more and waits for
 * the batches under way; `failed` rejects when the queue cannot be reached.
 */
export function pollQueue(options: {
  sqs: SQSClient;
  queueUrl: string;
  mapping: MappingDescription;
  invoke: Invoke;
  pollers?: number;
}): { failed: Promise<never>; stop(): Promise<void> } {
  const { sqs, queueUrl, mapping, invoke, pollers = 2 } = options;
  const stopping = new AbortController();
  const poll = async () => {
    while (!stopping.signal.aborted) {
      const batch = await receiveBatch(sqs, queueUrl, mapping, stopping.signal);
      if (batch.length > 0) await handleBatch(sqs, queueUrl, mapping, invoke, batch);
    }
  };
  const running = Array.from({ length: Math.min(pollers, mapping.maximumConcurrency) }, poll);
  return {
    failed: new Promise((_, reject) => {
      Promise.all(running).catch(reject);
    }),
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Receives until the batch is full or its window, which opens with the first message, has passed. */
async function receiveBatch(
  sqs: SQSClient,
  queueUrl: string,
  { batchSize, window }: MappingDescription,
  signal: AbortSignal,
): Promise<Message[]> {
  const batch: Message[] = [];
  let closes = Number.POSITIVE_INFINITY;
  do {
    const left = Math.ceil((closes - Date.now()) / 1000);
    const received = await receive(sqs, queueUrl, batchSize - batch.length, Math.min(longPoll, left), signal);
    if (batch.length === 0 && received.length > 0) closes = Date.now() + window * 1000;
    batch.push(...received);
  } while (!signal.aborted && batch.length < batchSize && Date.now() < closes);
  return batch;
}

async function receive(
  sqs: SQSClient,
  queueUrl: string,
  wanted: number,
  wait: number,
  signal: AbortSignal,
): Promise<Message[]> {
  const request = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: Math.min(receiveLimit, wanted),
    WaitTimeSeconds: wait,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  try {
    return (await sqs.send(request, { abortSignal: signal })).Messages ?? [];
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}

async function handleBatch(
  sqs: SQSClient,
  queueUrl: string,
  mapping: MappingDescription,
  invoke: Invoke,
  batch: Message[],
): Promise<void> {
  const records = batch.map((message) => toRecord(message, mapping.queueName));
  const outcome = await invoke(mapping.functionName, { Records: records });
  if ('error' in outcome) return;
  const ids = records.map((record) => record.messageId);
  const failed = mapping.reportsItemFailures ? failedMessages(JSON.parse(outcome.payload), ids) : new Set();
  const done = records.filter((record) => !failed.has(record.messageId));
  for (let from = 0; from < done.length; from += receiveLimit) {
    const entries = done.slice(from, from + receiveLimit);
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: entries.map((record, index) => ({ Id: `${index}`, ReceiptHandle: record.receiptHandle })),
      }),
    );
  }
}

const toRecord = (message: Message, queueName: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      {
        dataType: (value.DataType ?? 'String') as 'String',
        ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
        ...(value.BinaryValue === undefined
          ? {}
          : { binaryValue: Buffer.from(value.BinaryValue).toString('base64') }),
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:${localRegion}:000000000000:${queueName}`,
  awsRegion: localRegion,
});

/**
 * Invokes a function every `everySeconds`, first after one such interval and never two at once: a turn that comes
 * while the last run is still going is left out. `stop` waits for the run under way.
 */
export function startSchedule(options: {
  invoke: Invoke;
  functionName: string;
  input: unknown;
  everySeconds: number;
}): { stop(): Promise<void> } {
  const { invoke, functionName, input, everySeconds } = options;
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= invoke(functionName, input).finally(() => {
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
