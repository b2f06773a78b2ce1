import { createHash } from 'node:crypto';
import {
  NoSuchKey,
  NotFound,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

type Stored = { bytes: Uint8Array; ETag: string; Metadata: Record<string, string> | undefined };
type Command = { constructor: { name: string }; input: PutObjectCommandInput & { Prefix?: string } };

/**
 * A client of a bucket in memory: the commands that the feed's adapter sends, with conditional writes as S3 has them.
 * Objects have their bytes, ETag and metadata; lists have one page. Throws for any other command.
 */
export function s3InMemory(): S3Client {
  const objects = new Map<string, Stored>();
  const found = (key: string, missing: typeof NoSuchKey | typeof NotFound): Stored => {
    const object = objects.get(key);
    if (object === undefined) throw new missing({ message: key, $metadata: { httpStatusCode: 404 } });
    return object;
  };
  const put = ({ Key = '', Body, IfMatch, IfNoneMatch, Metadata }: PutObjectCommandInput) => {
    const standing = objects.get(Key)?.ETag;
    if ((IfMatch !== undefined && IfMatch !== standing) || (IfNoneMatch === '*' && standing !== undefined))
      throw new S3ServiceException({
        name: 'PreconditionFailed',
        $fault: 'client',
        $metadata: { httpStatusCode: 412 },
      });
    const bytes = new Uint8Array(Body as Uint8Array);
    const ETag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    objects.set(Key, { bytes, ETag, Metadata });
    return { ETag };
  };
  const answers: Record<string, (input: Command['input']) => object> = {
    PutObjectCommand: put,
    GetObjectCommand({ Key = '' }) {
      const { bytes, ...rest } = found(Key, NoSuchKey);
      return { ...rest, Body: { transformToByteArray: async () => new Uint8Array(bytes) } };
    },
    HeadObjectCommand: ({ Key = '' }) => found(Key, NotFound),
    DeleteObjectCommand({ Key = '' }) {
      objects.delete(Key);
      return {};
    },
    ListObjectsV2Command: ({ Prefix = '' }) => ({
      Contents: [...objects.keys()].filter((Key) => Key.startsWith(Prefix)).map((Key) => ({ Key })),
    }),
  };
  const client = {
    async send({ constructor: { name }, input }: Command) {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`${name} is not known here`);
      return answer(input);
    },
  };
  return client as unknown as S3Client;
}
