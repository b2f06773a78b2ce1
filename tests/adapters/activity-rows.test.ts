import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { receiptKey } from '../../functions/aws/activity-rows.ts';
import { WrittenByNewer } from '../../shared/recording/upcast.ts';
import { activity } from '../../shared/words/activity.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { anActivity } from '../support/register.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    const now = '2026-11-20T12:00:00.000Z';
    const accepted = (reference: string, revision: number) => ({
      schema: 1 as const,
      id: randomUUID(),
      partner: 'somebody',
      reference,
      revision,
      acceptedAt: now,
    });
    const put = (reference: string, revision: number, changes = {}): Submission => ({
      ...accepted(reference, revision),
      operation: 'put',
      activity: activity.parse(anActivity({ reference, ...changes })),
    });

    describe('revisions', () => {
      it('grow by one, per partner and reference', async () => {
        const { revisions } = stores.ports;
        expect([
          await revisions.next('a', 'R'),
          await revisions.next('a', 'R'),
          await revisions.next('b', 'R'),
        ]).toEqual([1, 2, 1]);
      });

      it('are never given twice to those who ask at once', async () => {
        const given = await Promise.all(
          Array.from({ length: 40 }, () => stores.ports.revisions.next('a', 'crowded')),
        );
        expect(new Set(given).size).toBe(40);
      });

      it('are not given to a withdrawal of what was never submitted, which leaves no trace', async () => {
        const { revisions } = stores.ports;
        expect(await revisions.nextOfKnown('a', 'unknown')).toBeUndefined();
        expect(await revisions.nextOfKnown('a', 'unknown')).toBeUndefined();
        await revisions.next('a', 'unknown');
        expect(await revisions.nextOfKnown('a', 'unknown')).toBe(2);
      });
    });

    describe('activities', () => {
      it('remembers the submission that was applied first, whatever comes after it', async () => {
        const { activities } = stores.ports;
        const [first, later] = [put('first', 2), put('first', 4)];
        const withdrawal: Submission = { ...accepted('first', 3), operation: 'withdraw' };
        for (const each of [first, put('first', 1), withdrawal, later, later])
          expect((await activities.apply(each, now)).first).toBe(first.id);
        expect(await activities.get('somebody', 'first')).toMatchObject({
          first: first.id,
          submission: later.id,
        });
      });

      it('takes the submission of a row that knows no other for the first', async () => {
        const { activities } = stores.ports;
        const [old, later] = [put('old', 1), put('old', 2)];
        await activities.apply(old, now);
        await stores.table.update(
          { pk: 'ACTIVITIES#somebody', sk: 'old' },
          { expression: 'SET #recordedAt = :now REMOVE #first', values: { ':now': now } },
          z.unknown(),
        );
        expect(await activities.get('somebody', 'old')).not.toHaveProperty('first');
        expect((await activities.apply(later, now)).first).toBe(old.id);
      });

      it('gives back what was applied, as it was', async () => {
        const submission = put('same', 1, {
          title: { fr: 'Été', en: 'Summer', de: 'Sommer' },
          description: { en: 'Two lines\nof text' },
          countries: [
            { code: 'NA', role: 'beneficiary' },
            { code: 'NO', role: 'host' },
          ],
          participants: { count: 0, qualifier: 'exact', women: 0 },
        });
        await stores.ports.activities.apply(submission, now);
        const stored = await stores.ports.activities.get('somebody', 'same');
        expect(JSON.stringify(stored?.activity)).toBe(
          JSON.stringify(submission.operation === 'put' && submission.activity),
        );
        expect(stored).toMatchObject({
          revision: 1,
          months: ['2020-03'],
          submission: submission.id,
          recordedAt: now,
        });
      });

      it('keeps the newest revision, whatever the order, and every month a kept revision touched', async () => {
        const { activities } = stores.ports;
        await activities.apply(put('moved', 2, { start: '2020-05' }), now);
        expect((await activities.apply(put('moved', 1), now)).revision).toBe(2);
        const third = await activities.apply(put('moved', 3, { start: '2019-12-31' }), now);
        expect(third).toMatchObject({ revision: 3, months: ['2019-12', '2020-05'] });
      });

      it('forgets the months that are no longer owed, unless a newer revision owes them', async () => {
        const { activities } = stores.ports;
        const first = await activities.apply(put('settled', 1), now);
        const second = await activities.apply(put('settled', 2, { start: '2020-05' }), now);
        await activities.settle(first, []);
        expect((await activities.get('somebody', 'settled'))?.months).toEqual(['2020-03', '2020-05']);
        await activities.settle(second, ['2020-05']);
        expect((await activities.get('somebody', 'settled'))?.months).toEqual(['2020-05']);
        await activities.settle(second, []);
        expect((await activities.get('somebody', 'settled'))?.months).toEqual([]);
      });

      it('leaves a row that a newer register has written, and says so', async () => {
        const { activities } = stores.ports;
        await activities.apply(put('newer', 1), now);
        const key = { pk: 'ACTIVITIES#somebody', sk: 'newer' };
        await stores.table.update(
          key,
          { expression: 'SET #schema = :schema', values: { ':schema': 9 } },
          z.unknown(),
        );
        await expect(activities.apply(put('newer', 2), now)).rejects.toThrow(WrittenByNewer);
        expect(await stores.table.get(key, z.unknown())).toMatchObject({ schema: 9, revision: 1 });
      });

      it('takes a repeat as it is', async () => {
        const { activities } = stores.ports;
        const first = await activities.apply(put('repeated', 1), now);
        expect(await activities.apply(put('repeated', 1), '2027-01-01T00:00:00.000Z')).toEqual(first);
      });

      it('keeps the months and drops the content of an activity that is withdrawn, and takes it back', async () => {
        const { activities } = stores.ports;
        await activities.apply(put('withdrawn', 1), now);
        const gone = await activities.apply({ ...accepted('withdrawn', 2), operation: 'withdraw' }, now);
        expect(gone).toMatchObject({ revision: 2, months: ['2020-03'] });
        expect(gone.activity).toBeUndefined();
        expect((await activities.apply(put('withdrawn', 3), now)).activity).toBeDefined();
      });

      it('applies a withdrawal that overtakes the submission it withdraws', async () => {
        const { activities } = stores.ports;
        expect(
          await activities.apply({ ...accepted('overtaken', 2), operation: 'withdraw' }, now),
        ).toMatchObject({ months: [] });
        expect((await activities.apply(put('overtaken', 1), now)).activity).toBeUndefined();
      });

      it('does not show one partner what is another’s', async () => {
        await stores.ports.activities.apply(put('mine', 1), now);
        expect(await stores.ports.activities.get('nobody', 'mine')).toBeUndefined();
      });
    });

    describe('receipts and dead letters', () => {
      it('are given back by their id, and nothing by another', async () => {
        const { receipts, deadLetters } = stores.ports;
        const receipt = { ...accepted('R', 1), operation: 'put' as const };
        await stores.table.put(receiptKey(receipt.id), { ...receipt, expires: 1_800_000_000 });
        expect(await receipts.get(receipt.id)).toEqual(receipt);
        expect(await receipts.get(randomUUID())).toBeUndefined();
        const letter = { schema: 1 as const, id: receipt.id, body: '{', reason: 'SyntaxError', at: now };
        await deadLetters.put(letter);
        expect(await deadLetters.get(receipt.id)).toEqual(letter);
      });
    });
  });
