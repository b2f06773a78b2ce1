import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { progressOn } from '../../cli/progress.ts';
import { addTo, explain, nothingYet, type Sum } from './campaign.ts';
import { callKinds, readPlan, written } from './fault-plan.ts';
import { onQuietMachine } from './quiet-machine.ts';
import { runSchedule } from './schedule.ts';
import type { Errand } from './simulate-worker.ts';

const workers = 2;
const usage = `npm run simulate -- [--schedules N] [--seed S]   N schedules from seed S on (1,000, a fresh one)
npm run simulate -- --seed S --plan "3:crash-after,9:throttle"   one schedule again, under these faults
npm run simulate -- --pairs [--share N]          the small world under every fault, and every pair of faults or one in N
npm run simulate -- --mutants   every mutant from seed 1 on; the seeds that find them out are written to found-by.json`;

type Told = {
  sum?: Sum;
  ran?: number;
  exhaustive?: { singles: number; pairs: number; failed: string[] };
  mutant?: { nth: number; name: string; seed: number | undefined };
};

/** Runs errands beside each other; `hear` is told what they tell. */
const runWorkers = (errands: readonly Errand[], hear: (told: Told) => void): Promise<unknown> =>
  Promise.all(
    errands.map(
      (workerData) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url), { workerData });
          worker.on('message', hear);
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );

const say = (text: string) => process.stdout.write(`${text}\n`);
const { show: bar } = progressOn(process.stderr, process.env);

async function replay(seed: number, plan: string): Promise<boolean> {
  const { failures } = await onQuietMachine(() => runSchedule(seed, { plan: readPlan(plan) }));
  say(failures.length === 0 ? `seed ${seed} under ${plan || 'no fault'} is right` : failures.join('\n'));
  return failures.length === 0;
}

async function simulate(schedules: number, seed: number): Promise<boolean> {
  const [sum, step, began] = [nothingYet(), bar('schedules', schedules), performance.now()];
  const size = Math.ceil(schedules / workers);
  const errands = Array.from({ length: workers }, (_, at) => ({
    first: seed + at * size,
    count: Math.min(size, schedules - at * size),
  }));
  await runWorkers(errands, (told) => {
    if (told.sum === undefined) return;
    for (let left = told.sum.schedules; left > 0; left -= 1) step();
    addTo(sum, told.sum);
  });
  report(sum, (performance.now() - began) / 1000, seed);
  for (const failure of sum.failed.slice(0, 3)) say(await explain(failure, readPlan));
  return sum.failed.length === 0;
}

/** Prints how many schedules, calls and faults there were, and which faults no call of a port suffered. */
function report({ schedules, failed, calls, faults }: Sum, seconds: number, seed: number): void {
  const total = (counts: Map<string, number>) => [...counts.values()].reduce((all, count) => all + count, 0);
  say(
    `${schedules} schedules from seed ${seed} on, ${failed.length} failed; ${Math.round(schedules / seconds)} a second`,
  );
  const byKind = new Map<string, number>();
  for (const [name, count] of faults) {
    const kind = name.split(' ')[1] ?? '';
    byKind.set(kind, (byKind.get(kind) ?? 0) + count);
  }
  const list = (counts: Map<string, number>) =>
    [...counts]
      .sort(([, one], [, other]) => other - one)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  say(`${total(faults)} faults: ${list(byKind)}`);
  say(`${total(calls)} calls: ${list(calls)}`);
  const spared = [...calls.keys()].flatMap((method) =>
    callKinds.filter((kind) => !faults.has(`${method} ${kind}`)).map((kind) => `${method} ${kind}`),
  );
  say(spared.length === 0 ? 'every call has suffered every fault' : `never happened: ${spared.join(', ')}`);
}

async function exhaust(share: number): Promise<boolean> {
  const began = performance.now();
  let [singles, pairs] = [0, 0];
  const failed: string[] = [];
  await runWorkers(
    Array.from({ length: workers }, (_, of) => ({ singles: 1, pairs: workers * share, of })),
    (told) => {
      if (told.ran !== undefined) process.stderr.write('.');
      if (told.exhaustive === undefined) return;
      singles = told.exhaustive.singles;
      pairs += told.exhaustive.pairs;
      failed.push(...told.exhaustive.failed);
    },
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`\n${singles} single faults and ${pairs} pairs, ${failed.length} failed; ${seconds} seconds`);
  for (const failure of failed.slice(0, 5)) say(failure);
  return failed.length === 0;
}

/** Writes down which seed finds each mutant out, so that `npm test` may begin there. */
async function findMutants(): Promise<boolean> {
  const found: Required<Told>['mutant'][] = [];
  await runWorkers(
    Array.from({ length: workers }, (_, part) => ({ part, parts: workers, most: 2_000 })),
    ({ mutant }) => {
      if (mutant === undefined) return;
      say(`${mutant.name}: ${mutant.seed === undefined ? 'survives' : `found out by seed ${mutant.seed}`}`);
      found.push(mutant);
    },
  );
  const inOrder = found.sort((one, other) => one.nth - other.nth).map(({ name, seed }) => [name, seed]);
  const text = JSON.stringify(Object.fromEntries(inOrder), null, 2);
  writeFileSync(new URL('./found-by.json', import.meta.url), `${text}\n`);
  return found.every(({ seed }) => seed !== undefined);
}

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    plan: { type: 'string' },
    pairs: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    share: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const [schedules, share] = [Number(values.schedules), Number(values.share)];
const counts = [schedules, share].every((count) => Number.isSafeInteger(count) && count > 0);
if (values.help || !Number.isSafeInteger(seed) || !counts) say(usage);
else {
  const right =
    values.plan !== undefined
      ? await replay(seed, written(readPlan(values.plan)))
      : values.pairs
        ? await exhaust(share)
        : values.mutants
          ? await findMutants()
          : await simulate(schedules, seed);
  process.exitCode = right ? 0 : 1;
}
