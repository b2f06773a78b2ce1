import type { IncomingHttpHeaders, Server } from 'node:http';
import { findPackageJSON } from 'node:module';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';
import { dynaliteServer } from './dynalite-server.ts';
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
 * Starts DynamoDB (dynalite on LevelDB), SQS and S3 (fauxqs on SQLite) in this process, on free ports of 127.0.0.1
 * only, with their data in `folder`. What a call has acknowledged survives the death of the process, not of the
 * machine: neither engine waits for the disk. A message that was in flight is visible again at once, because its
 * consumer died with the queue. Throws a Refusal where the folder holds what an engine cannot read.
 */
export async function startEngines(folder: string): Promise<Endpoints & { stop(): Promise<void> }> {
  const dynamodb = await orRefusal(join(folder, 'dynamodb'), startDynamodb);
  const queues = await orRefusal(join(folder, 'queues-and-buckets'), startQueuesAndBuckets);
  return {
    dynamodb: dynamodb.url,
    sqs: queues.url,
    s3: queues.url,
    stop: async () => {
      await Promise.all([dynamodb.stop(), queues.stop()]);
    },
  };
}

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
    const refusal = refusedWrite(request, s3Store);
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
  return { url: address(app.server), stop: () => app.close() };
}

/** Why S3 refuses a conditional PUT of an object, if it does: fauxqs accepts If-Match and If-None-Match, and ignores them. */
function refusedWrite(
  { method, headers, params }: { method: string; headers: IncomingHttpHeaders; params: unknown },
  store: Required<Stores>['s3Store'],
): [number, string] | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (method !== 'PUT' || (match === undefined && noneMatch === undefined)) return undefined;
  const { bucket = '', '*': key = '' } = params as Record<string, string>;
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
