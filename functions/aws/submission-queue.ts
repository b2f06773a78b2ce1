import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SubmissionQueue } from '../../shared/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** The client the queue is reached with. */
export const queueClient = (): SQSClient =>
  new SQSClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 1500 } });

/** What one call of SendMessageBatch takes: entries, and bytes of their bodies together. */
const mostEntries = 10;
const mostBytes = 1_048_576;

/**
 * The queue of accepted submissions: an SQS standard queue, one message a submission. Each partner's are a message
 * group, so that SQS hands out those of the others first while one partner has a backlog (fair queues).
 */
export function submissionQueue(client: SQSClient, QueueUrl: string): SubmissionQueue {
  const asked = availabilityOf('the submission queue');

  /** Sends one batch and gives the ids that it failed for: all of them, if the queue does not answer. */
  async function sendBatch(batch: readonly Message[]): Promise<string[]> {
    const Entries = batch.map(({ body, partner }, at) => ({
      Id: String(at),
      MessageBody: body,
      MessageGroupId: partner,
    }));
    try {
      const answer = await asked(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
      const taken = new Set(answer.Successful?.map(({ Id }) => Id));
      for (const failure of answer.Failed ?? []) console.error(failure);
      return batch.filter((_, at) => !taken.has(String(at))).map(({ id }) => id);
    } catch (thrown) {
      if (!(thrown instanceof Unavailable)) throw thrown;
      console.error(thrown);
      return batch.map(({ id }) => id);
    }
  }

  return {
    async send(submission) {
      const MessageBody = JSON.stringify(submission);
      await asked(
        client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: submission.partner })),
      );
    },
    async sendAll(submissions) {
      const messages = submissions.map((each) => ({
        id: each.id,
        body: JSON.stringify(each),
        partner: each.partner,
      }));
      return (await Promise.all(batchesOf(messages).map(sendBatch))).flat();
    },
  };
}

type Message = { id: string; body: string; partner: string };

/** The messages in their order, cut into batches that SQS takes. */
export function batchesOf(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let [batch, room]: [Message[], number] = [[], -1];
  for (const message of messages) {
    const bytes = Buffer.byteLength(message.body);
    if (batch.length === mostEntries || bytes > room) {
      [batch, room] = [[], mostBytes];
      batches.push(batch);
    }
    batch.push(message);
    room -= bytes;
  }
  return batches;
}
