import { describe, expect, it } from 'vitest';
import { bury, record } from '../../shared/recording/record.ts';
import { submission } from '../support/derived-in-memory.ts';
import { around, killedAt } from '../support/killed.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';

const monthAt = (nth: number): string =>
  `20${String(10 + Math.floor(nth / 12))}-${String((nth % 12) + 1).padStart(2, '0')}`;

/** The calls that recording makes, each as its method and its month, where it has one. */
async function callsOf(ports: Ports, recorded: Parameters<ReturnType<typeof record>>[0]): Promise<string[]> {
  const calls: string[] = [];
  const telling = {
    ...ports,
    activities: {
      ...ports.activities,
      apply: (...given: Parameters<Ports['activities']['apply']>) => {
        calls.push('apply');
        return ports.activities.apply(...given);
      },
      settle: (...given: Parameters<Ports['activities']['settle']>) => {
        calls.push(`settle on ${given[1].join(' ') || 'none'}`);
        return ports.activities.settle(...given);
      },
    },
    contributions: {
      ...ports.contributions,
      write: (...given: Parameters<Ports['contributions']['write']>) => {
        calls.push(`${given[1].record === undefined ? 'tombstone' : 'record'} in ${given[0]}`);
        return ports.contributions.write(...given);
      },
    },
    marks: {
      ...ports.marks,
      put: (...given: Parameters<Ports['marks']['put']>) => {
        calls.push(`mark ${given[0].subject}`);
        return ports.marks.put(...given);
      },
    },
  };
  await record(telling)(recorded);
  return calls;
}

describe('what recording a submission writes', () => {
  it('is the activity, its record and the mark of the month, where it stays in it', async () => {
    const ports = portsOn(nothingStored(), 10);
    const written = ['apply', 'record in 2020-03', 'mark 2020-03'];
    expect(await callsOf(ports, submission('A', 1, '2020-03'))).toEqual(written);
    expect(await callsOf(ports, submission('A', 2, '2020-03', 5))).toEqual(written);
  });

  it('is, where it moves, the month it leaves first, marked before its record can be seen elsewhere', async () => {
    const ports = portsOn(nothingStored(), 10);
    await record(ports)(submission('A', 1, '2020-03'));
    expect(await callsOf(ports, submission('A', 2, '2020-05'))).toEqual([
      'apply',
      'tombstone in 2020-03',
      'mark 2020-03',
      'record in 2020-05',
      'mark 2020-05',
      'settle on 2020-05',
    ]);
  });

  it('does not depend on the months it has been in before', async () => {
    const ports = portsOn(nothingStored(), 10);
    for (let nth = 0; nth < 300; nth += 1) {
      const calls = await callsOf(ports, submission('A', nth + 1, monthAt(nth)));
      expect(calls).toHaveLength(nth === 0 ? 3 : 6);
    }
    expect((await ports.activities.get('somebody', 'A'))?.months).toEqual([monthAt(299)]);
    expect(await callsOf(ports, submission('A', 301, undefined))).toEqual([
      'apply',
      `tombstone in ${monthAt(299)}`,
      `mark ${monthAt(299)}`,
    ]);
  });

  it('is taken up where it was left, by steps, however many months an activity still owes', async () => {
    const stored = nothingStored();
    const ports = portsOn(stored, 10);
    await record(ports)(submission('A', 1, monthAt(0)));
    const row = stored.rows.activities.get('somebody#A');
    if (row === undefined) throw new Error('the activity is stored');
    stored.rows.activities.set('somebody#A', {
      ...row,
      months: Array.from({ length: 110 }, (_, nth) => monthAt(nth)),
    });
    const moved = submission('A', 2, monthAt(200));
    await record(around(ports, killedAt(90, 'before')))(moved).catch(() => undefined);
    const owed = (await ports.activities.get('somebody', 'A'))?.months.length ?? 0;
    expect(owed).toBeLessThan(90);
    expect(owed).toBeGreaterThan(1);
    await record(ports)(moved);
    expect((await ports.activities.get('somebody', 'A'))?.months).toEqual([monthAt(200)]);
    for (let nth = 0; nth < 110; nth += 1)
      expect(stored.rows.contributions.get(monthAt(nth))?.get('somebody#A')?.at(-1)?.row).not.toHaveProperty(
        'record',
      );
  });

  it('leaves nothing behind in a month, in whatever order a late writer of an older revision comes', async () => {
    const ports = portsOn(nothingStored(), 10);
    const [first, second, third] = [
      submission('A', 1, '2020-01'),
      submission('A', 2, '2020-02'),
      submission('A', 3, '2020-03'),
    ];
    // It has applied the first and stands before it writes to the month.
    const gate = Promise.withResolvers<void>();
    const late = record({
      ...ports,
      contributions: {
        ...ports.contributions,
        async write(...given) {
          await gate.promise;
          return ports.contributions.write(...given);
        },
      },
    })(first);
    await record(ports)(second);
    await record(ports)(third);
    gate.resolve();
    await late;
    await record(ports)(first);
    await record(ports)(second);
    const rows = await Promise.all(
      ['2020-01', '2020-02', '2020-03'].map(async (month) => {
        for await (const page of ports.contributions.ofMonth(month))
          return page.map(({ revision, record: counted }) => [revision, counted !== undefined]);
        return [];
      }),
    );
    expect(rows).toEqual([[[2, false]], [[3, false]], [[3, true]]]);
  });
});

describe('burying', () => {
  const message = (accepted: ReturnType<typeof submission>, received: number) => ({
    id: 'message',
    body: JSON.stringify(accepted),
    received,
  });

  it.each([1, 6, 60])(
    'finishes what a killed worker has begun, at its receipt number %d, and leaves no letter',
    async (received) => {
      for (let nth = 1; ; nth += 1) {
        const stored = nothingStored();
        const ports = portsOn(stored, 10);
        await record(ports)(submission('A', 1, '2020-01'));
        const accepted = submission('A', 2, '2020-02');
        const calls: string[] = [];
        await record(around(ports, killedAt(nth, 'before', calls)))(accepted).catch(() => undefined);
        expect(await bury(ports)(message(accepted, received))).toBe('recorded');
        expect(stored.rows.letters.size).toBe(0);
        const counts = (month: string) =>
          stored.rows.contributions.get(month)?.get('somebody#A')?.at(-1)?.row?.record;
        expect([counts('2020-01'), counts('2020-02')?.revision]).toEqual([undefined, 2]);
        expect([...stored.rows.marks.keys()].sort()).toEqual(['2020-01', '2020-02']);
        if (calls.length < nth) break;
      }
    },
  );

  it('has stored one that kills every worker before it tries it again, and takes the letter away once it is recorded', async () => {
    const stored = nothingStored();
    const ports = portsOn(stored, 10);
    const accepted = submission('A', 1, '2020-01');
    await bury(around(ports, killedAt(2, 'before')))(message(accepted, 6)).catch(() => undefined);
    expect(stored.rows.letters.get(accepted.id)).toMatchObject({
      body: JSON.stringify(accepted),
      reason: expect.stringContaining('received 6 times'),
    });
    expect(await bury(ports)(message(accepted, 7))).toBe('recorded');
    expect(stored.rows.letters.size).toBe(0);
  });

  it('keeps message and letter of one that is applied and cannot be finished', async () => {
    const stored = nothingStored();
    const ports = portsOn(stored, 10);
    const accepted = submission('A', 1, '2020-01');
    const write = () => Promise.reject(new TypeError('impossible'));
    const failing = { ...ports, contributions: { ...ports.contributions, write } };
    await expect(bury(failing)(message(accepted, 1))).rejects.toThrow('impossible');
    expect(stored.rows.letters.get(accepted.id)?.reason).toBe('TypeError: impossible');
  });
});
