import { randomUUID } from 'node:crypto';
import { receipts, revisions } from './activity-rows.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http.ts';
import { submitOperations } from './operations.ts';
import { portfolio } from './portfolio-rows.ts';
import { queueClient, submissionQueue } from './submission-queue.ts';
import { documentClient, openTable } from './table.ts';

const config = readConfig('REGISTER_TABLE', 'SUBMISSION_QUEUE_URL');
const table = openTable(documentClient(), config.REGISTER_TABLE);

export const handler = httpHandler(
  submitOperations({
    revisions: revisions(table),
    receipts: receipts(table),
    queue: submissionQueue(queueClient(), config.SUBMISSION_QUEUE_URL),
    portfolio: portfolio(table),
    now: () => new Date(),
    newId: randomUUID,
  }),
);
