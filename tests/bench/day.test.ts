import { beforeAll, describe, expect, it } from 'vitest';
import { noRows } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { day, limits } from './day.ts';
import { startLog } from './day-log.ts';
import { throughputOf } from './limited-table.ts';
import { flooder } from './traffic.ts';

/** The quarter of an hour before the peak begins, and the first of the peak. */
const hours = { seed: 1, from: 9.75, to: 10.25 };
/** By how much (milliseconds) the flooder may slow down the slowest hundredth of the others. */
const margin = 50;

describe('a day of a million submissions', () => {
  let quiet: Awaited<ReturnType<typeof day>>;
  let flooded: Awaited<ReturnType<typeof day>>;
  beforeAll(async () => {
    quiet = await day(hours);
    flooded = await day({ ...hours, flooded: true });
  });

  it('is recorded and marked without a loss, with somebody who floods and without', () => {
    const whole = { lost: [], left: 0, waiting: 0 };
    expect(quiet).toMatchObject({ ...whole, requests: 1105, accepted: 1105 });
    expect(flooded).toMatchObject({ ...whole, requests: 1105 + 30 * 120, accepted: 1105 + 30 * 12 });
  });

  it('has a limit that refuses the one who floods, and nobody else', () => {
    expect(quiet.overLimit).toEqual({});
    expect(flooded.overLimit).toEqual({ [flooder.id]: 30 * (120 - 12) });
  });

  it('goes on for the others as if nobody flooded', () => {
    const [without, beside] = [quiet.recordedOfOthers.p99, flooded.recordedOfOthers.p99];
    expect(without).toBeLessThan(1_000);
    expect(Math.abs(beside - without)).toBeLessThanOrEqual(margin);
  });

  it('is charged for every call: of each, a revision, a limit, an activity, a row and a mark', () => {
    // One in ten is a correction, which writes six rows where it changes its month.
    expect(quiet.each.writes).toBeGreaterThan(5.2);
    expect(quiet.each.writes).toBeLessThan(5.9);
    // A project, and now and then how a month is divided.
    expect(quiet.each.reads).toBeGreaterThan(1.2);
    expect(quiet.each.reads).toBeLessThan(1.7);
  });

  it('has no partition key that is near its limit', () => {
    expect(flooded.hottest.units).toBeLessThan(limits.writesOfKey);
  });

  it('loses nothing on a table that refuses often', async () => {
    const allowed = { writesOfKey: 5, readsOfKey: 10, writes: 12 };
    const refused = await day({ ...hours, flooded: true, allowed });
    expect(refused).toMatchObject({ lost: [], left: 0, waiting: 0 });
    expect(Object.values(refused.refused).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(100);
    expect(refused.longest).toBeGreaterThan(30_000);
  });

  it('is published within one more run of the aggregator', async () => {
    const published = await day({ ...hours, to: 10, published: true });
    expect(published).toMatchObject({ lost: [], accepted: 63 });
    expect(published.published.p99).toBeLessThan(310_000);
  });

  it('counts as lost what was accepted and is not stored in its revision', () => {
    const log = startLog(startTime());
    log.accepts('somebody', { activity: 'A-1', revision: 2 }, '2026-11');
    expect(log.told(noRows(), new Map())).toMatchObject({ lost: ['somebody#A-1'] });
  });
});

describe('the throughput of a table', () => {
  it('is so many units a second of a key, and of the whole table', async () => {
    const time = startTime();
    const { take, peaks, refused } = throughputOf(time, { writesOfKey: 3, readsOfKey: 1, writes: 5 });
    take('writes', 'A', 2);
    expect(() => take('writes', 'A', 2)).toThrow('writes A does not answer');
    take('writes', 'A', 1);
    take('reads', 'A', 1);
    take('writes', 'B', 2);
    expect(() => take('writes', 'B', 1)).toThrow('writes does not answer');
    await time.run(1_000);
    take('writes', 'B', 3);
    expect([...peaks]).toEqual([
      ['writes A', 3],
      ['writes', 5],
      ['reads A', 1],
      ['writes B', 3],
    ]);
    expect([...refused]).toEqual([
      ['writes A', 1],
      ['writes', 1],
    ]);
  });
});
