import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { index } from '../../shared/feed/documents.ts';
import { mediaTypeOf } from '../../shared/feed/media-type.ts';
import { absent, type FeedBucket } from '../../shared/feed/ports.ts';
import { decode, sha256 } from '../../shared/feed/snapshot.ts';
import { Unavailable } from '../../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/** The client the bucket is reached with. */
export const bucketClient = (): S3Client =>
  new S3Client({
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000 },
    // Only the local engine is addressed by an IP address, which has no room for the bucket's name.
    forcePathStyle: true,
  });

const plainFolder = 'feed/';
const packedFolder = 'gzip/feed/';
const pack = promisify(gzip);

/**
 * The bucket the feed is read from. Every document is two objects: plain below feed/, and gzipped below gzip/feed/,
 * with the SHA-256 of the plain one beside it; it is there when both are, of one content. Documents are committed
 * by the plain object, and its ETag is that of the document; the packed one follows, so that a run that dies between
 * the two has committed. Conditional writes are S3's own (If-Match, If-None-Match); a write that was answered late
 * may be refused on its repetition, and the run then fails safely. Decision 0005.
 */
export function feedBucket(client: S3Client, Bucket: string): FeedBucket {
  const asked = availabilityOf('the feed bucket');
  const plainAt = (path: string) => ({ Bucket, Key: `${plainFolder}${path}` });
  const packedAt = (path: string) => ({ Bucket, Key: `${packedFolder}${path}` });
  const head = (object: { Bucket: string; Key: string }) =>
    unlessMissing(asked(client.send(new HeadObjectCommand(object))));
  /** What the packed object of a path is now: its ETag and the hash of the plain document it was made of. */
  const packedNow = async (path: string) => {
    const found = await head(packedAt(path));
    return { etag: found?.ETag ?? absent, of: found?.Metadata?.sha256 };
  };
  const plainNow = async (path: string) => {
    const object = await unlessMissing(asked(client.send(new GetObjectCommand(plainAt(path)))));
    if (object?.Body === undefined || object.ETag === undefined) return undefined;
    // A copy, because the SDK's bytes may lie in a larger buffer that it shares.
    return { bytes: new Uint8Array(await object.Body.transformToByteArray()), etag: object.ETag };
  };
  const objectsOf = async (path: string, bytes: Uint8Array, CacheControl: string) => {
    const both = { ContentType: mediaTypeOf(path), CacheControl };
    const Metadata = { sha256: await sha256(new Uint8Array(bytes)) };
    return {
      plain: { ...plainAt(path), ...both, Body: bytes },
      packed: { ...packedAt(path), ...both, Body: await pack(bytes), ContentEncoding: 'gzip', Metadata },
    };
  };
  const write = (object: PutObjectCommandInput) => asked(client.send(new PutObjectCommand(object)));
  const writeIf = async (object: PutObjectCommandInput, seen: string): Promise<boolean> => {
    try {
      await write({ ...object, ...(seen === absent ? { IfNoneMatch: '*' } : { IfMatch: seen }) });
      return true;
    } catch (thrown) {
      if (thrown instanceof Error && lostRace.has(thrown.name)) return false;
      throw thrown;
    }
  };
  return {
    async index() {
      // In this order, a run that commits after the plain one was read makes the write below fail, or sees it.
      const packed = await packedNow('index.json');
      const plain = await plainNow('index.json');
      if (plain === undefined) return undefined;
      const objects = await objectsOf('index.json', plain.bytes, freshFor('index.json'));
      const { sha256: hash } = objects.packed.Metadata;
      const found = { index: index.parse(decode(plain.bytes)), etag: plain.etag, sha256: hash };
      if (packed.of !== hash && !(await writeIf(objects.packed, packed.etag)))
        throw new Unavailable('the feed bucket (its index has changed meanwhile)', undefined);
      return found;
    },
    async read(path) {
      const [packed, plain] = await Promise.all([packedNow(path), plainNow(path)]);
      return plain !== undefined && packed.of === (await sha256(plain.bytes)) ? plain.bytes : undefined;
    },
    etag: async (path) => (await head(plainAt(path)))?.ETag ?? absent,
    // A day, and no longer, although it never changes: what caches hold outlives what was removed.
    async putImmutable(path, bytes) {
      const { plain, packed } = await objectsOf(path, bytes, 'public, max-age=86400, immutable');
      await Promise.all([write(plain), write(packed)]);
    },
    async immutables(snapshot) {
      const paths = new Set<string>();
      for (const folder of [plainFolder, packedFolder]) {
        let ContinuationToken: string | undefined;
        do {
          const Prefix = `${folder}immutable/${snapshot}/`;
          const page = await asked(
            client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })),
          );
          for (const { Key } of page.Contents ?? [])
            if (Key !== undefined) paths.add(Key.slice(folder.length));
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
      }
      return [...paths];
    },
    async removeImmutable(path) {
      await Promise.all(
        [plainAt(path), packedAt(path)].map((object) => asked(client.send(new DeleteObjectCommand(object)))),
      );
    },
    async put(path, bytes, seen) {
      const { plain, packed } = await objectsOf(path, bytes, freshFor(path));
      // Seen before the plain write: whoever commits after it writes the packed object after that, and this fails.
      const { etag } = await packedNow(path);
      if (!(await writeIf(plain, seen))) return false;
      if (await writeIf(packed, etag)) return true;
      return (await packedNow(path)).of === packed.Metadata.sha256;
    },
  };
}

const lostRace = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** How long a reader may take a document for the newest: what only changes with the code, longer. */
const freshFor = (path: string): string =>
  `public, max-age=${/^(?:schemas\/|definitions\.json)/.test(path) ? 3600 : 60}`;

async function unlessMissing<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof NoSuchKey || thrown instanceof NotFound) return undefined;
    throw thrown;
  }
}
