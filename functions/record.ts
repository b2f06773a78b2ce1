import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { activities } from './aws/activity-rows.ts';
import { marks } from './aws/aggregate-rows.ts';
import { contributions } from './aws/contribution-rows.ts';
import { documentClient, openTable } from './aws/table.ts';
import { readConfig } from './config.ts';
import { recordBatch } from './messages.ts';

const config = readConfig('REGISTER_TABLE');
const table = openTable(documentClient(), config.REGISTER_TABLE);

const records = recordBatch({
  activities: activities(table),
  contributions: contributions(table),
  marks: marks(table),
  now: () => new Date(),
  newToken: randomUUID,
  wait,
});

/** How long before its end, in milliseconds, a batch answers with what is not done. */
const margin = 1_000;

export const handler = (event: SQSEvent, context: Context) =>
  records(event, context.getRemainingTimeInMillis() - margin);
