import { buryBatch } from './messages.ts';
import {
  activities,
  contributions,
  deadLetters,
  late as divisions,
  marks,
  newToken,
  now,
} from './register.ts';

export const handler = buryBatch({ activities, contributions, divisions, marks, deadLetters, now, newToken });
