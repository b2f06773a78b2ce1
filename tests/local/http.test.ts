import { describe, expect, it } from 'vitest';
import type { OriginRequest } from '../../local/http-api.ts';
import { httpApi, type RouteDescription } from '../../local/http-api.ts';
import { type Outcome, throttled } from '../../local/lambda-instance.ts';

type Functions = Record<string, (event: never) => unknown>;

/** An API whose functions run here, with every event they saw and a clock that can be moved. */
function api(routes: RouteDescription[], functions: Functions) {
  const seen: { name: string; event: Record<string, unknown> }[] = [];
  const clock = { now: new Date('2026-01-01T00:00:00Z') };
  const invoke = async (name: string, event: unknown): Promise<Outcome> => {
    seen.push({ name, event: event as Record<string, unknown> });
    try {
      return { payload: JSON.stringify(functions[name]?.(event as never) ?? null) };
    } catch (error) {
      return { error: { errorType: 'Error', errorMessage: (error as Error).message } };
    }
  };
  const answer = httpApi({ routes, invoke, now: () => clock.now });
  const send = async (request: Partial<OriginRequest> = {}) => {
    const whole = {
      method: 'GET',
      path: '/',
      query: '',
      headers: {},
      body: Buffer.from(''),
      sourceIp: '127.0.0.1',
    };
    const { body, ...response } = await answer({ ...whole, ...request });
    return { ...response, body: body.toString() };
  };
  return { send, seen, clock };
}

const authorizer = {
  name: 'keys',
  functionName: 'authorize',
  identitySources: ['$request.header.Authorization'],
  ttl: 30,
};
const echo = { echo: (event: unknown) => event };
const open = (key: string): RouteDescription => ({ key, functionName: 'echo' });

describe('the event', () => {
  it('has the shape of payload format 2.0', async () => {
    const { send } = api([open('PUT /v1/activities/{reference}')], echo);
    const { body } = await send({
      method: 'PUT',
      path: '/v1/activities/caf%C3%A9%20-%201',
      query: 'dryRun=true&tag=a&tag=b%20c',
      headers: { host: 'here', 'content-type': 'application/json', cookie: 'a=1; b=2', accept: 'x,y' },
      body: Buffer.from('{"title":"é"}'),
    });
    expect(JSON.parse(body)).toEqual({
      version: '2.0',
      routeKey: 'PUT /v1/activities/{reference}',
      rawPath: '/v1/activities/café - 1',
      rawQueryString: 'dryRun=true&tag=a&tag=b%20c',
      cookies: ['a=1', 'b=2'],
      headers: { host: 'here', 'content-type': 'application/json', accept: 'x,y' },
      queryStringParameters: { dryRun: 'true', tag: 'a,b c' },
      pathParameters: { reference: 'café - 1' },
      body: '{"title":"é"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName: 'here',
        domainPrefix: 'here',
        http: {
          method: 'PUT',
          path: '/v1/activities/café - 1',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: '',
        },
        requestId: expect.any(String),
        routeKey: 'PUT /v1/activities/{reference}',
        stage: '$default',
        time: 'Thu, 01 Jan 2026 00:00:00 GMT',
        timeEpoch: 1767225600000,
      },
    });
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/xml', false],
    ['application/vnd.api+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
    [undefined, true],
  ])('has a body of type %s in base64: %s', async (type, isBase64Encoded) => {
    const { send } = api([open('$default')], echo);
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const { body } = await send({ method: 'POST', headers, body: Buffer.from('é') });
    expect(JSON.parse(body)).toMatchObject({ body: isBase64Encoded ? 'w6k=' : 'é', isBase64Encoded });
  });

  it('has no body, query or parameters where the request has none', async () => {
    const { send } = api([open('$default')], echo);
    const event = JSON.parse((await send()).body);
    for (const name of ['body', 'queryStringParameters', 'pathParameters', 'cookies']) {
      expect(event).not.toHaveProperty(name);
    }
    expect(event.isBase64Encoded).toBe(false);
  });
});

describe('the routes', () => {
  const routes = ['$default', 'ANY /v1/{rest+}', 'GET /v1/{name}', 'GET /v1/health', 'ANY /v1/health'].map(
    open,
  );

  it.each([
    ['GET', '/v1/health', 'GET /v1/health'],
    ['POST', '/v1/health', 'ANY /v1/health'],
    ['GET', '/v1/other', 'GET /v1/{name}'],
    ['POST', '/v1/other', 'ANY /v1/{rest+}'],
    ['GET', '/v1/a/b', 'ANY /v1/{rest+}'],
    ['GET', '/v1/', '$default'],
    ['GET', '/', '$default'],
  ])('prefer the most specific for %s %s: %s', async (method, path, key) => {
    const { send } = api(routes, echo);
    expect(JSON.parse((await send({ method, path })).body).routeKey).toBe(key);
  });

  it('answer 404 where nothing matches', async () => {
    const { send } = api([open('GET /v1/health')], echo);
    expect(await send()).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });

  it('answer 400 to a path that cannot be decoded', async () => {
    expect(await api([open('$default')], echo).send({ path: '/%zz' })).toMatchObject({ status: 400 });
  });
});

describe('the response', () => {
  const answered = (response: unknown) => api([open('$default')], { echo: () => response }).send();

  it('is 200 and JSON where the function gives no statusCode', async () => {
    const headers = { 'content-type': 'application/json' };
    expect(await answered({ a: 1 })).toMatchObject({ status: 200, headers, body: '{"a":1}' });
    expect(await answered('well')).toMatchObject({ status: 200, headers, body: 'well' });
  });

  it('has the status, headers, cookies and body of the function', async () => {
    const response = { statusCode: 202, headers: { Location: '/x', N: 1 }, cookies: ['a=1'], body: 'ok' };
    expect(await answered(response)).toMatchObject({
      status: 202,
      headers: { location: '/x', n: '1' },
      cookies: ['a=1'],
      body: 'ok',
    });
  });

  it('decodes a body in base64', async () => {
    const response = { statusCode: 200, body: 'w6k=', isBase64Encoded: true };
    expect(await answered(response)).toMatchObject({ body: 'é' });
  });

  it.each([[{ statusCode: 'well' }], [{ statusCode: 200, body: { a: 1 } }]])(
    'is 500 for %j',
    async (response) => {
      expect(await answered(response)).toMatchObject({
        status: 500,
        body: '{"message":"Internal Server Error"}',
      });
    },
  );

  it('is 500 without a reason when the function fails', async () => {
    const { send } = api([open('$default')], {
      echo: () => {
        throw new Error('secret');
      },
    });
    expect(await send()).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });

  it.each(['submit', 'authorize'])('is 503 when %s has no room for the request in time', async (full) => {
    const patiences: unknown[] = [];
    const answer = httpApi({
      routes: [{ key: '$default', functionName: 'submit', authorizer }],
      async invoke(name, _, patience) {
        patiences.push(patience);
        return name === full
          ? { error: { errorType: throttled, errorMessage: 'Rate Exceeded.' } }
          : { payload: '{"isAuthorized":true}' };
      },
    });
    const headers = { authorization: 'k' };
    const request = { method: 'GET', path: '/', query: '', headers, body: Buffer.alloc(0), sourceIp: '' };
    expect(await answer(request)).toMatchObject({ status: 503 });
    for (const patience of patiences) expect(patience).toBe(10_000);
  });

  it('is 413 for a body over 10 MB and 431 for headers over 10,240 bytes', async () => {
    const { send } = api([open('$default')], echo);
    expect(await send({ body: Buffer.alloc(10 * 1024 * 1024 + 1) })).toMatchObject({ status: 413 });
    expect(await send({ headers: { x: 'x'.repeat(10_240) } })).toMatchObject({ status: 431 });
  });
});

describe('the authorizer', () => {
  const guarded = (verdict: unknown) =>
    api(
      [
        { ...open('GET /a'), authorizer },
        { ...open('GET /b'), authorizer },
      ],
      { ...echo, authorize: () => verdict },
    );
  const key = (value: string) => ({ headers: { authorization: value } });
  const asked = (calls: { name: string }[]) => calls.filter(({ name }) => name === 'authorize').length;

  it('is asked with an event of its own payload format 2.0', async () => {
    const { send, seen } = guarded({ isAuthorized: true });
    await send({ path: '/a', ...key('Bearer k') });
    expect(seen[0]?.event).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeKey: 'GET /a',
      identitySource: ['Bearer k'],
      headers: { authorization: 'Bearer k' },
    });
    expect(seen[0]?.event).not.toHaveProperty('body');
  });

  it('hands its context to the function', async () => {
    const { send } = guarded({ isAuthorized: true, context: { partner: 'p' } });
    const event = JSON.parse((await send({ path: '/a', ...key('k') })).body);
    expect(event.requestContext.authorizer).toEqual({ lambda: { partner: 'p' } });
  });

  it('refuses with 401, without being asked, when its identity source is missing', async () => {
    const { send, seen } = guarded({ isAuthorized: true });
    expect(await send({ path: '/a' })).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(seen).toEqual([]);
  });

  it('refuses with 403 and without the function being called', async () => {
    const { send, seen } = guarded({ isAuthorized: false });
    expect(await send({ path: '/a', ...key('k') })).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    expect(seen.map(({ name }) => name)).toEqual(['authorize']);
  });

  it('ends in 500 when its answer is no simple response', async () => {
    expect(await guarded({ principalId: 'x' }).send({ path: '/a', ...key('k') })).toMatchObject({
      status: 500,
    });
  });

  it('is asked once per identity for all routes until its time is over', async () => {
    const { send, seen, clock } = guarded({ isAuthorized: true });
    await send({ path: '/a', ...key('k') });
    await send({ path: '/b', ...key('k') });
    expect(asked(seen)).toBe(1);
    await send({ path: '/a', ...key('other') });
    expect(asked(seen)).toBe(2);
    clock.now = new Date(clock.now.getTime() + 31_000);
    await send({ path: '/a', ...key('k') });
    expect(asked(seen)).toBe(3);
  });
});
