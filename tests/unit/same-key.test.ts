import { describe, expect, it } from 'vitest';
import { apiInMemory } from '../support/api-in-memory.ts';
import { anActivity } from '../support/register.ts';

const partners = ['somebody', 'another'].map((id) => ({ id, name: id, office: true }));

type Asked = {
  method: string;
  path: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string;
};
const { reference: _reference, ...content } = anActivity();
const text = JSON.stringify(content);
const whole = JSON.stringify({ ...content, reference: 'R-1' });
const put: Asked = { method: 'PUT', path: '/v1/activities/R-1', body: text };
const post: Asked = { method: 'POST', path: '/v1/activities', body: whole };
const batch: Asked = { method: 'POST', path: '/v1/activities/batch', body: `[${whole}]` };
const withdrawal: Asked = { method: 'DELETE', path: '/v1/activities/R-1' };
const under = (asked: Asked, headers: Record<string, string>): Asked => ({ ...asked, headers });

/** Asks under one key, in a register that has. */
async function startAsking() {
  const api = apiInMemory(partners);
  const ask = async ({ method, path, query = '', headers = {}, body = '' }: Asked) => {
    const answer = await api({
      method,
      path,
      query,
      headers: {
        authorization: 'Bearer somebody',
        'content-type': 'application/json',
        'idempotency-key': '"K"',
        ...headers,
      },
      body: Buffer.from(body),
    });
    const said = answer.body.toString();
    return { status: answer.status, said, told: JSON.parse(said) };
  };
  const project = {
    names: { en: 'GLACY+', fr: 'GLACY+' },
    versions: [{ validFrom: '2016-03', start: '2016-03', source: 'a report' }],
  };
  const path = '/v1/projects/GLACY%2B';
  expect((await ask({ method: 'PUT', path, body: JSON.stringify(project) })).status).toBe(200);
  for (const reference of ['R-1', 'R-2']) {
    const known = {
      ...put,
      path: `/v1/activities/${reference}`,
      headers: { 'idempotency-key': `"${reference}"` },
    };
    expect((await ask(known)).status).toBe(202);
  }
  return ask;
}

describe('a withdrawal under a condition', () => {
  it.each<Record<string, string>>([
    { 'if-none-match': '*' },
    { 'if-none-match': '"1"' },
    { 'if-match': '*' },
  ])('of what was never submitted is refused, with %j', async (headers) => {
    const ask = await startAsking();
    const answer = await ask({ method: 'DELETE', path: '/v1/activities/never', headers });
    expect([answer.status, answer.told.code]).toEqual([404, 'not-found']);
  });
});

describe('the same key, and one thing different', () => {
  it.each<[string, Asked, Asked]>([
    ['the method', withdrawal, { ...withdrawal, method: 'PUT', body: text }],
    ['the path', put, { ...put, path: '/v1/activities/R-2' }],
    ['the path of a withdrawal', withdrawal, { ...withdrawal, path: '/v1/activities/R-2' }],
    ['the query', post, { ...post, query: 'dryRun=false' }],
    ['the type of the body', batch, under(batch, { 'content-type': 'application/x-ndjson' })],
    ['a blank in the body', put, { ...put, body: `${text} ` }],
    ['a word of the body', put, { ...put, body: text.replace('Workshop', 'Training') }],
    ['the order of fields', post, { ...post, body: JSON.stringify({ reference: 'R-1', ...content }) }],
    ['If-Match, which was there', under(put, { 'if-match': '"1"' }), put],
    ['If-Match, which was not there', put, under(put, { 'if-match': '*' })],
    ['the revision of If-Match', under(put, { 'if-match': '"1"' }), under(put, { 'if-match': '"2"' })],
    ['If-Match of a withdrawal', under(withdrawal, { 'if-match': '"1"' }), withdrawal],
    ['If-None-Match for If-Match', under(put, { 'if-match': '"1"' }), under(put, { 'if-none-match': '"1"' })],
  ])('%s: is another request, and refused', async (_, first, other) => {
    const ask = await startAsking();
    const { status, said } = await ask(first);
    expect(status).toBe(202);
    const refused = await ask(other);
    expect([refused.status, refused.told.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await ask(first)).said).toBe(said);
  });

  it.each<[string, Record<string, string>]>([
    ['the language', { 'accept-language': 'fr' }],
    ['the character set, where it is the same', { 'content-type': 'application/json; charset=utf-8' }],
    ['who sends it', { 'user-agent': 'another' }],
  ])('%s: is the same request, and has the same answer', async (_, headers) => {
    const ask = await startAsking();
    const { status, said } = await ask(put);
    expect(status).toBe(202);
    expect((await ask(under(put, headers))).said).toBe(said);
  });

  it('the partner: is another key', async () => {
    const ask = await startAsking();
    const { told } = await ask(put);
    const other = await ask(under(put, { authorization: 'Bearer another' }));
    expect([other.status, other.told.revision]).toEqual([202, 1]);
    expect(other.told.submission).not.toBe(told.submission);
  });

  it('a condition, after one that was refused: is done, and the refused one is then another request', async () => {
    const ask = await startAsking();
    const conditional = under(put, { 'if-match': '"9"' });
    expect((await ask(conditional)).status).toBe(412);
    const { status, said } = await ask(put);
    expect(status).toBe(202);
    const again = await ask(conditional);
    expect([again.status, again.told.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await ask(put)).said).toBe(said);
  });
});
