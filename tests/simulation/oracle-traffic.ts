import type { Attempt, Walk } from './client-log.ts';
import { type Facts, messagesOf } from './facts.ts';
import { perMinute } from './process-ports.ts';
import type { World } from './world.ts';

/** What is wrong with lists: rows lost that were there all the time, rows twice, rows of others. */
export function listsWhole({ world }: Facts): string[] {
  const messages = messagesOf(world);
  return world.log.clients.walks.flatMap((walk) => {
    const { partner, rows } = walk;
    const got = rows.map(({ reference }) => reference);
    const foreign = rows.filter(({ submission }) => messages.get(submission)?.partner !== partner);
    return [
      ...got.filter((reference, at) => got.indexOf(reference) !== at).map((each) => `${each} stands twice`),
      ...foreign.map(({ reference }) => `${reference} is not of ${partner}`),
      ...thereThroughout(world, walk)
        .filter((reference) => !got.includes(reference))
        .map((reference) => `${reference} of ${partner} is lost from the list`),
    ];
  });
}

/** The references of a partner that were there, and not withdrawn, from the beginning of a walk to its end. */
function thereThroughout({ log }: World, { partner, began, ended }: Walk): string[] {
  const own = log.listed.filter((each) => each.partner === partner);
  return [...new Set(own.map(({ reference }) => reference))].filter((reference) => {
    const states = own.filter((each) => each.reference === reference);
    const before = states.findLast(({ moment }) => moment < began);
    const meanwhile = states.filter(({ moment }) => began < moment && moment < ended);
    return before?.there === true && meanwhile.every(({ there }) => there);
  });
}

const costOf = ({ request }: Attempt) => (Array.isArray(request.body) ? request.body.length : 1);
const minuteOf = (at: number) => Math.floor(at / 60_000);

/**
 * What is wrong with answers to partners that ask much: one is refused that has not asked enough itself, or more is
 * answered in one minute (of the clock, which may step back) than there may be.
 */
export function throttledAlone({ world }: Facts): string[] {
  const { attempts } = world.log.clients;
  const refused = attempts.filter(({ answer }) => answer?.status === 429);
  const early = refused.flatMap(({ partner, answered, answer }) => {
    const before = attempts.filter((each) => each.partner === partner && each.asked < (answered ?? 0));
    const cost = before.reduce((sum, each) => sum + costOf(each), 0);
    const waits = Number(answer?.headers['retry-after']);
    return cost > perMinute && waits >= 1 && waits <= 60
      ? []
      : [`${partner} was refused after ${cost}, to wait for ${waits} seconds`];
  });
  const served = new Map<string, number>();
  for (const attempt of attempts) {
    const { partner, answer, askedAt, answeredAt } = attempt;
    if (answer === undefined || answeredAt === undefined || [429, 503].includes(answer.status)) continue;
    if (minuteOf(askedAt) !== minuteOf(answeredAt)) continue;
    const name = `${partner} in minute ${minuteOf(askedAt)}`;
    served.set(name, (served.get(name) ?? 0) + costOf(attempt));
  }
  const over = [...served].filter(([, cost]) => cost > perMinute);
  return [...early, ...over.map(([name, cost]) => `${name} was served ${cost}`)];
}
