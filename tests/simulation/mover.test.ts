import { expect, it } from 'vitest';
import { isLongRun } from '../support/long-run.ts';
import { judge } from './oracle.ts';
import { onQuietMachine } from './quiet-machine.ts';
import { randomFrom } from './random.ts';
import { midnight, months } from './sample-portfolio.ts';
import { drained } from './schedule.ts';
import { type Mutant, startWorld } from './world.ts';

/** How long the activities go on moving, how often one of them does, and how often the aggregator runs, in milliseconds. */
const [moving, everyMove, everyRun] = [600_000, 110, 5_000];
const references = Array.from({ length: 12 }, (_, nth) => `M-${nth}`);

it.each(isLongRun ? [1, 2, 3] : [1])(
  'publishes at its pace while activities never stop moving, and ends with exact figures (seed %d)',
  { timeout: 120_000 },
  async (seed) => {
    const random = randomFrom(seed);
    // All months have room in one run, as they have in the register.
    const mutant: Mutant = {
      name: 'runs as long as they are',
      ports: (ports) => ({ ...ports, mostPages: 400 }),
    };
    const world = startWorld(random, { plan: [], published: true, begins: midnight - 43_200_000, mutant });
    const { time, rows } = world;
    const ages: number[] = [];
    void (async () => {
      for (let nth = 0; time.now() < moving; nth += 1) {
        const reference = random.pick(references);
        const revision = (rows.revisions.get(`north#${reference}`) ?? 0) + 1;
        rows.revisions.set(`north#${reference}`, revision);
        const id = `10000000-0000-4000-8000-${String(nth).padStart(12, '0')}`;
        const accepted = { schema: 1, id, partner: 'north', reference, revision };
        const activity = {
          reference,
          title: { en: 'Workshop' },
          projects: ['Alpha'],
          start: `${random.pick(months)}-10`,
          status: 'completed',
          mode: 'online',
          type: 'workshop',
        };
        const acceptedAt = world.now().toISOString();
        world.send(JSON.stringify({ ...accepted, operation: 'put', acceptedAt, activity }));
        await time.sleep(everyMove);
      }
    })();
    void (async () => {
      for (let last = 0; time.now() < moving; ) {
        await time.sleep(everyRun);
        const before = snapshotOf(world);
        await world.publish();
        expect(snapshotOf(world)).toBe(before + 1);
        ages.push(time.now() - last);
        last = time.now();
      }
    })();
    const failures = await onQuietMachine(async () => {
      await time.run(moving + 60_000);
      world.calm();
      await time.run();
      return judge(await drained(world, []));
    });
    expect(failures).toEqual([]);
    // A run reads at most twice as many months as there are, some of them after slow calls of six seconds.
    expect(Math.max(...ages)).toBeLessThan(60_000);
    expect(ages.length).toBeGreaterThan(15);
  },
);

function snapshotOf({ bucket }: ReturnType<typeof startWorld>): number {
  const index = bucket.objects.get('index.json')?.parsed() as { snapshot: number } | undefined;
  return index?.snapshot ?? 0;
}
