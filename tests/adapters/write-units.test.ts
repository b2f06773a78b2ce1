import { randomUUID } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import sample from '../../cli/sample/activities.json' with { type: 'json' };
import { recordBatch } from '../../functions/messages.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { activity } from '../../shared/words/activity.ts';
import { type Stores, startStores } from '../support/stores.ts';

const now = () => new Date('2026-11-20T12:00:00.000Z');

/** Counts the units that each kind of row is written for, as the engine says: one for each KiB begun. */
function countUnits({ documents }: Stores['clients']): Map<string, number> {
  const units = new Map<string, number>();
  documents.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { Key?: { pk: string }; Item?: { pk: string } };
      const kind = (input.Key ?? input.Item)?.pk.split('#')[0] ?? '';
      const answer = await next({ ...args, input: { ...input, ReturnConsumedCapacity: 'TOTAL' } as never });
      const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      units.set(kind, (units.get(kind) ?? 0) + (ConsumedCapacity?.CapacityUnits ?? Number.NaN));
      return answer;
    },
    { step: 'initialize' },
  );
  return units;
}

describe('the 92 sample activities, were they of one month and asked for in one minute', () => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await startStores();
  });
  afterAll(() => stores.stop());

  it('cost nine units of their rate, and little more than a unit a row and a mark for ten', async () => {
    const units = countUnits(stores.clients);
    const limit = rateLimit({ counters: stores.ports.counters, perMinute: 1200, now });
    for (const _ of sample) await limit({ id: 'somebody', name: 'Somebody', office: false }, 1);

    const messages = sample.map((item) => ({
      messageId: item.activity.reference,
      body: JSON.stringify({
        schema: 1,
        id: randomUUID(),
        partner: 'somebody',
        reference: item.activity.reference,
        revision: 1,
        acceptedAt: now().toISOString(),
        operation: 'put',
        activity: activity.parse({ ...item.activity, start: '2026-03-05', end: undefined }),
      }),
    }));
    const wait = () => new Promise<never>(() => undefined);
    const records = recordBatch({ ...stores.ports, now, newToken: randomUUID, wait });
    for (let at = 0; at < messages.length; at += 10)
      expect(await records({ Records: messages.slice(at, at + 10) } as SQSEvent, 20_000)).toEqual({
        batchItemFailures: [],
      });
    // Five of the activities are larger than 1 KiB, and four of their rows of the month.
    expect(Object.fromEntries(units)).toMatchObject({
      RATE: 9,
      ACTIVITIES: 92 + 5,
      MONTH: 92 + 4,
      MARKS: 10,
    });
  });
});
