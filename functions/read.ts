import { rateLimit } from '../shared/partner-api/rate-limit.ts';
import { activities, deadLetters, receipts } from './activity-rows.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http.ts';
import { readOperations } from './operations.ts';
import { portfolio } from './portfolio-rows.ts';
import { rateCounters } from './rate-rows.ts';
import { documentClient, openTable } from './table.ts';

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
