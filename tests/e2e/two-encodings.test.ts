import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedBucket } from '../../functions/aws/feed-bucket.ts';
import { index } from '../../shared/feed/documents.ts';
import type { FeedBucket } from '../../shared/feed/ports.ts';
import { publish } from '../../shared/feed/publish.ts';
import { rebuilt } from '../support/busy-register.ts';
import { Crash } from '../support/faults.ts';
import { isLongRun } from '../support/long-run.ts';
import { entriesOf } from '../support/published.ts';
import { anActivity, glacy, somebody } from '../support/register.ts';
import { nothingStored, portsOn, type Stored } from '../support/register-in-memory.ts';
import { s3InMemory } from '../support/s3-in-memory.ts';
import { type Stores, startStores } from '../support/stores.ts';
import { useCasesOn } from '../support/use-cases.ts';

let stored: Stored;
let register: ReturnType<typeof registerIn>;
let s3: S3Client;
let engines: Stores | undefined;
const registerIn = (bucket: FeedBucket) => useCasesOn({ ...portsOn(stored, 100), bucket });
beforeEach(async () => {
  engines = isLongRun ? await startStores() : undefined;
  s3 = engines?.clients.s3 ?? s3InMemory();
  stored = nothingStored();
  register = registerIn(feedBucket(s3, 'feed'));
  await register.putProject('GLACY+', glacy);
  await post({ reference: 'A-1' });
  await register.publish();
  await post({ reference: 'A-2' });
});
afterEach(() => engines?.stop());

async function post(changes: Record<string, unknown>) {
  await register.submit(somebody, anActivity(changes));
  await register.recordAll();
}

/** A run of the aggregator that dies with a write to the bucket: before it, or after it has had its effect. */
async function dyingAt(key: string, when: 'before' | 'after') {
  const send = async (command: { constructor: { name: string }; input: { Key?: string } }) => {
    const meant = command.constructor.name === 'PutObjectCommand' && command.input.Key === key;
    if (meant && when === 'before') throw new Crash();
    const answer = await s3.send(command as GetObjectCommand);
    if (meant) throw new Crash();
    return answer;
  };
  const bucket = feedBucket({ send } as unknown as S3Client, 'feed');
  await expect(publish({ ...register.ports, bucket })()).rejects.toThrow();
}

const folders = { plain: 'feed', packed: 'gzip/feed' };
type Encoding = keyof typeof folders;
async function content(encoding: Encoding, path: string): Promise<string> {
  const object = { Bucket: 'feed', Key: `${folders[encoding]}/${path}` };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return (encoding === 'packed' ? gunzipSync(bytes) : Buffer.from(bytes)).toString();
}

/** The number of the snapshot that a reader of one encoding sees, who finds all of it, as the index says it is. */
async function wholeSnapshot(encoding: Encoding): Promise<number> {
  const { snapshot } = index.parse(JSON.parse(await content(encoding, 'index.json')));
  for (const { immutable, sha256 } of await entriesOf((path) => content(encoding, path)))
    expect(
      createHash('sha256')
        .update(await content(encoding, immutable))
        .digest('hex'),
    ).toBe(sha256);
  return snapshot;
}

/** Holds that at every path both encodings have what the index says. */
async function bothSame() {
  const text = await content('plain', 'index.json');
  expect(await content('packed', 'index.json')).toBe(text);
  for (const { path, immutable } of await entriesOf((each) => content('plain', each)))
    for (const encoding of ['plain', 'packed'] as const)
      expect(await content(encoding, path), `${encoding} ${path}`).toBe(await content('plain', immutable));
}

describe('a run that dies between the two objects of a document', () => {
  it.each([
    ['feed/metrics.json', 'before', 1, 1],
    ['gzip/feed/metrics.json', 'before', 1, 1],
    ['gzip/feed/metrics.json', 'after', 1, 1],
    ['feed/index.json', 'before', 1, 1],
    ['gzip/feed/index.json', 'before', 2, 1],
    ['gzip/feed/index.json', 'after', 2, 2],
  ] as const)(
    'at %s (%s it) leaves each encoding whole, and the next brings them together',
    async (key, when, plain, packed) => {
      await dyingAt(key, when);
      expect(await wholeSnapshot('plain')).toBe(plain);
      expect(await wholeSnapshot('packed')).toBe(packed);
      await register.publish();
      await bothSame();
      expect(await wholeSnapshot('packed')).toBe(plain + 1);
    },
  );

  it('is made good also where nothing is left that tells of it: everything is written anew', async () => {
    await dyingAt('gzip/feed/index.json', 'before');
    stored.rows.publication.state = undefined;
    await rebuilt(register);
    await bothSame();
    expect(await wholeSnapshot('packed')).toBe(3);
  });
});

describe('a bucket without packed documents', () => {
  it('is made whole by a rebuild', async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'feed', Prefix: 'gzip/' }));
    expect(Contents.length).toBeGreaterThan(40);
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: 'feed', Key }));
    await rebuilt(register);
    await bothSame();
    expect(await wholeSnapshot('packed')).toBe(2);
  });
});
