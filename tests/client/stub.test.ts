import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient, type NewActivity, ProblemError, UnreachableError } from '../../client/src/client.ts';
import { createStub, problem } from '../../client/src/stub.ts';
import { openapi } from '../../shared/api/openapi.ts';
import { apiInMemory, fetchInMemory } from '../support/api-in-memory.ts';
import { faultsOfAnswer } from '../support/response-validator.ts';
import { fitting } from '../support/schema-arbitrary.ts';

const workshop: NewActivity = {
  reference: 'WS-1',
  title: { en: 'Workshop' },
  start: '2020-03-15',
  status: 'completed',
  mode: 'online',
  type: 'workshop',
};
const base = 'https://register.example';
type Fetch = ReturnType<typeof createStub>['fetch'];

const clientOf = ({ fetch }: { fetch: Fetch }, tries = 6) =>
  createClient({ base, key: 'test', fetch, tries, wait: async () => {} });

const register = () => fetchInMemory(apiInMemory([{ id: 'test', name: 'Test', office: false }]));

/** One request to a register or its stand-in: what it is answered, once the answer is found to be as the API's description says. */
async function ask(
  fetch: Fetch,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
) {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: 'Bearer test',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = response;
  const text = await response.text();
  expect([path, faultsOfAnswer({ method, path, status, headers, body: text })]).toEqual([path, []]);
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) };
}

type Step =
  | { kind: 'post' | 'dryRun'; body: unknown; key?: string }
  | { kind: 'put'; body: unknown; reference: string; key?: string; condition?: Record<string, string> }
  | { kind: 'withdraw'; reference: string; key?: string; condition?: Record<string, string> }
  | { kind: 'batch'; body: unknown; isDryRun: boolean; key?: string }
  | { kind: 'read'; reference: string }
  | { kind: 'list'; limit: number }
  | { kind: 'status'; nth: number };

const references = fc.constantFrom('A', 'B', 'c+:~');
const odd = fc.constantFrom<Record<string, unknown>>(
  {},
  { reference: 'a b' },
  { status: 'done', mode: undefined },
  { start: '2020-13' },
  { type: 5 },
  { title: undefined, colour: 'red', 'a/b~c': 1 },
  { end: 2020 },
);
const bodies = fc
  .tuple(references, odd, fc.nat(3))
  .map(([reference, changes, units]) => ({ ...workshop, reference, units: units + 1, ...changes }));
const keys = fc.constantFrom(undefined, undefined, 'k1', 'k2');
const conditions = fc.constantFrom<Record<string, string> | undefined>(
  undefined,
  { 'if-match': '"1"' },
  { 'if-match': '*' },
  { 'if-none-match': '*' },
);
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('post', 'dryRun'), body: bodies, key: keys }),
  fc.record({
    kind: fc.constant('put'),
    body: bodies,
    reference: references,
    key: keys,
    condition: conditions,
  }),
  fc.record({ kind: fc.constant('withdraw'), reference: references, key: keys, condition: conditions }),
  fc.record({
    kind: fc.constant('batch'),
    body: fc.oneof(
      { weight: 9, arbitrary: fc.array(fc.oneof(bodies, fc.constant(1)), { maxLength: 4 }) },
      fc.object(),
    ),
    isDryRun: fc.boolean(),
    key: keys,
  }),
  fc.record({ kind: fc.constant('read'), reference: references }),
  fc.record({ kind: fc.constant('list'), limit: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('status'), nth: fc.nat(5) }),
) as fc.Arbitrary<Step>;

/** Does one step, and tells what stub and register must agree on: all but ids, instants, warnings, and sentences of problems. */
function walking(fetch: Fetch) {
  const submissions: string[] = [];
  const withKey = (key: string | undefined) => (key === undefined ? {} : { 'idempotency-key': `"${key}"` });
  const requestOf = (step: Step): Parameters<typeof ask> => {
    switch (step.kind) {
      case 'post':
        return [fetch, 'POST', '/v1/activities', step.body, withKey(step.key)];
      case 'dryRun':
        return [fetch, 'POST', '/v1/activities?dryRun=true', step.body, withKey(step.key)];
      case 'put':
        return [fetch, 'PUT', pathOf(step.reference), step.body, { ...withKey(step.key), ...step.condition }];
      case 'withdraw':
        return [
          fetch,
          'DELETE',
          pathOf(step.reference),
          undefined,
          { ...withKey(step.key), ...step.condition },
        ];
      case 'batch':
        return [
          fetch,
          'POST',
          `/v1/activities/batch${step.isDryRun ? '?dryRun=true' : ''}`,
          step.body,
          withKey(step.key),
        ];
      case 'read':
        return [fetch, 'GET', pathOf(step.reference)];
      case 'list':
        return [fetch, 'GET', `/v1/activities?limit=${step.limit}`];
      case 'status':
        return [fetch, 'GET', `/v1/submissions/${submissions[step.nth] ?? 'none'}`];
    }
  };
  return async (step: Step) => {
    const { status, headers, body } = await ask(...requestOf(step));
    for (const each of [body, ...(body?.outcomes ?? [])])
      if (step.kind !== 'status' && each?.submission !== undefined && !submissions.includes(each.submission))
        submissions.push(each.submission);
    const isWrite = !['list', 'status'].includes(step.kind);
    return {
      status,
      etag: isWrite && status < 300 ? headers.get('etag') : null,
      body: comparable(body, submissions),
    };
  };
}
const pathOf = (reference: string) => `/v1/activities/${encodeURIComponent(reference)}`;

/** The errors among findings, without what the register suggests to write instead. */
const errorsOf = (findings: readonly { severity: string; detail: string }[]) =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map((each) => ({
      ...each,
      detail: each.detail.replace(/; (?:write|perhaps) .*/, ''),
      suggestion: undefined,
    }));

function comparable(body: unknown, submissions: readonly string[]): unknown {
  return JSON.parse(JSON.stringify(body ?? null), (field, value) => {
    if (['publicId', 'acceptedAt', 'recordedAt', 'at', 'title', 'instance', 'next'].includes(field))
      return undefined;
    if (field === 'submission') return submissions.indexOf(value);
    if (field === 'findings') return errorsOf(value);
    if (typeof value?.type === 'string' && typeof value.code === 'string')
      return { ...value, detail: undefined };
    return value;
  });
}

describe('a stub of the register', () => {
  it('answers whatever is done with it as the register does, each answer as the API describes it', async () => {
    const law = fc.asyncProperty(fc.array(steps, { minLength: 1, maxLength: 15 }), async (all) => {
      const [inStub, inRegister] = [walking(createStub().fetch), walking(register())];
      for (const step of all) expect([step, await inStub(step)]).toEqual([step, await inRegister(step)]);
    });
    await fc.assert(law, { numRuns: 60 });
  });

  it('refuses nothing that the register takes, and finds nothing that the register does not find', async () => {
    const [inStub, inRegister] = [createStub().fetch, register()];
    const schema = JSON.parse(JSON.stringify(openapi().components.schemas.NewActivity));
    const values = fc.oneof(fitting(schema, {}), fc.object(), fc.constantFrom(null, [], 'text', 7));
    const law = fc.asyncProperty(values, odd, async (value, changes) => {
      const body = isObject(value) ? { ...value, ...changes } : value;
      const path = '/v1/activities?dryRun=true';
      const [ours, theirs] = await Promise.all([
        ask(inStub, 'POST', path, body),
        ask(inRegister, 'POST', path, body),
      ]);
      // A field named __proto__ is refused before its document is looked at: there are no findings then.
      if (theirs.status === 400) return;
      const [mine, wanted] = [errorsOf(ours.body.findings), errorsOf(theirs.body.findings)];
      expect(wanted).toEqual(expect.arrayContaining(mine));
    });
    await fc.assert(law, { numRuns: 200 });
  });

  it('lets a client do all that it does with a register', async () => {
    const stub = createStub();
    const client = clientOf(stub);
    const { submission } = await client.submit(workshop);
    expect((await client.outcome(submission)).status).toBe('applied');
    await client.put('WS-1', { ...workshop, units: 2 }, { ifRevision: 1 });
    expect(await client.submission(submission)).toMatchObject({ status: 'superseded', by: 2 });
    expect((await client.activity('WS-1')).activity).toMatchObject({ units: 2, visibility: 'public' });
    const many = Array.from({ length: 205 }, (_, at) => ({ ...workshop, reference: `B-${at + 100}` }));
    expect((await client.batch(many)).map(({ activity }) => activity)).toEqual(
      many.map(({ reference }) => reference),
    );
    const listed: string[] = [];
    for await (const { activity } of client.activities()) listed.push(activity.reference);
    expect(listed).toEqual([...many.map(({ reference }) => reference), 'WS-1']);
    await client.withdraw('WS-1', { ifRevision: 2 });
    await expect(client.activity('WS-1')).rejects.toMatchObject({ problem: { code: 'gone' } });
    expect(stub.activities().size).toBe(205);
    expect(stub.requests[0]).toMatchObject({ method: 'POST', path: '/v1/activities', body: workshop });
  });

  it('tells that a submission is queued as often as it is told to', async () => {
    const stub = createStub({ queuedFor: 2 });
    const client = clientOf(stub);
    const { submission } = await client.submit(workshop);
    expect((await client.submission(submission)).status).toBe('queued');
    expect((await client.outcome(submission)).status).toBe('applied');
    expect(stub.requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it('answers by a script as long as there is one', async () => {
    const stub = createStub();
    const client = clientOf(stub, 3);
    stub.script(
      new TypeError('the line is dead'),
      problem('unavailable', { headers: { 'retry-after': '1' } }),
    );
    expect((await client.submit(workshop)).revision).toBe(1);
    const finding = {
      severity: 'error',
      code: 'unknown_project',
      pointer: '/projects/0',
      detail: 'is no project of the portfolio',
    } as const;
    stub.script(problem('refused', { findings: [finding] }));
    const refusal: unknown = await client.submit(workshop).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect(refusal).toMatchObject({ problem: { findings: [finding] } });
    stub.script(
      ({ body }) => (isObject(body) && body.units === 7 ? problem('refused') : undefined),
      () => new Error('dead'),
    );
    expect((await client.submit(workshop)).revision).toBe(2);
    expect((await client.submit(workshop)).revision).toBe(3);
    stub.script(...Array<Error>(3).fill(new Error('dead')));
    await expect(client.submit(workshop)).rejects.toBeInstanceOf(UnreachableError);
  });

  it('takes an answer that is lost for what it is: the next try is told the same', async () => {
    const stub = createStub();
    const lossy = async (...request: Parameters<Fetch>) => {
      const response = await stub.fetch(...request);
      if (stub.requests.length === 1) throw new TypeError('the line is dead');
      return response;
    };
    expect((await clientOf({ fetch: lossy }).submit(workshop)).revision).toBe(1);
    expect(stub.requests).toHaveLength(2);
  });

  it('knows no key by itself, but wants one, and has no portfolio', async () => {
    const { fetch } = createStub();
    await expect(createClient({ base, fetch }).activity('A')).rejects.toMatchObject({
      problem: { code: 'unauthenticated' },
    });
    await expect(clientOf({ fetch }).project('GLACY+')).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
  });
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
