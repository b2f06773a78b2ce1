import { randomUUID } from 'node:crypto';
import { rateLimit } from '../shared/partner-api/rate-limit.ts';
import { receipts, revisions } from './activity-rows.ts';
import { readConfig } from './config.ts';
import { contributions } from './contribution-rows.ts';
import { httpHandler } from './http.ts';
import { idempotencyKeys } from './idempotency-rows.ts';
import { submitOperations } from './operations.ts';
import { portfolio } from './portfolio-rows.ts';
import { rateCounters } from './rate-rows.ts';
import { queueClient, submissionQueue } from './submission-queue.ts';
import { documentClient, openTable } from './table.ts';

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
