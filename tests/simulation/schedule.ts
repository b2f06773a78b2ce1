import { statusOf } from '../../shared/intake/submission-status.ts';
import { receiptIn } from '../../shared/words/submission-handle.ts';
import { mayBeSluggish, type Tally } from './calls.ts';
import { flood, keepPortfolio, walk, work } from './clients.ts';
import { type Acceptance, acceptancesOf, type Facts, type Fate } from './facts.ts';
import type { Plan } from './fault-plan.ts';
import { judge } from './oracle.ts';
import { randomFrom } from './random.ts';
import { midnight } from './sample-portfolio.ts';
import { follow } from './snapshots.ts';
import { type Mutant, poison, startWorld, type World } from './world.ts';

/** How a schedule went. It is right if there is no failure. */
export type Outcome = { seed: number; plan: Plan; failures: string[]; tally: Tally };

/** Faults instead of those of the seed, a changed protocol, and who judges it if not the oracle of the register. */
export type ScheduleOptions = {
  plan?: Plan | undefined;
  mutant?: Mutant | undefined;
  judgedBy?: (facts: Facts) => string[];
};

/** When faults end, in milliseconds. */
const faultsEnd = 200_000;

/**
 * Runs the schedule of a seed: clients, workers, runs of the aggregator and readers under up to seven faults, then
 * until everything has settled, a redrive of what was dead-lettered, a replay of old messages, and runs until
 * nothing is marked. A plan replaces the faults of the seed; everything else stays as the seed has it.
 */
export async function runSchedule(
  seed: number,
  { plan, mutant, judgedBy = judge }: ScheduleOptions = {},
): Promise<Outcome> {
  const random = randomFrom(seed);
  const published = !random.chance(0.1);
  const begins = random.chance(0.3) ? midnight - random.below(120_000) : midnight - 43_200_000;
  const drawn = random.chance(0.12) ? random.pick(mayBeSluggish) : undefined;
  const sluggish = mutant?.sluggish ?? drawn;
  const world = startWorld(random, { plan, mutant, published, sluggish, begins });
  const { time, log, gateway, now } = world;
  const clients = { gateway, time, random, now, log: log.clients };
  const readersFound: string[] = [];
  // Lists change under their readers where there is much to do.
  const busy = random.chance(0.15);
  const most = sluggish === undefined && !busy ? 4 : 12;
  for (const partner of ['north', 'south']) {
    void work(clients, partner, most);
    for (let left = busy ? 4 : random.below(2); left > 0; left -= 1)
      time.after(random.next() * 30_000, () => void walk(clients, partner));
  }
  if (random.chance(0.2)) void keepPortfolio(clients);
  if (random.chance(0.08)) time.after(random.next() * 10_000, () => flood(clients, 'south'));
  // Where something is slow, the aggregator runs so often that most of its runs meet another.
  const runs = sluggish !== undefined ? 6 : 1 + random.below(3);
  for (let left = runs; left > 0; left -= 1) {
    const at = random.chance(0.6) ? random.next() * 25_000 : random.next() * faultsEnd;
    run(at, world);
    if (random.chance(0.5)) run(at + random.next() * 1_500, world);
  }
  for (let left = 2; left > 0; left -= 1)
    time.after(random.next() * 100_000, () => void read(world).then((wrong) => readersFound.push(...wrong)));
  await time.run(faultsEnd);
  world.calm();
  await time.run();
  const facts = await drained(world, readersFound);
  const failures = judgedBy(facts).filter((failure) => !mutant?.unheard?.test(failure));
  return { seed, plan: world.plan, failures, tally: world.calls.tally };
}

/** A run of the aggregator on schedule; one that fails leaves its work to the next. */
const run = (at: number, world: World) =>
  world.time.after(at, () => {
    world.publish().then(ignore, ignore);
  });
const ignore = () => undefined;

/** A reader that follows the index slowly: what it finds wrong. */
async function read({ time, random, bucket }: World): Promise<string[]> {
  const index = bucket.objects.get('index.json');
  if (index === undefined) return [];
  await time.sleep(random.next() * 60_000);
  return follow(index, bucket.objects).wrong;
}

/** Settles a world in which nothing fails any more, and tells what is left of it. */
export async function drained(world: World, readersFound: string[]): Promise<Facts> {
  const { time, rows, log, random } = world;
  const acceptances = acceptancesOf(log.clients.attempts);
  const settled = fatesByRows(world, acceptances);
  const letters = [...rows.letters.values()].map(({ body, reason }) => ({ body, reason }));
  for (const { id, body } of [...rows.letters.values()])
    if (body !== poison) {
      world.send(body);
      rows.letters.delete(id);
    }
  if (log.sent.length > 0 && random.chance(0.5)) world.send(random.pick(log.sent));
  await time.run();
  for (let left = 400; left > 0; left -= 1) {
    await finished(world, world.publish());
    if (rows.marks.size === 0) break;
  }
  const before = new Map(world.calls.tally.byMethod);
  await finished(world, world.publish());
  const idle = [...world.calls.tally.byMethod]
    .filter(([method, count]) => count !== before.get(method))
    .map(([method]) => method)
    .sort();
  // Long after the last snapshot, when the time of every copy is over that is listed no longer: the calendar may make
  // some more of them by itself, until all of its events are over.
  let last: unknown;
  for (let left = 40; left > 0 && last !== world.bucket.objects.get('index.json'); left -= 1) {
    last = world.bucket.objects.get('index.json');
    world.later(4 * 86_400_000);
    await finished(world, world.publish());
  }
  const lettersLeft = [...rows.letters.values()].map(({ body }) => body);
  return {
    world,
    acceptances,
    settled,
    final: await fates(world, acceptances),
    letters,
    lettersLeft,
    idle,
    readersFound,
    schemas: log.sent.length % 4 === 0,
  };
}

/** Runs the world until something is done; it may fail. */
async function finished<Result>(world: World, done: Promise<Result>): Promise<Result | undefined> {
  let result: Result | undefined;
  done.then((answer) => {
    result = answer;
  }, ignore);
  await world.time.run();
  return result;
}

/** What partners would be told, from what is stored: asking for everything twice would take a third of the time. */
const fatesByRows = ({ rows }: World, acceptances: readonly Acceptance[]): Fate[] =>
  acceptances.map(({ attempt: { partner }, id, reference }) => {
    const receipt = receiptIn(id);
    const stored = rows.activities.get(`${partner}#${reference}`);
    return { id, told: receipt && statusOf(receipt, stored, rows.letters.get(receipt.id)) };
  });

/** What partners are told of everything that was accepted; whoever asks too much waits and asks again. */
async function fates({ gateway, time }: World, acceptances: readonly Acceptance[]): Promise<Fate[]> {
  const owners = new Map(acceptances.map(({ attempt: { partner }, id }) => [id, partner]));
  const asked = [...owners].map(async ([id, partner]) => {
    const request = { operation: 'getSubmission', parameters: { id } };
    let answer = await gateway.request(partner, request);
    while (answer?.status === 429) {
      await time.sleep(1_000 * Number(answer.headers['retry-after']));
      answer = await gateway.request(partner, request);
    }
    return { id, told: answer?.body };
  });
  const all = Promise.all(asked);
  await time.run();
  return all;
}
