import { randomUUID } from 'node:crypto';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rateCounters } from '../../functions/aws/request-rows.ts';
import { batchesOf, submissionQueue } from '../../functions/aws/submission-queue.ts';
import type { Claim } from '../../shared/intake/idempotency.ts';
import { fulfils } from '../../shared/intake/precondition.ts';
import { activity } from '../../shared/words/activity.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { anActivity } from '../support/register.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

const now = new Date('2026-11-20T12:00:00.000Z');

const put = (reference: string, revision: number, changes = {}): Submission => ({
  schema: 1,
  id: randomUUID(),
  partner: 'somebody',
  reference,
  revision,
  acceptedAt: now.toISOString(),
  operation: 'put',
  activity: activity.parse(anActivity({ reference, ...changes })),
});

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    describe('revisions under a precondition', () => {
      it('are given where it is fulfilled, and nowhere else', async () => {
        const numbers = fc.oneof(
          fc.constant('*' as const),
          fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
        );
        const precondition = fc.record({ match: numbers, noneMatch: numbers }, { requiredKeys: [] });
        await fc.assert(
          fc.asyncProperty(precondition, fc.integer({ min: 0, max: 3 }), async (wanted, given) => {
            const { revisions } = stores.ports;
            const reference = randomUUID();
            for (let left = given; left > 0; left -= 1) await revisions.next('a', reference);
            const newest = given === 0 ? undefined : given;
            expect(await revisions.newest('a', reference)).toBe(newest);
            const issued = await revisions.nextIf('a', reference, wanted);
            expect(issued).toBe(fulfils(wanted, newest) ? given + 1 : undefined);
            expect(await revisions.newest('a', reference)).toBe(issued ?? newest);
          }),
          { numRuns: 60 },
        );
      });

      it('are given to one of those who ask for the same at once', async () => {
        const { revisions } = stores.ports;
        await revisions.next('a', 'contested');
        const given = await Promise.all(
          Array.from({ length: 20 }, () => revisions.nextIf('a', 'contested', { match: [1] })),
        );
        expect(given.filter((revision) => revision !== undefined)).toEqual([2]);
      });
    });

    describe('the pages of a partner’s activities', () => {
      it('hold every row that was there all the time once, while others come and go', async () => {
        const { activities } = stores.ports;
        const references = ['A', 'A-1', 'B', 'a', 'a~', 'b', 'c'];
        for (const reference of references) await activities.apply(put(reference, 1), now.toISOString());
        await activities.apply({ ...put('A', 1), partner: 'somebod' }, now.toISOString());
        const seen: string[] = [];
        let after: string | undefined;
        let turn = 0;
        do {
          const { rows, next } = await activities.page('somebody', after, 2);
          seen.push(...rows.map(({ reference }) => reference));
          turn += 1;
          await activities.apply(put(`0-${turn}`, 1), now.toISOString());
          await activities.apply(put('a', turn + 1, { units: turn }), now.toISOString());
          after = next;
        } while (after !== undefined);
        expect(seen.filter((reference) => !reference.startsWith('0-'))).toEqual(references);
      });

      it('hold withdrawn ones too, and go on after a row that is not there', async () => {
        const { activities } = stores.ports;
        const { operation: _put, ...gone } = put('withdrawn', 1);
        await activities.apply({ ...gone, operation: 'withdraw' } as Submission, now.toISOString());
        const { rows } = await activities.page('somebody', 'w', 5);
        expect(rows.map(({ reference, activity: content }) => [reference, content])).toEqual([
          ['withdrawn', undefined],
        ]);
        expect((await activities.page('nobody', undefined, 5)).rows).toEqual([]);
      });

      it('are as short as large activities make them', async () => {
        const { activities } = stores.ports;
        const description = Object.fromEntries(
          Array.from({ length: 40 }, (_, at) => [
            `a${String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26))}`,
            'x'.repeat(5000),
          ]),
        );
        for (let at = 0; at < 8; at += 1)
          await activities.apply(
            { ...put(`large-${at}`, 1, { description }), partner: 'large' },
            now.toISOString(),
          );
        const first = await activities.page('large', undefined, 100);
        expect(first.rows.length).toBeLessThan(8);
        const rest = await activities.page('large', first.next, 100);
        expect([...first.rows, ...rest.rows].map(({ reference }) => reference)).toEqual(
          Array.from({ length: 8 }, (_, at) => `large-${at}`),
        );
      });
    });

    describe('idempotency keys', () => {
      const expires = now.getTime() / 1000 + 10;
      const claimed = (attempt: string, more: Partial<Claim> = {}): Claim => ({
        schema: 2,
        fingerprint: 'f',
        attempt,
        leaseUntil: now.toISOString(),
        expires,
        done: false,
        ...more,
      });

      it('are given to one, until they expire', async () => {
        const { keys } = stores.ports;
        const all = await Promise.all(
          Array.from({ length: 10 }, (_, at) => keys.claim('a', 'k', claimed(`t${at}`), now)),
        );
        expect(all.filter((standing) => standing === undefined)).toHaveLength(1);
        const standing = await keys.claim('a', 'k', claimed('later'), new Date(expires * 1000 - 1));
        expect(standing).toBeDefined();
        expect(await keys.claim('b', 'k', claimed('other'), now)).toBeUndefined();
        expect(await keys.claim('a', 'k', claimed('later'), new Date(expires * 1000))).toBeUndefined();
      });

      it('give back what was planned, its fields in their order, and are replaced by their holder only', async () => {
        const { keys } = stores.ports;
        const answer = { z: 1, a: { y: [{ c: 1, b: 'é' }] }, 10: 'ten' };
        const receipt = { ...put('R', 3), operation: 'put' as const };
        const { activity: _content, ...kept } = receipt as Extract<Submission, { operation: 'put' }>;
        const plan = { receipts: [kept], answer, language: 'fr' as const };
        await keys.claim('a', 'plan', claimed('mine'), now);
        expect(await keys.replace('a', 'plan', 'theirs', claimed('them'))).toBe(false);
        expect(await keys.replace('a', 'plan', 'mine', claimed('mine', { plan, done: true }))).toBe(true);
        const standing = await keys.claim('a', 'plan', claimed('new'), now);
        expect(JSON.stringify(standing?.plan)).toBe(JSON.stringify(plan));
        expect(standing).toEqual(claimed('mine', { plan, done: true }));
        expect(await keys.replace('a', 'plan', 'mine', claimed('next'))).toBe(true);
        expect(await keys.replace('a', 'plan', 'mine', claimed('next'))).toBe(true);
        expect(await keys.replace('a', 'none', 'mine', claimed('next'))).toBe(false);
      });

      it('of a release before are known, whose plans are plain', async () => {
        const { keys } = stores.ports;
        const answer = { outcomes: [], told: 'as it was' };
        const row = {
          ...claimed('before', { done: true }),
          schema: 1,
          plan: JSON.stringify({ receipts: [], told: answer, language: 'en' }),
        };
        await stores.table.put({ pk: 'IDEMPOTENCY#a', sk: 'before' }, row);
        expect(await keys.claim('a', 'before', claimed('new'), now)).toEqual(
          claimed('before', { plan: { receipts: [], answer, language: 'en' }, done: true }),
        );
      });
    });

    describe('the counters of the limit', () => {
      it('count each partner and window by itself, whoever asks at once, by one write each', async () => {
        const [first, second] = ['2026-11-20T12:00:00.000Z', '2026-11-20T12:01:00.000Z'];
        let writes = 0;
        const { add } = rateCounters({
          ...stores.table,
          update(...given) {
            writes += 1;
            return stores.table.update(...given);
          },
        });
        const sums = await Promise.all(Array.from({ length: 30 }, () => add('a', first, 2)));
        expect([...sums].sort((one, other) => one - other)).toEqual(sums.map((_, at) => 2 * (at + 1)));
        expect(await add('b', first, 1)).toBe(1);
        expect(await add('a', second, 1)).toBe(1);
        expect(await add('a', first, 2)).toBe(62);
        expect(await add('a', second, 5)).toBe(6);
        expect(writes).toBe(34);
      });

      it('are kept for an hour', async () => {
        await stores.ports.counters.add('kept', '2026-11-20T12:00:00.000Z', 1);
        const row = await stores.table.get(
          { pk: 'RATE#kept', sk: '2026-11-20T12:00:00.000Z' },
          z.object({ expires: z.number() }),
        );
        expect(row?.expires).toBe(Date.parse('2026-11-20T13:00:00.000Z') / 1000);
      });
    });

    describe('a batch for the queue', () => {
      it('is there, whole, once it is sent, however many and large its submissions are', async () => {
        const large = Object.fromEntries(['en', 'fr', 'de'].map((code) => [code, 'é'.repeat(5000)]));
        const all = Array.from({ length: 23 }, (_, at) => put(`Q-${at}`, 1, { description: large }));
        expect(await stores.ports.queue.sendAll(all)).toEqual([]);
        const got: string[] = [];
        while (got.length < all.length) {
          const { Messages = [] } = await stores.clients.sqs.send(
            new ReceiveMessageCommand({ QueueUrl: stores.queueUrl, MaxNumberOfMessages: 10 }),
          );
          got.push(...Messages.map(({ Body = '' }) => Body));
        }
        expect(got.sort()).toEqual(all.map((each) => JSON.stringify(each)).sort());
      });

      it('tells which of its submissions the queue refused', async () => {
        const [good, bad, fine] = [put('Q-1', 1), put('Q-2', 1), put('Q-3', 1)];
        const broken = { ...bad, reference: 'a\ufffe' };
        expect(await stores.ports.queue.sendAll([good, broken, fine])).toEqual([broken.id]);
      });

      it('has failed for all where nothing answers, and throws where the call is wrong', async () => {
        const all = [put('Q-1', 1), put('Q-2', 1)];
        const failing = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
        const gone = submissionQueue(
          { send: () => Promise.reject(failing) } as unknown as Stores['clients']['sqs'],
          stores.queueUrl,
        );
        expect(await gone.sendAll(all)).toEqual(all.map(({ id }) => id));
        const wrong = submissionQueue(stores.clients.sqs, stores.queueUrl.replace(/[^/]+$/, 'missing'));
        await expect(wrong.sendAll(all)).rejects.toThrow();
      });
    });
  });

describe('messages', () => {
  it('bear their partner as their group, sent alone or in batches, so that one backlog delays nobody else', async () => {
    const sent: object[] = [];
    const sqs = {
      async send({ input }: { input: object }) {
        sent.push(...('Entries' in input ? (input.Entries as object[]) : [input]));
        return {};
      },
    } as unknown as Stores['clients']['sqs'];
    const queue = submissionQueue(sqs, 'https://sqs.example/queue');
    await queue.send(put('Q-1', 1));
    await queue.sendAll([put('Q-2', 1), put('Q-3', 1)]);
    expect(sent).toHaveLength(3);
    for (const each of sent) expect(each).toHaveProperty('MessageGroupId', put('Q-1', 1).partner);
  });

  it('are cut into batches of at most ten and at most 1 MiB, in their order, none left out', () => {
    const message = fc.record({
      id: fc.uuid(),
      partner: fc.constant('somebody'),
      body: fc.integer({ min: 1, max: 262_500 }).map((size) => 'é'.repeat(size / 2)),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const batches = batchesOf(messages);
        expect(batches.flat()).toEqual(messages);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(
            1_048_576,
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});
