import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningRegister, runningRegisterFile } from '../../local/running.ts';
import { monthDocument } from '../../shared/feed/documents.ts';
import { randomFrom } from '../simulation/random.ts';
import { possibleEnds, rememberingClient } from '../support/acknowledged.ts';
import { isLongRun } from '../support/long-run.ts';
import { entriesOf } from '../support/published.ts';
import { glacy, period } from '../support/register.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';

const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
const kills = isLongRun ? 6 : 2;
const data = mkdtempSync(join(tmpdir(), 'kills-'));
const start = () => runRegister(data, '--empty', '--every', '2');
let register: RunningRegister;
let key: string | undefined;

beforeAll(async () => {
  register = await start();
  key = (await register.tool('partner', 'add', 'office', '--name', 'Office', '--office')).at(-1);
  const office = clientOf(register.url, key);
  expect((await office('PUT', '/v1/projects/GLACY%2B', glacy)).status).toBe(200);
  expect((await office('PUT', '/v1/periods/2020', period)).status).toBe(200);
});
afterAll(async () => {
  expect(await register.end('SIGTERM')).toBe(0);
  rmSync(data, { recursive: true });
});

describe(`a register that is killed ${kills} times under load (KILL_SEED=${seed})`, () => {
  it('has applied, once, everything it acknowledged, or something later', { timeout: 180_000 }, async () => {
    const random = randomFrom(seed);
    let [sent, units] = [0, 0];
    const clients = Array.from({ length: 3 }, (_, at) =>
      rememberingClient(`c${at}`, randomFrom(seed + at + 1), () => {
        units += 1;
        return (units % 1000) + 1;
      }),
    );
    let moment: { at: number; come: PromiseWithResolvers<void> } | undefined;
    for (let killed = 0; killed < kills; killed += 1) {
      const { url } = register;
      const send: ReturnType<typeof clientOf> = (...request) => {
        sent += 1;
        if (sent === moment?.at) moment.come.resolve();
        return clientOf(url, key)(...request);
      };
      const come = Promise.withResolvers<void>();
      // The first life is long enough for there to be something that later ones could lose.
      moment = { at: sent + random.below(30) + (killed === 0 ? 60 : 0), come };
      if (moment.at === sent) come.resolve();
      const loads = clients.map(async ({ ask }) => {
        for (;;) await ask(send);
      });
      const outcomes = Promise.allSettled(loads);
      // Before the kill, no client may come to an end.
      await Promise.race([come.promise, ...loads]);
      await register.end('SIGKILL');
      for (const outcome of await outcomes)
        expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'fetch failed' } });
      register = await start();
      if (killed % 3 === 1) await followFeed();
    }

    await queuesAreEmpty();
    await register.tool('publish');
    const partner = clientOf(register.url, key);
    const live = new Map<string, { revision: number; units: number; start: string }>();
    let acknowledged = 0;
    for (const [reference, requests] of clients.flatMap(({ asked }) => [...asked])) {
      const { status, body } = await partner('GET', `/v1/activities/${reference}`);
      const told = requests.filter(({ revision }) => revision !== undefined);
      acknowledged += told.length;
      const revisions = told.map(({ revision = 0 }) => revision);
      expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
      const ends = possibleEnds(requests);
      if (status === 200) {
        const { start: month, units: events } = body.activity;
        live.set(reference, { revision: body.revision, units: events, start: month });
        expect(ends).toContainEqual(expect.objectContaining({ units: events, start: month }));
        expect(body.revision).toBeGreaterThanOrEqual(revisions.at(-1) ?? 0);
      } else {
        expect([404, 410]).toContain(status);
        expect(ends.some((end) => end.units === undefined || told.length === 0)).toBe(true);
      }
      for (const { submission, revision = 0 } of told) {
        const { body: became } = await partner('GET', `/v1/submissions/${submission}`);
        const newest = status === 200 ? body.revision : undefined;
        expect(['applied', 'withdrawn', 'superseded'], `${reference}/${revision}`).toContain(became.status);
        if (became.status === 'superseded') expect(became.by).toBeGreaterThan(revision);
        else if (newest !== undefined) expect(newest).toBe(revision);
      }
    }
    expect(acknowledged).toBeGreaterThan(40);

    const documents = await followFeed();
    const listed = [...documents]
      .filter(([path]) => /^activities\/.*\.json$/.test(path))
      .flatMap(([, text]) => monthDocument.parse(JSON.parse(text)).activities);
    expect(listed.length).toBe(live.size);
    for (const record of listed) expect(live.get(record.reference ?? '')).toMatchObject(pick(record));
    const { allTime } = JSON.parse(documents.get('metrics.json') ?? '');
    expect(allTime.activities.value).toBe(live.size);
    expect(allTime.units.value).toBe([...live.values()].reduce((sum, each) => sum + each.units, 0));
    process.stdout.write(
      `${sent} requests, ${acknowledged} acknowledged, ${live.size} activities in the end\n`,
    );
  });
});

const pick = ({ revision, units, start: month }: { revision: number; units: number; start: string }) => ({
  revision,
  units,
  start: month,
});

/** Follows the published index to its unchanging copies; every one must be what the index says. */
async function followFeed(): Promise<Map<string, string>> {
  const get = (path: string) => fetch(new URL(`/feed/${path}`, register.url));
  const answer = await get('index.json');
  const documents = new Map<string, string>();
  if (answer.status === 404) return documents;
  for (const { path, immutable, sha256 } of await entriesOf(async (each) => (await get(each)).text())) {
    const bytes = Buffer.from(await (await get(immutable)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
    documents.set(path, bytes.toString('utf-8'));
  }
  return documents;
}

async function queuesAreEmpty(): Promise<void> {
  const { endpoints, outputs } = runningRegister.parse(
    JSON.parse(readFileSync(runningRegisterFile(data), 'utf8')),
  );
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint: endpoints.sqs, region: 'eu-central-1', credentials });
  for (const name of ['SubmissionQueueUrl', 'DeadLetterQueueUrl', 'SubmissionQueueUrl'])
    await eventually(
      () =>
        sqs.send(new GetQueueAttributesCommand({ QueueUrl: outputs[name] ?? '', AttributeNames: ['All'] })),
      ({ Attributes: counts }) =>
        counts?.ApproximateNumberOfMessages === '0' && counts.ApproximateNumberOfMessagesNotVisible === '0',
    );
  sqs.destroy();
}
