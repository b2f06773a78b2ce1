import { httpHandler } from './http/handler.ts';
import { submitOperations } from './http/operations.ts';
import { contributions, keys, limit, newId, now, portfolio, queue, revisions } from './register.ts';

export const handler = httpHandler(
  submitOperations({ revisions, keys, queue, portfolio, contributions, now, newId }),
  limit,
);
