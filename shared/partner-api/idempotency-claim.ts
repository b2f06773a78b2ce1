import * as z from 'zod';
import { answerLanguages } from '../findings/said.ts';
import { instant } from '../words/calendar.ts';
import { receipt } from '../words/submission.ts';

/**
 * What was decided of a request before the first of its submissions was sent: their receipts, and what its sender is
 * told once all are sent (JSON), in which language.
 */
export const keptPlan = z.strictObject({
  receipts: z.array(receipt),
  told: z.looseObject({}),
  language: z.enum(answerLanguages),
});
export type KeptPlan = z.infer<typeof keptPlan>;

/**
 * That a request with an idempotency key is, or was, at work. `fingerprint` tells its content, `attempt` who works on
 * it, until when at most (`leaseUntil`); `expires` (seconds since 1970) is when the key may be used anew. A `done`
 * claim has its plan.
 */
export const claim = z.strictObject({
  schema: z.literal(1),
  fingerprint: z.string(),
  attempt: z.string(),
  leaseUntil: instant,
  expires: z.int(),
  plan: keptPlan.optional(),
  done: z.boolean(),
});
export type Claim = z.infer<typeof claim>;

/** Where claims are kept: a port, like those of ports.ts. */
export interface IdempotencyKeys {
  /** Makes the claim if there is none for the key, or only one that has expired; else gives the one that stands. */
  claim(partner: string, key: string, claim: Claim, now: Date): Promise<Claim | undefined>;
  /** Replaces the claim if it is still that of this attempt; false if it is not. */
  replace(partner: string, key: string, attempt: string, next: Claim): Promise<boolean>;
}
