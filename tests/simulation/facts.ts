import type { Attempt } from './clients.ts';
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

/** What became of an acknowledged submission, as the partner is told. */
export type Fate = { attempt: Attempt; id: string; told: Record<string, unknown> | undefined };

/** All that a schedule leaves behind for the oracle. */
export type Facts = {
  world: World;
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

/** Messages by the id of their submission: as often as one was sent, it is one. */
export const messagesOf = ({ log }: World): Map<string, Message> =>
  new Map(log.sent.map((body) => JSON.parse(body) as Message).map((message) => [message.id, message]));

/** Attempts that were answered 202. */
export const acknowledged = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter(({ answer }) => answer?.status === 202);

/** The submissions of a schedule: bodies as their clients posted them, or as sent where no answer came back. */
export function submissionsOf(world: World): PlainSubmission[] {
  const posted = new Map(
    acknowledged(world.log.clients.attempts).map(({ answer, request }) => [
      answer?.body.submission,
      request.body as Record<string, unknown> | undefined,
    ]),
  );
  return [...messagesOf(world).values()].map(
    ({ id, partner, reference, revision, acceptedAt, activity }) => ({
      partner,
      reference,
      revision,
      acceptedAt,
      body: posted.has(id) ? posted.get(id) : activity,
    }),
  );
}
