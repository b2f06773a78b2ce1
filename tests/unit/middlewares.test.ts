import { describe, expect, it } from 'vitest';
import { conditional, isKnown, tagOf } from '../../functions/http/conditional.ts';
import { identified, nobody, officeOnly } from '../../functions/http/partner.ts';
import { problems } from '../../functions/http/problems.ts';
import { rated } from '../../functions/http/rate.ts';
import type { HttpContext } from '../../functions/http/request.ts';
import { knownQuery } from '../../functions/http/request-body.ts';
import { routed } from '../../functions/http/route.ts';
import { type Route, routes } from '../../shared/api/contract.ts';
import { problem, Refused } from '../../shared/checks/problem.ts';
import { Unavailable } from '../../shared/ports.ts';
import { through } from '../support/through.ts';

const north = { id: 'north', name: 'North', office: false };
const routeOf = (operation: string) =>
  (routes as readonly Route[]).find((route) => route.operation === operation) as HttpContext['route'];
const [reading, writing, open] = ['getActivity', 'putProject', 'getHealth'].map(routeOf);
const refusal = (status: number, headers: object = {}) => ({ problem: { status }, headers });

describe('routed', () => {
  it('finds the route, also of HEAD', async () => {
    const { context } = await through(routed(), { routeKey: 'HEAD /v1/activities/{reference}' });
    expect(context.route.operation).toBe('getActivity');
  });

  it('answers OPTIONS by the methods there are, and nothing else where there is no route', async () => {
    const asked = (method: string, rawPath: string) =>
      through(routed(), { routeKey: '$default', rawPath, requestContext: { http: { method } } });
    const allow = 'GET, HEAD, OPTIONS';
    expect((await asked('OPTIONS', '/v1/health')).answer).toMatchObject({
      statusCode: 204,
      headers: { allow },
    });
    await expect(asked('PATCH', '/v1/health')).rejects.toMatchObject(refusal(405, { allow }));
    for (const method of ['OPTIONS', 'GET'])
      await expect(asked(method, '/v1/nothing')).rejects.toMatchObject(refusal(404));
  });
});

describe('identified', () => {
  const identify = (lambda: unknown, route = reading) =>
    through(identified(), { requestContext: { authorizer: { lambda } } }, { route } as Partial<HttpContext>);

  it('knows the partner that the authorizer has found', async () => {
    expect((await identify(north)).context.partner).toEqual(north);
  });

  it('asks nobody where the route is open, whatever the authorizer tells', async () => {
    expect((await identify({ refusal: 'no' }, open)).context.partner).toBe(nobody);
  });

  it('refuses where the key was refused, with the reason', async () => {
    const reason = 'The key is not, or no longer, valid.';
    await expect(identify({ refusal: reason })).rejects.toMatchObject({
      problem: { status: 401, detail: reason },
      headers: { 'www-authenticate': 'Bearer realm="activity-register"' },
    });
  });

  it('says that it is no fault of the caller while the table of keys does not answer', async () => {
    await expect(identify({ unavailable: true })).rejects.toMatchObject(
      refusal(503, { 'retry-after': '30' }),
    );
  });

  it('fails where the authorizer tells nothing', async () => {
    await expect(identify(undefined)).rejects.not.toBeInstanceOf(Refused);
  });
});

describe('officeOnly', () => {
  it('keeps what is the office’s to the office', async () => {
    const asked = (route: unknown, office: boolean) =>
      through(officeOnly(), {}, { route, partner: { ...north, office } } as Partial<HttpContext>);
    await expect(asked(writing, false)).rejects.toMatchObject(refusal(403));
    expect((await asked(writing, true)).answer.statusCode).toBe(200);
    expect((await asked(reading, false)).answer.statusCode).toBe(200);
  });
});

describe('rated', () => {
  it('counts one, then what the operation adds, and tells what is left at last', async () => {
    const counted: [string, number][] = [];
    const limit = async ({ id }: { id: string }, cost: number) => {
      counted.push([id, cost]);
      return { ratelimit: String(counted.length) };
    };
    const { context } = await through(rated(limit), {}, { partner: north });
    expect(context.headers).toEqual({ ratelimit: '1' });
    await context.charge(9);
    expect(context.headers).toEqual({ ratelimit: '2' });
    await (await through(rated(limit), {}, { partner: nobody })).context.charge(9);
    expect(counted).toEqual([
      ['north', 1],
      ['north', 9],
    ]);
  });
});

describe('knownQuery', () => {
  it('refuses what the route does not know', async () => {
    const asked = (queryStringParameters?: Record<string, string>) =>
      through(knownQuery(), { queryStringParameters }, { route: routeOf('listActivities') });
    await expect(asked({ limit: '5', page: '2' })).rejects.toMatchObject(refusal(400));
    for (const known of [undefined, { limit: '5' }]) expect((await asked(known)).answer.statusCode).toBe(200);
  });
});

describe('conditional', () => {
  const asked = (
    ifNoneMatch?: string,
    own: Record<string, string> = {},
    known: object = { route: reading },
  ) =>
    through(
      conditional(),
      { headers: { 'if-none-match': ifNoneMatch } },
      { partner: north, ...known } as Partial<HttpContext>,
      async () => ({ statusCode: 200, headers: own, body: 'text' }),
    );
  const headers = { 'cache-control': 'private, no-cache', etag: tagOf('text') };

  it('gives what is read a tag, unless it has one', async () => {
    expect((await asked()).answer).toEqual({ statusCode: 200, headers, body: 'text' });
    expect((await asked(undefined, { etag: '"7"' })).answer.headers).toMatchObject({ etag: '"7"' });
  });

  it('answers 304 without a body where the tag is known', async () => {
    expect((await asked(`"a", ${tagOf('text')}`)).answer).toEqual({ statusCode: 304, headers });
    expect((await asked('W/"7"', { etag: '"7"' })).answer.statusCode).toBe(304);
    expect((await asked('"8"', { etag: '"7"' })).answer).toMatchObject({ statusCode: 200, body: 'text' });
    await expect(asked('7')).rejects.toMatchObject(refusal(400));
  });

  it('leaves alone what is written, and what is open to all', async () => {
    for (const known of [{ route: writing }, { route: reading, partner: nobody }])
      expect((await asked('*', {}, known)).answer).toEqual({ statusCode: 200, headers: {}, body: 'text' });
  });

  it('knows If-None-Match weakly or strongly, alone or in a list, or all there is', () => {
    const tag = tagOf('text');
    for (const header of [tag, `W/${tag}`, `"a", ${tag}`, '*']) expect(isKnown(header, tag)).toBe(true);
    for (const header of [undefined, '"a"', tagOf('another text')]) expect(isKnown(header, tag)).toBe(false);
  });

  it('has another tag for every other text, of many thousands', () => {
    const texts = Array.from({ length: 50_000 }, (_, at) => `{"revision":${at}}`);
    expect(new Set(texts.map(tagOf)).size).toBe(texts.length);
    expect(tagOf('text')).toBe(tagOf('text'));
  });
});

describe('problems', () => {
  const failing = async (thrown: Error, known: Partial<HttpContext> = {}) => {
    const { answer } = await through(problems(), {}, { language: 'en', ...known }, async () => {
      throw thrown;
    });
    return { ...answer, problem: problem.parse(JSON.parse(answer.body ?? '')) };
  };

  it('say what a refusal says, in the language, which request it was, and what every answer bears', async () => {
    const thrown = new Refused('gone', 'The activity was withdrawn by its revision 3.', {
      headers: { etag: '"3"' },
    });
    const answer = await failing(thrown, { language: 'fr', headers: { ratelimit: '5' } });
    expect([answer.statusCode, answer.problem]).toMatchObject([
      410,
      { code: 'gone', detail: 'L’activité a été retirée par sa révision 3.' },
    ]);
    expect(answer.problem.instance).toBe('urn:activity-register:request:r%3D1');
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'content-language': 'fr',
      etag: '"3"',
      ratelimit: '5',
    });
  });

  it('ask to send again what met a service that is down', async () => {
    const { statusCode, headers } = await failing(new Unavailable('the table', undefined));
    expect([statusCode, headers?.['retry-after']]).toEqual([503, '5']);
  });

  it('say nothing of any other error', async () => {
    const { statusCode, body } = await failing(new Error('arn:aws:dynamodb'));
    expect(statusCode).toBe(500);
    expect(body).not.toContain('arn');
  });
});
