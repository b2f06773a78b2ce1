import { describe, expect, it } from 'vitest';
import { apiMutants } from './api-mutants.ts';
import { naiveFailures, schedulesToCatch } from './campaign.ts';
import { publishingMutants } from './publishing-mutants.ts';
import { recordingMutants } from './recording-mutants.ts';
import { snapshotMutants } from './snapshot-mutants.ts';
import { tokenMutants } from './token-mutants.ts';

const most = 1_000;

describe('the simulator', () => {
  it.each([...tokenMutants, ...recordingMutants, ...publishingMutants, ...snapshotMutants, ...apiMutants])(
    `finds out within ${most} schedules: $name`,
    { timeout: 600_000 },
    async (mutant) => {
      const needed = await schedulesToCatch(mutant, most);
      process.stdout.write(`${mutant.name}: found out by schedule ${needed}\n`);
      expect(needed).toBeDefined();
    },
  );

  it('sees the pipeline of the common tutorial go wrong in at least one schedule of ten', {
    timeout: 600_000,
  }, async () => {
    const schedules = 200;
    const wrong = await naiveFailures(schedules);
    process.stdout.write(`put and ADD counters: ${wrong} of ${schedules} schedules end with wrong figures\n`);
    expect(wrong).toBeGreaterThan(schedules / 10);
  });
});
