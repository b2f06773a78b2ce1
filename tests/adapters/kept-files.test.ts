import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptFiles } from '../../functions/aws/kept-files.ts';
import { absent } from '../../shared/feed/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import { type Stores, startStores } from '../support/stores.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('files that are kept', () => {
  it('are added once, and the same once more', async () => {
    const { kept } = stores.ports;
    expect(await kept.read('log/tile/0/000')).toBeUndefined();
    expect(await kept.add('log/tile/0/000', bytes(1, 2))).toBe(true);
    expect(await kept.add('log/tile/0/000', bytes(1, 2))).toBe(true);
    expect(await kept.add('log/tile/0/000', bytes(1, 3))).toBe(false);
    expect((await kept.read('log/tile/0/000'))?.bytes).toEqual(bytes(1, 2));
  });

  it('are replaced as they were seen, and not otherwise', async () => {
    const { kept } = stores.ports;
    expect(await kept.replace('log/checkpoint', bytes(1), '"other"')).toBe(false);
    expect(await kept.replace('log/checkpoint', bytes(1), absent)).toBe(true);
    expect(await kept.replace('log/checkpoint', bytes(2), absent)).toBe(false);
    const first = await kept.read('log/checkpoint');
    expect(await kept.replace('log/checkpoint', bytes(2), first?.etag ?? '')).toBe(true);
    expect(await kept.replace('log/checkpoint', bytes(3), first?.etag ?? '')).toBe(false);
    expect((await kept.read('log/checkpoint'))?.bytes).toEqual(bytes(2));
  });

  it('go where they are a part of what is whole, whether they are there or not, and nowhere else', async () => {
    const { kept } = stores.ports;
    const path = 'log/tile/entries/x001/067.p/12';
    await kept.add(path, bytes(1));
    for (let twice = 0; twice < 2; twice += 1) await kept.removePartial(path);
    expect(await kept.read(path)).toBeUndefined();
    for (const whole of ['log/tile/0/000', 'log/checkpoint', 'statements/1.json', 'log/tile/0/000.p'])
      await expect(kept.removePartial(whole)).rejects.toThrow('is kept');
  });

  it.each([
    ['log/checkpoint', 'text/plain; charset=utf-8', 'public, max-age=60'],
    ['proof/2019-2020/activities.tlog-proof', 'text/plain; charset=utf-8', 'public, max-age=60'],
    ['log/tile/1/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['log/tile/entries/000', 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['log/tile/1/000.p/3', 'application/octet-stream', 'public, max-age=86400, immutable'],
    ['statements/7.json', 'application/json', 'public, max-age=31536000, immutable'],
    ['vintages/2019-2020/2.json', 'application/json', 'public, max-age=31536000, immutable'],
  ])(
    'have a type and a time, and no packed object beside them: %s',
    async (path, ContentType, CacheControl) => {
      const { kept } = stores.ports;
      const standing = await kept.read(path);
      await kept.replace(path, bytes(9), standing?.etag ?? absent);
      const object = await stores.clients.s3.send(
        new GetObjectCommand({ Bucket: 'feed', Key: `feed/${path}` }),
      );
      expect(object).toMatchObject({ ContentType, CacheControl });
      expect(object.ContentEncoding).toBeUndefined();
      const packed = await stores.clients.s3.send(
        new ListObjectsV2Command({ Bucket: 'feed', Prefix: 'gzip/' }),
      );
      expect(packed.KeyCount).toBe(0);
    },
  );
});

describe('a bucket that does not answer, or refuses', () => {
  /** A client whose calls end as told, by the name of the command; the same again and again. */
  const refusing = (errors: Record<string, [name: string, status: number]>) =>
    keptFiles(
      {
        async send({ constructor: { name } }: object) {
          const [error, httpStatusCode] = errors[name] ?? ['NotExpected', 400];
          throw new S3ServiceException({ name: error, $fault: 'client', $metadata: { httpStatusCode } });
        },
      } as unknown as S3Client,
      'feed',
    );

  it('is unavailable where it fails, where nothing listens, and where somebody else is writing', async () => {
    const failing = refusing({
      PutObjectCommand: ['InternalError', 500],
      GetObjectCommand: ['SlowDown', 503],
    });
    await expect(failing.read('log/checkpoint')).rejects.toThrow(Unavailable);
    await expect(failing.add('statements/1.json', bytes(1))).rejects.toThrow(Unavailable);
    await expect(failing.replace('log/checkpoint', bytes(1), absent)).rejects.toThrow(Unavailable);
    const client = new S3Client({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    await expect(keptFiles(client, 'feed').read('log/checkpoint')).rejects.toThrow(Unavailable);
  });

  it('has a fault of ours where the call is wrong', async () => {
    const denied = refusing({
      PutObjectCommand: ['AccessDenied', 403],
      GetObjectCommand: ['AccessDenied', 403],
    });
    for (const call of [denied.add('statements/1.json', bytes(1)), denied.read('log/checkpoint')])
      await expect(call).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
