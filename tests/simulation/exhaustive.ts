import { insist } from './clients.ts';
import { callKinds, type Fault, type Plan } from './fault-plan.ts';
import { judge } from './oracle.ts';
import { randomFrom } from './random.ts';
import { midnight } from './sample-portfolio.ts';
import { drained } from './schedule.ts';
import { startWorld } from './world.ts';

/** A run of the small world: what is wrong, and how many external calls were made before faults ended. */
export type SmallRun = { plan: Plan; failures: string[]; calls: number };

const body = {
  reference: 'R-1',
  title: { en: 'Workshop' },
  projects: ['Alpha'],
  start: '2024-01-10',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
  countries: [{ code: 'GH', role: 'beneficiary' }],
};

/**
 * One activity is created under an idempotency key, published, moved to another month while that goes on, and
 * withdrawn; every request is repeated until it is answered. Then the world settles as after any schedule.
 */
export async function runSmallWorld(plan: Plan): Promise<SmallRun> {
  const random = randomFrom(1);
  const world = startWorld(random, { plan, published: true, begins: midnight - 43_200_000 });
  const { time, gateway, log } = world;
  const clients = { gateway, time, now: world.now, log: log.clients };
  const pause = () => 1_000;
  void (async () => {
    const put = { operation: 'putActivity', parameters: { reference: 'R-1' } };
    await insist(clients, 'north', { ...put, headers: { 'idempotency-key': '"K-1"' }, body }, 20, pause);
    for (let left = 600; left > 0 && world.rows.marks.size === 0; left -= 1) await time.sleep(100);
    world.publish().then(ignore, ignore);
    await time.sleep(800);
    await insist(clients, 'north', { ...put, body: { ...body, start: '2024-02-02' } }, 20, pause);
    await time.sleep(500);
    const withdrawal = { operation: 'withdrawActivity', parameters: { reference: 'R-1' } };
    await insist(clients, 'north', withdrawal, 20, pause);
  })();
  await time.run(400_000);
  const { calls } = world.calls.tally;
  world.calm();
  await time.run();
  return { plan, failures: judge(await drained(world, [])), calls };
}
const ignore = () => undefined;

/** One single fault in `singles`, and one in `pairs` of the pairs that begin with one of these; `of` says which. */
export type Share = { singles: number; pairs: number; of: number };

/**
 * Every fault at every call of the small world, each by itself, and after each first fault every second one at every
 * later call that is then made; or a share of all that.
 */
export async function* exhaustively({ singles, pairs, of }: Share): AsyncGenerator<SmallRun> {
  const { calls } = await runSmallWorld([]);
  const ofPairs = Math.floor(of / singles) % pairs;
  let [single, pair] = [0, 0];
  for (const first of faultsFrom(1, calls)) {
    single += 1;
    if (single % singles !== of % singles) continue;
    const alone = await runSmallWorld([first]);
    yield alone;
    for (const second of faultsFrom(first.at + 1, alone.calls)) {
      pair += 1;
      if (pair % pairs === ofPairs) yield runSmallWorld([first, second]);
    }
  }
}

function* faultsFrom(from: number, last: number): Generator<Fault> {
  for (let at = from; at <= last; at += 1) for (const kind of callKinds) yield { at, kind };
}
