import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    expect(files.length).toBeGreaterThanOrEqual(4);
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
