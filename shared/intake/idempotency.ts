import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import { type AnswerLanguage, answerLanguages } from '../words/bilingual.ts';
import { instant } from '../words/calendar.ts';
import { idempotencyHours } from '../words/limits.ts';
import type { Partner } from '../words/partner.ts';
import { type Receipt, receipt, receiptOf, type Submission } from '../words/submission.ts';

/** What is kept of a plan: the receipts of its submissions, and the answer (JSON) with its language. */
export const keptPlan = z.strictObject({
  receipts: z.array(receipt),
  answer: z.looseObject({}),
  language: z.enum(answerLanguages),
});

/**
 * That a request with an idempotency key is, or was, at work. `fingerprint` tells its content, `attempt` who works on
 * it, until when at most (`leaseUntil`); `expires` (seconds since 1970) is when the key may be used anew. A `done`
 * claim has its plan.
 */
export const claim = z.strictObject({
  schema: z.literal(2),
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

/** An idempotency key; `fingerprint` is a hash of all that makes a request the one that the key stands for. */
export type IdempotencyKey = { text: string; fingerprint: string };

/** A request that submits activities: who sends it, in which language it is answered, and under which key, if any. */
export type SubmitRequest = {
  partner: Partner;
  language: AnswerLanguage;
  key?: IdempotencyKey | undefined;
  /** Throws Unavailable once the request has been answered because its time was over: nothing is sent after that. */
  inTime: () => void;
};

/** What is decided of a request before anything is sent: its submissions, and the answer to whoever sent it. */
export type Plan<Answer> = { submissions: readonly Submission[]; answer: Answer };

/** What is done about a request: it is planned, then its submissions are sent. */
type Work<Answer> = {
  plan: () => Promise<Plan<Answer>>;
  /** Makes the submissions of a plan again, of which the receipts and the answer were kept. */
  resume: (receipts: readonly Receipt[], answer: Answer) => readonly Submission[];
  /** Sends the submissions and gives those that could not be sent. */
  send: (submissions: readonly Submission[]) => Promise<readonly Submission[]>;
};

/** The answer to a request, and its language: that of the first request with the key. */
export type Answered<Answer> = { answer: Answer; language: AnswerLanguage };

/** An answer that holds but for the submissions of `failed`, which could not be sent. */
type Outcome<Answer> = Answered<Answer> & { failed: readonly Submission[] };

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
 * Does the work of a request; once for its idempotency key, where it has one. What is planned is kept under the key
 * before anything is sent, so that whoever finds the plan of a worker that died sends the very same submissions, which
 * are then applied once; a key whose work is done gives the answer again. A request that is refused, or fails before it
 * is planned, leaves the key free: a claim without a plan binds nobody once its lease is over, and its expiry is not
 * kept, which may be the very moment at which it was freed. A plan keeps the expiry of its first use, whoever takes it
 * over. Costs three writes for a key, and none without one.
 * Throws Refused: request-in-progress, idempotency-key-reused for another request than the one that was planned; and
 * whatever the work throws. Decisions 0009 and 0018.
 */
export const once =
  (ports: OncePorts) =>
  async <Answer extends object>(request: SubmitRequest, work: Work<Answer>): Promise<Outcome<Answer>> => {
    const { key, language, inTime } = request;
    if (key !== undefined) return onceForKey(ports, request, key, work);
    const { submissions, answer } = await work.plan();
    inTime();
    return { answer, language, failed: await work.send(submissions) };
  };

async function onceForKey<Answer extends object>(
  { keys, now, newId }: OncePorts,
  { partner, language, inTime }: SubmitRequest,
  { text, fingerprint }: IdempotencyKey,
  { plan, resume, send }: Work<Answer>,
): Promise<Outcome<Answer>> {
  let held = freshClaim(fingerprint, newId(), now());
  const replaceBy = async (attempt: string, changes: Partial<Claim>) => {
    const next = { ...held, ...changes };
    if (!(await keys.replace(partner.id, text, attempt, next))) throw inProgress(1);
    held = next;
  };

  const standing = await keys.claim(partner.id, text, held, now());
  if (standing !== undefined && standing.attempt !== held.attempt) {
    const { plan: found, expires } = standing;
    if (found !== undefined && standing.fingerprint !== fingerprint) throw reused();
    if (found !== undefined && standing.done)
      return { answer: found.answer as Answer, language: found.language, failed: [] };
    const left = Date.parse(standing.leaseUntil) - now().getTime();
    if (left > 0) throw inProgress(Math.ceil(left / 1000));
    await replaceBy(standing.attempt, found === undefined ? {} : { plan: found, expires });
  }

  const planAndKeep = async () => {
    const { submissions, answer } = await plan();
    const receipts = submissions.map(receiptOf);
    await replaceBy(held.attempt, {
      plan: { receipts, answer: answer as Record<string, unknown>, language },
    });
    return { submissions, answer, language };
  };

  try {
    const { plan: found } = held;
    const planned =
      found === undefined
        ? await planAndKeep()
        : {
            submissions: resume(found.receipts, found.answer as Answer),
            answer: found.answer as Answer,
            language: found.language,
          };
    inTime();
    const failed = await send(planned.submissions);
    await replaceBy(held.attempt, failed.length === 0 ? { done: true } : { leaseUntil: now().toISOString() });
    return { answer: planned.answer, language: planned.language, failed };
  } catch (thrown) {
    const free = held.plan === undefined ? { expires: seconds(now()) } : {};
    await keys.replace(partner.id, text, held.attempt, {
      ...held,
      leaseUntil: now().toISOString(),
      ...free,
    });
    throw thrown;
  }
}

const freshClaim = (fingerprint: string, attempt: string, at: Date): Claim => ({
  schema: 2,
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
