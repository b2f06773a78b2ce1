import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Behaviour, bucketOrigin, distribution, type Origin } from '../../local/distribution.ts';
import { startFront } from '../../local/front.ts';
import { gatewayMessage, type OriginRequest, type OriginResponse } from '../../local/http-api.ts';
import { startingUp } from '../../local/register.ts';
import { problem } from '../../shared/checks/problem.ts';
import { runningEngines } from './running.ts';

const cors = { origins: ['*'], methods: ['GET', 'HEAD'], headers: ['*'], exposed: ['ETag'], maxAge: 60 };
const inBucket = (prefix: string): Origin => ({
  api: false,
  bucket: 'feed-bucket',
  prefix,
  corsRules: [cors],
});
const behaviours: Behaviour[] = [
  {
    pattern: '/v1/*',
    methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    origin: { api: true, domain: 'api.example' },
    encodings: { gzip: false, brotli: false },
    viewerRequest: `function handler(event) {
      var headers = event.request.headers;
      if (event.request.uri === '/v1/%zz')
        return { statusCode: 400, statusDescription: 'No', headers: {}, body: { encoding: 'text', data: 'no' } };
      if (!headers.authorization) headers.authorization = { value: 'Bearer none' };
      return event.request;
    }`,
  },
  {
    pattern: '/feed/*',
    methods: ['GET', 'HEAD', 'OPTIONS'],
    origin: inBucket(''),
    encodings: { gzip: true, brotli: true },
    headersPolicy: { headers: [{ name: 'x-content-type-options', value: 'nosniff', override: true }], cors },
  },
  {
    pattern: '/stored/*',
    methods: ['GET', 'HEAD', 'OPTIONS'],
    origin: inBucket(''),
    encodings: { gzip: false, brotli: false },
    viewerRequest: `function handler(event) {
      var accepted = event.request.headers['accept-encoding'];
      if (accepted && accepted.value === 'gzip') event.request.uri = '/gzip' + event.request.uri;
      return event.request;
    }`,
    headersPolicy: { headers: [{ name: 'vary', value: 'Accept-Encoding', override: true }], cors },
  },
  {
    pattern: '*',
    methods: ['GET', 'HEAD'],
    origin: inBucket('/site'),
    encodings: { gzip: false, brotli: false },
  },
];
const large = JSON.stringify({ text: 'activity '.repeat(500) });
const echo = async ({ body, ...request }: OriginRequest): Promise<OriginResponse> => ({
  status: 200,
  headers: { 'content-type': 'application/json', etag: '"1"' },
  cookies: ['a=1', 'b=2'],
  body: Buffer.from(JSON.stringify({ ...request, body: body.toString() })),
});

/** The front over a bucket with `feed/large.json`, `feed/small.json` and `site/index.html`. */
async function runningFront(api: typeof echo = echo) {
  const { s3 } = await runningEngines();
  await s3.send(new CreateBucketCommand({ Bucket: 'feed-bucket' }));
  const objects: [string, string, string][] = [
    ['feed/large.json', large, 'application/json'],
    ['feed/small.json', '{}', 'application/json'],
    ['feed/large.bin', large, 'application/octet-stream'],
    ['site/index.html', '<p>', 'text/html'],
  ];
  const stored = { Bucket: 'feed-bucket', ContentType: 'text/calendar', CacheControl: 'public, max-age=60' };
  await s3.send(new PutObjectCommand({ ...stored, Key: 'stored/large.ics', Body: large }));
  await s3.send(
    new PutObjectCommand({
      ...stored,
      Key: 'gzip/stored/large.ics',
      Body: gzipSync(large),
      ContentEncoding: 'gzip',
      Metadata: { sha256: 'abc' },
    }),
  );
  for (const [Key, Body, ContentType] of objects) {
    const object = { Bucket: 'feed-bucket', Key, Body, ContentType, CacheControl: 'public, max-age=60' };
    await s3.send(new PutObjectCommand(object));
  }
  const reported: unknown[] = [];
  const answer = distribution(
    { defaultRootObject: 'index.html', behaviours },
    { api, bucket: (origin) => bucketOrigin(s3, origin) },
  );
  const front = await startFront({ port: 0, answer, report: (error) => reported.push(error) });
  onTestFinished(() => front.stop());
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${front.url}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } });
  return { ...front, get, reported };
}

describe('the feed', () => {
  it('is served with ETag, type and caching of the object, and the headers of the policy', async () => {
    const { get } = await runningFront();
    const response = await get('/feed/small.json');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{}');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'public, max-age=60',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      'last-modified': expect.stringMatching(/GMT$/),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag',
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers 304 with the same headers to who has it already', async () => {
    const { get } = await runningFront();
    const first = await get('/feed/small.json');
    const [etag, modified] = [first.headers.get('etag') ?? '', first.headers.get('last-modified') ?? ''];
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await get('/feed/small.json', { 'if-none-match': known });
      expect(response.status).toBe(304);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        etag,
        'cache-control': 'public, max-age=60',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      });
    }
    expect((await get('/feed/small.json', { 'if-modified-since': modified })).status).toBe(304);
    expect(
      (await get('/feed/small.json', { 'if-none-match': '"x"', 'if-modified-since': modified })).status,
    ).toBe(200);
  });

  it('answers HEAD with the headers of GET', async () => {
    const { get } = await runningFront();
    const response = await get('/feed/large.json', {}, 'HEAD');
    expect(response.headers.get('content-length')).toBe(String(large.length));
    expect(await response.text()).toBe('');
  });

  it('answers 404 with the headers of the policy for what is not there', async () => {
    const { get } = await runningFront();
    for (const path of ['/feed/nothing.json', '/feed/', '/feed/%zz']) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('answers a preflight request', async () => {
    const { get } = await runningFront();
    const asking = { origin: 'https://example.org', 'access-control-request-method': 'GET' };
    const response = await get('/feed/large.json', asking, 'OPTIONS');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': '*',
      'access-control-max-age': '60',
    });
  });

  it('refuses other methods with 403', async () => {
    const { get } = await runningFront();
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await get('/feed/small.json', {}, method)).status).toBe(403);
    }
  });
});

describe('compression', () => {
  const compressed = async (path: string, accepted: string) => {
    const { url } = await runningFront();
    return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve) => {
      request(`${url}${path}`, { headers: { 'accept-encoding': accepted } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ headers: response.headers, body: Buffer.concat(chunks) });
      }).end();
    });
  };

  it.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip, deflate', gunzipSync],
    ['gzip', 'br;q=0, gzip', gunzipSync],
  ])('gives %s to who accepts %s, with a weak ETag', async (encoding, accepted, decompress) => {
    const { headers, body } = await compressed('/feed/large.json', accepted);
    expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
    expect(headers.etag).toMatch(/^W\/"/);
    expect(decompress(body).toString()).toBe(large);
  });

  it.each([
    ['what is under 1,000 bytes', '/feed/small.json'],
    ['a type that CloudFront does not compress', '/feed/large.bin'],
  ])('leaves alone %s', async (_, path) => {
    const { headers } = await compressed(path, 'gzip, br');
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers.etag).toMatch(/^"/);
  });
});

describe('a document that is stored in two encodings', () => {
  const plain = { 'accept-encoding': 'identity' };
  const packed = { 'accept-encoding': 'gzip' };

  it('is sent as the function at the edge chose', async () => {
    const { get } = await runningFront();
    for (const [accepting, encoding] of [
      [plain, null],
      [packed, 'gzip'],
    ] as const) {
      const response = await get('/stored/large.ics', accepting);
      expect(response.headers.get('content-encoding')).toBe(encoding);
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
      expect(response.headers.get('content-type')).toBe('text/calendar');
      expect(await response.text()).toBe(large);
    }
    const sizes = [plain, packed].map(async (accepting) =>
      Number((await get('/stored/large.ics', accepting, 'HEAD')).headers.get('content-length')),
    );
    expect(await Promise.all(sizes)).toEqual([large.length, gzipSync(large).length]);
  });

  it('has an ETag in each, and answers 304 to the one of the encoding that is asked for', async () => {
    const { get } = await runningFront();
    const etagOf = async (accepting: Record<string, string>) =>
      (await get('/stored/large.ics', accepting)).headers.get('etag') ?? '';
    const [ofPlain, ofPacked] = [await etagOf(plain), await etagOf(packed)];
    expect(ofPlain).not.toBe(ofPacked);
    for (const [accepting, known, status] of [
      [plain, ofPlain, 304],
      [packed, ofPacked, 304],
      [plain, ofPacked, 200],
      [packed, ofPlain, 200],
    ] as const) {
      const response = await get('/stored/large.ics', { ...accepting, 'if-none-match': known });
      expect(response.status).toBe(status);
      expect(response.headers.get('vary')).toBe('Accept-Encoding');
    }
  });

  it('is missing in both, and lets preflight requests through for both', async () => {
    const { get } = await runningFront();
    for (const accepting of [plain, packed]) {
      const missing = await get('/stored/nothing.ics', accepting);
      expect([missing.status, missing.headers.get('content-encoding')]).toEqual([404, null]);
      expect(missing.headers.get('vary')).toBe('Accept-Encoding');
      expect(missing.headers.get('access-control-allow-origin')).toBe('*');
      const asking = { ...accepting, origin: 'https://example.org', 'access-control-request-method': 'GET' };
      expect((await get('/stored/large.ics', asking, 'OPTIONS')).status).toBe(200);
    }
  });

  it('brings the metadata of the object that is sent', async () => {
    const { get } = await runningFront();
    expect((await get('/stored/large.ics', packed)).headers.get('x-amz-meta-sha256')).toBe('abc');
    expect((await get('/stored/large.ics', plain)).headers.has('x-amz-meta-sha256')).toBe(false);
  });
});

describe('the one origin', () => {
  it('sends /v1/ to the API under its own name, with what the CloudFront function adds', async () => {
    const { get } = await runningFront();
    const seen = await (await get('/v1/a%20b?c=d&c=e', { 'x-own': 'y' })).json();
    expect(seen).toMatchObject({ method: 'GET', path: '/v1/a%20b', query: 'c=d&c=e' });
    expect(seen.headers).toMatchObject({ host: 'api.example', authorization: 'Bearer none', 'x-own': 'y' });
    const again = await (await get('/v1/a', { authorization: 'Bearer k' })).json();
    expect(again.headers.authorization).toBe('Bearer k');
  });

  it('leaves cookies and conditional requests of the API to the API', async () => {
    const { get } = await runningFront();
    const response = await get('/v1/a', { 'if-none-match': '"1"' });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('sends everything else to the website', async () => {
    const { get } = await runningFront();
    expect(await (await get('/')).text()).toBe('<p>');
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/', {}, 'POST')).status).toBe(403);
  });

  it('answers 502 and reports it when something goes wrong', async () => {
    const { get, reported } = await runningFront(async () => {
      throw new Error('broken');
    });
    expect((await get('/v1/a')).status).toBe(502);
    expect(reported).toEqual([new Error('broken')]);
  });

  it('finishes answers under way when it is stopped', async () => {
    let arrived = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let finish = (): void => undefined;
    const { get, stop } = await runningFront(async () => {
      arrived();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return gatewayMessage(200, 'done');
    });
    const response = get('/v1/a');
    await underWay;
    const stopped = stop();
    finish();
    expect(await (await response).json()).toEqual({ message: 'done' });
    await stopped;
  });

  it('outlives a caller that goes away in the middle of a request', async () => {
    const { url, get } = await runningFront();
    const half = connect(Number(new URL(url).port), '127.0.0.1');
    half.end('POST /v1/a HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{').resume();
    await new Promise((closed) => half.once('close', closed));
    expect((await get('/v1/a')).status).toBe(200);
  });

  it.each([
    ['a method that nobody knows', 'FOO /v1/a HTTP/1.1\r\nhost: here\r\n\r\n', 400],
    ['what is no HTTP', 'hello\r\n\r\n', 400],
    ['headers without an end', `GET /v1/a HTTP/1.1\r\nhost: here\r\nx: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
  ])('answers %s by a problem document', async (_, sent, status) => {
    const { url } = await runningFront();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(sent);
    const answer = await text(socket);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(problem.parse(JSON.parse(body)).status).toBe(status);
  });

  it('answers by a problem document, in the language that is asked for, while the register starts', () => {
    const asked = { method: 'GET', path: '/v1/x', query: '', body: Buffer.alloc(0), sourceIp: '' };
    for (const [language, detail] of [
      ['en', 'The register is starting.'],
      ['fr', 'Le registre démarre.'],
    ] as const) {
      const { status, headers, body } = startingUp({ ...asked, headers: { 'accept-language': language } });
      expect([status, headers['content-type'], headers['content-language'], headers['retry-after']]).toEqual([
        503,
        'application/problem+json',
        language,
        '1',
      ]);
      expect(problem.parse(JSON.parse(body.toString()))).toMatchObject({ code: 'unavailable', detail });
    }
  });

  it('leaves it to the API to refuse a method, and to the edge to answer by itself', async () => {
    const { url, get } = await runningFront();
    const traced = await new Promise<number | undefined>((resolve) => {
      request(`${url}/v1/a`, { method: 'TRACE' }, (response) => resolve(response.resume().statusCode)).end();
    });
    expect(traced).toBe(200);
    const refused = await get('/v1/%zz');
    expect([refused.status, await refused.text()]).toEqual([400, 'no']);
  });

  it('says which port is taken', async () => {
    const { url } = await runningFront();
    const port = Number(new URL(url).port);
    await expect(startFront({ port, answer: echo, report: () => undefined })).rejects.toThrow(
      `Port ${port} is taken`,
    );
  });
});
