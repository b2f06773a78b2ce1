import { describe, expect, it } from 'vitest';
import { putFact } from '../../shared/intake/facts.ts';
import { deletePeriod, putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import type { Portfolio } from '../../shared/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { apiInMemory } from '../support/api-in-memory.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { anActivity, glacy, period } from '../support/register.ts';

const office = { id: 'office', name: 'Office', office: true };
const somebody = { id: 'somebody', name: 'Somebody', office: false };

const unnamed = ({ id: _, ...fact }: { id: string }) => fact;
const facts = [
  ['treaty-events', anEvent],
  ['legislation-surveys', aSurvey],
  ['contributions', aContribution],
] as const;

/** What the office writes: what it is called, where it is, its body, and what a PUT of it is told. */
const places: (readonly [kind: string, path: string, body: object, told: object])[] = [
  ['project', '/v1/projects/GLACY%2B', glacy, glacy],
  ['period', '/v1/periods/2020', period, period],
  ...facts.map(([collection, fact]) => {
    const body = unnamed(fact);
    return ['fact', `/v1/${collection}/${fact.id}`, body, { kept: body }] as const;
  }),
];

/** The API in memory, with all of these, asked in the name of a partner. */
async function started() {
  const api = apiInMemory([office, somebody]);
  async function ask(method: string, path: string, body?: object, headers = {}, partner = 'office') {
    const answer = await api({
      method,
      path,
      headers: { authorization: `Bearer ${partner}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)) }),
    });
    const text = answer.body.toString();
    return {
      status: answer.status,
      etag: answer.headers.etag,
      text,
      told: text === '' ? {} : JSON.parse(text),
    };
  }
  for (const [, path, body] of places) expect((await ask('PUT', path, body)).status).toBe(200);
  return ask;
}

describe.each(places)('a %s at %s', (kind, path, body, told) => {
  it('is gone once the office has deleted it, and a later PUT brings it back', async () => {
    const ask = await started();
    expect(await ask('GET', path)).toMatchObject({ status: 200, etag: '"1"' });
    expect(await ask('DELETE', path)).toMatchObject({ status: 204, etag: '"2"', text: '' });
    const detail = `The ${kind} was deleted by its revision 2.`;
    expect(await ask('GET', path)).toMatchObject({ status: 410, told: { code: 'gone', detail } });
    expect(await ask('DELETE', path)).toMatchObject({ status: 204, etag: '"3"' });
    expect(await ask('PUT', path, body)).toMatchObject({ status: 200, etag: '"4"', told });
    expect(await ask('GET', path)).toMatchObject({ status: 200, etag: '"4"', told: body });
  });

  it('is deleted by the office alone, and not what is not there', async () => {
    const ask = await started();
    expect((await ask('DELETE', path, undefined, {}, 'somebody')).status).toBe(403);
    expect((await ask('DELETE', `${path}-2`)).status).toBe(404);
    expect((await ask('DELETE', `${path}%00`)).status).toBe(404);
    expect((await ask('GET', path)).status).toBe(200);
  });

  it('is written in the revision that was named, or not at all', async () => {
    const ask = await started();
    const at = (revision: number) => ({ 'if-match': `"${revision}"` });
    expect((await ask('PUT', path, body, at(1))).etag).toBe('"2"');
    expect(await ask('PUT', path, body, at(1))).toMatchObject({ status: 412, etag: '"2"' });
    expect(await ask('DELETE', path, undefined, at(1))).toMatchObject({ status: 412, etag: '"2"' });
    expect((await ask('DELETE', path, undefined, at(2))).status).toBe(204);
    expect((await ask('PUT', path, body, { 'if-none-match': '*' })).status).toBe(412);
    expect((await ask('PUT', `${path}-2`, body, { 'if-none-match': '*' })).status).toBe(200);
    expect((await ask('PUT', `${path}-2`, body, { 'if-none-match': '*' })).status).toBe(412);
  });
});

it('refuses an activity of a project that is deleted, and takes it again once it is back', async () => {
  const ask = await started();
  const post = (reference: string) =>
    ask('POST', '/v1/activities', anActivity({ reference }), {}, 'somebody').then(({ status }) => status);
  expect(await post('before')).toBe(202);
  await ask('DELETE', '/v1/projects/GLACY%2B');
  expect(await post('meanwhile')).toBe(422);
  expect((await ask('GET', '/v1/activities/before', undefined, {}, 'somebody')).status).toBe(200);
  await ask('PUT', '/v1/projects/GLACY%2B', glacy);
  expect(await post('after')).toBe(202);
});

describe('a write of the portfolio', () => {
  /** The ports on rows in memory, and what was called of them, in order. */
  function noted(changes: (portfolio: Portfolio) => Partial<Portfolio> = () => ({})) {
    const { portfolio, facts, marks } = storesOn(noRows(), [], startTime());
    const calls: string[] = [];
    const changed = { ...portfolio, ...changes(portfolio) };
    const note =
      <Given extends unknown[], Got>(name: string, method: (...given: Given) => Promise<Got>) =>
      async (...given: Given) => {
        const got = await method(...given);
        calls.push(`${name} ${got}`);
        return got;
      };
    return {
      calls,
      portfolio: {
        ...changed,
        replaceProject: note('replace', changed.replaceProject),
        replacePeriod: note('replace', changed.replacePeriod),
      },
      facts: { ...facts, replace: note('replace', facts.replace) },
      marks: { put: note('mark', marks.put) },
      newToken: () => 'token',
    };
  }

  it.each([
    ['a project', (ports: ReturnType<typeof noted>) => putProject(ports)('GLACY+', glacy)],
    ['a period', (ports: ReturnType<typeof noted>) => putPeriod(ports)('2020', period)],
    ['a fact', (ports: ReturnType<typeof noted>) => putFact(ports)('treatyEvent', anEvent.id, anEvent)],
  ])(
    'marks after it has stored %s, so that no run takes the mark and reads what was there before',
    async (_, put) => {
      const ports = noted();
      await put(ports);
      expect(ports.calls).toEqual(['replace true', 'mark undefined']);
    },
  );

  it('begins anew where another came between, five times at most, and then says that it cannot', async () => {
    let others = 4;
    const ports = noted((portfolio) => ({
      async replacePeriod(id, seen, held) {
        others -= 1;
        return others >= 0 ? false : portfolio.replacePeriod(id, seen, held);
      },
    }));
    expect((await putPeriod(ports)('2020', period)).revision).toBe(1);
    others = 5;
    ports.calls.length = 0;
    await expect(deletePeriod(ports)('2020')).rejects.toMatchObject({ name: 'Unavailable' });
    expect(ports.calls).toEqual(Array.from({ length: 5 }, () => 'replace false'));
  });

  it('that lands after the next one brings nothing back', async () => {
    const { portfolio, marks } = storesOn(noRows(), [], startTime());
    const ports = { portfolio, marks, newToken: () => 'token' };
    await putPeriod(ports)('2020', period);
    let land: () => Promise<boolean> = async () => true;
    const late: typeof ports = {
      ...ports,
      portfolio: {
        ...portfolio,
        async replacePeriod(...given) {
          land = () => portfolio.replacePeriod(...given);
          throw new Unavailable('the table', undefined);
        },
      },
    };
    await expect(putPeriod(late)('2020', period)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await deletePeriod(ports)('2020')).toBe(2);
    expect(await land()).toBe(false);
    expect(await portfolio.period('2020')).toEqual({ revision: 2, held: undefined });
  });

  it('that is refused for its revision marks all the same: the one before it may have died in between', async () => {
    const ports = noted();
    await putPeriod(ports)('2020', period);
    ports.calls.length = 0;
    await expect(deletePeriod(ports)('2020', { match: [9] })).rejects.toMatchObject({ name: 'Refused' });
    expect(ports.calls).toEqual(['mark undefined']);
  });
});
