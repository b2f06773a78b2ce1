import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submissionQueue } from '../../functions/aws/submission-queue.ts';
import { absent } from '../../shared/feed/ports.ts';
import { encode } from '../../shared/feed/snapshot.ts';
import { Unavailable } from '../../shared/ports.ts';
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
        const { bucket } = stores.ports;
        expect(await bucket.read('metrics.json')).toBeUndefined();
        expect(await bucket.index()).toBeUndefined();
        expect(await bucket.etag('metrics.json')).toBe(absent);
        expect(await bucket.put('metrics.json', encode({ title: 'Été' }), absent)).toBe(true);
        expect(await bucket.read('metrics.json')).toEqual(encode({ title: 'Été' }));
        expect(await bucket.etag('metrics.json')).not.toBe(absent);
      });

      it('lists the copies of one snapshot, and removes one whether it is there or not', async () => {
        const { bucket } = stores.ports;
        for (const path of ['immutable/3/a.json', 'immutable/3/b.csv', 'immutable/30/c.json'])
          await bucket.putImmutable(path, encode({}));
        expect(await bucket.immutables(3)).toEqual(['immutable/3/a.json', 'immutable/3/b.csv']);
        for (let twice = 0; twice < 2; twice += 1) await bucket.removeImmutable('immutable/3/a.json');
        expect(await bucket.immutables(3)).toEqual(['immutable/3/b.csv']);
        expect(await bucket.read('immutable/3/a.json')).toBeUndefined();
      });

      it('says how long a copy keeps: a document a minute, an unchanging copy a day', async () => {
        const { bucket } = stores.ports;
        await bucket.put('feed.json', encode({}), absent);
        await bucket.putImmutable('immutable/abc.json', encode({}));
        const head = (path: string) =>
          stores.clients.s3.send(new HeadObjectCommand({ Bucket: 'feed', Key: `feed/${path}` }));
        expect(await head('feed.json')).toMatchObject({
          CacheControl: 'public, max-age=60',
          ContentType: 'application/feed+json',
        });
        expect((await head('immutable/abc.json')).CacheControl).toBe('public, max-age=86400, immutable');
      });

      it('has every document a second time, packed, of the same type and for as long', async () => {
        const { bucket } = stores.ports;
        const object = async (folder: string, path: string) => {
          const Key = `${folder}/${path}`;
          const { Body, ...found } = await stores.clients.s3.send(
            new GetObjectCommand({ Bucket: 'feed', Key }),
          );
          return { ...found, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
        };
        const bytes = encode({ long: 'activity '.repeat(100) });
        await bucket.put('calendar.ics', bytes, absent);
        await bucket.putImmutable('immutable/1/abc.ics', bytes);
        for (const path of ['calendar.ics', 'immutable/1/abc.ics']) {
          const plain = await object('feed', path);
          const packed = await object('gzip/feed', path);
          expect(plain.bytes).toEqual(Buffer.from(bytes));
          expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
          expect(packed.bytes.length).toBeLessThan(bytes.length / 4);
          expect([plain.ContentEncoding, packed.ContentEncoding]).toEqual([undefined, 'gzip']);
          expect([packed.ContentType, packed.CacheControl]).toEqual([plain.ContentType, plain.CacheControl]);
          expect(packed.Metadata).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex') });
        }
      });
    });
  });
