import { randomUUID } from 'node:crypto';
import { rateLimit } from '../shared/partner-api/rate-limit.ts';
import { marks } from './aggregate-rows.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http.ts';
import { portfolioOperations } from './operations.ts';
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

export const handler = httpHandler(
  portfolioOperations({ portfolio: portfolio(table), marks: marks(table), newToken: randomUUID }),
  limit,
);
