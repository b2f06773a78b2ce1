import { randomUUID } from 'node:crypto';
import { activities, deadLetters } from './aws/activity-rows.ts';
import { marks } from './aws/aggregate-rows.ts';
import { contributions } from './aws/contribution-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';
import { buryBatch } from './messages.ts';

const config = readConfig('REGISTER_TABLE');
const table = openTable(documentClient(), config.REGISTER_TABLE);

export const handler = buryBatch({
  activities: activities(table),
  contributions: contributions(table),
  marks: marks(table),
  deadLetters: deadLetters(table),
  now: () => new Date(),
  newToken: randomUUID,
});
