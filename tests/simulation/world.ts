import type { StoredActivity } from '../../shared/words/submission.ts';
import { copyOf, published as firstSnapshot, unpublished } from './beginning.ts';
import { bucketOn, keptOn, type Stored } from './bucket.ts';
import { startCalls } from './calls.ts';
import { nothingAsked } from './client-log.ts';
import { drawPlan, type Plan } from './fault-plan.ts';
import { type Functions, realFunctions, startFunctions } from './functions.ts';
import { startGateway } from './gateway.ts';
import { type Ports, portsOf } from './process-ports.ts';
import { type QueueSettings, startQueue } from './queue.ts';
import type { Random } from './random.ts';
import { partners } from './sample-portfolio.ts';
import { type Stores, storesOn } from './stores.ts';
import { sendingTo } from './submission-queue.ts';
import { startTime } from './virtual-time.ts';

/** A small, named change of the protocol: of the stores, of the ports on them, or of the functions around. */
export type Mutant = {
  name: string;
  stores?: (stores: Stores, now: () => Date) => Stores;
  bucket?: (bucket: Bucket) => Bucket;
  kept?: (kept: Kept, bucket: Bucket) => Kept;
  ports?: (ports: Ports, stores: Stores) => Ports;
  functions?: Partial<Functions>;
  /** Checks that would find it out by the way, and are not asked: it has to be found where it is wrong. */
  unheard?: RegExp;
  /** The method that is slow in all its schedules: chance alone would need tens of thousands to bring it out. */
  sluggish?: string;
};

type Bucket = ReturnType<typeof bucketOn>;
type Kept = ReturnType<typeof keptOn>;

/** Whether an activity was there to be listed (and not withdrawn) after a moment of the clients. */
export type Listed = { partner: string; reference: string; there: boolean; moment: number };

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
  let [ids, skew, entriesFail] = [0, 0, false];
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const now = () => new Date(begins + time.now() - skew);
  const functions = { ...realFunctions, ...mutant?.functions };
  const before = published ? firstSnapshot : unpublished;
  const rows = copyOf(before.rows);
  const changedStores = mutant?.stores?.(storesOn(rows, partners, time), now);
  const log = {
    clients: nothingAsked(),
    /** Which activities were there to be listed, and from which moment on. */
    listed: [] as Listed[],
    /** Every message that got into the queue, in order; `poisoned` counts those that nobody can read. */
    sent: [] as string[],
    poisoned: 0,
    /** Every document a reader could have seen. */
    seen: [] as { path: string; object: Stored | undefined }[],
    /** Answers of functions that are a fault of ours. */
    faulty: [] as string[],
  };
  const stores = telling(
    changedStores ?? storesOn(rows, partners, time),
    ({ partner, reference, activity }) => {
      log.clients.moments += 1;
      log.listed.push({ partner, reference, there: activity !== undefined, moment: log.clients.moments });
    },
  );
  const see = (path: string, object: Stored | undefined) => void log.seen.push({ path, object });
  const trueBucket = bucketOn(new Map(before.objects), see);
  const bucket = mutant?.bucket?.(trueBucket) ?? trueBucket;
  const trueKept = keptOn(trueBucket.objects, see);
  const kept = mutant?.kept?.(trueKept, trueBucket) ?? trueKept;
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
      entriesFail: () => {
        entriesFail = true;
      },
    },
  );
  const send = (body: string) => {
    log.sent.push(body);
    submissions.send(body);
  };
  const queue = sendingTo(send, random, () => {
    const fail = entriesFail;
    entriesFail = false;
    return fail;
  });
  const run = startFunctions(time, (process) => {
    const ports = portsOf(process, calls, { stores, bucket, kept, queue, now, newId, wait: time.sleep });
    return mutant?.ports?.(ports, stores) ?? ports;
  });
  const source = (name: 'record' | 'bury', settings: Omit<QueueSettings, 'visibility'>) =>
    startQueue(time, random, newId, { visibility: 30_000, ...settings }, (event) =>
      run(name, functions[name], (work) => work(event)),
    );
  const deadLetters = source('bury', { batch: 1 });
  // Where something is slow, messages come by two, so that months are marked more often.
  const batch = sluggish === undefined ? 10 : 2;
  const submissions = source('record', { batch, mostReceives: 5, deadLetters: deadLetters.send });
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
    /** Lets a time pass in which nothing happens, in milliseconds. */
    later(passing: number) {
      skew -= passing;
    },
    /** Ends all faults; the clocks are right again. */
    calm() {
      calls.calm();
      [skew, entriesFail] = [0, false];
    },
  };
}

/** The stores, with somebody told of every activity as it stands after a submission was applied. */
const telling = (stores: Stores, told: (stored: StoredActivity) => void): Stores => ({
  ...stores,
  activities: {
    ...stores.activities,
    async apply(submission, at) {
      const stored = await stores.activities.apply(submission, at);
      told(stored);
      return stored;
    },
  },
});
