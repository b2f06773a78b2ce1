import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { record } from '../../shared/recording/record.ts';
import { Crash, crashingAt } from '../support/faults.ts';
import { everyPathIsAsIndexed, followIndex, unstamped } from '../support/published.ts';
import { anActivity, glacy, period, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
beforeEach(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', period);
});
afterEach(() => register.stop());

async function post(changes: Record<string, unknown> = {}) {
  await register.submit(somebody, anActivity(changes));
  await register.recordAll();
}
const counted = async () => (await register.read('metrics', 'metrics.json')).allTime.activities.value;

describe('publishing', () => {
  it('publishes a first snapshot of a register that is empty', async () => {
    expect((await register.publish()).snapshot).toBe(1);
    expect(await counted()).toBe(0);
  });

  it('counts an activity in the month in which it starts and takes it out again when it is withdrawn', async () => {
    await post();
    await register.publish();
    expect((await register.read('month', 'activities/2020-03.json')).activities).toHaveLength(1);
    expect(await counted()).toBe(1);
    await register.withdraw(somebody, 'A-1');
    await register.recordAll();
    await register.publish();
    expect(await counted()).toBe(0);
    expect((await followIndex(register)).contents.has('activities/2020-03.json')).toBe(false);
    expect((await register.read('month', 'activities/2020-03.json')).activities).toEqual([]);
  });

  it('moves an activity to the month of its new start', async () => {
    await post();
    await register.publish();
    await post({ start: '2020-05' });
    const { written } = await register.publish();
    expect(written).toEqual(expect.arrayContaining(['activities/2020-03.json', 'activities/2020-05.json']));
    expect((await register.read('month', 'activities/2020-05.json')).activities).toHaveLength(1);
    expect(await counted()).toBe(1);
  });

  it('lets the later revision win when it is recorded first, and the earlier is replayed', async () => {
    await register.submit(somebody, anActivity());
    await register.submit(somebody, anActivity({ start: '2020-06-01', units: 3 }));
    const [earlier, later] = register.queued.splice(0);
    if (earlier === undefined || later === undefined) throw new Error('two submissions were queued');
    expect(await register.record(later)).toBe('applied');
    await register.publish();
    expect(await register.record(earlier)).toBe('superseded');
    await register.publish();
    const { allTime } = await register.read('metrics', 'metrics.json');
    expect([allTime.activities.value, allTime.units.value]).toEqual([1, 3]);
  });

  it('writes nothing and reads two partitions when nothing has changed', async () => {
    await post();
    await register.publish();
    const { ports, calls } = crashingAt(register.ports, 0, 'before');
    expect(await publish(ports)()).toEqual({ snapshot: undefined, written: [], more: false });
    expect(calls.sort()).toEqual(['marks.list', 'publications.get']);
  });

  it('publishes no snapshot for a repeat that changes nothing', async () => {
    await register.submit(somebody, anActivity());
    const [submission] = register.queued;
    await register.recordAll();
    await register.publish();
    if (submission !== undefined) await register.record(submission);
    expect((await register.publish()).snapshot).toBeUndefined();
    expect(await register.ports.marks.list()).toEqual([]);
  });

  it('writes only what the change touches', async () => {
    await post();
    await post({ reference: 'A-2', start: '2021-02' });
    await register.publish();
    await post({ reference: 'A-2', start: '2021-02', units: 2 });
    const { written } = await register.publish();
    expect(written.sort()).toEqual([
      'activities/2021-02.csv',
      'activities/2021-02.json',
      'all-time.json',
      'changes/1.json',
      'countries.json',
      'feed.json',
      'feed/2021-02.json',
      'fr/feed.json',
      'fr/feed/2021-02.json',
      'iati/2021-02.xml',
      'metrics.json',
      'projects.json',
      'since-last-period.json',
      'vintages/all-time.json',
      'years.json',
      'years/2021.json',
    ]);
  });

  it('publishes again, by itself, on the day on which a project ends', async () => {
    register.at('2024-02-29T23:00:00.000Z');
    await register.publish();
    expect((await register.read('metrics', 'metrics.json')).allTime.projectsOngoing.value).toBe(1);
    register.at('2024-03-01T00:00:00.000Z');
    await register.publish();
    expect((await register.read('metrics', 'metrics.json')).allTime.projectsOngoing.value).toBe(0);
  });

  it('keeps the last snapshot when a document does not keep its schema', async () => {
    await post();
    await register.publish();
    const broken = {
      ...register.ports,
      portfolio: { ...register.ports.portfolio, periods: async () => [{ ...period, id: '../2020' }] },
    };
    await expect(publish(broken)()).resolves.toMatchObject({ snapshot: undefined });
    await post({ units: 5 });
    await expect(publish(broken)()).rejects.toThrow();
    expect((await followIndex(register)).snapshot).toBe(1);
    expect((await register.publish()).snapshot).toBe(2);
  });

  it('keeps the last snapshot when the publication record is gone, and with it perhaps more', async () => {
    await post();
    await register.publish();
    await register.loseRows('PUBLICATION', 'MONTH#');
    await post({ reference: 'A-2', start: '2021-02' });
    await expect(register.publish()).rejects.toThrow('run the rebuild');
    expect((await followIndex(register)).snapshot).toBe(1);
  });

  it('gives the same documents to the byte when every derived row is lost and all activities are recorded anew', async () => {
    await register.submit(somebody, anActivity());
    await register.submit(somebody, anActivity({ reference: 'A-2', start: '2020-07', status: 'cancelled' }));
    await register.submit(somebody, anActivity({ reference: 'A-2', start: '2020-08' }));
    const accepted = [...register.queued];
    await register.recordAll();
    await register.publish();
    const before = unstamped((await followIndex(register)).contents);
    await register.loseRows('DIVISIONS', 'MONTH#', 'MARKS');
    for (const submission of accepted) await register.record(submission);
    await register.publish();
    expect(unstamped((await followIndex(register)).contents)).toEqual(before);
  });
});

describe('an activity that is moved to another month', () => {
  it('is never counted in both, also when the recorder dies before it has marked anything', async () => {
    await post();
    await post({ reference: 'A-2', start: '2020-05' });
    await register.publish();
    await register.submit(somebody, anActivity({ start: '2020-05' }));
    const [moving] = register.queued.splice(0);
    if (moving === undefined) throw new Error('nothing was queued');
    const dying = {
      ...register.ports,
      marks: { ...register.ports.marks, put: () => Promise.reject(new Crash()) },
    };
    await expect(record(dying)(moving)).rejects.toBeInstanceOf(Crash);
    await post({ reference: 'A-2', start: '2020-05', units: 2 });
    await register.publish();
    expect(await counted()).toBe(2);
    const may = async () => {
      const { activities } = await register.read('month', 'activities/2020-05.json');
      return activities.map(({ reference }) => reference).sort();
    };
    expect(await may()).toEqual(['A-2']);
    await register.record(moving);
    await register.publish();
    expect(await counted()).toBe(2);
    expect(await may()).toEqual(['A-1', 'A-2']);
  });

  it('is never counted in both, also when it moves while the aggregator reads', async () => {
    await post();
    await post({ reference: 'A-2', start: '2020-06' });
    await register.submit(somebody, anActivity({ start: '2020-06' }));
    const { contributions } = register.ports;
    const ofMonth = async function* (month: string) {
      yield* contributions.ofMonth(month);
      if (month === '2020-03') await register.recordAll();
    };
    await publish({ ...register.ports, contributions: { ...contributions, ofMonth } })();
    expect(register.queued).toEqual([]);
    expect(await counted()).toBe(2);
  });
});

describe('a run of the aggregator that dies', () => {
  it.each(['before', 'after'] as const)(
    'at every ninth call (%s it) leaves the last snapshot whole, and the next run ends as if it had not',
    { timeout: 120_000 },
    async (when) => {
      await post();
      await register.publish();
      const plan = [
        () => post({ start: '2020-04', units: 2 }),
        () => post({ reference: 'A-2', start: '2020-05' }),
        () => register.withdraw(somebody, 'A-2').then(() => register.recordAll()),
      ];
      let finished = false;
      // The simulator dies at every call, in memory.
      for (let nth = when === 'before' ? 1 : 5, turn = 0; !finished; nth += 9, turn += 1) {
        await plan[turn % plan.length]?.();
        const { ports, calls } = crashingAt(register.ports, nth, when);
        const before = (await followIndex(register)).snapshot;
        const died = await publish(ports)().then(
          () => false,
          () => true,
        );
        finished = calls.length < nth;
        expect(died || finished || calls[nth - 1] === 'contributions.ofMonth').toBe(true);
        expect((await followIndex(register)).snapshot).toBeGreaterThanOrEqual(before);
        await register.publish();
        const contents = await everyPathIsAsIndexed(register);
        const { allTime } = await register.read('metrics', 'metrics.json');
        const listed = [...contents]
          .filter(([path]) => /^activities\/.*\.json$/.test(path))
          .flatMap(([, text]) => JSON.parse(text).activities);
        expect(allTime.activities.value).toBe(listed.length);
        expect(await register.ports.marks.list()).toEqual([]);
      }
    },
  );
});

describe('two runs at once', () => {
  it('never leave a mix: one publishes, the other throws and leaves its marks', async () => {
    await post();
    const outcomes = await Promise.allSettled([register.publish(), register.publish()]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    await register.publish();
    await everyPathIsAsIndexed(register);
    expect(await counted()).toBe(1);
  });
});
