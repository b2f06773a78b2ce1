import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import activities from '../../cli/sample/activities.json' with { type: 'json' };
import projects from '../../cli/sample/projects.json' with { type: 'json' };
import { lateDivisions } from '../../functions/aws/aggregate-rows.ts';
import { httpHandler } from '../../functions/http/handler.ts';
import { submitOperations } from '../../functions/http/operations.ts';
import { recordBatch } from '../../functions/messages.ts';
import { markSubject, pageBytes, rowName } from '../../shared/feed/division.ts';
import { publish } from '../../shared/feed/publish.ts';
import { authenticate, hashKey, makeKey } from '../../shared/intake/keys.ts';
import { putProject } from '../../shared/intake/portfolio.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { divisionsOfLate } from '../../shared/recording/divisions-of-late.ts';
import { aFewAtATime } from '../../shared/words/a-few-at-a-time.ts';
import { activity } from '../../shared/words/activity.ts';
import { monthAfter } from '../../shared/words/calendar.ts';
import { contributionTo } from '../../shared/words/public-record.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { bucketOn } from '../simulation/bucket.ts';
import { handled } from '../support/handled.ts';
import { anActivity, glacy, somebody } from '../support/register.ts';
import { startStores } from '../support/stores.ts';
import { stored } from '../unit/made-activities.ts';
import { type Bill, meterOf } from './meter.ts';

const sample = z
  .array(z.object({ activity: z.record(z.string(), z.unknown()) }))
  .parse(activities)
  .map((row) => row.activity);
/** Every eighth activity of the sample. */
const some = sample.filter((_, nth) => nth % 8 === 0);
const portfolio = z.array(z.looseObject({ code: z.string() })).parse(projects);
const perMinute = 1200;

/** What each way through the register costs for one submission, or one run: counted on its own handlers and adapters. */
export async function costs(): Promise<Record<string, Bill>> {
  const stores = await startStores();
  try {
    const bill = meterOf(stores);
    return { ...(await costsOfIntake(stores, bill)), ...(await costsOfPublishing(stores, bill)) };
  } finally {
    await stores.stop();
  }
}

type Stores = Awaited<ReturnType<typeof startStores>>;
type Meter = ReturnType<typeof meterOf>;

async function costsOfIntake(stores: Stores, bill: Meter): Promise<Record<string, Bill>> {
  const now = () => new Date('2026-11-20T12:00:00.000Z');
  const own = { now, newId: randomUUID, newToken: randomUUID };
  for (const { code, ...project } of [...portfolio, { code: 'GLACY+', ...glacy }])
    await putProject({ ...stores.ports, ...own })(code, project);
  const queued: Submission[] = [];
  const { queue } = stores.ports;
  const ports = {
    ...stores.ports,
    ...own,
    queue: {
      async send(submission: Submission) {
        await queue.send(submission);
        queued.push(submission);
      },
      async sendAll(submissions: readonly Submission[]) {
        queued.push(...submissions);
        return queue.sendAll(submissions);
      },
    },
  };
  const counters = stores.ports.counters;
  const handler = httpHandler(submitOperations(ports), rateLimit({ counters, perMinute, now }));
  const ask = async (operation: Parameters<typeof handled>[1], asked: object, status = 202) => {
    const answer = await handled(handler, operation, { partner: somebody, ...asked });
    if (answer.status !== status)
      throw new Error(`${operation} was answered ${answer.status}: ${answer.text}`);
  };
  const divisions = divisionsOfLate(lateDivisions(stores.table), now);
  const record = recordBatch({
    ...stores.ports,
    divisions,
    ...own,
    wait: () => new Promise(() => undefined),
  });
  const recordAll = async () => {
    while (queued.length > 0) {
      const Records = queued.splice(0, 10).map((submission) => ({
        messageId: submission.id,
        body: JSON.stringify(submission),
      }));
      const { batchItemFailures } = await record({ Records } as Parameters<typeof record>[0], 1000);
      if (batchItemFailures.length > 0) throw new Error('a message was not recorded');
    }
  };
  const each =
    (bodies: typeof sample, does: (body: Record<string, unknown>, nth: number) => Promise<void>) =>
    async () => {
      for (const [nth, body] of bodies.entries()) await does(body, nth);
    };
  const parameters = (body: Record<string, unknown>) => ({ reference: String(body.reference) });
  const post = (body: unknown) => ask('postActivity', { body });
  const keyed = each(some, (body, nth) =>
    ask('postActivity', { body, headers: { 'idempotency-key': `"k${nth}"` } }),
  );
  const moved = each(some, (body) =>
    ask('putActivity', {
      parameters: parameters(body),
      body: { ...body, start: '2019-01-10', end: '2019-01-10' },
    }),
  );
  const withdrawn = each(some, (body) => ask('withdrawActivity', { parameters: parameters(body) }));
  const batch = (headers: Record<string, string> = {}) =>
    ask('postBatch', {
      body: sample.map((body) => ({ ...body, start: '2019-02-10', end: '2019-02-10' })),
      headers,
    });
  const key = await makeKey(somebody.id, new Uint8Array(32));
  await stores.ports.partners.add(somebody, { hash: await hashKey(key), since: '2026-01-01T00:00:00.000Z' });
  const identify = () => authenticate({ partners: stores.ports.partners, now })(`Bearer ${key}`);

  const found: Record<string, Bill> = {};
  found['a key, at its first use of the day'] = await bill(identify);
  found['a key'] = await bill(identify);
  found.POST = await bill(each(sample, post), sample.length);
  found['record, ten of any months at a time'] = await bill(recordAll, sample.length);
  found['POST with a key'] = await bill(keyed, some.length);
  found['POST with a key, repeated'] = await bill(keyed, some.length);
  await recordAll();
  found['PUT to another month'] = await bill(moved, some.length);
  found['record, to another month'] = await bill(recordAll, some.length);
  found.DELETE = await bill(withdrawn, some.length);
  found['record, of withdrawals in one month'] = await bill(recordAll, some.length);
  found['a batch, for each item'] = await bill(batch, sample.length);
  found['record, ten to one month from any'] = await bill(recordAll, sample.length);
  await batch();
  found['record, ten of one month at a time'] = await bill(recordAll, sample.length);
  found['a batch with a key, for each item'] = await bill(
    () => batch({ 'idempotency-key': '"batch"' }),
    sample.length,
  );
  queued.splice(0);
  for (const [rows, start] of [
    [20, '2018-03-01'],
    [100, '2018-05-01'],
  ] as const) {
    const names = Array.from({ length: rows }, (_, nth) => `R-${String(nth).padStart(5, '0')}`);
    await aFewAtATime(names, (reference) => {
      const one = stored(activity.parse(anActivity({ reference, start })), { partner: somebody.id });
      return stores.ports.contributions.write(start.slice(0, 7), contributionTo(start.slice(0, 7), one));
    });
    const body = anActivity({ reference: 'R-00010-another', start });
    found[`POST beside ${rows} of the same month`] = await bill(() => ask('postActivity', { body }));
  }
  queued.splice(0);
  return found;
}

/** A register of 240 months, with an activity of the sample in each; its bucket is in memory. */
const months = 240;

async function costsOfPublishing(stores: Stores, bill: Meter): Promise<Record<string, Bill>> {
  const ports = {
    ...stores.ports,
    bucket: bucketOn(new Map(), () => undefined),
    now: () => new Date('2026-11-20T12:00:00.000Z'),
    newToken: randomUUID,
    base: 'https://register.example/feed/',
    daysKept: 30,
    pageBytes,
    mostPages: 400,
  };
  const bodies = sample.map((body) => activity.parse({ ...body, end: undefined, status: 'completed' }));
  const write = async (month: string, nth: number, revision: number) => {
    const body = bodies[nth % bodies.length];
    if (body === undefined) throw new Error('the sample is empty');
    const current = { ...body, reference: `P-${nth}`, start: `${month}-10`, units: revision };
    await ports.contributions.write(month, contributionTo(month, stored(current, { revision })));
    const subject = markSubject(month, rowName(stored(current)), await ports.divisions.of(month));
    await ports.marks.put({ subject, token: randomUUID() });
  };
  const marked = await ports.marks.list();
  await Promise.all(marked.map((mark) => ports.marks.remove(mark)));
  let last = '2001-01';
  for (let nth = 0; nth < months; nth += 1, last = monthAfter(last)) await write(last, nth, 1);
  await publish(ports)();
  const idle = await bill(publish(ports));
  await write('2010-06', 113, 2);
  const one = await bill(publish(ports));
  const many = Array.from({ length: 417 }, (_, nth) => 1000 + nth);
  await aFewAtATime(many, (nth) => write('2015-06', nth, 1));
  await publish(ports)();
  await write('2015-06', 1200, 2);
  return {
    'a run with nothing to publish': idle,
    'a run after one change': one,
    'a run after one change in a month of 417': await bill(publish(ports)),
  };
}
