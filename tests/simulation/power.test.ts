import { describe, expect, it } from 'vitest';
import { naiveFailures } from './campaign.ts';
import { findsOut } from './finds-out.ts';
import { logMutants } from './log-mutants.ts';
import { recordingMutants } from './recording-mutants.ts';
import { tokenMutants } from './token-mutants.ts';

describe('the simulator', () => {
  findsOut([...logMutants, ...tokenMutants, ...recordingMutants]);

  it('sees the pipeline of the common tutorial go wrong in at least one schedule of ten', {
    timeout: 600_000,
  }, async () => {
    const schedules = 200;
    const wrong = await naiveFailures(schedules);
    process.stdout.write(`put and ADD counters: ${wrong} of ${schedules} schedules end with wrong figures\n`);
    expect(wrong).toBeGreaterThan(schedules / 10);
  });
});
