import { describe, expect, it } from 'vitest';
import { readPlan, shrink, written } from './fault-plan.ts';
import { onQuietMachine } from './quiet-machine.ts';
import { runSchedule } from './schedule.ts';

describe('a schedule', () => {
  it('is the same to the last call whenever it is run again', async () => {
    const runs = await onQuietMachine(async () => [await runSchedule(77), await runSchedule(77)]);
    expect(runs[0]).toEqual(runs[1]);
  });

  it('is the same under its own plan, given back as it is written', async () => {
    const first = await onQuietMachine(() => runSchedule(78));
    const plan = readPlan(written(first.plan));
    expect(await onQuietMachine(() => runSchedule(78, { plan }))).toEqual(first);
  });
});

describe('a plan of faults', () => {
  it('is refused if it names no fault there is', () => {
    expect(() => readPlan('3:crash-after,9:earthquake')).toThrow('9:earthquake is no fault');
  });

  it('is shrunk to the faults that matter, at the earliest calls at which they do', async () => {
    const plan = readPlan('40:throttle,90:crash-after,120:late');
    const fails = async (smaller: typeof plan) =>
      smaller.some(({ at, kind }) => kind === 'crash-after' && at >= 17);
    expect(written(await shrink(plan, fails))).toBe('17:crash-after');
  });
});
