import { putPeriod, putProject } from '../../shared/portfolio.ts';
import { publish } from '../../shared/publish.ts';
import { bucketOn, type Objects, type Stored } from './bucket.ts';
import { startCalls } from './calls.ts';
import type { ClientLog } from './clients.ts';
import { drawPlan, type Plan } from './fault-plan.ts';
import { type Functions, realFunctions, startFunctions } from './functions.ts';
import { startGateway } from './gateway.ts';
import { type Ports, portsOf } from './process-ports.ts';
import { type QueueSettings, startQueue } from './queue.ts';
import type { Random } from './random.ts';
import { midnight, partners, periods, projects } from './sample-portfolio.ts';
import { noRows, type Rows, type Stores, storesOn } from './stores.ts';
import { startTime } from './virtual-time.ts';

/** A small, named change of the protocol: of the stores, of the ports on them, or of the functions around. */
export type Mutant = {
  name: string;
  stores?: (stores: Stores, now: () => Date) => Stores;
  bucket?: (bucket: Bucket) => Bucket;
  ports?: (ports: Ports, stores: Stores) => Ports;
  functions?: Partial<Functions>;
  /** The method that is slow in all its schedules: chance alone would need tens of thousands to bring it out. */
  sluggish?: string;
};

type Bucket = ReturnType<typeof bucketOn>;

export const poison = '{"schema":1,"operation":"put","reference":';

export type World = ReturnType<typeof startWorld>;
export type WorldOptions = {
  plan?: Plan | undefined;
  mutant?: Mutant | undefined;
  /** Whether the empty register has been published before; if not, the first run of the schedule does it. */
  published: boolean;
  /** The port method that is slow throughout, if one is. */
  sluggish?: string | undefined;
  /** When the schedule begins, in milliseconds since 1970. */
  begins: number;
};

/** The register between its queue, table and bucket in memory, before anybody has done anything. */
export function startWorld(random: Random, { plan, mutant, published, sluggish, begins }: WorldOptions) {
  const drawn = drawPlan(random);
  const time = startTime();
  let [ids, skew] = [0, 0];
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const now = () => new Date(begins + time.now() - skew);
  const functions = { ...realFunctions, ...mutant?.functions };
  const before = published ? firstSnapshot : nothing;
  const rows = copyOf(before.rows);
  const stores = mutant?.stores?.(storesOn(rows, partners, time), now) ?? storesOn(rows, partners, time);
  const log = {
    clients: { moments: 0, attempts: [] } as ClientLog,
    /** Every message that got into the queue, in order; `poisoned` counts those that nobody can read. */
    sent: [] as string[],
    poisoned: 0,
    /** Every document a reader could have seen. */
    seen: [] as { path: string; object: Stored }[],
    /** Answers of functions that are a fault of ours. */
    faulty: [] as string[],
  };
  const trueBucket = bucketOn(new Map(before.objects), (path, object) => log.seen.push({ path, object }));
  const bucket = mutant?.bucket?.(trueBucket) ?? trueBucket;
  const calls = startCalls(
    time,
    random,
    { plan: plan ?? drawn, sluggish },
    {
      clockBack: () => {
        skew += 1_000 + random.next() ** 3 * 90_000_000;
      },
      identityLost: () => gateway.forget(),
      poison: () => {
        log.poisoned += 1;
        submissions.send(poison);
      },
    },
  );
  const send = (body: string) => {
    log.sent.push(body);
    submissions.send(body);
  };
  const queue: Ports['queue'] = { send: async (submission) => send(JSON.stringify(submission)) };
  const run = startFunctions(time, (process) => {
    const ports = portsOf(process, calls, { stores, bucket, queue, now, newId });
    return mutant?.ports?.(ports, stores) ?? ports;
  });
  const source = (name: 'record' | 'bury', settings: Omit<QueueSettings, 'visibility'>) =>
    startQueue(time, random, newId, { visibility: 30_000, ...settings }, (event) =>
      run(name, functions[name], (work) => work(event)),
    );
  const deadLetters = source('bury', { batch: 1 });
  const submissions = source('record', { batch: 10, mostReceives: 5, deadLetters: deadLetters.send });
  const gateway = startGateway(time, run, calls, functions, ({ operation }, status) => {
    if (status === 500 || status === 0) log.faulty.push(`${operation} answers ${status}`);
  });
  return {
    time,
    random,
    now,
    rows,
    bucket,
    /** What had been published before the schedule began. */
    begun: before.objects,
    calls,
    gateway,
    log,
    plan: plan ?? drawn,
    /** Runs the aggregator once, as the schedule does. */
    publish: () => run('publish', functions.publish, (work) => work()),
    /** Puts a message into the queue as it once was: a redrive or a replay. */
    send,
    /** Ends all faults; the clocks are right again. */
    calm() {
      calls.calm();
      skew = 0;
    },
  };
}

type Before = { rows: Rows; objects: Objects };

const copyOf = (rows: Rows): Rows => ({
  revisions: new Map(rows.revisions),
  receipts: new Map(rows.receipts),
  activities: new Map(rows.activities),
  contributions: new Map(rows.contributions),
  marks: new Map(rows.marks),
  summaries: new Map(rows.summaries),
  publication: { ...rows.publication },
  projects: new Map(rows.projects),
  periods: new Map(rows.periods),
  letters: new Map(rows.letters),
});

/** The register with its portfolio, and with that published or not: the same for every schedule, so made once. */
async function beginning(runs: number): Promise<Before> {
  const [rows, time] = [noRows(), startTime()];
  const stores = storesOn(rows, partners, time);
  const bucket = bucketOn(new Map(), () => undefined);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `first-${ids}`;
  };
  const ports = { ...stores, feed: bucket, now: () => new Date(midnight - 86_400_000), newToken: newId };
  for (const project of projects) await putProject(ports)(project.code, project);
  for (const period of periods) await putPeriod(ports)(period.id, period);
  const contributions = {
    ...stores.contributions,
    async *ofMonth(month: string) {
      yield (await stores.contributions.page(month, '')).items;
    },
  };
  for (let left = runs; left > 0; left -= 1) await publish({ ...ports, contributions })();
  return { rows, objects: bucket.objects };
}

const nothing = await beginning(0);
const firstSnapshot = await beginning(1);
