import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problem } from '../../shared/checks/problem.ts';
import { plainStage, readable, resourcesIn, templateOf } from './synthesized.ts';

const template = templateOf(plainStage);
const functions = resourcesIn(template, 'AWS::CloudFront::Function');

/** What the code of a function gives back for a request: the same with changes, or an answer. */
function changed(
  name: string,
  request: object,
): { uri: string; headers: Record<string, { value: string }>; statusCode?: number; body?: { data: string } } {
  const code = functions.find((each) => each.name === name)?.properties.FunctionCode;
  return JSON.parse(
    runInNewContext(`${code}; JSON.stringify(handler({ request: ${JSON.stringify(request)} }))`),
  );
}

describe('the functions at the edge', () => {
  it('run before the cache, the one on requests to the API, the other on those for the feed', () => {
    const [origin] = resourcesIn(template, 'AWS::CloudFront::Distribution');
    const { CacheBehaviors, DefaultCacheBehavior } = origin?.properties.DistributionConfig ?? {};
    const runs = CacheBehaviors.map(
      (each: { FunctionAssociations: { EventType: string; FunctionARN: { 'Fn::GetAtt': [string] } }[] }) =>
        each.FunctionAssociations.map(
          ({ EventType, FunctionARN }) => `${EventType} ${readable(FunctionARN['Fn::GetAtt'][0])}`,
        ),
    );
    expect(runs).toEqual([['viewer-request FeedGuard'], ['viewer-request FeedPacking']]);
    expect(DefaultCacheBehavior).not.toHaveProperty('FunctionAssociations');
    for (const { properties } of functions)
      expect(properties.FunctionConfig.Runtime).toBe('cloudfront-js-2.0');
  });

  it('use no syntax that their runtime does not know', () => {
    for (const { properties } of functions)
      expect(properties.FunctionCode).not.toMatch(
        /\?\?|\?\.|\.\.\.|\bof\b|\bclass\b|(?:const|let|var) *[[{]/,
      );
  });
});

describe('the one of the API', () => {
  const headersAfter = (headers: object) => changed('FeedGuard', { uri: '/v1/x', headers }).headers;

  it.each([{}, { authorization: { value: '' } }])(
    'gives a request without a key one that nobody has: %j',
    (headers) => {
      expect(headersAfter(headers)).toEqual({ authorization: { value: 'Bearer none' } });
    },
  );

  it('leaves a key as it is', () => {
    const headers = { authorization: { value: 'Bearer key' }, accept: { value: '*/*' } };
    expect(headersAfter(headers)).toEqual(headers);
  });

  const text = (length: number) => 'x'.repeat(length);
  it.each<[string, number, string, object]>([
    ['an address that cannot be decoded', 400, '/v1/activities/%zz', {}],
    ['an address that decodes to no UTF-8', 400, '/v1/activities/%ff', {}],
    ['a body of more than 10 MiB', 413, '/v1/activities', { 'content-length': { value: '10485761' } }],
    ['a long header', 431, '/v1/activities', { own: { value: text(8200) } }],
    [
      'many lines of a header',
      431,
      '/v1/x',
      { own: { value: '', multiValue: Array(900).fill({ value: text(9) }) } },
    ],
    ['a long address', 431, `/v1/${text(8200)}`, {}],
  ])('answers %s by a problem document (%i)', (_, status, uri, headers) => {
    const { statusCode, headers: sent, body } = changed('FeedGuard', { uri, headers });
    expect([statusCode, sent['content-type']?.value]).toEqual([status, 'application/problem+json']);
    expect(problem.parse(JSON.parse(body?.data ?? '')).status).toBe(status);
  });

  it('lets through what the gateway takes', () => {
    const headers = { 'content-length': { value: '10485760' }, own: { value: text(8000) } };
    expect(changed('FeedGuard', { uri: '/v1/a%20b%2Fc%C3%A9', headers })).not.toHaveProperty('statusCode');
  });
});

describe('the one of the feed', () => {
  const asked = (header?: object) =>
    changed('FeedPacking', {
      uri: '/feed/a%20b.json',
      headers: header === undefined ? {} : { 'accept-encoding': header },
    }).uri;
  const packed = '/gzip/feed/a%20b.json';
  const plain = '/feed/a%20b.json';

  it.each([
    'gzip',
    'GZIP',
    'x-gzip',
    'gzip, deflate, br, zstd',
    'br;q=1.0, gzip;q=0.8, *;q=0.1',
    'deflate , gzip ; q=0.001',
    'gzip;Q=1.000',
    '*',
    'br, *;q=0.5',
    'gzip;q=0.5, *;q=0',
    'gzip, identity;q=0',
    'gzip;q=0.5, identity;q=0.5',
    'identity;q=0.5, gzip',
    ',, gzip',
  ])('leads who takes gzip to the packed object: %s', (value) => {
    expect(asked({ value })).toBe(packed);
  });

  it.each([
    '',
    'identity',
    'br',
    'br, deflate',
    'gzipped',
    'gzip;q=0',
    'gzip; q=0.000',
    'x-gzip;q=0',
    '*;q=0',
    'br;q=1, gzip;q=0',
    'gzip;q=0, *',
    'identity, gzip;q=0.5',
    'gzip;q=2',
    'gzip;q=1.001',
    'gzip;q=0.0001',
    'gzip;q=',
    'gzip;level=9',
    'gzip deflate',
  ])('leaves everybody else the plain one: %s', (value) => {
    expect(asked({ value })).toBe(plain);
  });

  it('leaves the plain one to who says nothing of encodings', () => {
    expect(asked()).toBe(plain);
  });

  it('takes a header that comes in several lines for one', () => {
    const lines = [{ value: 'br' }, { value: 'gzip' }];
    expect(asked({ value: 'br', multiValue: lines })).toBe(packed);
    expect(asked({ value: 'gzip', multiValue: [...lines, { value: 'gzip;q=0' }] })).toBe(plain);
  });

  it('asks for one of the two whatever is sent', () => {
    const pieces = fc.constantFrom(
      'gzip',
      '*',
      'br',
      'identity',
      ';',
      ',',
      'q=',
      '0',
      '1',
      '.',
      ' ',
      '__proto__',
      '\t',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect([plain, packed]).toContain(asked({ value }));
      }),
    );
  });

  it('weighs as RFC 9110 has it, in any order of the codings', () => {
    const weights = fc.record(
      Object.fromEntries(['gzip', 'identity', '*'].map((name) => [name, fc.integer({ min: 0, max: 1000 })])),
      { requiredKeys: [] },
    );
    const orders = fc.shuffledSubarray(['gzip', 'identity', '*', 'br'], { minLength: 4 });
    fc.assert(
      fc.property(weights, orders, (chosen, order) => {
        const value = order
          .flatMap((name) =>
            chosen[name] === undefined ? [] : [`${name};q=${(chosen[name] / 1000).toFixed(3)}`],
          )
          .join(', ');
        const gzip = chosen.gzip ?? chosen['*'] ?? 0;
        expect(asked({ value })).toBe(gzip > 0 && gzip >= (chosen.identity ?? 0) ? packed : plain);
      }),
    );
  });
});
