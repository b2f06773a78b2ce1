import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Route, routes } from '../../shared/api/contract.ts';
import { problem } from '../../shared/checks/problem.ts';
import { mostBatchBytes } from '../../shared/words/limits.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { bodies, largeBodies, values } from '../support/hostile-bodies.ts';
import { contentTypes, headerValues, pathValues, queries } from '../support/hostile-heads.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { anActivity, glacy, period } from '../support/register.ts';

const partners = [
  { id: 'somebody', name: 'Somebody', office: false },
  { id: 'office', name: 'Office', office: true },
];

const send = apiInMemory(partners);
/** A request as a hostile client sends it. */
type Hostile = Parameters<typeof send>[0];
const json = { 'content-type': 'application/json' };
const all = (routes as readonly Route[]).filter(({ entry }) => entry !== 'docs');
const writing = all.filter(({ method }) => method === 'POST' || method === 'PUT');
let asked = 0;
let refused = 0;

beforeAll(async () => {
  const office = (path: string, body: unknown) =>
    send({
      method: 'PUT',
      path,
      headers: { ...json, authorization: 'Bearer office' },
      body: Buffer.from(JSON.stringify(body)),
    });
  expect((await office('/v1/projects/GLACY%2B', glacy)).status).toBe(200);
  expect((await office('/v1/periods/2020', period)).status).toBe(200);
});
afterAll(() => {
  expect(asked).toBeGreaterThanOrEqual(20_000);
  expect(refused).toBeGreaterThan(asked / 2);
});

/** What the gateway answers by itself, before any of our code: an address that cannot be decoded, too long headers. */
const gatewaysOwn = /^\{"message":"(?:Bad Request|Request Header Fields Too Large|Unauthorized)"\}$/;

/** Sends it; what comes back is what was asked for, or a problem document of a refusal, and tells nothing of us. */
async function expectAnAnswer(hostile: Hostile): Promise<void> {
  asked += 1;
  const { headers, ...request } = hostile;
  const {
    status,
    headers: got,
    body,
  } = await send({
    ...request,
    headers: { authorization: 'Bearer somebody', ...headers },
  });
  const text = body.toString('utf-8');
  const seen = () => `${JSON.stringify(hostile).slice(0, 500)} -> ${status} ${text.slice(0, 500)}`;
  if (status < 200 || status >= 500) throw new Error(seen());
  if (status < 400 || gatewaysOwn.test(text)) return;
  refused += 1;
  if (got['content-type'] !== 'application/problem+json') throw new Error(seen());
  if (problem.parse(JSON.parse(text)).status !== status) throw new Error(seen());
  if (/\bat \S+ \(|\.ts:\d|arn:aws|ConditionalCheck|ZodError|register-/i.test(text)) throw new Error(seen());
}

/** The path of a route with something in the place of its parameter. */
const pathOf = ({ path }: Route, value = 'A-1') => path.replace(/\{\w+\}/, () => value);
const bearer = ({ access }: Route) => ({
  authorization: `Bearer ${access === 'office' ? 'office' : 'somebody'}`,
});

const good: Record<string, Record<string, unknown>> = {
  postActivity: anActivity(),
  postBatch: anActivity(),
  putActivity: anActivity(),
  putProject: { code: 'A-1', ...glacy },
  putPeriod: { id: 'A-1', ...period },
  putTreatyEvent: { ...anEvent, id: 'A-1' },
  putLegislationSurvey: { ...aSurvey, id: 'A-1' },
  putContribution: { ...aContribution, id: 'A-1' },
};

/** The fields of each body, and the places inside of them. */
const fields = (operation: string): string[][] => {
  const inside = [
    ['countries', '0', 'code'],
    ['title', 'en'],
    ['versions', '0', 'start'],
    ['names', 'en'],
    ['donor', 'country'],
  ];
  const names = [
    ...Object.keys(good[operation] ?? {}),
    ...(operation.endsWith('y') || operation === 'postBatch'
      ? [
          'end',
          'description',
          'venue',
          'partners',
          'participants',
          'languages',
          'units',
          'links',
          'groups',
          'themes',
        ]
      : []),
    'unknown',
  ];
  return [...names.map((name) => [name]), ...inside.filter(([name = '']) => names.includes(name))];
};

/** A body as text, in which the text of a value stands at a place. */
function bodyWith(operation: string, place: readonly string[], value: string): string {
  const marker = '\u0001';
  const body = structuredClone(good[operation] ?? {});
  let at: Record<string, unknown> = body;
  for (const step of place.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[place.at(-1) ?? ''] = marker;
  const text = JSON.stringify(body).replace(JSON.stringify(marker), () => value);
  return operation === 'postBatch' ? `[${text}]` : text;
}

describe('a hostile request', () => {
  it('with any value in any field is answered', async () => {
    for (const route of writing)
      for (const place of fields(route.operation))
        for (const value of values) {
          const body = Buffer.from(bodyWith(route.operation, place, value));
          for (const query of route.query === undefined ? [''] : ['', 'dryRun=true'])
            await expectAnAnswer({
              method: route.method,
              path: pathOf(route),
              query,
              headers: { ...json, ...bearer(route) },
              body,
            });
        }
  });

  it('with any body of any type is answered', async () => {
    for (const route of writing)
      for (const body of [...bodies, ...values.map((value) => Buffer.from(value))])
        for (const type of contentTypes)
          await expectAnAnswer({
            method: route.method,
            path: pathOf(route),
            headers: { 'content-type': type, ...bearer(route) },
            body,
          });
  });

  it('with a large body is answered', async () => {
    for (const route of writing)
      for (const body of largeBodies)
        for (const type of ['application/json', 'application/x-ndjson'])
          await expectAnAnswer({
            method: route.method,
            path: pathOf(route),
            headers: { 'content-type': type, ...bearer(route) },
            body,
          });
  });

  it('with any header is answered', async () => {
    for (const route of all)
      for (const [name, those] of Object.entries(headerValues))
        for (const value of those)
          await expectAnAnswer({
            method: route.method,
            path: pathOf(route),
            headers: { ...json, ...bearer(route), [name]: value },
            ...(route.method === 'GET'
              ? {}
              : { body: Buffer.from(bodyWith(route.operation, ['unknown'], '1')) }),
          });
  });

  it('to any address by any method is answered', async () => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'X'];
    const paths = [...new Set(all.map(({ path }) => path))];
    for (const path of paths)
      for (const value of path.includes('{') ? pathValues : [''])
        for (const method of methods)
          await expectAnAnswer({ method, path: path.replace(/\{\w+\}/, () => value), headers: json });
    for (const path of ['', '/', '/v1', '/v1/', '/v2/activities', '//v1/activities', '/v1/activities/A/B'])
      for (const method of methods) await expectAnAnswer({ method, path, headers: json });
  });

  it('with any query is answered', async () => {
    for (const route of all)
      for (const query of queries)
        await expectAnAnswer({
          method: route.method,
          path: pathOf(route),
          query,
          headers: { ...json, ...bearer(route) },
          body: Buffer.from(bodyWith(route.operation, ['unknown'], '1')),
        });
  });

  it('is answered whatever bytes it is', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.json({ stringUnit: 'binary', maxDepth: 4 }).map((text) => Buffer.from(text)),
      fc
        .tuple(fc.constantFrom('postActivity', 'postBatch'), fc.jsonValue({ stringUnit: 'binary' }))
        .map(([operation, value]) => Buffer.from(bodyWith(operation, ['title'], JSON.stringify(value)))),
      fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([at, noise]) => {
        const text = Buffer.from(JSON.stringify(anActivity()));
        text.set(noise, at % (text.length - 4));
        return text;
      }),
    );
    const name = fc.constantFrom(...Object.keys(headerValues), 'content-type');
    const header = fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 20 }), { maxKeys: 2 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        bytes,
        header,
        fc.string({ maxLength: 6 }),
        (route, body, headers, part) =>
          expectAnAnswer({
            method: route.method,
            path: pathOf(route, encodeURIComponent(part)),
            headers: { ...json, ...bearer(route), ...headers },
            body: Buffer.from(body),
          }),
      ),
      { numRuns: 5000 },
    );
  });

  it('of a batch is answered item by item, also where a line has every fault there is', async () => {
    const lines = [
      ...values.map((value) => bodyWith('postActivity', ['title'], value)),
      ...values,
      'not json',
      `"${'a'.repeat(262_145)}"`,
    ].map((line) => line.replaceAll('\n', ' '));
    for (const chunk of [lines.slice(0, 60), lines.slice(60)]) {
      const body = Buffer.from(chunk.join('\n'));
      expect(body.length).toBeLessThan(mostBatchBytes);
      const answer = await send({
        method: 'POST',
        path: '/v1/activities/batch',
        headers: { authorization: 'Bearer somebody', 'content-type': 'application/x-ndjson' },
        body,
      });
      expect(answer.status).toBe(202);
      const { outcomes } = JSON.parse(answer.body.toString());
      expect(outcomes.map(({ index }: { index: number }) => index)).toEqual(chunk.map((_, at) => at));
      for (const { status } of outcomes) expect([202, 400, 413, 422]).toContain(status);
    }
  });
});
