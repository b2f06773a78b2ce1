import { describe, expect, it } from 'vitest';
import { edgeFunction } from '../../local/distribution.ts';

const request = {
  method: 'GET',
  path: '/feed/a.json',
  query: 'q=1',
  headers: { accept: '*/*' },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
};
const running = (body: string) => edgeFunction(`function handler(event) { ${body} }`)(request);

describe('a function at the edge', () => {
  it('may change the path and the headers, and nothing else of the request', async () => {
    expect(
      await running(
        `event.request.uri = '/b'; event.request.headers.own = { value: 'x' }; return event.request;`,
      ),
    ).toEqual({ ...request, path: '/b', headers: { accept: '*/*', own: 'x' } });
  });

  it('may answer by itself, with a text', async () => {
    const answered = await running(
      `return { statusCode: 400, statusDescription: 'No', headers: { own: { value: 'x' } }, body: { encoding: 'text', data: 'no' } };`,
    );
    expect(answered).toEqual({ status: 400, headers: { own: 'x' }, body: Buffer.from('no') });
  });

  it.each([
    ['answers without a text', `return { statusCode: 302, headers: { location: { value: '/' } } };`],
    ['gives nothing back', ''],
    ['changes the method', `event.request.method = 'POST'; return event.request;`],
    ['adds a query', `event.request.querystring.a = { value: '1' }; return event.request;`],
    ['adds a cookie', `event.request.cookies.a = { value: '1' }; return event.request;`],
    ['names another origin', `event.request.origin = {}; return event.request;`],
    ['gives a path that is none', `event.request.uri = 'b'; return event.request;`],
  ])('is refused where it %s', async (_, body) => {
    await expect(running(body)).rejects.toThrow('not supported');
  });
});
