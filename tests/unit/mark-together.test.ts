import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markTogether } from '../../shared/recording/mark-together.ts';

/** Marks in memory: what was put, each with when it began. `failing` months cannot be marked. */
function marksIn(log: string[], pass: () => Promise<unknown> = async () => undefined) {
  return {
    async put({ subject, token }: { subject: string; token: string }) {
      log.push(`begin ${subject} ${token}`);
      await pass();
      if (subject.split(',').includes('failing')) throw new Error('not marked');
      log.push(`end ${subject} ${token}`);
    },
  };
}

describe('marking together', () => {
  it('marks all months by one mark, after the last of those who work has asked', async () => {
    const log: string[] = [];
    const { together } = markTogether(marksIn(log));
    const gate = Promise.withResolvers<void>();
    const quick = Array.from({ length: 9 }, (_, nth) =>
      together((marks) => marks.put({ subject: nth % 2 === 0 ? '2020-01' : '2020-02', token: `${nth}` })),
    );
    const slow = together(async (marks) => {
      await gate.promise;
      log.push('slow');
      await Promise.all(['2020-01', '2020-03'].map((subject) => marks.put({ subject, token: 'slow' })));
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([]);
    gate.resolve();
    await Promise.all([...quick, slow]);
    expect(log[0]).toBe('slow');
    expect(log.filter((line) => line.startsWith('begin'))).toEqual(['begin 2020-01,2020-02,2020-03 0']);
  });

  it('marks together again those who go on to ask for more', async () => {
    const log: string[] = [];
    const { together } = markTogether(marksIn(log));
    const moving = Array.from({ length: 5 }, (_, nth) =>
      together(async (marks) => {
        await marks.put({ subject: `2020-0${nth + 1}`, token: 'left' });
        for (let turns = nth; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
        await marks.put({ subject: '2021-01', token: `${nth}` });
      }),
    );
    await Promise.all(moving);
    expect(log.filter((line) => line.startsWith('begin 2021-01'))).toEqual(['begin 2021-01 0']);
    expect(log.filter((line) => line.startsWith('begin'))).toHaveLength(2);
  });

  it('fails all who wait for a mark that fails, and nobody else', async () => {
    const { together } = markTogether(marksIn([]));
    const asking = (subject: string) => together((marks) => marks.put({ subject, token: 'new' }));
    const all = await Promise.allSettled([asking('failing'), asking('2020-01'), asking('failing')]);
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await asking('2020-01')).toBeUndefined();
  });

  it('writes as many marks as their names need, each of less than a kilobyte', async () => {
    const log: string[] = [];
    const { together } = markTogether(marksIn(log));
    const names = Array.from({ length: 10 }, (_, nth) => `2020-01 somebody#${nth}${'x'.repeat(90)} `);
    await Promise.all(names.map((subject) => together((marks) => marks.put({ subject, token: 't' }))));
    const subjects = log.filter((line) => line.startsWith('begin')).map((line) => line.slice(6, -2));
    expect(subjects).toHaveLength(2);
    for (const each of subjects) expect(each.length).toBeLessThan(1_024);
    expect(subjects.flatMap((each) => each.split(',')).sort()).toEqual(names.sort());
  });

  it('waits no longer for who hangs once there is hurry', async () => {
    const log: string[] = [];
    const { together, hurry } = markTogether(marksIn(log));
    void together(() => new Promise(() => undefined));
    const put = (token: string) => together((marks) => marks.put({ subject: '2020-01', token }));
    const waiting = put('first');
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([]);
    hurry();
    await waiting;
    await put('second');
    expect(log.filter((line) => line.startsWith('begin'))).toEqual([
      'begin 2020-01 first',
      'begin 2020-01 second',
    ]);
  });

  it('answers by a mark that was begun after it was asked for, in whatever order all goes on', async () => {
    const months = fc.uniqueArray(fc.constantFrom('2020-01', '2020-02', '2020-03', 'failing'), {
      minLength: 1,
    });
    const workers = fc.array(fc.array(months, { maxLength: 3 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), workers, fc.option(fc.nat(20)), async (schedule, plans, hurriedAt) => {
        const log: string[] = [];
        const pass = () => schedule.schedule(Promise.resolve());
        const { together, hurry } = markTogether(marksIn(log, pass));
        let asks = 0;
        const work = plans.map((stages) =>
          together(async (marks) => {
            for (const stage of stages) {
              await pass();
              const asked = stage.map(async (subject) => {
                asks += 1;
                if (asks === hurriedAt) hurry();
                const from = log.length;
                await marks.put({ subject, token: `${asks}` });
                const since = log.slice(from);
                const names = (line: string) => line.split(' ')[1]?.split(',') ?? [];
                const began = since.findIndex(
                  (line) => line.startsWith('begin') && names(line).includes(subject),
                );
                expect(began).not.toBe(-1);
                expect(since).toContain(since[began]?.replace('begin', 'end'));
              });
              await Promise.all(asked);
            }
          }).catch((thrown: Error) => expect(thrown.message).toBe('not marked')),
        );
        await schedule.waitFor(Promise.all(work));
        const begun = log.filter((line) => line.startsWith('begin'));
        expect(new Set(begun).size).toBe(begun.length);
        if (hurriedAt !== null) return;
        const stages = Math.max(...plans.map(({ length }) => length));
        const touched = new Set(plans.flat(2));
        expect(begun.length).toBeLessThanOrEqual(stages * touched.size);
      }),
      { numRuns: 300 },
    );
  });
});
