import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../shared/checks/problem.ts';
import { describedFetch } from '../support/described-fetch.ts';
import { anActivity, glacy, period } from '../support/register.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';

const data = mkdtempSync(join(tmpdir(), 'laptop-'));
let register: RunningRegister;
let office: ReturnType<typeof clientOf>;
let partner: ReturnType<typeof clientOf>;
let other: ReturnType<typeof clientOf>;
const reader = (path: string) => clientOf(register.url)('GET', path);

beforeAll(async () => {
  register = await runRegister(data, '--empty', '--every', '0.5');
  const keyOf = async (...words: string[]) => (await register.tool('partner', 'add', ...words)).at(-1);
  office = clientOf(register.url, await keyOf('office', '--name', 'Office', '--office'));
  partner = clientOf(register.url, await keyOf('glacy', '--name', 'GLACY+ team', '--projects', 'GLACY+'));
  other = clientOf(register.url, await keyOf('other', '--name', 'Somebody else'));
  expect((await office('PUT', '/v1/projects/GLACY%2B', glacy)).status).toBe(200);
  expect((await office('PUT', '/v1/periods/2020', period)).status).toBe(200);
});
afterAll(async () => {
  expect(await register.end('SIGTERM')).toBe(0);
  rmSync(data, { recursive: true });
});

const becomes = (status: string, location: string | null) =>
  eventually(
    () => partner('GET', location ?? ''),
    ({ body }) => body.status === status,
  );
const countedAfter = (wanted: number) =>
  eventually(
    () => reader('/feed/metrics.json'),
    ({ status, body }) => status === 200 && body.allTime.activities.value === wanted,
  );

describe('the register on a laptop', () => {
  it('takes an activity, tells what became of it, counts it, and takes it out again when it is withdrawn', async () => {
    const accepted = await partner('POST', '/v1/activities', anActivity({ units: 2 }));
    expect(accepted).toMatchObject({ status: 202, body: { activity: 'A-1', revision: 1, findings: [] } });
    await becomes('applied', accepted.headers.get('location'));
    const stored = await partner('GET', '/v1/activities/A-1');
    expect(stored).toMatchObject({ status: 200, body: { revision: 1, activity: { units: 2 } } });
    expect(stored.headers.get('etag')).toBe('"1"');
    const { body: metrics } = await countedAfter(1);
    expect(metrics.periods[0].figures.units.value).toBe(2);
    const withdrawal = await partner('DELETE', '/v1/activities/A-1');
    expect(withdrawal).toMatchObject({ status: 202, body: { revision: 2 } });
    await becomes('withdrawn', withdrawal.headers.get('location'));
    await becomes('superseded', accepted.headers.get('location'));
    await countedAfter(0);
    expect((await partner('GET', '/v1/activities/A-1')).status).toBe(410);
  });

  it('refuses with all findings at once, and stores nothing', async () => {
    const { status, headers, body } = await partner('POST', '/v1/activities', {
      ...anActivity({
        reference: 'bad',
        start: '2020-02-30',
        mode: 'by phone',
        countries: [{ code: 'UK', role: 'host' }],
      }),
      contactPerson: 'somebody',
    });
    expect(status).toBe(422);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(
      problem
        .parse(body)
        .findings?.map(({ code, pointer }) => `${code} ${pointer}`)
        .sort(),
    ).toEqual([
      'no_such_day /start',
      'not_one_of /mode',
      'unknown_country /countries/0/code',
      'unknown_field /contactPerson',
    ]);
    expect((await partner('GET', '/v1/activities/bad')).status).toBe(404);
  });

  it.each([
    ['no key', 'GET', '/v1/activities/A-1', undefined, 401],
    ['a key of nobody', 'GET', '/v1/activities/A-1', 'areg_nobody_0', 401],
    ['an address the API does not have', 'GET', '/v1/nothing', undefined, 404],
    ['a method that is not offered', 'DELETE', '/v1/health', undefined, 405],
  ])('answers %s with a problem document', async (_, method, path, key, status) => {
    const answer = await clientOf(register.url, key)(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.parse(answer.body).status).toBe(status);
  });

  it('answers a body that is not JSON, or not said to be, as what it is', async () => {
    const send = (type: string, body: string) =>
      describedFetch(new URL('/v1/activities', register.url), {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    expect((await send('application/json', '{')).status).toBe(401);
    expect((await partner('POST', '/v1/activities', '\u0000')).status).toBe(422);
    expect((await partner('PUT', '/v1/activities/A-1?dry=1', anActivity())).status).toBe(400);
  });

  it('keeps partners apart', async () => {
    await partner('POST', '/v1/activities', anActivity({ reference: 'own' }));
    expect((await other('GET', '/v1/activities/own')).status).toBe(404);
    expect((await other('DELETE', '/v1/activities/own')).status).toBe(404);
    expect((await other('PUT', '/v1/projects/GLACY%2B', glacy)).status).toBe(403);
    const foreign = await partner(
      'POST',
      '/v1/activities',
      anActivity({ reference: 'foreign', projects: ['Unknown'] }),
    );
    expect(foreign.body.findings.map(({ code }: { code: string }) => code)).toEqual([
      'unknown_project',
      'project_not_yours',
    ]);
  });

  it('checks an activity without storing it when asked for a dry run', async () => {
    const { status, body } = await partner('PUT', '/v1/activities/dry?dryRun=true', {
      ...anActivity(),
      reference: 'dry',
      mode: 'unknown',
    });
    expect([status, body.findings[0].code]).toEqual([200, 'unknown_mode']);
    expect((await partner('DELETE', '/v1/activities/dry')).status).toBe(404);
  });
});
