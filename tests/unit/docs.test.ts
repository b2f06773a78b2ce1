import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { docsOperations } from '../../functions/http/docs.ts';
import { httpHandler } from '../../functions/http/handler.ts';
import { openapi } from '../../shared/api/openapi.ts';
import { faultsOfAnswer } from '../support/response-validator.ts';
import { viewerFile } from '../support/viewer-file.ts';

const handler = httpHandler(docsOperations(viewerFile));

/** Asks as the gateway does and holds the answer against the description. */
async function get(path: string, sent: Record<string, string> = {}) {
  const [, file] = /^\/v1\/docs\/(.+)$/.exec(path) ?? [];
  const event = {
    routeKey: file === undefined ? `GET ${path}` : 'GET /v1/docs/{file}',
    rawPath: path,
    headers: sent,
    ...(file === undefined ? {} : { pathParameters: { file } }),
    requestContext: { requestId: 'request-1', http: { method: 'GET' } },
  } as unknown as APIGatewayProxyEventV2;
  const answer = await handler(event as Parameters<typeof handler>[0], {} as Context);
  const bytes = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf-8');
  const headers = new Headers(answer.headers as Record<string, string>);
  const plain = headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes;
  const status = answer.statusCode ?? 0;
  const seen = { method: 'GET', path, status, headers, body: plain.toString('utf-8') };
  expect(faultsOfAnswer(seen)).toEqual([]);
  return { ...seen, bytes: answer.body?.length ?? 0 };
}

describe('the description of the API for machines', () => {
  it('is served to everybody, and may be read by every website', async () => {
    const { status, headers, body } = await get('/v1/openapi.json');
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(openapi())));
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is not sent again to whoever has it', async () => {
    const first = await get('/v1/openapi.json');
    const tag = first.headers.get('etag') ?? '';
    const again = await get('/v1/openapi.json', { 'if-none-match': `"other", W/${tag}` });
    expect(again).toMatchObject({ status: 304, body: '' });
    expect((await get('/v1/openapi.json', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each<[string | undefined, boolean]>([
    ['gzip', true],
    ['gzip, deflate, br, zstd', true],
    ['br;q=1, gzip;q=0.5', true],
    ['GZIP', true],
    ['gzip;q=0', false],
    ['gzip; q=0.00', false],
    ['br', false],
    ['x-gzip', false],
    [undefined, false],
  ])('is packed for whoever accepts "%s": %s', async (accepted, packed) => {
    const { headers, body } = await get(
      '/v1/openapi.json',
      accepted === undefined ? {} : { 'accept-encoding': accepted },
    );
    expect(headers.has('content-encoding')).toBe(packed);
    expect(headers.get('vary')).toBe('accept-encoding, origin');
    expect(JSON.parse(body).openapi).toBe('3.1.1');
  });

  it('has another tag when it is packed', async () => {
    const [plain, packed] = await Promise.all([
      get('/v1/openapi.json'),
      get('/v1/openapi.json', { 'accept-encoding': 'gzip' }),
    ]);
    expect(plain.headers.get('etag')).not.toBe(packed.headers.get('etag'));
  });
});

describe('the page for people', () => {
  it('refers only to what this origin serves', async () => {
    const { body } = await get('/v1/docs');
    const references = [...body.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, target = '']) => target);
    expect(references.length).toBeGreaterThanOrEqual(3);
    for (const target of references) expect((await get(target)).status, target).toBe(200);
    expect(body.match(/https?:|\/\//g)).toBeNull();
  });

  it('needs nothing that its policy forbids', async () => {
    const { body, headers } = await get('/v1/docs');
    const policy = (headers.get('content-security-policy') ?? '').split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    // The viewer writes its styles in line; nothing else may, and no script.
    expect(policy.filter((each) => /unsafe|\*|https?:/.test(each))).toEqual([
      "style-src 'self' 'unsafe-inline'",
    ]);
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('/v1/docs/page.css')).body).not.toMatch(/url\(|@import/);
  });

  it('has a viewer that fits into the answer of a function, packed or not', async () => {
    const room = 6 * 1024 * 1024;
    const path = '/v1/docs/openapi-explorer.min.js';
    expect((await get(path)).bytes).toBeLessThan(room);
    // In base64: some 220 KB on the wire.
    expect((await get(path, { 'accept-encoding': 'gzip' })).bytes).toBeLessThan(330_000);
  });

  it.each([
    'index.html',
    '../package.json',
    '..%2fpackage.json',
    'openapi-explorer.min.js.map',
    '__proto__',
    'docs.ts',
  ])('does not have the file %s', async (name) => {
    expect((await get(`/v1/docs/${encodeURIComponent(name)}`)).status).toBe(404);
  });

  it('is read anew after the files could not be read', async () => {
    let failures = 1;
    const flaky = httpHandler(
      docsOperations(async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('too many open files');
        return Buffer.from('body {}');
      }),
    );
    const event = {
      routeKey: 'GET /v1/docs/{file}',
      headers: {},
      pathParameters: { file: 'openapi-explorer.min.js' },
      requestContext: { requestId: 'request-1' },
    } as unknown as Parameters<typeof flaky>[0];
    expect((await flaky(event, {} as Context)).statusCode).toBe(500);
    expect((await flaky(event, {} as Context)).statusCode).toBe(200);
  });
});
