import type { Random } from './random.ts';

/**
 * What can befall an external call.
 * - crash-before, crash-after: the process dies there; its other calls under way may still land
 * - throttle: refused, without effect; outage: so is every call of that kind for some minutes
 * - timeout: refused, and yet it has had its effect; late: refused, and its effect lands later
 * - late-crash: the process dies, and the effect of its call lands later
 * - pause: the call takes so long that others overtake it, or that the function is timed out
 * The others befall the world while the call is made: the clock steps back, the authorizer forgets whom it knows,
 * a message that nobody can read gets into the queue, the queue takes only some of the next entries it is sent together.
 */
export const kinds = [
  'crash-before',
  'crash-after',
  'throttle',
  'outage',
  'timeout',
  'late',
  'late-crash',
  'pause',
  'clock-back',
  'identity-lost',
  'poison',
  'entries-fail',
] as const;
export type Kind = (typeof kinds)[number];

/** Those that befall the call itself. */
export const callKinds = kinds.slice(0, 8) as readonly Kind[];

/** A fault at the n-th external call of a schedule. */
export type Fault = { at: number; kind: Kind };
export type Plan = readonly Fault[];

export const mostFaults = 7;

// Most schedules make 100 to 250 calls while there are faults; a fault beyond the last call does not happen.
const reach = 160;
const worldly = 0.12;

/** A plan of up to seven faults. */
export function drawPlan(random: Random): Plan {
  const faults: Fault[] = [];
  for (let left = random.below(mostFaults + 1); left > 0; left -= 1) {
    const kind = random.chance(worldly) ? random.pick(kinds.slice(callKinds.length)) : random.pick(callKinds);
    faults.push({ at: 1 + random.below(reach), kind });
  }
  return faults.sort((one, other) => one.at - other.at);
}

/** A plan as it is written on the command line: "3:crash-after,9:throttle". */
export const written = (plan: Plan): string => plan.map(({ at, kind }) => `${at}:${kind}`).join(',');

/** Reads a plan. Throws on anything that {@link written} does not write. */
export function readPlan(text: string): Plan {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [, at, name] = /^(\d+):([a-z-]+)$/.exec(part) ?? [];
      const kind = kinds.find((known) => known === name);
      if (at === undefined || kind === undefined)
        throw new Error(`${part} is no fault such as 3:crash-after`);
      return { at: Number(at), kind };
    });
}

/**
 * The smallest plan found that still fails: faults are left out one by one, then moved to earlier calls, as long as
 * the schedule goes on failing.
 */
export async function shrink(plan: Plan, fails: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let smallest = plan;
  for (let again = true; again; ) {
    again = false;
    for (const fault of smallest) {
      const without = smallest.filter((other) => other !== fault);
      if (!(await fails(without))) continue;
      [smallest, again] = [without, true];
      break;
    }
  }
  for (let at = 0; at < smallest.length; at += 1)
    for (const step of [128, 32, 8, 2, 1])
      for (;;) {
        const moved = smallest.map((fault, own) => (own === at ? { ...fault, at: fault.at - step } : fault));
        if ((moved[at]?.at ?? 0) < 1 || !(await fails(moved))) break;
        smallest = moved;
      }
  return smallest;
}
