import { randomUUID } from 'node:crypto';
import { activities } from './activity-rows.ts';
import { contributions, marks } from './aggregate-rows.ts';
import { recordBatch } from './batch.ts';
import { readConfig } from './config.ts';
import { documentClient, openTable } from './table.ts';

const config = readConfig('REGISTER_TABLE');
const table = openTable(documentClient(), config.REGISTER_TABLE);

export const handler = recordBatch({
  activities: activities(table),
  contributions: contributions(table),
  marks: marks(table),

  now: () => new Date(),
  newToken: randomUUID,
});
