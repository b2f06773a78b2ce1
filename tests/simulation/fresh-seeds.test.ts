import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { explain, runSchedules } from './campaign.ts';
import { readPlan } from './fault-plan.ts';

const first = 10_000 + randomInt(2 ** 31);

it(`is never wrong in 100 fresh schedules, from seed ${first} on`, { timeout: 600_000 }, async () => {
  process.stdout.write(`fresh schedules from seed ${first} on\n`);
  const { schedules, failed } = await runSchedules(first, 100);
  expect(await Promise.all(failed.slice(0, 3).map((failure) => explain(failure, readPlan)))).toEqual([]);
  expect(schedules).toBe(100);
});
