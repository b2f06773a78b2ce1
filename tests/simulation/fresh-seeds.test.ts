import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { isLongRun } from '../support/long-run.ts';
import { explain, runSchedules } from './campaign.ts';
import { readPlan } from './fault-plan.ts';

const first = 10_000 + randomInt(2 ** 31);
const many = isLongRun ? 10_000 : 100;

it(`is never wrong in ${many} fresh schedules, from seed ${first} on`, { timeout: 3_600_000 }, async () => {
  process.stdout.write(`fresh schedules from seed ${first} on\n`);
  const { schedules, failed } = await runSchedules(first, many);
  expect(await Promise.all(failed.slice(0, 3).map((failure) => explain(failure, readPlan)))).toEqual([]);
  expect(schedules).toBe(many);
});
