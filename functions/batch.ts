import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type BuryPorts, bury, parseMessage, type RecordPorts, record } from '../shared/recording/record.ts';

/**
 * Records a batch of submissions, each by itself. A message that fails for whatever reason is reported back by
 * its id, so that the queue keeps it and, after its last try, hands it to the dead-letter queue.
 */
export const recordBatch =
  (ports: RecordPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.allSettled(
      Records.map(async ({ body }) => record(ports)(parseMessage(body))),
    );
    const batchItemFailures = outcomes.flatMap((outcome, at) => {
      const itemIdentifier = Records[at]?.messageId;
      if (outcome.status === 'fulfilled' || itemIdentifier === undefined) return [];
      console.error({ message: itemIdentifier, error: outcome.reason });
      return [{ itemIdentifier }];
    });
    return { batchItemFailures };
  };

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
