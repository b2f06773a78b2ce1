import type { Answer, Request } from './gateway.ts';

/**
 * One request as its client saw it. `asked` and `answered` number the moments of all clients in their order, the
 * others are what the clock said then, in milliseconds. The same request object again is a repetition.
 */
export type Attempt = {
  partner: string;
  request: Request;
  asked: number;
  askedAt: number;
  answered: number | undefined;
  answeredAt: number | undefined;
  answer: Answer;
};

/** The pages of a list from the first to the last, and the moments at which it was begun and at its end. */
export type Walk = {
  partner: string;
  began: number;
  ended: number;
  rows: { reference: string; submission: string }[];
};

/** The moments, attempts and finished walks of all clients. */
export type ClientLog = { moments: number; attempts: Attempt[]; walks: Walk[] };
export const nothingAsked = (): ClientLog => ({ moments: 0, attempts: [], walks: [] });
