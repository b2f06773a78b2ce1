import { rateLimit } from '../shared/intake/rate-limit.ts';
import { activities, deadLetters, receipts } from './aws/activity-rows.ts';
import { portfolio } from './aws/portfolio-rows.ts';
import { rateCounters } from './aws/request-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http/handler.ts';
import { readOperations } from './http/operations.ts';

const config = readConfig('REGISTER_TABLE', 'REQUESTS_PER_MINUTE');
const table = openTable(documentClient(), config.REGISTER_TABLE);
const limit = rateLimit({
  counters: rateCounters(table),
  perMinute: Number(config.REQUESTS_PER_MINUTE),
  now: () => new Date(),
});

/** Answers also what the API does not have. */
export const handler = httpHandler(
  readOperations({
    activities: activities(table),
    receipts: receipts(table),
    deadLetters: deadLetters(table),
    portfolio: portfolio(table),
    now: () => new Date(),
  }),
  limit,
);
