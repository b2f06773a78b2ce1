import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionQueue } from '../../functions/submission-queue.ts';
import { absent } from '../../shared/ports.ts';
import { Unavailable } from '../../shared/problem.ts';
import { encode } from '../../shared/snapshot.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    const withdrawal = {
      schema: 1 as const,
      operation: 'withdraw' as const,
      id: '6f1c2a52-3f0f-4f6e-9d11-0a6f5a0b7c11',
      partner: 'somebody',
      reference: 'A-1',
      revision: 1,
      acceptedAt: '2026-11-20T12:00:00.000Z',
    };

    describe('the submission queue', () => {
      it('has a submission, whole, once send has resolved', async () => {
        await stores.ports.queue.send(withdrawal);
        const { Messages } = await stores.clients.sqs.send(
          new ReceiveMessageCommand({ QueueUrl: stores.queueUrl }),
        );
        expect(Messages?.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([withdrawal]);
      });

      it('rejects as unavailable when nothing answers, and as it is when the call is wrong', async () => {
        const gone = submissionQueue(stores.clients.sqs, 'http://127.0.0.1:9/000000000000/gone');
        await expect(gone.send(withdrawal)).rejects.toThrow(
          /does not answer|NonExistentQueue|does not exist/,
        );
        const { QueueUrl = '' } = await stores.clients.sqs.send(
          new CreateQueueCommand({ QueueName: 'short' }),
        );
        const wrong = submissionQueue(stores.clients.sqs, QueueUrl.replace('short', 'missing'));
        const thrown = await wrong.send(withdrawal).catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(Error);
        expect(thrown).not.toBeInstanceOf(Unavailable);
      });
    });

    describe('the feed bucket', () => {
      it('gives back a document by its path, and tells what is not there', async () => {
        const { feed } = stores.ports;
        expect(await feed.get('metrics.json')).toBeUndefined();
        expect(await feed.index()).toBeUndefined();
        expect(await feed.etag('metrics.json')).toBe(absent);
        expect(await feed.put('metrics.json', encode({ title: 'Été' }), absent)).toBe(true);
        expect(await feed.get('metrics.json')).toEqual({ title: 'Été' });
        expect(await feed.etag('metrics.json')).not.toBe(absent);
      });

      it('says how long a copy keeps: a document a minute, an unchanging copy a year', async () => {
        const { feed } = stores.ports;
        await feed.put('feed.json', encode({}), absent);
        await feed.putImmutable('immutable/abc.json', encode({}));
        const head = (path: string) =>
          stores.clients.s3.send(new HeadObjectCommand({ Bucket: 'feed', Key: `feed/${path}` }));
        expect(await head('feed.json')).toMatchObject({
          CacheControl: 'public, max-age=60',
          ContentType: 'application/feed+json',
        });
        expect((await head('immutable/abc.json')).CacheControl).toBe('public, max-age=31536000, immutable');
      });
    });

    describe('the partner table', () => {
      const somebody = { id: 'somebody', name: 'Somebody', office: false, projects: ['GLACY+'] };

      it('knows a partner by its id and the hash of its key, until the key is rotated or revoked', async () => {
        const { partners } = stores.ports;
        expect(await partners.add(somebody, 'one', '2026-11-20T12:00:00.000Z')).toBe(true);
        expect(await partners.add(somebody, 'two', '2026-11-20T12:00:00.000Z')).toBe(false);
        expect(await partners.holding('somebody', 'one')).toEqual(somebody);
        expect(await partners.holding('somebody', 'two')).toBeUndefined();
        expect(await partners.rotate('somebody', 'two', '2026-11-20T12:00:00.000Z')).toBe(true);
        expect(await partners.holding('somebody', 'one')).toBeUndefined();
        expect(await partners.revoke('somebody')).toBe(true);
        expect(await partners.holding('somebody', 'two')).toBeUndefined();
        expect(await partners.list()).toEqual([{ partner: somebody, keySince: undefined }]);
        expect(await partners.rotate('nobody', 'three', '2026-11-20T12:00:00.000Z')).toBe(false);
      });
    });
  });
