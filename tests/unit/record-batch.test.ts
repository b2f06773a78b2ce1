import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { recordBatch } from '../../functions/messages.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { submission } from '../support/derived-in-memory.ts';
import { nothingStored, portsOn } from '../support/register-in-memory.ts';

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

describe('a batch of messages', () => {
  it('reports back in time what is not done, and keeps what is', async () => {
    const ports = portsOn(nothingStored(), 10);
    const time = Promise.withResolvers<void>();
    const write = async (...given: Parameters<typeof ports.contributions.write>) => {
      if (given[1].reference === 'slow') return never();
      await ports.contributions.write(...given);
      time.resolve();
    };
    let asked = 0;
    const wait = (milliseconds: number) => {
      asked = milliseconds;
      return time.promise.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
    };
    const records = recordBatch({ ...ports, contributions: { ...ports.contributions, write }, wait });
    const batch = event(submission('slow', 1, '2020-01'), submission('quick', 1, '2020-01'));
    expect(failuresOf(await records(batch, 4_000))).toEqual(['message 0']);
    expect(asked).toBe(4_000);
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
