import type { IncomingHttpHeaders, Server } from 'node:http';
import { findPackageJSON } from 'node:module';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';
import type { ObjectAction } from './bucket-policy.ts';
import { dynaliteServer } from './dynalite-server.ts';
import { startKeyEngine } from './key-engine.ts';
import { Refusal } from './refusal.ts';
import { keepObjectsOnDisk, type ObjectDatabase } from './stored-objects.ts';

/** The region that everything local is in. */
export const localRegion = 'eu-central-1';

/**
 * The environment variables by which the AWS SDK reaches local endpoints, and no account: the credentials are
 * checked by nobody, and the files of the person who runs this are not read.
 */
export const sdkEnvironment = (
  endpoints: Partial<Endpoints> & { lambda?: string },
): Record<string, string> => ({
  AWS_REGION: localRegion,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  ...Object.fromEntries(
    Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service.toUpperCase()}`, url]),
  ),
});

/** Where the engines listen. SQS and S3 share an address. */
export interface Endpoints {
  dynamodb: string;
  sqs: string;
  s3: string;
  kms: string;
}

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type SqsStore = Stores['sqsStore'];
type Queue = ReturnType<SqsStore['createQueue']>;
interface Persistence extends ObjectDatabase {
  load(sqs: SqsStore, sns: Stores['snsStore'], s3: NonNullable<Stores['s3Store']>): void;
  close(): void;
}

const loopback = '127.0.0.1';
const address = (server: Server) => `http://${loopback}:${(server.address() as AddressInfo).port}`;

/**
 * Starts DynamoDB (dynalite on LevelDB), SQS and S3 (fauxqs on SQLite) and a small KMS in this process, on free ports of
 * 127.0.0.1 only, with their data in `folder`. What a call has acknowledged survives the death of the process, not of the
 * machine: neither engine waits for the disk. A message that was in flight is visible again at once, because its
 * consumer died with the queue. Throws a Refusal where the folder holds what an engine cannot read.
 */
export async function startEngines(folder: string): Promise<Engines> {
  const dynamodb = await orRefusal(join(folder, 'dynamodb'), startDynamodb);
  const queues = await orRefusal(join(folder, 'queues-and-buckets'), startQueuesAndBuckets);
  const keys = await orRefusal(join(folder, 'keys'), startKeyEngine);
  return {
    dynamodb: dynamodb.url,
    sqs: queues.url,
    s3: queues.url,
    kms: keys.url,
    provideKey: keys.provide,
    obey: queues.obey,
    stop: async () => {
      await Promise.all([dynamodb.stop(), queues.stop(), keys.stop()]);
    },
  };
}

/** Engines that run. */
export interface Engines extends Endpoints {
  /** Makes the signing key of a name, if there is none; throws a Refusal where there is one that cannot be read. */
  provideKey(name: string): Promise<void>;
  /** Has S3 refuse from now on, with AccessDenied, what the policies of its buckets do. */
  obey(refuses: Refuses): void;
  stop(): Promise<void>;
}
type Refuses = (asked: ObjectAction) => boolean;

async function orRefusal<Engine>(path: string, start: (path: string) => Promise<Engine>): Promise<Engine> {
  try {
    return await start(path);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = (cause instanceof Error ? cause.message : message).replaceAll(/\s+/g, ' ');
    throw new Refusal(
      `${path} cannot be read or written: ${why}. Where it is damaged, start with another folder and restore a backup into it`,
    );
  }
}

async function startDynamodb(path: string) {
  const server = await dynaliteServer(path);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, loopback, listening);
  });
  const stop = () =>
    new Promise<void>((closed, failed) => {
      server.close((error) => (error ? failed(error) : closed()));
    });
  return { url: address(server), stop };
}

/**
 * Puts together what fauxqs' startFauxqs puts together, because that function can only listen on every interface
 * of the machine; its exports map hides the parts, so they are imported by file.
 */
async function startQueuesAndBuckets(folder: string) {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('The package fauxqs is not installed');
  const part = (file: string) => import(/* @vite-ignore */ new URL(file, pathToFileURL(manifest)).href);
  const { SqsStore } = await part('dist/sqs/sqsStore.js');
  const { SnsStore } = await part('dist/sns/snsStore.js');
  const { S3Store } = await part('dist/s3/s3Store.js');
  const { PersistenceManager } = await part('dist/persistence.js');

  const stores: Required<Stores> = {
    sqsStore: new SqsStore(),
    snsStore: new SnsStore(),
    s3Store: new S3Store(),
  };
  const { sqsStore, snsStore, s3Store } = stores;
  sqsStore.host = '';
  const persistence: Persistence = new PersistenceManager(folder);
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  persistence.db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
  keepObjectsOnDisk(s3Store, persistence);
  persistence.load(sqsStore, snsStore, s3Store);
  for (const store of [sqsStore, snsStore, s3Store]) Object.assign(store, { persistence });

  let refuses: Refuses = () => false;
  const { S3Error } = await part('dist/common/errors.js');
  for (const name of ['deleteObject', 'deleteObjects', 'renameObject'] as const) {
    const removes = s3Store[name].bind(s3Store) as (bucket: string, ...more: unknown[]) => unknown;
    const obedient = (bucket: string, keys: string | string[], ...more: unknown[]) => {
      for (const key of [keys].flat())
        if (refuses({ action: 's3:DeleteObject', bucket, key, headers: {} }))
          throw new S3Error('AccessDenied', 'Access Denied', 403);
      return removes(bucket, keys, ...more);
    };
    Object.assign(s3Store, { [name]: obedient });
  }

  const receiveAtomically = (queue: Queue): Queue => {
    const dequeue = queue.dequeue.bind(queue);
    queue.dequeue = (...request) => inTransaction(persistence, () => dequeue(...request));
    return queue;
  };
  for (const queue of sqsStore.allQueues()) {
    Object.assign(queue, { persistence });
    receiveAtomically(queue);
  }
  const createQueue = sqsStore.createQueue.bind(sqsStore);
  sqsStore.createQueue = (...queue) => receiveAtomically(createQueue(...queue));

  const app = buildApp({ logger: false, stores });
  app.addHook('preHandler', (request, reply, done) => {
    const refusal = refusedWrite(request, s3Store, refuses);
    if (refusal === undefined) return done();
    const [status, code] = refusal;
    reply
      .status(status)
      .header('content-type', 'application/xml')
      .send(`<Error><Code>${code}</Code></Error>`);
  });
  app.addHook('preClose', (done) => {
    persistence.close();
    done();
  });
  await app.listen({ port: 0, host: loopback });
  const obey = (rules: Refuses) => {
    refuses = rules;
  };
  return { url: address(app.server), obey, stop: () => app.close() };
}

/**
 * Why S3 refuses to write an object, if it does: fauxqs knows no policies, and accepts If-Match and If-None-Match, and
 * ignores them. A form in a browser, which names its object in its body, is for no bucket here.
 */
function refusedWrite(
  { method, headers, params }: { method: string; headers: IncomingHttpHeaders; params: unknown },
  store: Required<Stores>['s3Store'],
  refuses: Refuses,
): [number, string] | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  const { bucket = '', '*': key = '' } = params as Record<string, string>;
  const isWrite = ['PUT', 'POST'].includes(method);
  if (isWrite && key === '' && headers['content-type']?.startsWith('multipart/form-data'))
    return [403, 'AccessDenied'];
  if (isWrite && key !== '' && refuses({ action: 's3:PutObject', bucket, key, headers }))
    return [403, 'AccessDenied'];
  if (method !== 'PUT' || (match === undefined && noneMatch === undefined)) return undefined;
  const [first] = store.hasBucket(bucket)
    ? store.listObjects(bucket, { prefix: key, maxKeys: 1 }).objects
    : [];
  const found = first?.key === key ? first.etag : undefined;
  if (match !== undefined && found === undefined) return [404, 'NoSuchKey'];
  if (match !== undefined && match !== found) return [412, 'PreconditionFailed'];
  return noneMatch === '*' && found !== undefined ? [412, 'PreconditionFailed'] : undefined;
}

/**
 * fauxqs moves a message to the dead-letter queue in two writes, delete first: killed in between, it would lose the
 * message. In one transaction it cannot.
 */
function inTransaction<T>(persistence: Persistence, work: () => T): T {
  persistence.db.exec('BEGIN');
  try {
    const result = work();
    persistence.db.exec('COMMIT');
    return result;
  } catch (error) {
    persistence.db.exec('ROLLBACK');
    throw error;
  }
}
