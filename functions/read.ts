import { activities, deadLetters, receipts } from './activity-rows.ts';
import { readConfig } from './config.ts';
import { httpHandler } from './http.ts';
import { readOperations } from './operations.ts';
import { portfolio } from './portfolio-rows.ts';
import { documentClient, openTable } from './table.ts';

const config = readConfig('REGISTER_TABLE');
const table = openTable(documentClient(), config.REGISTER_TABLE);

/** Answers also what the API does not have. */
export const handler = httpHandler(
  readOperations({
    activities: activities(table),
    receipts: receipts(table),
    deadLetters: deadLetters(table),
    portfolio: portfolio(table),
  }),
);
