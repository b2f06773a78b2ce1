import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type BuryPorts, bury, parseMessage, type RecordPorts, record } from '../shared/recording/record.ts';
import type { Submission } from '../shared/words/submission.ts';

/** `wait` resolves after so many milliseconds. */
export type BatchPorts = RecordPorts & { wait: (milliseconds: number) => Promise<void> };

/**
 * Records a batch of submissions, different activities at the same time. Of several submissions of one activity only
 * the newest is recorded, which supersedes the older ones; where that fails, the next older one is tried. The answer
 * lists the messages that failed or were not done within `mayTake` milliseconds: the queue keeps these, and after
 * their last try hands them to the dead-letter queue. It forgets all others of the batch.
 */
export const recordBatch =
  ({ wait, ...ports }: BatchPorts) =>
  async ({ Records }: SQSEvent, mayTake: number): Promise<SQSBatchResponse> => {
    const done = new Set<string>();
    const failed = (messageId: string, error: unknown) => console.error({ message: messageId, error });
    const groups = new Map<string, Parsed[]>();
    for (const { messageId, body } of Records)
      try {
        const submission = parseMessage(body);
        const name = `${submission.partner}#${submission.reference}`;
        groups.set(name, [...(groups.get(name) ?? []), { messageId, submission }]);
      } catch (thrown) {
        failed(messageId, thrown);
      }
    const all = [...groups.values()].map(async (group) => {
      const newestFirst = group.sort((one, other) => other.submission.revision - one.submission.revision);
      for (const [at, { messageId, submission }] of newestFirst.entries())
        try {
          await record(ports)(submission);
          for (const each of newestFirst.slice(at)) done.add(each.messageId);
          return;
        } catch (thrown) {
          failed(messageId, thrown);
        }
    });
    await Promise.race([Promise.all(all), wait(mayTake)]);
    const left = Records.filter(({ messageId }) => !done.has(messageId));
    return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

type Parsed = { messageId: string; submission: Submission };

/**
 * Takes messages out of the dead-letter queue: recorded after all, or kept in the table with their reason.
 * Decisions 0004 and 0016.
 */
export const buryBatch =
  (ports: BuryPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const { messageId, body, attributes } of Records) {
      const received = Number(attributes.ApproximateReceiveCount);
      console.info({ message: messageId, outcome: await bury(ports)({ id: messageId, body, received }) });
    }
    return { batchItemFailures: [] };
  };
