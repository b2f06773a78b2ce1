import { gunzipSync } from 'node:zlib';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedBucket } from '../../functions/aws/feed-bucket.ts';
import { absent } from '../../shared/feed/ports.ts';
import { encode } from '../../shared/feed/snapshot.ts';
import { Unavailable } from '../../shared/ports.ts';
import { type Stores, startStores } from '../support/stores.ts';

let stores: Stores;
beforeEach(async () => {
  stores = await startStores();
});
afterEach(() => stores.stop());

const indexOf = (snapshot: number) =>
  encode({
    snapshot,
    generatedAt: '2026-11-20T12:00:00.000Z',
    dataAsOf: '2026-11-20T12:00:00.000Z',
    documents: [],
  });
const [first, second, third] = [indexOf(1), indexOf(2), indexOf(3)];

/** The bucket, where something happens right before the first call of a kind for a key. */
function bucketWith(call: string, key: string, happening: () => Promise<unknown>) {
  let left = 1;
  const send = async (command: { constructor: { name: string }; input: { Key?: string } }) => {
    const meant = command.constructor.name === `${call}Command` && command.input.Key === key;
    if (meant && left-- > 0) await happening();
    return stores.clients.s3.send(command as GetObjectCommand);
  };
  return feedBucket({ send } as unknown as S3Client, 'feed');
}
const unpacked = async (path: string) => {
  const Key = `gzip/feed/${path}`;
  const { Body } = await stores.clients.s3.send(new GetObjectCommand({ Bucket: 'feed', Key }));
  return new Uint8Array(gunzipSync((await Body?.transformToByteArray()) ?? ''));
};
const remove = (Key: string) => stores.clients.s3.send(new DeleteObjectCommand({ Bucket: 'feed', Key }));
const replace = async (path: string, bytes: Uint8Array) =>
  expect(await stores.ports.bucket.put(path, bytes, await stores.ports.bucket.etag(path))).toBe(true);
const dying = () => Promise.reject(new Error('killed'));

describe('a document in two objects', () => {
  it('is not there while one of them is missing, or they are not of one content', async () => {
    const { bucket } = stores.ports;
    for (const folder of ['feed', 'gzip/feed']) {
      await replace('metrics.json', encode({ folder }));
      await remove(`${folder}/metrics.json`);
      expect(await bucket.read('metrics.json')).toBeUndefined();
    }
    await replace('metrics.json', encode(1));
    const half = bucketWith('PutObject', 'gzip/feed/metrics.json', dying);
    await expect(half.put('metrics.json', encode(2), await bucket.etag('metrics.json'))).rejects.toThrow(
      'does not answer',
    );
    expect(await bucket.read('metrics.json')).toBeUndefined();
    await replace('metrics.json', encode(2));
    expect(await bucket.read('metrics.json')).toEqual(encode(2));
    expect(await unpacked('metrics.json')).toEqual(encode(2));
  });

  it('is packed to the same bytes every time', async () => {
    const etag = async () => {
      await stores.ports.bucket.putImmutable('immutable/1/a.json', first);
      const object = { Bucket: 'feed', Key: 'gzip/feed/immutable/1/a.json' };
      return (await stores.clients.s3.send(new HeadObjectCommand(object))).ETag;
    };
    expect(await etag()).toBe(await etag());
  });

  it('stays as it is, in both, when somebody else has written it since it was seen', async () => {
    const { bucket } = stores.ports;
    await replace('metrics.json', encode(1));
    const seen = await bucket.etag('metrics.json');
    await replace('metrics.json', encode(2));
    expect(await bucket.put('metrics.json', encode(3), seen)).toBe(false);
    expect(await bucket.put('metrics.json', encode(3), absent)).toBe(false);
    expect(await bucket.read('metrics.json')).toEqual(encode(2));
    expect(await unpacked('metrics.json')).toEqual(encode(2));
  });

  it('ends as the later of two writes, in both, when the earlier one stalls between its two', async () => {
    await replace('metrics.json', encode(1));
    const stalling = bucketWith('PutObject', 'gzip/feed/metrics.json', () =>
      replace('metrics.json', encode(3)),
    );
    const seen = await stores.ports.bucket.etag('metrics.json');
    expect(await stalling.put('metrics.json', encode(2), seen)).toBe(false);
    expect(await stores.ports.bucket.read('metrics.json')).toEqual(encode(3));
    expect(await unpacked('metrics.json')).toEqual(encode(3));
  });

  it('is in both what the last to commit has written, also where that comes between the two of another', async () => {
    await replace('metrics.json', encode(1));
    const seen = await stores.ports.bucket.etag('metrics.json');
    const late = bucketWith('HeadObject', 'gzip/feed/metrics.json', () => replace('metrics.json', encode(3)));
    expect(await late.put('metrics.json', encode(2), seen)).toBe(false);
    expect(await unpacked('metrics.json')).toEqual(await stores.ports.bucket.read('metrics.json'));
    expect(await unpacked('metrics.json')).toEqual(encode(3));
  });

  it('is listed and removed as a copy while one object of it is left', async () => {
    const { bucket } = stores.ports;
    const paths = ['immutable/3/a.json', 'immutable/3/b.json'];
    for (const path of paths) await bucket.putImmutable(path, first);
    await remove('feed/immutable/3/a.json');
    await remove('gzip/feed/immutable/3/b.json');
    expect([...(await bucket.immutables(3))].sort()).toEqual(paths);
    for (const path of paths) await bucket.removeImmutable(path);
    expect(await bucket.immutables(3)).toEqual([]);
  });
});

describe('the index', () => {
  it('is committed by its plain object, and the packed one follows when it is next read', async () => {
    const { bucket } = stores.ports;
    await replace('index.json', first);
    const half = bucketWith('PutObject', 'gzip/feed/index.json', dying);
    const seen = (await bucket.index())?.etag ?? '';
    await expect(half.put('index.json', second, seen)).rejects.toThrow('does not answer');
    expect(await unpacked('index.json')).toEqual(first);
    const found = await bucket.index();
    expect(found?.index.snapshot).toBe(2);
    expect(await unpacked('index.json')).toEqual(second);
    expect(await bucket.put('index.json', third, found?.etag ?? '')).toBe(true);
    expect(await unpacked('index.json')).toEqual(third);
  });

  it('is committed also when somebody who read it meanwhile has brought the packed object after it', async () => {
    await replace('index.json', first);
    const seen = (await stores.ports.bucket.index())?.etag ?? '';
    const slow = bucketWith('PutObject', 'gzip/feed/index.json', () => stores.ports.bucket.index());
    expect(await slow.put('index.json', second, seen)).toBe(true);
    expect(await unpacked('index.json')).toEqual(second);
  });

  it.each(['HeadObject gzip/feed/index.json', 'GetObject feed/index.json', 'PutObject gzip/feed/index.json'])(
    'never brings the packed object back to what it was when others commit before its %s',
    async (at) => {
      await replace('index.json', first);
      const half = bucketWith('PutObject', 'gzip/feed/index.json', dying);
      const seen = (await stores.ports.bucket.index())?.etag ?? '';
      await expect(half.put('index.json', second, seen)).rejects.toThrow('does not answer');
      const [call = '', key = ''] = at.split(' ');
      const late = bucketWith(call, key, () => replace('index.json', third));
      const outcome = await late.index().catch((thrown: unknown) => thrown);
      if (!(outcome instanceof Unavailable)) expect(outcome).toMatchObject({ index: { snapshot: 3 } });
      expect(await unpacked('index.json')).toEqual(third);
    },
  );

  it('can be written anew where only its packed object is left', async () => {
    const { bucket } = stores.ports;
    await replace('index.json', first);
    await remove('feed/index.json');
    expect(await bucket.index()).toBeUndefined();
    expect(await bucket.put('index.json', second, absent)).toBe(true);
    expect(await unpacked('index.json')).toEqual(second);
  });
});
