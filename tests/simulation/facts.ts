import { handleOf } from '../../shared/words/submission-handle.ts';
import type { Attempt } from './client-log.ts';
import type { PlainSubmission } from './recount-records.ts';
import type { World } from './world.ts';

/** A message as it was sent: what the register has accepted, whether or not its client was told. */
export type Message = {
  id: string;
  partner: string;
  reference: string;
  revision: number;
  acceptedAt: string;
  operation: 'put' | 'withdraw';
  activity?: Record<string, unknown>;
};

/**
 * A submission that a client was told is accepted, by its own answer or by an outcome of a batch. `first` is the
 * attempt at which it was first asked for: one with a key may be the repetition of another.
 */
export type Acceptance = {
  attempt: Attempt;
  id: string;
  reference: string;
  revision: number;
  body: Record<string, unknown> | undefined;
  first: Attempt;
};

/** What became of an accepted submission, as the partner is told. */
export type Fate = { id: string; told: Record<string, unknown> | undefined };

/** All that a schedule leaves behind for the oracle. */
export type Facts = {
  world: World;
  /** The submissions that were told to be accepted, as often as that was told. */
  acceptances: Acceptance[];
  /** The fates before dead letters were sent again, and at the end. */
  settled: Fate[];
  final: Fate[];
  /** Dead letters before they were sent again, and at the end. */
  letters: { body: string; reason: string }[];
  lettersLeft: string[];
  /** The calls of a run of the aggregator with nothing to do. */
  idle: string[];
  /** What readers found that followed the index while the schedule ran. */
  readersFound: string[];
  /** Whether to hold every document against its schema once more: a fourth of the schedules do. */
  schemas: boolean;
};

/** Messages by the handles of their submissions: as often as one was sent, it is one. */
export const messagesOf = ({ log }: World): Map<string, Message> =>
  new Map(log.sent.map((body) => JSON.parse(body) as Message).map((message) => [handleOf(message), message]));

/** The idempotency key of an attempt, if it had one. */
export const keyOf = ({ request }: Attempt): string | undefined => request.headers?.['idempotency-key'];

/** What an answer to a batch tells of each item. */
export type PlainOutcome = {
  index: number;
  status: number;
  submission: string;
  activity: string;
  revision: number;
};
export const outcomesOf = ({ answer }: Attempt): PlainOutcome[] | undefined =>
  answer?.status === 202 && Array.isArray(answer.body.outcomes)
    ? (answer.body.outcomes as PlainOutcome[])
    : undefined;

/** What makes a request with a key the same request as another. */
export const contentOf = ({ request: { operation, parameters, query, headers, body } }: Attempt): string =>
  JSON.stringify([operation, parameters, query, headers?.['if-match'], headers?.['if-none-match'], body]);

/** Everything that clients were told is accepted. */
export function acceptancesOf(attempts: readonly Attempt[]): Acceptance[] {
  const firsts = new Map<string, Attempt>();
  return attempts.flatMap((attempt) => {
    const { request, partner, answer } = attempt;
    const key = keyOf(attempt);
    const name = `${partner} ${key} ${key === undefined ? attempt.asked : contentOf(attempt)}`;
    const first = firsts.get(name) ?? attempt;
    firsts.set(name, first);
    if (answer?.status !== 202) return [];
    const taken = (told: PlainOutcome, body: unknown): Acceptance => ({
      attempt,
      id: told.submission,
      reference: told.activity,
      revision: told.revision,
      body: body as Acceptance['body'],
      first,
    });
    return (
      outcomesOf(attempt)
        ?.filter(({ status }) => status === 202)
        .map((told) => taken(told, (request.body as unknown[])[told.index])) ?? [
        taken(answer.body as unknown as PlainOutcome, request.body),
      ]
    );
  });
}

/** The submission of an activity that was applied first, as its row remembers it. */
const firstOf = ({ rows }: World, partner: string, reference: string): string => {
  const row = rows.activities.get(`${partner}#${reference}`);
  return row?.first ?? row?.submission ?? 'never applied';
};

/** The submissions of a schedule: bodies as their clients posted them, or as sent where no answer came back. */
export function submissionsOf({
  world,
  acceptances,
}: Pick<Facts, 'world' | 'acceptances'>): PlainSubmission[] {
  const posted = new Map(acceptances.map(({ id, body }) => [id, body]));
  return [...messagesOf(world)].map(([handle, { partner, reference, revision, acceptedAt, activity }]) => ({
    first: firstOf(world, partner, reference),
    partner,
    reference,
    revision,
    acceptedAt,
    body: posted.has(handle) ? posted.get(handle) : activity,
  }));
}
