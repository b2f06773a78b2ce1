import type { Attempt } from './client-log.ts';
import { contentOf, type Facts, keyOf, messagesOf, outcomesOf } from './facts.ts';

/** How long a key may be under way after its request was sent: authorizer, function, and the lease it has taken. */
const mostUnderWay = 5_000 + 10_000 + 20_000;

/** What is wrong with how requests with idempotency keys were done and answered. */
export function oncePerKey({ world }: Facts): string[] {
  const { attempts } = world.log.clients;
  const keyed = attempts.filter((attempt) => keyOf(attempt) !== undefined);
  const byKey = Map.groupBy(keyed, (attempt) => `${attempt.partner} ${keyOf(attempt)}`);
  // A clock that steps back makes leases long: then nobody can say when one is over.
  const steady = ![...world.calls.tally.faults.keys()].some((fault) => fault.endsWith('clock-back'));
  return [
    ...sentTwice(world),
    ...[...byKey].flatMap(([name, group]) =>
      [...toldDifferently(group), ...reusedWrongly(group), ...(steady ? heldWrongly(group) : [])].map(
        (wrong) => `${name}: ${wrong}`,
      ),
    ),
  ];
}

/** What was put with a key says so in its title: it must have become one submission at most. */
function sentTwice(world: Facts['world']): string[] {
  const ids = new Map<string, Set<string>>();
  for (const { id, activity } of messagesOf(world).values()) {
    const title = (activity?.title as { en?: string } | undefined)?.en;
    if (title?.startsWith('Keyed')) ids.set(title, (ids.get(title) ?? new Set()).add(id));
  }
  return [...ids]
    .filter(([, own]) => own.size > 1)
    .map(([title, own]) => `${title} became ${own.size} submissions`);
}

const succeeded = (group: readonly Attempt[]) => group.filter(({ answer }) => answer?.status === 202);

/** Whether an answer is the last word: that to a batch is not, while the queue may lack some of it. */
const isFinal = (attempt: Attempt) => !outcomesOf(attempt)?.some(({ status }) => status === 503);

/** What an answer says; each request has its own headers of the limit. */
const saidIn = ({ answer }: Attempt) =>
  [answer?.text, answer?.headers.location, answer?.headers.etag, answer?.headers['content-language']].join();

/** The ids that answers give to items, or to the one submission: the same in every answer that gives one. */
function toldDifferently(group: readonly Attempt[]): string[] {
  const told = succeeded(group);
  const last = told.filter(isFinal);
  const differing = last.filter((one) => saidIn(one) !== saidIn(last[0] ?? one));
  const ids = new Map<number, Set<string>>();
  for (const attempt of told)
    for (const [at, { submission }] of (outcomesOf(attempt) ?? [attempt.answer?.body ?? {}]).entries())
      if (typeof submission === 'string') ids.set(at, (ids.get(at) ?? new Set()).add(submission));
  const undone = told.filter(
    (one) => !isFinal(one) && last.some(({ answered }) => answered !== undefined && answered < one.asked),
  );
  return [
    ...differing.map((one) => `${saidIn(one)} and ${saidIn(last[0] ?? one)}`),
    ...[...ids.values()].filter((own) => own.size > 1).map((own) => `two submissions: ${[...own].join()}`),
    ...undone.map(() => 'was done, and then was not'),
  ];
}

/** 422 for another request than the one that was done under the key, and for no other. */
function reusedWrongly(group: readonly Attempt[]): string[] {
  return group.flatMap((attempt) => {
    const others = group.filter((other) => contentOf(other) !== contentOf(attempt));
    const done = succeeded(others).some(({ answered }) => answered !== undefined && answered < attempt.asked);
    const { status, body } = attempt.answer ?? {};
    const reused = body?.code === 'idempotency-key-reused';
    if (reused && !others.some(({ asked }) => asked < (attempt.answered ?? 0)))
      return ['was told to be reused by the only request that had it'];
    return done && !reused && ![undefined, 429, 503].includes(status)
      ? [`another request with it was answered ${status}`]
      : [];
  });
}

/** 409 only while another with the key may be at work. */
const heldWrongly = (group: readonly Attempt[]): string[] =>
  group
    .filter(({ answer }) => answer?.body.code === 'request-in-progress')
    .filter(
      (held) =>
        !group.some((other) => {
          if (other === held || other.asked > (held.answered ?? 0)) return false;
          const over = other.answer !== undefined && [202, 422].includes(other.answer.status);
          return over && isFinal(other)
            ? (other.answered ?? 0) > held.asked
            : other.askedAt + mostUnderWay >= held.askedAt;
        }),
    )
    .map(() => 'was held although nobody was at work');
