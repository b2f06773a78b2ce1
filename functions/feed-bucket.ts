import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { index } from '../shared/documents.ts';
import { absent, type FeedBucket } from '../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** The client the bucket is reached with. */
export const bucketClient = (): S3Client =>
  new S3Client({
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000 },
    // Only the local engine is addressed by an IP address, which has no room for the bucket's name.
    forcePathStyle: true,
  });

/**
 * The bucket the feed is read from: documents under feed/. Conditional writes are S3's own (If-Match,
 * If-None-Match); a write that was answered late may be refused on its repetition, and the run then fails safely.
 */
export function feedBucket(client: S3Client, Bucket: string): FeedBucket {
  const asked = availabilityOf('the feed bucket');
  const at = (path: string) => ({ Bucket, Key: `feed/${path}` });
  const read = async (path: string) => {
    const object = await unlessMissing(asked(client.send(new GetObjectCommand(at(path)))));
    if (object?.Body === undefined || object.ETag === undefined) return undefined;
    const content: unknown = JSON.parse(await object.Body.transformToString('utf-8'));
    return { content, etag: object.ETag };
  };
  return {
    async index() {
      const found = await read('index.json');
      return found === undefined ? undefined : { index: index.parse(found.content), etag: found.etag };
    },
    get: async (path) => (await read(path))?.content,
    async etag(path) {
      const found = await unlessMissing(asked(client.send(new HeadObjectCommand(at(path)))));
      return found?.ETag ?? absent;
    },
    async putImmutable(path, bytes) {
      const CacheControl = 'public, max-age=31536000, immutable';
      await asked(
        client.send(
          new PutObjectCommand({ ...at(path), Body: bytes, CacheControl, ContentType: typeOf(path) }),
        ),
      );
    },
    async put(path, bytes, seen) {
      const condition = seen === absent ? { IfNoneMatch: '*' } : { IfMatch: seen };
      const CacheControl = 'public, max-age=60';
      const write = new PutObjectCommand({
        ...at(path),
        Body: bytes,
        CacheControl,
        ContentType: typeOf(path),
        ...condition,
      });
      try {
        await asked(client.send(write));
        return true;
      } catch (thrown) {
        if (thrown instanceof Error && lostRace.has(thrown.name)) return false;
        throw thrown;
      }
    },
  };
}

const lostRace = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

function typeOf(path: string): string {
  if (path === 'feed.json') return 'application/feed+json';
  return path.startsWith('schemas/') ? 'application/schema+json' : 'application/json';
}

async function unlessMissing<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof NoSuchKey || thrown instanceof NotFound) return undefined;
    throw thrown;
  }
}
