import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { absent, type KeptFiles } from '../../shared/feed/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import { availabilityOf } from './availability.ts';

/**
 * The files of the log in the bucket that the feed is read from: one object each, below feed/, and never packed. They are
 * added with If-None-Match and replaced with If-Match. A write whose answer was lost may be refused on its repetition:
 * what was added is then found to be there, and of what was replaced the next run finds out. What is added, partial tiles
 * apart, is locked until the day that `lockedUntil` gives, if it is given (S3 Object Lock, compliance mode).
 */
export function keptFiles(client: S3Client, Bucket: string, lockedUntil?: () => Date): KeptFiles {
  const asked = availabilityOf('the bucket of the log');
  const at = (path: string) => ({ Bucket, Key: `feed/${path}` });
  const read: KeptFiles['read'] = async (path) => {
    try {
      const { Body, ETag } = await asked(client.send(new GetObjectCommand(at(path))));
      if (Body === undefined || ETag === undefined) throw new Error(`S3 gave no body of ${path}`);
      // A copy, because the SDK's bytes may lie in a larger buffer that it shares.
      return { bytes: new Uint8Array(await asked(Body.transformToByteArray())), etag: ETag };
    } catch (thrown) {
      if (thrown instanceof NoSuchKey) return undefined;
      throw thrown;
    }
  };
  /** Whether it was written: false if the object is not as the condition says. */
  const write = async (path: string, bytes: Uint8Array, seen: string, lock = {}): Promise<boolean> => {
    const condition = seen === absent ? { IfNoneMatch: '*' } : { IfMatch: seen };
    try {
      await asked(
        client.send(
          new PutObjectCommand({ ...at(path), ...servedAs(path), ...condition, ...lock, Body: bytes }),
        ),
      );
      return true;
    } catch (thrown) {
      if (thrown instanceof Error && refusals.has(thrown.name)) return false;
      throw thrown;
    }
  };
  return {
    read,
    async add(path, bytes) {
      const until = partial.test(path) ? undefined : lockedUntil?.();
      const lock = until && { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until };
      if (await write(path, bytes, absent, lock)) return true;
      const standing = await read(path);
      if (standing === undefined)
        throw new Unavailable('the bucket of the log (somebody else is writing)', path);
      return Buffer.compare(standing.bytes, bytes) === 0;
    },
    replace: (path, bytes, seen) => write(path, bytes, seen),
    async removePartial(path) {
      if (!partial.test(path)) throw new Error(`${path} is no partial tile, and is kept`);
      await asked(client.send(new DeleteObjectCommand(at(path))));
    },
  };
}

/** How S3 refuses a conditional write: it is not as seen, another write is under way, it is no longer there. */
const refusals = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

const partial = /^log\/tile\/.+\.p\/\d+$/;

/** The type of a file (C2SP tlog-tiles has those of the log), and how long caches may send it. */
function servedAs(path: string): { ContentType: string; CacheControl: string } {
  const replaced = path === 'log/checkpoint' || path.startsWith('proof/');
  const ContentType = replaced
    ? 'text/plain; charset=utf-8'
    : path.startsWith('log/')
      ? 'application/octet-stream'
      : 'application/json';
  const seconds = partial.test(path) ? 86_400 : 31_536_000;
  return {
    ContentType,
    CacheControl: replaced ? 'public, max-age=60' : `public, max-age=${seconds}, immutable`,
  };
}
