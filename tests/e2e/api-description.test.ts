import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../shared/checks/problem.ts';
import { describedFetch } from '../support/described-fetch.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';

const data = mkdtempSync(join(tmpdir(), 'description-'));
let register: RunningRegister;
beforeAll(async () => {
  register = await runRegister(data, '--empty', '--every', '60');
});
afterAll(async () => {
  expect(await register.end('SIGTERM')).toBe(0);
  rmSync(data, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  describedFetch(new URL(path, register.url), { headers });

describe('the description of a running register', () => {
  it('is there for everybody, and is not sent again to whoever has it', async () => {
    const first = await get('/v1/openapi.json');
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/' }] });
    const again = await get('/v1/openapi.json', { 'if-none-match': first.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('is a page for people, whose files are there, under a policy that the edge leaves as it is', async () => {
    const page = await get('/v1/docs', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const files = [...(await page.text()).matchAll(/(?:href|src)="(\/v1\/docs\/[^"]+)"/g)];
    expect(files.length).toBe(3);
    for (const [, path = ''] of files) {
      const file = await get(path);
      expect(file.status, path).toBe(200);
      expect((await file.arrayBuffer()).byteLength).toBeGreaterThan(100);
    }
  });

  it('has examples that a stranger can send as they are', async () => {
    const { paths } = (await (await get('/v1/openapi.json')).json()) as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, Media> } }>>;
    };
    type Media = { examples: Record<string, { value: unknown }> };
    const exampleOf = (path: string, method: string) =>
      paths[path]?.[method]?.requestBody?.content['application/json']?.examples.example?.value;
    const [key] = (await register.tool('partner', 'add', 'office', '--name', 'Office', '--office')).slice(-1);
    const office = clientOf(register.url, key);
    const calls = [
      ['PUT', '/v1/projects/{code}', '/v1/projects/GLACY%2B', 200],
      ['PUT', '/v1/periods/{id}', '/v1/periods/2019-10_2020-09', 200],
      ['PUT', '/v1/treaty-events/{id}', '/v1/treaty-events/185-GH-accession', 200],
      ['PUT', '/v1/legislation-surveys/{id}', '/v1/legislation-surveys/2020-02-substantive-law', 200],
      ['PUT', '/v1/contributions/{id}', '/v1/contributions/japan-2021-09', 200],
      ['PUT', '/v1/activities/{reference}', '/v1/activities/WS-2020-17', 202],
      ['POST', '/v1/activities', '/v1/activities', 202],
      ['POST', '/v1/activities/batch', '/v1/activities/batch', 202],
      ['POST', '/v1/activities', '/v1/activities?dryRun=true', 200],
    ] as const;
    for (const [method, template, path, status] of calls) {
      const answer = await office(method, path, exampleOf(template, method.toLowerCase()));
      expect(answer, `${method} ${path}`).toMatchObject({ status });
      if (path.endsWith('/batch'))
        expect(answer.body.outcomes.map((each: { status: number }) => each.status)).toEqual([202, 202]);
    }
    await eventually(
      () => office('GET', '/v1/activities?limit=1'),
      ({ status, body }) => status === 200 && body.activities.length === 1 && body.next !== undefined,
    );
    const withdrawn = await office('DELETE', '/v1/activities/WS-2020-17');
    expect(withdrawn.status).toBe(202);
    const location = withdrawn.headers.get('location') ?? '';
    await eventually(
      () => office('GET', location),
      ({ body }) => body.status === 'withdrawn',
    );
    expect((await office('GET', '/v1/activities/WS-2020-17')).status).toBe(410);
  });
});

describe('the API of a running register', () => {
  const origin = { origin: 'https://office.example' };

  it('answers HEAD as GET, without a body', async () => {
    for (const [path, status] of [
      ['/v1/health', 200],
      ['/v1/openapi.json', 200],
      ['/v1/docs', 200],
      ['/v1/activities/none', 401],
    ] as const) {
      const plain = { 'accept-encoding': 'identity' };
      const [got, head] = await Promise.all([
        get(path, plain),
        describedFetch(new URL(path, register.url), { method: 'HEAD', headers: plain }),
      ]);
      expect([path, got.status, head.status]).toEqual([path, status, status]);
      for (const name of ['content-type', 'content-length', 'etag', 'cache-control'])
        expect(head.headers.get(name), `${name} of ${path}`).toBe(got.headers.get(name));
      expect(await head.text()).toBe('');
    }
  });

  it('tells with OPTIONS what it offers, and lets pages of every origin ask', async () => {
    const asked = { ...origin, 'access-control-request-method': 'PUT' };
    const url = new URL('/v1/activities/A-1', register.url);
    const preflight = await describedFetch(url, { method: 'OPTIONS', headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('allow')).toBe('PUT, DELETE, GET, HEAD, OPTIONS');
    const allowed = (name: string) => preflight.headers.get(`access-control-allow-${name}`)?.split(', ');
    expect(allowed('origin')).toEqual(['*']);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) expect(allowed('methods')).toContain(method);
    for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'])
      expect(allowed('headers')).toContain(name);
    const nowhere = await describedFetch(new URL('/v1/nothing', register.url), { method: 'OPTIONS' });
    expect(nowhere.status).toBe(404);
  });

  it('lets pages of every origin read its answers, also its refusals, with the headers that say something', async () => {
    for (const path of ['/v1/health', '/v1/activities/none', '/v1/%zz']) {
      const { headers } = await fetch(new URL(path, register.url), { headers: origin });
      expect(headers.get('access-control-allow-origin'), path).toBe('*');
      expect(headers.has('access-control-allow-credentials')).toBe(false);
      const exposed = headers.get('access-control-expose-headers')?.split(', ');
      for (const name of ['ETag', 'Location', 'Retry-After', 'RateLimit']) expect(exposed).toContain(name);
    }
  });

  it.each<[string, string, string, Record<string, string>, number]>([
    ['an address that cannot be decoded', 'GET', '/v1/activities/%zz', {}, 400],
    ['TRACE', 'TRACE', '/v1/activities', {}, 405],
    ['a method of others', 'PROPFIND', '/v1/activities', {}, 405],
    ['a body of more than 10 MiB', 'POST', '/v1/activities', { 'content-length': '10485761' }, 413],
    ['more than 8 KiB of headers', 'GET', '/v1/activities', { own: 'x'.repeat(9000) }, 431],
    ['more than 16 KiB of headers', 'GET', '/v1/activities', { own: 'x'.repeat(20_000) }, 431],
  ])('answers %s by a problem document', async (_, method, path, headers, status) => {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(new URL(path, register.url), { method, headers }, resolve);
      asking.on('error', reject);
      asking.end(Buffer.alloc(Number(headers['content-length'] ?? 0)));
    });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(problem.parse(JSON.parse(await text(answer))).status).toBe(status);
  });
});
