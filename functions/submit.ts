import { randomUUID } from 'node:crypto';
import { rateLimit } from '../shared/intake/rate-limit.ts';
import { receipts, revisions } from './aws/activity-rows.ts';
import { contributions } from './aws/contribution-rows.ts';
import { portfolio } from './aws/portfolio-rows.ts';
import { idempotencyKeys, rateCounters } from './aws/request-rows.ts';
import { queueClient, submissionQueue } from './aws/submission-queue.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http/handler.ts';
import { submitOperations } from './http/operations.ts';

const config = readConfig('REGISTER_TABLE', 'REQUESTS_PER_MINUTE', 'SUBMISSION_QUEUE_URL');
const table = openTable(documentClient(), config.REGISTER_TABLE);
const limit = rateLimit({
  counters: rateCounters(table),
  perMinute: Number(config.REQUESTS_PER_MINUTE),
  now: () => new Date(),
});

export const handler = httpHandler(
  submitOperations({
    revisions: revisions(table),
    receipts: receipts(table),
    keys: idempotencyKeys(table),
    queue: submissionQueue(queueClient(), config.SUBMISSION_QUEUE_URL),
    portfolio: portfolio(table),
    contributions: contributions(table),
    now: () => new Date(),
    newId: randomUUID,
  }),
  limit,
);
