import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { recordBatch } from '../../functions/messages.ts';
import { Unavailable } from '../../shared/ports.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { submission } from '../support/derived-in-memory.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';

const event = (...bodies: (Submission | string)[]) =>
  ({
    Records: bodies.map((body, at) => ({
      messageId: `message ${at}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  }) as SQSEvent;
const never = () => new Promise<never>(() => undefined);
const failuresOf = ({ batchItemFailures }: { batchItemFailures: { itemIdentifier: string }[] }) =>
  batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

/** Ports that tell when each call that writes begins and ends. */
function told(ports: Ports) {
  const calls: string[] = [];
  const telling =
    <Given extends unknown[], Got>(name: string, call: (...given: Given) => Promise<Got>) =>
    async (...given: Given): Promise<Got> => {
      calls.push(`begin ${name}`);
      const got = await call(...given);
      calls.push(`end ${name}`);
      return got;
    };
  const { activities, contributions, marks } = ports;
  return {
    calls,
    ports: {
      ...ports,
      activities: {
        ...activities,
        apply: telling('activities.apply', activities.apply),
        settle: telling('activities.settle', activities.settle),
      },
      contributions: { ...contributions, write: telling('contributions.write', contributions.write) },
      marks: { ...marks, put: telling('marks.put', marks.put) },
    },
  };
}

/** How often each call was made. */
const counted = (calls: readonly string[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(calls, (call) => call.replace(/^(begin|end) /, ''))).map(([name, all]) => [
      name,
      (all?.length ?? 0) / 2,
    ]),
  );

describe('a batch of messages', () => {
  it('of ten in one month is ten activities, ten rows of the month and one mark, which comes last', async () => {
    const { ports, calls } = told(portsOn(nothingStored(), 10));
    const records = recordBatch({ ...ports, wait: never });
    const batch = Array.from({ length: 10 }, (_, at) => submission(`A${at}`, 1, '2020-03', 1 + at));
    expect(failuresOf(await records(event(...batch), 4_000))).toEqual([]);
    expect(counted(calls)).toEqual({ 'activities.apply': 10, 'contributions.write': 10, 'marks.put': 1 });
    expect(calls.slice(-2)).toEqual(['begin marks.put', 'end marks.put']);
  });

  it('leaves one mark for all its months, and one more where activities have come to them from another', async () => {
    const { ports, calls } = told(portsOn(nothingStored(), 10));
    const records = recordBatch({ ...ports, wait: never });
    const months = ['2020-01', '2020-02', '2020-03'];
    const first = Array.from({ length: 9 }, (_, at) => submission(`A${at}`, 1, months[at % 3]));
    await records(event(...first), 4_000);
    expect(counted(calls)['marks.put']).toBe(1);
    calls.length = 0;
    const moved = Array.from({ length: 9 }, (_, at) => submission(`A${at}`, 2, months[(at + 1) % 3]));
    await records(event(...moved), 4_000);
    expect(counted(calls)).toEqual({
      'activities.apply': 9,
      'contributions.write': 18,
      'marks.put': 2,
      'activities.settle': 9,
    });
    calls.length = 0;
    const withdrawn = Array.from({ length: 9 }, (_, at) => submission(`A${at}`, 3, undefined));
    await records(event(...withdrawn), 4_000);
    expect(counted(calls)).toEqual({ 'activities.apply': 9, 'contributions.write': 9, 'marks.put': 1 });
  });

  it('reports all whose mark cannot be written, and records them when they come again', async () => {
    const stored = nothingStored();
    const ports = portsOn(stored, 10);
    const put: typeof ports.marks.put = async (mark) => {
      if (mark.subject.includes('2020-02')) throw new Unavailable('the table', undefined);
      await ports.marks.put(mark);
    };
    const batch = event(
      submission('A', 1, '2020-02'),
      submission('B', 1, '2020-01'),
      submission('C', 1, '2020-02'),
    );
    const failing = recordBatch({ ...ports, marks: { ...ports.marks, put }, wait: never });
    expect(failuresOf(await failing(batch, 4_000))).toEqual(['message 0', 'message 1', 'message 2']);
    expect([...stored.rows.marks.keys()]).toEqual([]);
    expect(failuresOf(await recordBatch({ ...ports, wait: never })(batch, 4_000))).toEqual([]);
    expect([...stored.rows.marks.keys()]).toEqual(['2020-01,2020-02']);
  });

  it('reports back in time what is not done, and marks in a second what is', async () => {
    const stored = nothingStored();
    const ports = portsOn(stored, 10);
    const write = async (...given: Parameters<typeof ports.contributions.write>) =>
      given[1].reference === 'slow' ? never() : ports.contributions.write(...given);
    const timers = new Map<number, () => void>();
    const wait = (milliseconds: number) =>
      new Promise<void>((resolve) => {
        timers.set(milliseconds, resolve);
      });
    const records = recordBatch({ ...ports, contributions: { ...ports.contributions, write }, wait });
    const batch = event(submission('slow', 1, '2020-01'), submission('quick', 1, '2020-01'));
    const answer = records(batch, 4_000);
    const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
    await settled();
    expect([[...timers.keys()].sort(), stored.rows.marks.size]).toEqual([[1_000, 4_000], 0]);
    timers.get(1_000)?.();
    await settled();
    expect([...stored.rows.marks.keys()]).toEqual(['2020-01']);
    timers.get(4_000)?.();
    expect(failuresOf(await answer)).toEqual(['message 0']);
  });

  it('records, of several about one activity, the newest, and the others by it', async () => {
    const ports = portsOn(nothingStored(), 10);
    const applied: number[] = [];
    const apply = (...given: Parameters<typeof ports.activities.apply>) => {
      applied.push(given[0].revision);
      return ports.activities.apply(...given);
    };
    const records = recordBatch({ ...ports, activities: { ...ports.activities, apply }, wait: never });
    const moves = Array.from({ length: 10 }, (_, at) => submission('A', at + 1, `2020-0${(at % 9) + 1}`));
    expect(failuresOf(await records(event(...moves), 4_000))).toEqual([]);
    expect(applied).toEqual([10]);
    expect(await ports.activities.get('somebody', 'A')).toMatchObject({ revision: 10, months: ['2020-01'] });
  });

  it('records the older ones by themselves where the newest fails, and reports that alone', async () => {
    const ports = portsOn(nothingStored(), 10);
    const apply = (...given: Parameters<typeof ports.activities.apply>) =>
      given[0].revision === 3
        ? Promise.reject(new TypeError('impossible'))
        : ports.activities.apply(...given);
    const records = recordBatch({ ...ports, activities: { ...ports.activities, apply }, wait: never });
    const [one, two, three] = [1, 2, 3].map((revision) => submission('A', revision, '2020-01'));
    if (one === undefined || two === undefined || three === undefined) throw new Error('there are three');
    expect(failuresOf(await records(event(one, three, two, '{"reference":'), 4_000))).toEqual([
      'message 1',
      'message 3',
    ]);
    expect((await ports.activities.get('somebody', 'A'))?.revision).toBe(2);
  });
});
