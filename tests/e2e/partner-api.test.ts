import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../shared/checks/problem.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { anActivity, glacy } from '../support/register.ts';
import { eventually, type RunningRegister, runRegister } from '../support/running-register.ts';

const data = mkdtempSync(join(tmpdir(), 'partner-api-'));
let register: RunningRegister;
let key = '';
let office: Record<string, string> = {};
const keyOf = async (...words: string[]) => (await register.tool('partner', 'add', ...words)).at(-1) ?? '';

beforeAll(async () => {
  register = await runRegister(data, '--empty', '--every', '60', '--limit', '8000');
  office = { authorization: `Bearer ${await keyOf('office', '--name', 'Office', '--office')}` };
  key = await keyOf('glacy', '--name', 'GLACY+ team');
  const put = await ask('PUT', '/v1/projects/GLACY%2B', glacy, office);
  expect(put.status).toBe(200);
});
afterAll(async () => {
  expect(await register.end('SIGTERM')).toBe(0);
  rmSync(data, { recursive: true });
});

/** One request of the partner; a text is sent as it is, anything else as JSON. */
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, register.url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

const applied = (reference: string, revision: number) =>
  eventually(
    () => ask('GET', `/v1/activities/${reference}`),
    ({ body }) => body?.revision === revision,
  );

function expectProblem(answer: Awaited<ReturnType<typeof ask>>, status: number, code: string) {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  expect(problem.parse(answer.body).code).toBe(code);
}

describe('a batch', () => {
  const outcome = ({ index, status }: { index: number; status: number }) => [index, status];

  it('of JSON takes the good items, refuses the others one by one, and lets the last of an activity win', async () => {
    const answer = await ask('POST', '/v1/activities/batch', [
      anActivity({ reference: 'B-1', units: 1 }),
      anActivity({ reference: 'B-2', start: '2020-02-30' }),
      'nothing',
      anActivity({ reference: 'B-1', units: 2 }),
    ]);
    expect(answer.status).toBe(202);
    expect(answer.body.outcomes.map(outcome)).toEqual([
      [0, 202],
      [1, 422],
      [2, 422],
      [3, 202],
    ]);
    expect(answer.body.outcomes[1]).toMatchObject({
      activity: 'B-2',
      findings: [{ code: 'no_such_day', pointer: '/start' }],
    });
    expect(answer.body.outcomes[3]).toMatchObject({ activity: 'B-1', revision: 2, findings: [] });
    expect((await applied('B-1', 2)).body.activity.units).toBe(2);
    expect((await ask('GET', '/v1/activities/B-2')).status).toBe(404);
  });

  it('of lines takes the good lines, and says of the others what is wrong', async () => {
    const lines = [JSON.stringify(anActivity({ reference: 'L-1' })), '', '{"a":1,"a":2}', 'not JSON', '{}'];
    const answer = await ask('POST', '/v1/activities/batch', lines.join('\r\n'), {
      'content-type': 'application/x-ndjson',
    });
    expect(answer.body.outcomes.map(outcome)).toEqual([
      [0, 202],
      [1, 400],
      [2, 400],
      [3, 422],
    ]);
    await applied('L-1', 1);
  });

  it('of a hundred, each large, is taken whole', async () => {
    const items = Array.from({ length: 100 }, (_, at) =>
      anActivity({ reference: `H-${at}`, description: { en: 'é'.repeat(4900) } }),
    );
    const answer = await ask('POST', '/v1/activities/batch', items);
    expect(answer.body.outcomes.map(outcome)).toEqual(items.map((_, at) => [at, 202]));
    for (const { reference } of items) await applied(reference, 1);
  });

  it('is tried without storing anything', async () => {
    const items = [anActivity({ reference: 'dry' }), anActivity({ reference: 'dry', mode: 'by phone' })];
    const answer = await ask('POST', '/v1/activities/batch?dryRun=true', items);
    expect([answer.status, answer.body.outcomes.map(outcome)]).toEqual([
      200,
      [
        [0, 200],
        [1, 422],
      ],
    ]);
    expect((await ask('DELETE', '/v1/activities/dry')).status).toBe(404);
  });

  it('that is none, is empty, too long or too large is refused', async () => {
    expectProblem(await ask('POST', '/v1/activities/batch', anActivity()), 400, 'malformed-request');
    expectProblem(await ask('POST', '/v1/activities/batch', []), 400, 'malformed-request');
    expectProblem(
      await ask(
        'POST',
        '/v1/activities/batch',
        Array.from({ length: 101 }, () => 1),
      ),
      413,
      'content-too-large',
    );
    expectProblem(await ask('POST', '/v1/activities/batch', ' '.repeat(1_048_577)), 413, 'content-too-large');
    const large = anActivity({ reference: 'large', description: { en: 'x'.repeat(262_144) } });
    const { body } = await ask('POST', '/v1/activities/batch', [large, anActivity({ reference: 'small' })]);
    expect(body.outcomes.map(outcome)).toEqual([
      [0, 413],
      [1, 202],
    ]);
  });
});

describe('an Idempotency-Key', () => {
  it('gives the same answer again, to the byte, and refuses another payload', async () => {
    const once = { 'idempotency-key': '"7d444840-9dc0-11d1"' };
    const first = await ask('POST', '/v1/activities', anActivity({ reference: 'I-1' }), once);
    const again = await ask('POST', '/v1/activities', anActivity({ reference: 'I-1' }), once);
    expect(first.status).toBe(202);
    expect([again.status, again.text, again.headers.get('location')]).toEqual([
      202,
      first.text,
      first.headers.get('location'),
    ]);
    expectProblem(
      await ask('POST', '/v1/activities', anActivity({ reference: 'I-2' }), once),
      422,
      'idempotency-key-reused',
    );
    expectProblem(
      await ask('POST', '/v1/activities', anActivity(), { 'idempotency-key': 'bare' }),
      400,
      'malformed-request',
    );
    expect((await ask('POST', '/v1/activities', anActivity({ reference: 'I-1' }))).body.revision).toBe(2);
  });
});

describe('the list', () => {
  it('goes through all activities in pages, the withdrawn left out, by cursors and links', async () => {
    const references = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5'];
    await ask(
      'POST',
      '/v1/activities/batch',
      references.map((reference) => anActivity({ reference })),
    );
    await Promise.all(references.map((reference) => applied(reference, 1)));
    await ask('DELETE', '/v1/activities/P-3');
    await eventually(
      () => ask('GET', '/v1/activities/P-3'),
      ({ status }) => status === 410,
    );
    const seen: string[] = [];
    let path: string | undefined = '/v1/activities?limit=2';
    while (path !== undefined) {
      const { status, headers, body }: Awaited<ReturnType<typeof ask>> = await ask('GET', path);
      expect(status).toBe(200);
      seen.push(
        ...body.activities.map(({ activity }: { activity: { reference: string } }) => activity.reference),
      );
      [, path] = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
      expect(path?.includes(body.next) ?? body.next === undefined).toBe(true);
    }
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((reference) => reference.startsWith('P-'))).toEqual(['P-1', 'P-2', 'P-4', 'P-5']);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=', 'page=2'])(
    'refuses %s',
    async (query) => {
      expectProblem(await ask('GET', `/v1/activities?${query}`), 400, 'malformed-request');
    },
  );
});

describe('a condition', () => {
  it('on GET spares what is known', async () => {
    await ask('PUT', '/v1/activities/E-1', anActivity({ reference: 'E-1' }));
    await applied('E-1', 1);
    for (const path of ['/v1/activities/E-1', '/v1/projects/GLACY%2B', '/v1/activities?limit=1']) {
      const etag = (await ask('GET', path)).headers.get('etag') ?? '';
      const known = await ask('GET', path, undefined, { 'if-none-match': `"x", W/${etag}` });
      expect([known.status, known.text, known.headers.get('etag')]).toEqual([304, '', etag]);
      expect((await ask('GET', path, undefined, { 'if-none-match': '"x"' })).status).toBe(200);
    }
  });

  it('on PUT and DELETE holds against the newest revision that was given', async () => {
    const put = (headers: Record<string, string>) =>
      ask('PUT', '/v1/activities/E-2', anActivity({ reference: 'E-2' }), headers);
    expectProblem(await put({ 'if-match': '"1"' }), 412, 'precondition-failed');
    expect((await put({ 'if-none-match': '*' })).headers.get('etag')).toBe('"1"');
    expectProblem(await put({ 'if-none-match': '*' }), 412, 'precondition-failed');
    const both = await Promise.all([put({ 'if-match': '"1"' }), put({ 'if-match': '"1"' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 412]);
    expect(both.find(({ status }) => status === 412)?.headers.get('etag')).toBe('"2"');
    const remove = (match: string) => ask('DELETE', '/v1/activities/E-2', undefined, { 'if-match': match });
    expectProblem(await remove('"1"'), 412, 'precondition-failed');
    expect((await remove('"2"')).headers.get('etag')).toBe('"3"');
    expect((await put({ 'if-match': '"3"' })).body.revision).toBe(4);
    expectProblem(await put({ 'if-match': '4' }), 400, 'malformed-request');
    expect((await ask('DELETE', '/v1/activities/never', undefined, { 'if-match': '*' })).status).toBe(404);
  });
});

describe('a fact', () => {
  const path = `/v1/treaty-events/${anEvent.id}`;

  it('is written by the office, read by every partner, and is told what is odd in the language that is wished', async () => {
    expectProblem(await ask('GET', path), 404, 'not-found');
    expectProblem(await ask('PUT', path, anEvent), 403, 'forbidden');
    const put = await ask('PUT', path, anEvent, { ...office, 'accept-language': 'fr' });
    expect([put.status, put.headers.get('etag'), put.headers.get('content-language')]).toEqual([
      200,
      '"1"',
      'fr',
    ]);
    expect(put.body).toMatchObject({
      kept: anEvent,
      revision: 1,
      findings: [{ severity: 'warning', code: 'not_invited', pointer: '/event' }],
    });
    expect(put.body.findings[0].detail).toContain('invitation encore valable');
    const got = await ask('GET', path);
    expect(got.body).toEqual(anEvent);
    expect((await ask('GET', path, undefined, { 'if-none-match': '"1"' })).status).toBe(304);
  });

  it('that cannot be is refused with all findings at once, and one that is deleted is gone', async () => {
    const wrong = { ...anEvent, instrument: '5', source: undefined, validUntil: '2023-02-30' };
    const refused = await ask('PUT', path, wrong, office);
    expectProblem(refused, 422, 'refused');
    expect(refused.body.findings.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/instrument',
      '/validUntil',
      '/source',
    ]);
    expectProblem(await ask('DELETE', path), 403, 'forbidden');
    expectProblem(
      await ask('DELETE', path, undefined, { ...office, 'if-match': '"7"' }),
      412,
      'precondition-failed',
    );
    expect((await ask('DELETE', path, undefined, office)).status).toBe(204);
    expectProblem(await ask('GET', path), 410, 'gone');
  });

  it.each([
    ['legislation-surveys', aSurvey],
    ['contributions', aContribution],
  ])('of %s is put, read and deleted likewise', async (collection, fact) => {
    const place = `/v1/${collection}/${fact.id}`;
    expect((await ask('PUT', place, fact, office)).body).toEqual({ kept: fact, revision: 1, findings: [] });
    expect((await ask('GET', place)).body).toEqual(fact);
    expect((await ask('DELETE', place, undefined, office)).headers.get('etag')).toBe('"2"');
    expectProblem(await ask('GET', place), 410, 'gone');
  });
});

describe('a limit', () => {
  it.each<[string, number, string, string, Record<string, string>]>([
    ['257 KiB', 413, 'content-too-large', ' '.repeat(262_145), {}],
    ['33 levels', 400, 'malformed-request', '['.repeat(33) + ']'.repeat(33), {}],
    ['a field twice', 400, 'malformed-request', '{"a":1,"\\u0061":2}', {}],
    ['a number that a double cannot keep', 400, 'malformed-request', '{"units":9007199254740993}', {}],
    ['another type', 415, 'unsupported-media-type', '{}', { 'content-type': 'text/plain' }],
    [
      'lines where one activity is wanted',
      415,
      'unsupported-media-type',
      '{}',
      { 'content-type': 'application/x-ndjson' },
    ],
    ['a packed body', 415, 'unsupported-media-type', '{}', { 'content-encoding': 'gzip' }],
    ['a wish for HTML', 406, 'not-acceptable', '{}', { accept: 'text/html' }],
  ])('is kept: %s is answered by %i', async (_, status, code, body, headers) => {
    expectProblem(await ask('POST', '/v1/activities', body, headers), status, code);
  });

  it('of methods is told', async () => {
    const answer = await ask('PATCH', '/v1/activities/A-1', {});
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([
      'DELETE',
      'GET',
      'HEAD',
      'OPTIONS',
      'PUT',
    ]);
  });

  it('of requests is told with every answer, and kept for each partner by itself', async () => {
    const flooder = { authorization: `Bearer ${await keyOf('flooder', '--name', 'Flooder')}` };
    const first = await ask('GET', '/v1/activities/none', undefined, flooder);
    expect(first.headers.get('ratelimit-policy')).toBe('"partner";q=8000;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"partner";r=7999;t=\d+$/);
    const batch = Array.from({ length: 100 }, () => 0);
    const flood = await eventually(
      () => ask('POST', '/v1/activities/batch?dryRun=true', batch, flooder),
      ({ status }) => status !== 200,
    );
    expectProblem(flood, 429, 'too-many-requests');
    expect(Number(flood.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(flood.headers.get('ratelimit')).toMatch(/^"partner";r=\d{1,2};t=\d+$/);
    const other = await ask('GET', '/v1/activities/none');
    expect(other.status).toBe(404);
    expect(other.headers.get('ratelimit')).toMatch(/^"partner";r=[1-9]\d*;t=\d+$/);
  });
});
