import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { markTogether } from '../shared/recording/mark-together.ts';
import { type BuryPorts, bury, parseMessage, type RecordPorts, record } from '../shared/recording/record.ts';
import type { Submission } from '../shared/words/submission.ts';

/** `wait` resolves after so many milliseconds. */
export type BatchPorts = RecordPorts & { wait: (milliseconds: number) => Promise<void> };

/** How long, in milliseconds, marks wait for the slowest of a batch. */
const patience = 1_000;

/**
 * Records a batch of submissions, different activities at the same time. These mark a month together, after the rows of
 * all, and wait for each other `patience` at most: n of them where no activity moves are n activities, n rows of
 * months, and a mark for each month, or two where one of them is slow. Of several submissions of one activity only
 * the newest is recorded, which supersedes the older ones; where that fails, the next older one is tried. The answer
 * lists the messages that failed or were not done within `mayTake` milliseconds: the queue keeps these, and after
 * their last try hands them to the dead-letter queue. It forgets all others of the batch. Decision 0031.
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
    const { together, hurry } = markTogether(ports.marks);
    void wait(patience).then(hurry);
    const all = [...groups.values()].map((group) =>
      together(async (marks) => {
        const newestFirst = group.sort((one, other) => other.submission.revision - one.submission.revision);
        for (const [at, { messageId, submission }] of newestFirst.entries())
          try {
            await record({ ...ports, marks })(submission);
            for (const each of newestFirst.slice(at)) done.add(each.messageId);
            return;
          } catch (thrown) {
            failed(messageId, thrown);
          }
      }),
    );
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
