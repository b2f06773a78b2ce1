import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import { type AnswerLanguage, answerLanguages } from '../words/bilingual.ts';
import { instant } from '../words/calendar.ts';
import { idempotencyHours } from '../words/limits.ts';
import type { Partner } from '../words/partner.ts';
import { receipt } from '../words/submission.ts';
import type { Plan } from './submit.ts';

/**
 * What was decided of a request before the first of its submissions was sent: their receipts, and what its sender is
 * told once all are sent (JSON), in which language.
 */
export const keptPlan = z.strictObject({
  receipts: z.array(receipt),
  told: z.looseObject({}),
  language: z.enum(answerLanguages),
});

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

/** A request that bears an idempotency key; `fingerprint` is a hash of all that makes it this request. */
export type KeyedRequest = { partner: Partner; key: string; fingerprint: string; language: AnswerLanguage };

/** What is done about a request: first everything is decided, then sent. `send` gives the ids of what it could not send. */
export type Work<Told extends object> = {
  plan: () => Promise<Plan<Told>>;
  send: (plan: Plan<Told>) => Promise<readonly string[]>;
};

/** What came of it: what the sender is told, in which language, once the submissions of `failed` are marked as failed. */
type Done<Told> = { told: Told; language: AnswerLanguage; failed: readonly string[] };

export type OncePorts = { keys: IdempotencyKeys; now: () => Date; newId: () => string };

/**
 * For how many seconds whoever works on a request has it for itself: longer than the function may run, so that a
 * claim whose lease is over is nobody's.
 */
export const leaseSeconds = 20;

/** The characters of a key, as the draft writes them: a String of RFC 9651, here of 1 to 100 characters. */
export function idempotencyKeyOf(header: string): string {
  const [, quoted] = /^ *"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)" *$/.exec(header) ?? [];
  const key = quoted?.replace(/\\(["\\])/g, '$1') ?? '';
  if (key === '' || key.length > 100)
    throw new Refused(
      'malformed-request',
      'Idempotency-Key is a text of 1 to 100 characters of ASCII in quotation marks, such as "7d444840-9dc0".',
    );
  return key;
}

/**
 * Does something once per idempotency key. What was decided is kept under the key before anything is sent, so that
 * whoever finds the work of a dead one sends the very same submissions, which are then applied once; a key whose
 * work is done gives what was told. A request that is refused, or fails before it was decided, leaves the key free:
 * what has no plan binds nobody once its lease is over, and its expiry is not kept, which may be the very moment at
 * which it was freed. A plan keeps the expiry of its first use, whoever takes it over.
 * Throws Refused: request-in-progress, idempotency-key-reused for another request than the one that was decided; and
 * whatever the work throws.
 */
export const once =
  ({ keys, now, newId }: OncePorts) =>
  async <Told extends object>(request: KeyedRequest, { plan, send }: Work<Told>): Promise<Done<Told>> => {
    const { partner, key, fingerprint, language } = request;
    let held = freshClaim(fingerprint, newId(), now());
    const replaceBy = async (attempt: string, changes: Partial<Claim>) => {
      const next = { ...held, ...changes };
      if (!(await keys.replace(partner.id, key, attempt, next))) throw inProgress(1);
      held = next;
    };

    const standing = await keys.claim(partner.id, key, held, now());
    if (standing !== undefined && standing.attempt !== held.attempt) {
      const { plan: found, expires } = standing;
      if (found !== undefined && standing.fingerprint !== fingerprint) throw reused();
      if (found !== undefined && standing.done)
        return { told: found.told as Told, language: found.language, failed: [] };
      const left = Date.parse(standing.leaseUntil) - now().getTime();
      if (left > 0) throw inProgress(Math.ceil(left / 1000));
      await replaceBy(standing.attempt, found === undefined ? {} : { plan: found, expires });
    }

    try {
      if (held.plan === undefined) {
        const { receipts, told } = await plan();
        await replaceBy(held.attempt, {
          plan: { receipts, told: told as Record<string, unknown>, language },
        });
      }
      const { receipts, told, language: first } = held.plan as NonNullable<Claim['plan']>;
      const decided = { receipts, told: told as Told };
      const failed = await send(decided);
      await replaceBy(
        held.attempt,
        failed.length === 0 ? { done: true } : { leaseUntil: now().toISOString() },
      );
      return { told: decided.told, language: first, failed };
    } catch (thrown) {
      const free = held.plan === undefined ? { expires: seconds(now()) } : {};
      await keys.replace(partner.id, key, held.attempt, {
        ...held,
        leaseUntil: now().toISOString(),
        ...free,
      });
      throw thrown;
    }
  };

const freshClaim = (fingerprint: string, attempt: string, at: Date): Claim => ({
  schema: 1,
  fingerprint,
  attempt,
  leaseUntil: new Date(at.getTime() + leaseSeconds * 1000).toISOString(),
  expires: seconds(at) + idempotencyHours * 3600,
  done: false,
});

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

const inProgress = (after: number) =>
  new Refused(
    'request-in-progress',
    'A request with this Idempotency-Key is under way. Ask again for its answer.',
    {
      headers: { 'retry-after': String(after) },
    },
  );

const reused = () =>
  new Refused(
    'idempotency-key-reused',
    'This Idempotency-Key came with another request before. Send a new request with a new key.',
  );
