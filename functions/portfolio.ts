import { randomUUID } from 'node:crypto';
import { rateLimit } from '../shared/intake/rate-limit.ts';
import { marks } from './aws/aggregate-rows.ts';
import { portfolio } from './aws/portfolio-rows.ts';
import { rateCounters } from './aws/request-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http/handler.ts';
import { portfolioOperations } from './http/operations.ts';

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
