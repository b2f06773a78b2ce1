import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Client,
  type ClientSettings,
  createClient,
  type NewActivity,
  ProblemError,
  StillQueuedError,
  UnexpectedAnswerError,
  UnreachableError,
} from '../../client/src/client.ts';
import { retryAfterOf } from '../../client/src/retry.ts';
import { problemOf } from '../../shared/checks/problem.ts';
import { activity } from '../../shared/words/activity.ts';
import { mostBatchBytes, mostBatchItems } from '../../shared/words/limits.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';

type Seen = { method: string; path: string; headers: Headers; body: unknown };
type Turn = Response | Error | ((seen: Seen) => Response);

const submitted: NewActivity = {
  reference: 'A-1',
  title: { en: 'Workshop' },
  projects: ['GLACY+'],
  start: '2020-03-15',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
};
const accepted = {
  submission: 'c0ffee00-0000-4000-8000-000000000001',
  activity: 'A-1',
  revision: 1,
  findings: [],
};
const applied = (over: object = {}, revision = 2) => ({
  activity: { ...activity.parse(submitted), ...over },
  revision,
  submission: 'c0ffee00-0000-4000-8000-000000000002',
  publicId: 'glacy/A-1',
  acceptedAt: '2026-01-01T00:00:00.000Z',
  recordedAt: '2026-01-01T00:00:01.000Z',
});
const ok = (body: unknown, status = 200) => Response.json(body, { status });
const settled = {
  ...accepted,
  operation: 'put',
  acceptedAt: '2026-01-01T00:00:00Z',
  status: 'applied',
  at: '2026-01-01T00:00:00Z',
};
const no = (status: number, code = 'unavailable', headers: Record<string, string> = {}) =>
  Response.json({ type: 'urn:x', title: 'No', status, code, detail: 'Not now.' }, { status, headers });
const lost = new TypeError('fetch failed');

const taken = ({ reference }: { reference: string }, index: number) => ({
  ...accepted,
  index,
  status: 202,
  activity: reference,
});
const takesAll = ({ body }: Seen) => ok({ outcomes: (body as NewActivity[]).map(taken).reverse() }, 202);

/** A client whose requests are answered turn by turn, with what it asked and how long it waited. */
function scripted(turns: Turn[], more: Partial<ClientSettings> = {}) {
  const seen: Seen[] = [];
  const waits: number[] = [];
  let clock = 0;
  let keys = 0;
  const client = createClient({
    base: 'https://register.example',
    key: 'secret',
    now: () => clock,
    random: () => 0.5,
    newKey: () => `key-${++keys}`,
    wait: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      clock += milliseconds;
    },
    fetch: async (address, { method = '', headers, body }) => {
      const asked = {
        method,
        path: address.replace('https://register.example', ''),
        headers: new Headers(headers),
        body: typeof body === 'string' ? JSON.parse(body) : undefined,
      };
      seen.push(asked);
      const turn = turns.shift();
      if (turn === undefined) throw new Error('the script has ended');
      if (turn instanceof Error) throw turn;
      return turn instanceof Response ? turn : turn(asked);
    },
    ...more,
  });
  return { client, seen, waits };
}

const problemFrom = (promise: Promise<unknown>): Promise<ProblemError> =>
  promise.then(
    () => expect.fail('was not refused'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ProblemError);
      return error as ProblemError;
    },
  );

describe('a client of the register', () => {
  it('tells of every pause before it tries again, and why', async () => {
    const pauses: unknown[] = [];
    const { client, waits } = scripted(
      [no(429, 'rate-limited', { 'retry-after': '37' }), lost, ok(accepted, 202)],
      {
        onPause: (pause) => pauses.push(pause),
      },
    );
    await client.submit(submitted);
    expect(pauses).toEqual([
      { milliseconds: waits[0], status: 429 },
      { milliseconds: waits[1], status: undefined },
    ]);
    expect(waits[0]).toBeGreaterThanOrEqual(37_000);
  });

  it('submits with its key, its language and an idempotency key', async () => {
    const { client, seen } = scripted([ok(accepted, 202)], { language: 'fr' });
    expect(await client.submit(submitted)).toEqual(accepted);
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/activities', body: submitted });
    expect(Object.fromEntries(seen[0]?.headers ?? [])).toMatchObject({
      authorization: 'Bearer secret',
      'accept-language': 'fr',
      'content-type': 'application/json',
      'idempotency-key': '"key-1"',
    });
  });

  it('I1: keeps one idempotency key over all tries of a call, and takes another for the next call', async () => {
    const { client, seen } = scripted([lost, no(503), ok(accepted, 202), ok(accepted, 202)]);
    await client.submit(submitted);
    await client.submit(submitted);
    expect(seen.map(({ headers }) => headers.get('idempotency-key'))).toEqual([
      '"key-1"',
      '"key-1"',
      '"key-1"',
      '"key-2"',
    ]);
  });

  it('I2: tries what may pass again, after a growing pause with full jitter', async () => {
    const { client, waits } = scripted([no(500), no(502), no(503), no(504), lost, ok(accepted, 202)]);
    await client.submit(submitted);
    expect(waits).toEqual([100, 200, 400, 800, 1600]);
    const slow = scripted([no(503), no(503), ok(accepted, 202)], { random: () => 0.999, longestWait: 250 });
    await slow.client.submit(submitted);
    expect(slow.waits.map(Math.round)).toEqual([200, 250]);
  });

  it('I3: waits as long as Retry-After asks, in seconds or until a date, and a little more', async () => {
    const { client, waits } = scripted([
      no(429, 'too-many-requests', { 'retry-after': '7' }),
      no(503, 'unavailable', { 'retry-after': new Date(20_000).toUTCString() }),
      ok(accepted, 202),
    ]);
    await client.submit(submitted);
    expect(waits).toEqual([7_100, 20_000 - 7_100 + 100]);
  });

  it('I3: does not come back early when Retry-After is longer than it may wait', async () => {
    const { client, seen } = scripted([no(429, 'too-many-requests', { 'retry-after': '3600' })]);
    const { retryAfter, problem } = await problemFrom(client.submit(submitted));
    expect([retryAfter, problem.code, seen.length]).toEqual([3_600_000, 'too-many-requests', 1]);
  });

  it('I2: comes back to a call that is still in progress, but not to a conflict', async () => {
    const { client, seen } = scripted([
      no(409, 'in-progress', { 'retry-after': '1' }),
      ok(accepted, 202),
      no(409, 'conflict'),
    ]);
    await client.submit(submitted);
    expect((await problemFrom(client.submit(submitted))).problem.status).toBe(409);
    expect(seen).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 410, 412, 413, 415, 422])(
    'I4: does not repeat what is refused with %i',
    async (status) => {
      const { client, seen } = scripted([no(status, 'refused')]);
      expect(await problemFrom(client.submit(submitted))).toMatchObject({
        problem: { status },
      });
      expect(seen).toHaveLength(1);
    },
  );

  it('I2: gives up after as many tries as it was told', async () => {
    const { client, seen } = scripted([lost, lost, lost], { tries: 3 });
    await expect(client.submit(submitted)).rejects.toBeInstanceOf(UnreachableError);
    expect(seen).toHaveLength(3);
    const busy = scripted([no(503), no(503)], { tries: 2 });
    expect((await problemFrom(busy.client.submit(submitted))).problem.status).toBe(503);
  });

  it('I5: stops when it is told to, between tries and before the first', async () => {
    const stop = new AbortController();
    const { client, seen } = scripted([
      () => {
        stop.abort(new Error('enough'));
        return no(503);
      },
    ]);
    await expect(client.submit(submitted, { signal: stop.signal })).rejects.toThrow('enough');
    await expect(client.activity('A-1', { signal: stop.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(1);
  });

  it('I4: throws the problem document with its findings, also those of a newer register', async () => {
    const found = {
      severity: 'error',
      code: 'brand_new',
      pointer: '/start',
      detail: 'is odd',
      suggestion: 1,
      more: 2,
    };
    const { client } = scripted([
      Response.json(
        { ...problemOf('refused', 'No.'), code: 'new-code', findings: [found], extra: 1 },
        { status: 422 },
      ),
    ]);
    const { problem } = await problemFrom(client.submit(submitted));
    expect(problem).toMatchObject({ code: 'new-code', findings: [{ code: 'brand_new', suggestion: 1 }] });
  });

  it('tells an answer that is no problem document by its status and first words', async () => {
    const { client } = scripted([new Response('<h1>Bad request</h1>', { status: 400 })]);
    expect((await problemFrom(client.submit(submitted))).problem).toMatchObject({
      type: 'about:blank',
      status: 400,
      detail: '<h1>Bad request</h1>',
    });
  });

  it('I9: reads fields that a newer register has added, and refuses what it cannot rely on', async () => {
    const { client } = scripted([
      ok({ ...accepted, colour: 'red' }, 202),
      ok({ ...accepted, revision: 'one' }, 202),
    ]);
    expect(await client.submit(submitted)).toMatchObject(accepted);
    await expect(client.submit(submitted)).rejects.toThrow('accepted.revision is not a whole number');
  });

  it.each<[string, (client: Client) => Promise<unknown>, unknown]>([
    ['accepted', (client) => client.submit(submitted), null],
    ['accepted.findings.0.severity', (client) => client.submit(submitted), { ...accepted, findings: [{}] }],
    ['checked.findings', (client) => client.dryRun(submitted), {}],
    ['outcomes.outcomes.0.index', (client) => client.batch([submitted]), { outcomes: [{}] }],
    ['status.status', (client) => client.submission('s'), { ...settled, status: 'mislaid' }],
    ['applied.activity.reference', (client) => client.activity('A-1'), applied({ reference: 1 })],
    ['page.activities', (client) => client.activities().next(), { activities: {} }],
    ['project.code', (client) => client.project('P'), {}],
    ['period.id', (client) => client.period('P'), {}],
    ['treatyEvent.id', (client) => client.treatyEvent('185-GH-accession'), {}],
    ['keptContribution.kept.id', (client) => client.putContribution(aContribution), { kept: {} }],
    ['keptTreatyEvent.revision', (client) => client.putTreatyEvent(anEvent), { kept: { id: 'x' } }],
  ])(
    'I9: throws an UnexpectedAnswerError that names %s where it is not as it must be',
    async (place, call, answer) => {
      const { client } = scripted([ok(answer)]);
      const error = await call(client).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnexpectedAnswerError);
      expect(String(error)).toContain(`: ${place} is not `);
    },
  );

  it('I9: throws an UnexpectedAnswerError where a success is no JSON', async () => {
    const { client } = scripted([new Response('<h1>Welcome to the network</h1>')]);
    await expect(client.submit(submitted)).rejects.toBeInstanceOf(UnexpectedAnswerError);
  });

  it('I10: sends its key to the base alone, and follows no redirect', async () => {
    const asked: [string, RequestInit][] = [];
    const { client } = scripted([], {
      base: 'https://gateway.example/register',
      fetch: async (address, request) => {
        asked.push([address, request]);
        return ok(accepted, 202);
      },
    });
    await client.submit(submitted);
    expect(asked).toMatchObject([['https://gateway.example/register/v1/activities', { redirect: 'error' }]]);
  });

  it('I10: refuses a base that is no address and a key that no header can bear, when it is made', () => {
    expect(() => createClient({ base: 'register.example' })).toThrow(TypeError);
    expect(() => createClient({ base: 'https://register.example', key: 'a\nb' })).toThrow(TypeError);
    expect(() => createClient({ base: 'https://register.example', key: 'read from a file\n' })).not.toThrow();
  });

  it('needs nothing but the base and a key', async () => {
    const asked: RequestInit[] = [];
    const answers = [lost, ok(accepted, 202)];
    const client = createClient({
      base: 'https://register.example',
      key: 'secret',
      fetch: async (_, request) => {
        asked.push(request);
        const turn = answers.shift();
        if (turn instanceof Response) return turn;
        throw turn;
      },
    });
    expect(await client.submit(submitted)).toEqual(accepted);
    const keys = asked.map(({ headers }) => new Headers(headers).get('idempotency-key'));
    expect(keys[0]).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('I5: stops in the middle of a pause and of a try', async () => {
    const hanging = (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      );
    for (const fetch of [async () => no(503, 'unavailable', { 'retry-after': '50' }), hanging]) {
      const stop = new AbortController();
      const client = createClient({
        base: 'https://register.example',
        fetch,
        onPause: () => setImmediate(end),
      });
      const end = () => stop.abort(new Error('enough'));
      if (fetch === hanging) setImmediate(end);
      await expect(client.submit(submitted, { signal: stop.signal })).rejects.toThrow('enough');
    }
  });

  it('percent-encodes references, codes and ids in addresses', async () => {
    const { client, seen } = scripted([ok(applied()), no(404, 'not-found')]);
    await client.activity('a+b:~1');
    await problemFrom(client.project('GLACY+'));
    expect(seen.map(({ path }) => path)).toEqual(['/v1/activities/a%2Bb%3A~1', '/v1/projects/GLACY%2B']);
  });

  it('deletes projects and periods for the office, and is told that they are gone', async () => {
    const { client, seen } = scripted([
      new Response(null, { status: 204 }),
      no(503),
      new Response(null, { status: 204 }),
      no(410, 'gone'),
    ]);
    expect(await client.deleteProject('GLACY+')).toBeUndefined();
    expect(await client.deletePeriod('2020')).toBeUndefined();
    await expect(client.period('2020')).rejects.toMatchObject({ problem: { code: 'gone' } });
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /v1/projects/GLACY%2B',
      'DELETE /v1/periods/2020',
      'DELETE /v1/periods/2020',
      'GET /v1/periods/2020',
    ]);
  });

  it('puts, reads and deletes facts for the office', async () => {
    const { client, seen } = scripted([
      ...[anEvent, aSurvey, aContribution].map((kept) => ok({ kept, revision: 1, findings: [] })),
      ...[anEvent, aSurvey, aContribution].map((fact) => ok(fact)),
      ...[1, 2, 3].map(() => new Response(null, { status: 204 })),
    ]);
    expect(await client.putTreatyEvent(anEvent)).toEqual({ kept: anEvent, revision: 1, findings: [] });
    expect((await client.putLegislationSurvey(aSurvey)).kept).toEqual(aSurvey);
    expect((await client.putContribution(aContribution)).kept).toEqual(aContribution);
    expect(await client.treatyEvent(anEvent.id)).toEqual(anEvent);
    expect(await client.legislationSurvey(aSurvey.id)).toEqual(aSurvey);
    expect(await client.contribution(aContribution.id)).toEqual(aContribution);
    await client.deleteTreatyEvent(anEvent.id);
    await client.deleteLegislationSurvey(aSurvey.id);
    await client.deleteContribution(aContribution.id);
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(
      ['PUT', 'GET', 'DELETE'].flatMap((method) => [
        `${method} /v1/treaty-events/185-GH-accession`,
        `${method} /v1/legislation-surveys/2020-02-substantive-law`,
        `${method} /v1/contributions/japan-2021-09`,
      ]),
    );
  });

  it('I7: lists every activity, page after page', async () => {
    const { client, seen } = scripted([
      ok({ activities: [applied(), applied({ reference: 'A-2' })], next: 'c+/=' }),
      ok({ activities: [applied({ reference: 'A-3' })] }),
    ]);
    const references: string[] = [];
    for await (const each of client.activities({ limit: 2 })) references.push(each.activity.reference);
    expect(references).toEqual(['A-1', 'A-2', 'A-3']);
    expect(seen.map(({ path }) => path)).toEqual([
      '/v1/activities?limit=2',
      '/v1/activities?limit=2&cursor=c%2B%2F%3D',
    ]);
  });

  it('I1: sends a batch under one key and gives one outcome per item', async () => {
    const outcomes = [
      { index: 0, status: 202, ...accepted, findings: [] },
      { index: 1, status: 422, findings: [], problem: problemOf('refused', 'No.') },
    ];
    const { client, seen } = scripted([
      lost,
      ok({ outcomes }, 202),
      ok({ outcomes: [{ index: 0, status: 200, findings: [] }] }),
    ]);
    expect(await client.batch([submitted, { ...submitted, reference: '' }])).toEqual(outcomes);
    expect(await client.dryRunBatch([submitted])).toEqual([{ index: 0, status: 200, findings: [] }]);
    expect(seen.map(({ path }) => path)).toEqual([
      '/v1/activities/batch',
      '/v1/activities/batch',
      '/v1/activities/batch?dryRun=true',
    ]);
    expect(seen[1]?.headers.get('idempotency-key')).toBe('"key-1"');
  });

  it('I6: parts a batch of any length, and gives one outcome for each activity, in their order', async () => {
    const length = fc.oneof(fc.nat(300), fc.integer({ min: 100_000, max: 260_000 }));
    const law = fc.asyncProperty(fc.array(length, { maxLength: 250 }), async (lengths) => {
      const { client, seen } = scripted(lengths.map(() => takesAll));
      const list = lengths.map((many, at) => ({
        ...submitted,
        reference: `A-${at}`,
        title: { en: 'é'.repeat(many / 2) },
      }));
      const outcomes = await client.batch(list, { idempotencyKey: 'mine' });
      expect(outcomes.map(({ index, activity }) => [index, activity])).toEqual(
        list.map(({ reference }, at) => [at, reference]),
      );
      expect(seen.flatMap(({ body }) => body)).toEqual(list);
      for (const [part, { body, headers }] of seen.entries()) {
        expect((body as unknown[]).length).toBeLessThanOrEqual(mostBatchItems);
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(mostBatchBytes);
        expect(headers.get('idempotency-key')).toBe(part === 0 ? '"mine"' : `"mine.${part}"`);
      }
    });
    await fc.assert(law, { numRuns: 20 });
  });

  it('I6: repeats a part under its key while the register has no room for some of it', async () => {
    const noRoom = { ...problemOf('unavailable', 'Send it again.'), findings: undefined };
    const half = () =>
      ok({ outcomes: [taken(submitted, 0), { index: 1, status: 503, findings: [], problem: noRoom }] }, 202);
    const { client, seen } = scripted([half(), takesAll]);
    const other = { ...submitted, reference: 'A-2' };
    expect(await client.batch([submitted, other])).toEqual([taken(submitted, 0), taken(other, 1)]);
    expect(seen.map(({ headers, body }) => [headers.get('idempotency-key'), body])).toEqual(
      Array(2).fill(['"key-1"', [submitted, other]]),
    );
    const never = scripted([half()], { tries: 1 });
    expect((await never.client.batch([submitted, other])).map(({ status }) => status)).toEqual([202, 503]);
  });

  it('I7: asks for a page only when the one before is used up', async () => {
    const { client, seen } = scripted([ok({ activities: [applied(), applied()], next: 'more' })]);
    for await (const _ of client.activities()) break;
    expect(seen).toHaveLength(1);
  });

  it('I8: asks until a submission is no longer queued, and not for ever', async () => {
    const status = (now: string) => ok({ ...settled, status: now });
    const { client, waits } = scripted([status('queued'), status('queued'), status('applied')]);
    expect((await client.outcome(accepted.submission)).status).toBe('applied');
    expect(waits).toEqual([37.5, 75]);
    const never = scripted(Array.from({ length: 9 }, () => () => status('queued')));
    await expect(never.client.outcome(accepted.submission, { within: 100 })).rejects.toBeInstanceOf(
      StillQueuedError,
    );
  });

  describe('putting on a condition', () => {
    it('says which revision it replaces, or that there is none', async () => {
      const { client, seen } = scripted([ok(accepted, 202), ok(accepted, 202), ok(accepted, 202)]);
      await client.put('A-1', submitted, { ifRevision: 4 });
      await client.put('A-1', submitted, { ifNew: true });
      await client.withdraw('A-1', { ifRevision: 5 });
      expect(
        seen.map(({ method, headers }) => [method, headers.get('if-match'), headers.get('if-none-match')]),
      ).toEqual([
        ['PUT', '"4"', null],
        ['PUT', null, '*'],
        ['DELETE', '"5"', null],
      ]);
    });

    it('I1: bears one idempotency key over its tries, so that a lost answer is told again', async () => {
      const { client, seen } = scripted([lost, ok(accepted, 202), no(503), ok(accepted, 202)]);
      expect(await client.put('A-1', submitted, { ifRevision: 1 })).toMatchObject({ revision: 1 });
      await client.withdraw('A-1', { ifRevision: 1, idempotencyKey: 'mine' });
      const keys = seen.map(({ headers }) => headers.get('idempotency-key'));
      expect(keys).toEqual(['"key-1"', '"key-1"', '"mine"', '"mine"']);
    });
  });

  it('sends again over a real connection that breaks before or in the middle of an answer', async () => {
    const keys: unknown[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) return request.socket.destroy();
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': 1000 });
      if (keys.length === 2) return response.write('{"submission"', () => request.socket.destroy());
      const body = JSON.stringify(accepted);
      return response.end(body.padEnd(1000));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise((resolve) => server.once('listening', resolve));
    const client = createClient({
      base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      now: Date.now,
      random: () => 0,
      newKey: () => 'k',
      wait: async () => {},
    });
    expect(await client.submit(submitted)).toMatchObject(accepted);
    expect(keys).toEqual(['"k"', '"k"', '"k"']);
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    [' 12 ', 12_000],
    ['Thu, 01 Jan 1970 00:00:30 GMT', 20_000],
    ['Thu, 01 Jan 1970 00:00:05 GMT', 0],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
    ['soon', undefined],
    ['2020-01-01', undefined],
    [null, undefined],
  ])('%j asks for %s ms', (header, expected) => {
    expect(retryAfterOf(header, 10_000)).toBe(expected);
  });

  it('is never negative and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (header, now) => {
        expect(retryAfterOf(header, now) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
