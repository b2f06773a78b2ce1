import { buryBatch } from './messages.ts';
import { activities, contributions, deadLetters, marks, newToken, now } from './register.ts';

export const handler = buryBatch({ activities, contributions, marks, deadLetters, now, newToken });
