import { setTimeout as wait } from 'node:timers/promises';
import type { Context, SQSEvent } from 'aws-lambda';
import { recordBatch } from './messages.ts';
import { activities, contributions, late as divisions, marks, newToken, now } from './register.ts';

const records = recordBatch({ activities, contributions, divisions, marks, now, newToken, wait });

/** How long before its end, in milliseconds, a batch answers with what is not done. */
const margin = 1_000;

export const handler = (event: SQSEvent, context: Context) =>
  records(event, context.getRemainingTimeInMillis() - margin);
