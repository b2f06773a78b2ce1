import { randomUUID } from 'node:crypto';
import { activities, deadLetters } from './activity-rows.ts';
import { marks } from './aggregate-rows.ts';
import { buryBatch } from './batch.ts';
import { readConfig } from './config.ts';
import { contributions } from './contribution-rows.ts';
import { documentClient, openTable } from './table.ts';

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
