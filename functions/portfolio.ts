import { randomUUID } from 'node:crypto';
import { marks } from './aggregate-rows.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http.ts';
import { portfolioOperations } from './operations.ts';
import { portfolio } from './portfolio-rows.ts';
import { documentClient, openTable } from './table.ts';

const config = readConfig('REGISTER_TABLE');
const table = openTable(documentClient(), config.REGISTER_TABLE);

export const handler = httpHandler(
  portfolioOperations({ portfolio: portfolio(table), marks: marks(table), newToken: randomUUID }),
);
