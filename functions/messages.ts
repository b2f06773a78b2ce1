import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type BuryPorts, bury, parseMessage, type RecordPorts, record } from '../shared/recording/record.ts';
import type { Submission } from '../shared/words/submission.ts';

/** `wait` resolves after so many milliseconds. */
export type BatchPorts = RecordPorts & { wait: (milliseconds: number) => Promise<void> };

/**
 * Records a batch of submissions, those of different activities beside each other; of one activity the newest, which
 * makes the older ones superseded, and these by themselves only where it fails. A message that fails for whatever
 * reason, or is not done after `mayTake` milliseconds, is reported back by its id, so that it does not take those
 * that are done with it: the queue keeps it and, after its last try, hands it to the dead-letter queue.
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

/** Takes messages out of the dead-letter queue: recorded after all, or kept in the table with their reason. */
export const buryBatch =
  (ports: BuryPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    for (const { messageId, body, attributes } of Records) {
      const received = Number(attributes.ApproximateReceiveCount);
      console.info({ message: messageId, outcome: await bury(ports)({ id: messageId, body, received }) });
    }
    return { batchItemFailures: [] };
  };
