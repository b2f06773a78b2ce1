import { add } from './calls.ts';
import { exhaustively, type Share } from './exhaustive.ts';
import { type Plan, shrink, written } from './fault-plan.ts';
import { naivePipeline } from './naive.ts';
import { onQuietMachine } from './quiet-machine.ts';
import { runSchedule } from './schedule.ts';
import type { Mutant } from './world.ts';

/** A failed schedule: its seed, the plan it failed under, and what was wrong. */
export type Failure = { seed: number; plan: string; failures: string[] };

/** What many schedules came to. Counts are by the name of the port method, or "method fault". */
export type Sum = {
  schedules: number;
  failed: Failure[];
  calls: Map<string, number>;
  faults: Map<string, number>;
};

export const nothingYet = (): Sum => ({ schedules: 0, failed: [], calls: new Map(), faults: new Map() });

/** How many failures are kept; of the others only the number of schedules is known. */
const mostKept = 20;

/** Adds one sum to another. */
export function addTo(sum: Sum, more: Sum): void {
  sum.schedules += more.schedules;
  sum.failed.push(...more.failed.slice(0, mostKept - sum.failed.length));
  for (const [name, count] of more.calls) add(sum.calls, name, count);
  for (const [name, count] of more.faults) add(sum.faults, name, count);
}

/** Runs the schedules of the seeds from one on. `ran` is told of every one. */
export async function runSchedules(
  first: number,
  count: number,
  ran: (sum: Sum) => void = () => undefined,
): Promise<Sum> {
  const sum = nothingYet();
  await onQuietMachine(async () => {
    for (let seed = first; seed < first + count; seed += 1) {
      const { plan, failures, tally } = await runSchedule(seed);
      const failed = failures.length === 0 ? [] : [{ seed, plan: written(plan), failures }];
      const one = { schedules: 1, failed, calls: tally.byMethod, faults: tally.faults };
      addTo(sum, one);
      ran(one);
    }
  });
  return sum;
}

/** Finds the smallest plan under which a seed still fails, and tells how to replay it. */
export async function explain(
  { seed, plan, failures }: Failure,
  read: (text: string) => Plan,
): Promise<string> {
  const fails = async (smaller: Plan) => (await runSchedule(seed, { plan: smaller })).failures.length > 0;
  const smallest = await onQuietMachine(() => shrink(read(plan), fails));
  return [
    `seed ${seed} fails:`,
    ...failures.slice(0, 5).map((failure) => `  ${failure}`),
    `  smallest plan found: ${written(smallest) || '(no fault)'}`,
    `  npm run simulate -- --seed ${seed} --plan "${written(smallest)}"`,
  ].join('\n');
}

/** The seed whose schedule finds a mutant out, of so many from one on: undefined if it survives them all. */
export async function seedThatCatches(
  mutant: Mutant,
  first: number,
  most: number,
): Promise<number | undefined> {
  return onQuietMachine(async () => {
    for (let seed = first; seed < first + most; seed += 1)
      if ((await runSchedule(seed, { mutant })).failures.length > 0) return seed;
    return undefined;
  });
}

/** How many of the first seeds end with wrong figures in the pipeline of the common tutorial. */
export async function naiveFailures(schedules: number): Promise<number> {
  let wrong = 0;
  await onQuietMachine(async () => {
    for (let seed = 1; seed <= schedules; seed += 1)
      if ((await runSchedule(seed, naivePipeline())).failures.length > 0) wrong += 1;
  });
  return wrong;
}

/** Runs the small world under a share of all single faults and pairs of them. Gives the number of runs and what failed. */
export async function runExhaustively(share: Share, ran: () => void = () => undefined) {
  const sum = { singles: 0, pairs: 0, failed: [] as string[] };
  await onQuietMachine(async () => {
    for await (const { plan, failures } of exhaustively(share)) {
      if (plan.length === 1) sum.singles += 1;
      else {
        sum.pairs += 1;
        ran();
      }
      if (failures.length > 0) sum.failed.push(`${written(plan)}: ${failures[0]}`);
    }
  });
  return sum;
}
