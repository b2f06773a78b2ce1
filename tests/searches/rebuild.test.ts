import { describe, expect, it } from 'vitest';
import { OvertakenRebuild, rebuild } from '../../shared/recording/rebuild.ts';
import type { RebuildProgress } from '../../shared/recording/rebuild-stages.ts';
import { loseYears, storedAs } from '../simulation/bucket.ts';
import {
  busy,
  derived,
  followed,
  fromScratch,
  listed,
  publishAll,
  published,
  submission,
} from '../support/derived-in-memory.ts';
import { around, isKilled, Killed, killedAt } from '../support/killed.ts';
import { withoutChanges } from '../support/published.ts';
import { copyOf, portsOn, type Stored } from '../support/register-in-memory.ts';

const untold = () => () => undefined;
/** Damages most of what is derived. */
function damaged(whole: Stored): Stored {
  const stored = copyOf(whole);
  const { contributions } = stored.rows;
  contributions.delete('2020-02');
  contributions.get('2020-03')?.delete('somebody#c');
  for (const [month, reference] of [
    ['2020-01', 'nothing'],
    ['2020-04', 'a'],
    ['2020-04', 'd'],
    ['2020-06', 'nothing'],
  ] as const) {
    const row = { schema: 1 as const, partner: 'somebody', reference, revision: 7 };
    const own = contributions.get(month) ?? new Map();
    contributions.set(month, own.set(`somebody#${reference}`, [{ at: 0, row }]));
  }
  loseYears(stored.objects);
  stored.objects.delete('activities/2020-04.csv');
  stored.objects.set('calendar.ics', storedAs(new Uint8Array([1])));
  return stored;
}

/** What a rebuild shows: each label with its total, the steps done before, and the steps it took. */
function shown() {
  const stages: { label: string; total: number | undefined; before: number; steps: number }[] = [];
  const show = (label: string, total: number | undefined, before: number) => {
    const stage = { label, total, before, steps: 0 };
    stages.push(stage);
    return () => {
      stage.steps += 1;
    };
  };
  return { stages, show };
}

describe('a rebuild that is killed', () => {
  it.each(['before', 'after'] as const)(
    'at any of its calls (%s it) goes on where it stopped, and ends as one that was not',
    async (when) => {
      const start = damaged(await busy());
      const whole = copyOf(start);
      const outcome = await rebuild(portsOn(whole, 2))(untold);
      expect(outcome).toEqual({ activities: 4, months: 5, strayRows: 4, lostDocuments: 3 });
      let nth = 1;
      for (; ; nth += 1) {
        const stored = copyOf(start);
        const calls: string[] = [];
        const ports = around(portsOn(stored, 2), killedAt(nth, when, calls));
        if (!(await isKilled(rebuild(ports)(untold)))) break;
        const resumed: RebuildProgress[] = [];
        const resuming = (progress: RebuildProgress) => resumed.push(progress);
        // One that had ended is not gone on with: the next one finds no stray row any longer, nor the month of one alone.
        const ended = calls.at(-1) === 'rebuilds.end' && when === 'after';
        const expected = ended ? { ...outcome, strayRows: 0, months: 4 } : outcome;
        expect(await rebuild(portsOn(stored, 2))(untold, { resuming })).toEqual(expected);
        expect(derived(stored)).toEqual(derived(whole));
        expect(resumed).toHaveLength(nth <= 3 - Number(when === 'after') || ended ? 0 : 1);
      }
      expect(nth).toBeGreaterThan(100);
      await publishAll(portsOn(whole, 2));
      const contents = await published(portsOn(whole, 2));
      expect(withoutChanges(contents)).toEqual(await fromScratch(start));
      expect(followed(contents)).toEqual(listed(contents));
    },
  );

  it('shows how far it had come, and goes on from there', async () => {
    const start = damaged(await busy());
    const once = shown();
    const calls: string[] = [];
    await rebuild(around(portsOn(copyOf(start), 2), killedAt(Number.POSITIVE_INFINITY, 'after', calls)))(
      once.show,
    );
    expect(once.stages.map(({ label, total, before }) => [label, total, before])).toEqual([
      ['Counting activities', undefined, 0],
      ['Writing contributions', 4, 0],
      ['Checking the rows of months', undefined, 0],
      ['Checking published documents', expect.any(Number), 0],
    ]);
    for (let nth = 1; nth < calls.length; nth += 1) {
      const stored = copyOf(start);
      const [one, other] = [shown(), shown()];
      expect(await isKilled(rebuild(around(portsOn(stored, 2), killedAt(nth, 'before')))(one.show))).toBe(
        true,
      );
      const { done = 0, stage = 'count' } = stored.rebuild.progress ?? {};
      await rebuild(portsOn(stored, 2))(other.show);
      const [resumed] = other.stages;
      expect(resumed?.before ?? 0).toBe(stage === 'marks' ? 0 : done);
      const { steps = 0 } = once.stages.find(({ label }) => label === resumed?.label) ?? {};
      // What stray rows were removed of a page that was not finished are not met again.
      const removed = stage === 'rows' ? 2 : 0;
      const all = done + (resumed?.steps ?? 0);
      expect(steps - removed <= all && all <= steps).toBe(true);
    }
  });
});

describe('a rebuild', () => {
  it('writes the tombstone that a recorder owed when it died', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 100);
    // The activity is withdrawn, and its row of the month is not.
    await ports.activities.apply(submission('d', 2, undefined), ports.now().toISOString());
    await rebuild(ports)(untold);
    expect(stored.rows.contributions.get('2020-04')?.get('somebody#d')?.at(-1)?.row?.record).toBeUndefined();
    await publishAll(ports);
    expect(Object.keys(listed(await published(ports)))).not.toContain('somebody/d');
  });
});

describe('two rebuilds at once', () => {
  it("do not get in each other's way: the later goes on, and the earlier stops", async () => {
    const start = damaged(await busy());
    const whole = copyOf(start);
    await rebuild(portsOn(whole, 2))(untold);
    for (let nth = 4; nth < 40; nth += 1) {
      const stored = copyOf(start);
      let calls = 0;
      let later: Promise<unknown> | undefined;
      const ports = around(portsOn(stored, 2), async (_, effect) => {
        calls += 1;
        if (calls === nth) later = rebuild(portsOn(stored, 2))(untold);
        return effect();
      });
      await expect(rebuild(ports)(untold)).rejects.toThrow(OvertakenRebuild);
      await later;
      expect(derived(stored)).toEqual(derived(whole));
    }
  });
});

describe('a rebuild that begins anew', () => {
  it('finds what was damaged after it was done, which one that goes on does not look at again', async () => {
    const start = damaged(await busy());
    const whole = copyOf(start);
    await rebuild(portsOn(whole, 2))(untold);
    const dying = around(portsOn(start, 2), async (call, effect) => {
      if (call === 'bucket.read') throw new Killed();
      return effect();
    });
    expect(await isKilled(rebuild(dying)(untold))).toBe(true);
    start.rows.contributions.delete('2020-02');
    const resumed = copyOf(start);
    await rebuild(portsOn(resumed, 2))(untold);
    expect(derived(resumed)).not.toEqual(derived(whole));
    await rebuild(portsOn(start, 2))(untold, { anew: true });
    // The month of a stray row alone, which the first one removed, is no month any longer.
    const { marks, publication, ...rest } = derived(whole);
    const without = (months: readonly string[] | null | undefined) =>
      months?.filter((month) => month !== '2020-06');
    expect(derived(start)).toEqual({
      ...rest,
      marks: without(marks),
      publication: { ...publication, anew: without(publication.anew) },
    });
  });
});
