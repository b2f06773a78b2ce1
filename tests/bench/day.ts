import * as z from 'zod';
import projects from '../../cli/sample/projects.json' with { type: 'json' };
import { buryBatch, recordBatch } from '../../functions/messages.ts';
import { Refused } from '../../shared/checks/problem.ts';
import { pageBytes } from '../../shared/feed/division.ts';
import { publish } from '../../shared/feed/publish.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { submit } from '../../shared/intake/submit.ts';
import { Unavailable } from '../../shared/ports.ts';
import { divisionsOfLate } from '../../shared/recording/divisions-of-late.ts';
import { project } from '../../shared/words/project.ts';
import { bucketOn, keptOn } from '../simulation/bucket.ts';
import { startQueue } from '../simulation/queue.ts';
import { onQuietMachine } from '../simulation/quiet-machine.ts';
import { type Random, randomFrom } from '../simulation/random.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { queueOn, sendingTo } from '../simulation/submission-queue.ts';
import { startTime, type VirtualTime } from '../simulation/virtual-time.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';
import { startLog } from './day-log.ts';
import { type Limits, limitedPorts, throughputOf } from './limited-table.ts';
import { type Arrival, floodOf, type Hours, midnight, trafficOf } from './traffic.ts';

/** A hundredth of a day of a million submissions: of its traffic and of every limit, of all partners. */
const scale = 100;
const submissions = 1_000_000 / scale;
const partners = 1_000;
export const limits: Limits = {
  writesOfKey: 1_000 / scale,
  readsOfKey: 3_000 / scale,
  writes: 4_000 / scale,
};
const perMinute = 1_200 / scale;
/** How many times its limit the flooder asks, and over how many copies of the function requests are spread. */
const [floods, copies] = [10, 4];
const minute = 60_000;

type DayOptions = Hours & { seed: number; flooded?: boolean; published?: boolean; allowed?: Limits };

/**
 * Some hours of a day through the real intake and recorder, on a table in memory that refuses more than is `allowed`, in
 * virtual time. A call takes 5 to 15 ms; a client that is told 503 asks again after 1 to 3 s, one that is told 429 does
 * not. The queue hands out a message in batches of up to ten, now and then twice, and one that was not recorded again
 * after 30 s. The SDK's own repeats are left out, and a batch writes ten rows at once as in a whole day: both meet the limits
 * sooner. If it is `published`, the aggregator runs every five minutes, uncharged: what a run asks does not shrink with the
 * traffic. Else all that is accepted is marked in the end.
 */
export const day = ({ seed, flooded = false, published = false, allowed = limits, ...hours }: DayOptions) =>
  onQuietMachine(async () => {
    const time = startTime();
    const random = randomFrom(seed + 2);
    const log = startLog(time);
    const table = startTable(time, random, allowed);
    const { stores, ports, peaks, refused, sum } = table;
    const objects = new Map();
    const recorder = startRecorder(time, random, table, log);
    const send = startIntake(time, random, table, log, recorder.send);
    const arrivals = [
      ...trafficOf(seed, { submissions, partners: partners - 1, ...hours }),
      ...(flooded ? floodOf(seed + 1, perMinute * floods, hours) : []),
    ];
    const done: Promise<void>[] = [];
    for (const arrival of arrivals) time.after(arrival.at, () => done.push(send(arrival)));
    const run = publish({
      ...ports,
      divisions: stores.divisions,
      bucket: bucketOn(objects, () => undefined),
      kept: keptOn(objects, () => undefined),
      signers: [signerOfTests()],
      base: 'https://register.example/feed/',
      daysKept: 30,
      pageBytes,
      mostPages: 400,
    });
    const publishing = async () => {
      const note = log.publishes();
      await run();
      note();
    };
    const ends = hours.to * 60 + 30;
    for (let at = hours.from * 60; at <= ends; at += 1) {
      if (published && at % 5 === 0) time.after(at * minute - time.now(), () => done.push(publishing()));
      await time.run(at * minute);
    }
    await time.run();
    await Promise.all(done);
    const busiest = [...peaks]
      .filter(([name]) => name.startsWith('writes '))
      .sort(([, one], [, other]) => other - one);
    const outcome = log.told(stores.rows, objects);
    return {
      ...outcome,
      requests: arrivals.length,
      left: recorder.left(),
      refused: Object.fromEntries(refused),
      hottest: { key: busiest[0]?.[0].slice('writes '.length) ?? '', units: busiest[0]?.[1] ?? 0 },
      /** Units of an accepted submission. */
      each: { writes: sum.writes / outcome.accepted, reads: sum.reads / outcome.accepted },
      peakOfTable: peaks.get('writes') ?? 0,
    };
  });

type Log = ReturnType<typeof startLog>;
type Table = ReturnType<typeof startTable>;

function startTable(time: VirtualTime, random: Random, allowed: Limits) {
  const rows = noRows();
  for (const each of z.array(project).parse(projects))
    rows.projects.set(each.code, { revision: 1, held: each });
  const stores = storesOn(rows, [], time);
  const { take, ...told } = throughputOf(time, allowed);
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${ids.toString(16).padStart(12, '0')}`;
  };
  const ports = {
    ...limitedPorts(stores, take, () => time.sleep(5 + random.next() * 10)),
    now: () => new Date(midnight + time.now()),
    newId,
    newToken: newId,
  };
  return { stores, ports, ...told };
}

/** The queue and its consumers, as the template has them. */
function startRecorder(time: VirtualTime, random: Random, { ports }: Table, log: Log) {
  const divisions = divisionsOfLate(ports.divisions, ports.now);
  const record = recordBatch({ ...ports, divisions, wait: time.sleep });
  const bury = buryBatch({ ...ports, divisions });
  const last = { visibility: 30_000, batch: 1 };
  const deadLetters = startQueue(time, random, ports.newId, last, async (event) => {
    const answer = await bury(event);
    for (const { body } of event.Records) log.handled(body, true);
    return answer;
  });
  const settings = { visibility: 30_000, mostReceives: 5, deadLetters: deadLetters.send, batch: 10 };
  const messages = startQueue(time, random, ports.newId, settings, async (event) => {
    const answer = await record(event, 4_000);
    const failed = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    for (const { messageId, body } of event.Records) log.handled(body, !failed.includes(messageId));
    return answer;
  });
  return { send: messages.send, left: () => messages.bodies().length + deadLetters.bodies().length };
}

/** The copies of the function that takes submissions, and what sends them. */
function startIntake(
  time: VirtualTime,
  random: Random,
  { ports }: Table,
  log: Log,
  enqueue: (body: string) => void,
) {
  const queue = queueOn(sendingTo(enqueue, random, () => false));
  const intakes = Array.from({ length: copies }, () => ({
    limit: rateLimit({ ...ports, perMinute }),
    submit: submit({ ...ports, queue }),
  }));
  return async ({ at, partner, body }: Arrival): Promise<void> => {
    const who = `${partner.id} at ${at}`;
    for (;;) {
      const intake = random.pick(intakes);
      try {
        await intake.limit(partner, 1);
        const request = { partner, language: 'en', inTime: () => undefined } as const;
        const { answer } = await intake.submit(request, body);
        log.accepts(partner.id, answer, String(body.start).slice(0, 7));
        return log.answered(who);
      } catch (thrown) {
        if (thrown instanceof Refused && thrown.problem.code === 'too-many-requests') {
          log.limits(partner.id);
          return log.answered(who);
        }
        if (!(thrown instanceof Unavailable)) throw thrown;
        log.waits(who);
        await time.sleep(1_000 + random.next() * 2_000);
      }
    }
  };
}
