import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Operation, type Route, routes } from '../../shared/api/contract.ts';
import { examples, openapi } from '../../shared/api/openapi.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { faultsOfAnswer } from '../support/response-validator.ts';
import { fitting } from '../support/schema-arbitrary.ts';

type Sent = {
  parameter: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: string | Uint8Array;
};

const description = JSON.parse(JSON.stringify(openapi()));
const schemas = description.components.schemas;
const favourites = {
  [schemas.Project.properties.code.pattern]: ['GLACY+'],
  '^[A-Z]{2}$': ['GH', 'RO', 'XK'],
};
const office = { id: 'office', name: 'The office', office: true };
const partner = { id: 'glacy', name: 'GLACY+ team', office: false };

/** A register with a project, a period and an activity of each partner. */
async function startedApi(perMinute?: number) {
  const api = apiInMemory([office, partner], perMinute);
  const put = async (path: string, body: unknown, who = 'office') => {
    const headers = { authorization: `Bearer ${who}`, 'content-type': 'application/json' };
    const answer = await api({ method: 'PUT', path, headers, body: Buffer.from(JSON.stringify(body)) });
    expect([200, 202]).toContain(answer.status);
  };
  await put('/v1/projects/GLACY%2B', examples.NamedProject);
  await put('/v1/periods/2019-10_2020-09', examples.NamedPeriod);
  await put('/v1/treaty-events/185-GH-accession', examples.NamedTreatyEvent);
  await put('/v1/legislation-surveys/2020-02-substantive-law', examples.NamedLegislationSurvey);
  await put('/v1/contributions/japan-2021-09', examples.NamedContribution);
  for (const { id } of [office, partner]) await put('/v1/activities/WS-2020-17', examples.NamedActivity, id);
  return api;
}

/** The first most of the time, else one of the others. */
const usually = (first: string, ...others: string[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(first) }, fc.constantFrom(...others));

const requestOf = (route: Route) => {
  const { requestBody, parameters = [] } = description.paths[route.path][route.method.toLowerCase()];
  const schema = requestBody?.content['application/json'].schema;
  const example = requestBody?.content['application/json'].examples?.example.value;
  const known = {
    activities: ['WS-2020-17', 'WS-2020-18'],
    projects: ['GLACY+'],
    periods: ['2019-10_2020-09'],
    'treaty-events': ['185-GH-accession'],
    'legislation-surveys': ['2020-02-substantive-law'],
    contributions: ['japan-2021-09'],
    docs: ['page.css', 'LICENSE'],
    submissions: ['0b6c6d3e-3f4b-4c8e-9d5f-1f0a2b3c4d5e'],
  }[route.path.split('/')[2] ?? ''] ?? ['x'];
  const header = fc.constantFrom(
    '*',
    '"1"',
    '"2", "3"',
    'W/"1"',
    '1',
    '""',
    '"key"',
    ' ',
    'fr',
    'fr;q=0.5, en',
    '\u00e9',
  );
  const named = (parameters as { $ref?: string }[]).flatMap(({ $ref }) =>
    $ref === undefined ? [] : [description.components.parameters[$ref.split('/').at(-1) ?? ''].name],
  );
  const good =
    schema === undefined
      ? fc.constant('')
      : fc
          .oneof(fc.constant(example), fitting(schema, schemas, favourites))
          .map((value) => JSON.stringify(value));
  const lines = fc.array(fitting(schemas.NewActivity, schemas, favourites), { minLength: 1, maxLength: 4 });
  return fc.record<Sent>({
    parameter: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      fc.string({ minLength: 1, maxLength: 8 }),
    ),
    query: fc.oneof(
      { weight: 4, arbitrary: fc.constant<[string, string][]>([]) },
      fc.array(
        fc.tuple(
          fc.constantFrom(...(route.query ?? []), 'other'),
          fc.constantFrom('true', 'false', '1', '0', '', 'eyJ2IjoxfQ', '\u00e9'),
        ),
        { maxLength: 2 },
      ),
    ),
    headers: fc
      .record({
        authorization: usually('Bearer office', 'Bearer glacy', 'Bearer nobody'),
        type: usually('application/json', 'application/x-ndjson', 'text/plain', ''),
        accept: usually('*/*', 'application/json', 'text/html', 'application/json;q=0'),
        'accept-encoding': fc.constantFrom('', 'gzip', 'br'),
        more: fc.dictionary(
          fc.constantFrom(...named.map((name: string) => name.toLowerCase()), 'content-encoding'),
          header,
          {
            maxKeys: 2,
            noNullPrototype: true,
          },
        ),
        some: fc.boolean(),
      })
      .map(({ type, more, some, ...rest }) => ({ ...rest, 'content-type': type, ...(some ? more : {}) })),
    body: fc.oneof(
      { weight: 6, arbitrary: good },
      lines.map((all) => all.map((each) => JSON.stringify(each)).join('\n')),
      {
        weight: 2,
        arbitrary: fc
          .tuple(good, fc.string({ minLength: 1 }), fc.jsonValue())
          .map(([text, field, value]) => spoilt(text, field, value)),
      },
      fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
      fc.string(),
      fc.uint8Array({ maxLength: 20 }),
    ),
  });
};

/** A good body of which one field, there or not, has become something else. */
function spoilt(text: string, field: string, value: unknown): string {
  const body = text === '' ? null : JSON.parse(text);
  const target = Array.isArray(body) ? body[0] : body;
  if (typeof target !== 'object' || target === null) return JSON.stringify(value);
  const names = Object.keys(target);
  target[names[field.length % (names.length + 1)] ?? field] = value;
  return JSON.stringify(body);
}

/** Asks through the gateway and gives the status and what differs from the description. */
async function ask(api: Awaited<ReturnType<typeof startedApi>>, route: Route, sent: Sent) {
  const path = route.path.replace(/\{\w+\}/, () => encodeURIComponent(sent.parameter));
  const query = new URLSearchParams(sent.query).toString();
  const headers = Object.fromEntries(Object.entries(sent.headers).filter(([, value]) => value !== ''));
  const { method } = route;
  const answer = await api({ method, path, query, headers, body: Buffer.from(sent.body) });
  const seen = { method, path, status: answer.status, headers: new Headers(answer.headers) };
  return { status: answer.status, faults: faultsOfAnswer({ ...seen, body: textOf(answer) }) };
}

const textOf = ({ headers, body }: { headers: Record<string, string>; body: Buffer }) =>
  (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf-8');

describe('whatever is asked of an operation', () => {
  it.each(routes as readonly Route[])('$operation answers as it is described', async (route) => {
    const api = await startedApi();
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(requestOf(route), async (sent) => {
        const { status, faults } = await ask(api, route, sent);
        expect(faults).toEqual([]);
        expect(status).toBeLessThan(500);
        statuses.add(status);
      }),
      { numRuns: 200 },
    );
    // Without these the requests would not have come far.
    const wanted: number[] = route.access === 'open' ? [200] : [401, 400, 406];
    const reached: Partial<Record<Operation, number[]>> = {
      postActivity: [202, 422],
      postBatch: [202],
      putActivity: [202, 422],
      listActivities: [200],
      getActivity: [200],
      withdrawActivity: [202],
      getProject: [200],
      getPeriod: [200],
      putProject: [200, 403, 422],
      putPeriod: [200, 403, 422],
      deleteProject: [204, 403, 404],
      deletePeriod: [204, 403, 404],
      getTreatyEvent: [200, 404],
      getLegislationSurvey: [200, 404],
      getContribution: [200, 404],
      putTreatyEvent: [200, 403, 422],
      putLegislationSurvey: [200, 403, 422],
      putContribution: [200, 403, 422],
      deleteTreatyEvent: [204, 403, 404],
      deleteLegislationSurvey: [204, 403, 404],
      deleteContribution: [204, 403, 404],
    };
    for (const status of [...wanted, ...(reached[route.operation as Operation] ?? [])])
      expect([...statuses], `${route.operation} ${status}`).toContain(status);
  });

  it('is answered as described once the rate is spent', async () => {
    const api = await startedApi(6);
    const seen: number[] = [];
    for (let left = 6; left > 0; left -= 1) {
      const route = routes.find(({ operation }) => operation === 'getPeriod') as Route;
      const headers: Record<string, string> = { authorization: 'Bearer glacy' };
      const { status, faults } = await ask(api, route, {
        parameter: '2019-10_2020-09',
        query: [],
        headers,
        body: '',
      });
      expect(faults).toEqual([]);
      seen.push(status);
    }
    expect(seen).toEqual([200, 200, 200, 200, 200, 429]);
  });
});
