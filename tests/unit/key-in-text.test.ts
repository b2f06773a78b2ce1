import { beforeAll, describe, expect, it } from 'vitest';
import { Refused } from '../../shared/checks/problem.ts';
import { withoutKey } from '../../shared/intake/key-in-text.ts';
import { makeKey } from '../../shared/intake/keys.ts';
import { parseJson } from '../../shared/intake/strict-json.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { anActivity } from '../support/register.ts';

let key: string;
beforeAll(async () => {
  key = await makeKey('north', new Uint8Array(32).fill(7));
});

const escapedAt = (text: string, at: number) =>
  `${text.slice(0, at)}\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}${text.slice(at + 1)}`;
const percented = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');

/** The problem with which something is refused; undefined if it is not. */
function problemOf(call: () => unknown) {
  try {
    call();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return thrown.problem;
  }
}

describe('a text that is to be stored', () => {
  it('is given back if no key stands in it', () => {
    for (const text of ['', 'areg_north_short', `areg-${'x'.repeat(80)}`, '100 % of %zz', key.slice(0, -1)])
      expect(withoutKey(text)).toBe(text);
  });

  it('is refused if a key stands in it, which the refusal does not repeat', () => {
    const problem = problemOf(() => withoutKey(`see ${key}.`));
    expect(problem).toMatchObject({ status: 400, code: 'malformed-request' });
    expect(JSON.stringify(problem)).not.toContain(key.slice(-20));
  });

  it('is refused if a key stands in it once it is decoded as an address, in whatever depth', () => {
    for (const text of [
      percented(key),
      `https://a.org/?k=%61${key.slice(1)}`,
      `%2525256${'1'}${key.slice(1)}`,
    ])
      expect(
        problemOf(() => withoutKey(text)),
        text,
      ).toBeDefined();
    expect(
      problemOf(() => withoutKey(`%7${key}`)),
      'what precedes it is no escape of it',
    ).toBeDefined();
  });

  it('is refused if it becomes a key as it is kept: the Kelvin sign is a K in NFC', async () => {
    const withK = await makeKey('kelvin', new Uint8Array(32).fill(7));
    expect(withK).toContain('K');
    expect(problemOf(() => withoutKey(withK.replace('K', '\u212A')))).toBeDefined();
  });

  it('is looked through in a time that grows with its length only', () => {
    const started = performance.now();
    for (const text of ['%25'.repeat(87_000), 'areg_'.repeat(52_000), `areg_${'a'.repeat(260_000)}`])
      withoutKey(text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a JSON text', () => {
  it('is refused wherever a key stands in it, whichever of its characters are escaped', () => {
    const places = [
      (text: string) => `"${text}"`,
      (text: string) => `{"title":{"en":"Workshop ${text}."}}`,
      (text: string) => `{"title":{"${text}":"Workshop"}}`,
      (text: string) => `[{"links":[{"url":"https://a.org/?k=${text}"}]}]`,
    ];
    for (const place of places)
      for (const text of [key, ...[...key].map((_, at) => escapedAt(key, at))])
        expect(
          problemOf(() => parseJson(place(text))),
          text,
        ).toMatchObject({ status: 400 });
  });

  it('is taken where a key is split over two fields', () => {
    const split = JSON.stringify({ title: key.slice(0, 30), description: key.slice(30) });
    expect(parseJson(split)).toEqual(JSON.parse(split));
  });
});

describe('the API', () => {
  const office = { id: 'office', name: 'Office', office: true };
  const send = apiInMemory([office]);
  const json = { 'content-type': 'application/json', authorization: 'Bearer office' };
  const asked = async (
    method: string,
    path: string,
    { body = '', headers = {}, query = '' }: { body?: string; headers?: object; query?: string } = {},
  ) => {
    const answer = await send({
      method,
      path,
      query,
      headers: { ...json, ...headers },
      body: Buffer.from(body),
    });
    const text = answer.body.toString();
    expect(text).not.toContain(key.slice(-20));
    return { status: answer.status, text };
  };
  const names = { en: 'KEY', fr: 'GLACY+' };
  const project = { names, versions: [{ validFrom: '2016-03', start: '2016-03', source: 'a report' }] };
  const period = { names, first: '2020-01', last: '2020-12' };

  beforeAll(async () => {
    const glacy = JSON.stringify({ ...project, names: { en: 'GLACY+', fr: 'GLACY+' } });
    expect((await asked('PUT', '/v1/projects/GLACY%2B', { body: glacy })).status).toBe(200);
  });

  it('refuses a key in everything that it would store', async () => {
    const good = JSON.stringify(anActivity({ title: { en: 'KEY' } }));
    expect((await asked('POST', '/v1/activities', { body: good })).status).toBe(202);
    const escaped = escapedAt(key, 0);
    const holding = (body: object | string) =>
      (typeof body === 'string' ? body : JSON.stringify(body)).replace('KEY', escaped);
    const quoted = { 'idempotency-key': `"${key}"` };
    const requests = [
      asked('POST', '/v1/activities', { body: holding(good) }),
      asked('POST', '/v1/activities', { body: holding(anActivity({ reference: 'KEY' })) }),
      asked('POST', '/v1/activities', { body: holding(good), query: 'dryRun=true' }),
      asked('POST', '/v1/activities/batch', { body: `[${holding(good)}]` }),
      asked('PUT', '/v1/activities/A-1', { body: holding(good) }),
      asked('PUT', `/v1/activities/${percented(key)}`, { body: good }),
      asked('PUT', `/v1/activities/%25${percented(key).slice(1)}`, { body: good }),
      asked('PUT', '/v1/projects/A-1', { body: holding(project) }),
      asked('PUT', '/v1/periods/2020', { body: holding(period) }),
      asked('PUT', `/v1/periods/${key}`, { body: JSON.stringify(period) }),
      asked('POST', '/v1/activities', { body: good, headers: quoted }),
      asked('DELETE', '/v1/activities/A-1', { headers: quoted }),
      asked('GET', '/v1/activities', { query: `cursor=${percented(key)}` }),
      asked('GET', '/v1/activities', { query: `${key}=1` }),
    ];
    for (const [at, answer] of (await Promise.all(requests)).entries())
      expect([at, answer.status, answer.text]).toEqual([at, 400, expect.stringContaining('partner’s key')]);
  });

  it('refuses the one line of a batch in which a key stands', async () => {
    const lines = [anActivity({ reference: 'L-1' }), anActivity({ reference: 'L-2', title: { en: 'KEY' } })]
      .map((line) => JSON.stringify(line).replace('KEY', escapedAt(key, 3)))
      .join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const { status, text } = await asked('POST', '/v1/activities/batch', { body: lines, headers });
    expect(status).toBe(202);
    expect(JSON.parse(text).outcomes.map((each: { status: number }) => each.status)).toEqual([202, 400]);
  });
});
