import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SubmissionQueue } from '../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** The client the queue is reached with. */
export const queueClient = (): SQSClient =>
  new SQSClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 1500 } });

/** The queue of accepted submissions: an SQS standard queue, one message a submission. */
export function submissionQueue(client: SQSClient, QueueUrl: string): SubmissionQueue {
  const asked = availabilityOf('the submission queue');
  return {
    async send(submission) {
      await asked(client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(submission) })));
    },
  };
}
