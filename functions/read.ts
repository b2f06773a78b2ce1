import { httpHandler } from './http/handler.ts';
import { readOperations } from './http/operations.ts';
import {
  activities,
  deadLetters,
  facts,
  limit,
  now,
  portfolio,
  receipts,
  revisions,
  suspects,
} from './register.ts';

/** Answers also what the API does not have. */
export const handler = httpHandler(
  readOperations({ activities, revisions, receipts, deadLetters, portfolio, facts, suspects, now }),
  limit,
);
