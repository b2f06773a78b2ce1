import { ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { feedBucket } from '../../functions/aws/feed-bucket.ts';
import { absent } from '../../shared/feed/ports.ts';

/** What is sent to the bucket by somebody who puts documents there. */
async function sentBy(work: (feed: ReturnType<typeof feedBucket>) => Promise<unknown>) {
  const puts: Record<string, string | undefined> = {};
  const client = {
    async send(command: object) {
      if (command instanceof PutObjectCommand) puts[command.input.Key ?? ''] = command.input.CacheControl;
      return {};
    },
  };
  await work(feedBucket(client as unknown as S3Client, 'feed'));
  return puts;
}

describe('documents in the bucket', () => {
  const bytes = new Uint8Array([1]);

  it.each([
    ['index.json', 'public, max-age=60'],
    ['metrics.json', 'public, max-age=60'],
    ['activities/2020-03.csv', 'public, max-age=60'],
    ['feed.json', 'public, max-age=60'],
    ['definitions.json', 'public, max-age=3600'],
    ['schemas/index.json', 'public, max-age=3600'],
  ])('are taken for the newest only as long as they may be: %s %s', async (path, caching) => {
    expect(await sentBy((feed) => feed.put(path, bytes, absent))).toEqual({
      [`feed/${path}`]: caching,
      [`gzip/feed/${path}`]: caching,
    });
  });

  it('are kept by caches for a day where they are copies that never change, because they are removed', async () => {
    const caching = 'public, max-age=86400, immutable';
    expect(await sentBy((feed) => feed.putImmutable('immutable/1/a.json', bytes))).toEqual({
      'feed/immutable/1/a.json': caching,
      'gzip/feed/immutable/1/a.json': caching,
    });
  });

  it('are listed to the last page, in both folders', async () => {
    const asked: [string, string | undefined][] = [];
    const client = {
      async send(command: object) {
        if (!(command instanceof ListObjectsV2Command)) throw new Error('only lists');
        const { Prefix = '', ContinuationToken: from } = command.input;
        asked.push([Prefix, from]);
        const page = Number(from ?? '1');
        return {
          Contents: [{ Key: `${Prefix}${page}.json` }],
          ...(page < 3 ? { NextContinuationToken: String(page + 1) } : {}),
        };
      },
    };
    const paths = await feedBucket(client as unknown as S3Client, 'feed').immutables(7);
    expect(paths).toEqual(['immutable/7/1.json', 'immutable/7/2.json', 'immutable/7/3.json']);
    const [plain, packed] = ['feed/immutable/7/', 'gzip/feed/immutable/7/'];
    expect(asked).toEqual([
      [plain, undefined],
      [plain, '2'],
      [plain, '3'],
      [packed, undefined],
      [packed, '2'],
      [packed, '3'],
    ]);
  });
});
