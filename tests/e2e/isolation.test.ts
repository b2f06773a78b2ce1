import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Route, routes } from '../../shared/api/contract.ts';
import { makeKey } from '../../shared/intake/keys.ts';
import { attacks, craft } from '../support/attacks.ts';
import { pathOf, type Rivals, replayed, rivalIds, startRivals } from '../support/rivals.ts';

const pairs = rivalIds.flatMap((attacker) =>
  rivalIds.filter((victim) => victim !== attacker).map((victim) => [attacker, victim] as const),
);
let rivals: Rivals;
beforeAll(async () => {
  rivals = await startRivals();
});
afterAll(() => rivals.stop());

describe('the wall between partners', () => {
  it('is attacked by every operation of the contract', () => {
    const operations = (routes as readonly Route[]).map(({ operation }) => operation);
    expect(Object.keys(attacks).sort()).toEqual(operations.sort());
  });

  describe.each(pairs)('keeps %s out of what is of %s', (attackerId, victimId) => {
    let before: string[];
    beforeAll(async () => {
      before = await rivals.rowsOf(rivals.named(victimId));
    });

    it.each(Object.entries(attacks))('by %s', (_, attack) =>
      attack(rivals.named(attackerId), rivals.named(victimId), rivals),
    );

    it('and leaves every row of it as it was', async () => {
      // Counter, activity and contribution of each of its activities, at the least.
      expect(before.length).toBeGreaterThan(3 * 7);
      expect(await rivals.rowsOf(rivals.named(victimId))).toEqual(before);
    });
  });

  it.each([
    ['glacy', 'glacy-plus'],
    ['glacy-plus', 'glacy'],
  ])('keeps %s from crafting a reference that leads to what is of %s', async (attacker, victim) => {
    const before = await rivals.rowsOf(rivals.named(victim));
    await craft(rivals.named(attacker), rivals.named(victim));
    expect(await rivals.rowsOf(rivals.named(victim))).toEqual(before);
  });

  it('leaves every partner its own, as it was acknowledged', async () => {
    for (const rival of rivals.all()) {
      const activity = { title: { en: rival.secret } };
      expect(await rival.ask('GET', pathOf(rival))).toMatchObject({
        status: 200,
        body: { revision: 2, activity },
      });
      const { body } = await rival.ask('GET', `/v1/submissions/${rival.submission}`);
      expect(body.status).toBe('applied');
      expect(await rival.ask('POST', '/v1/activities', replayed(rival))).toMatchObject({
        status: 202,
        body: { submission: rival.keyedSubmission, revision: 1 },
      });
    }
  });
});

describe('a key', () => {
  const one = () => rivals.named('glacy');
  const other = () => rivals.named('glacy-plus');

  /** The status of a GET with headers Authorization as they are given, one after the other. */
  async function statusOf(path: string, authorization: readonly string[]): Promise<number> {
    const url = new URL(path, rivals.url);
    const headers = ['host', url.host, ...authorization.flatMap((value) => ['Authorization', value])];
    const [response] = await once(request(url, { headers }).end(), 'response');
    const answer = await text(response);
    for (const { secret } of rivals.all()) expect(answer).not.toContain(secret);
    return response.statusCode;
  }

  it('is nothing beside a second one, in whichever order and however they are joined', async () => {
    const [a, b] = [`Bearer ${one().key}`, `Bearer ${other().key}`];
    for (const headers of [[a, b], [b, a], [a, a], [`${a}, ${b}`], [`${b},${a}`], [`${a} ${b}`]])
      for (const rival of [one(), other()]) expect(await statusOf(pathOf(rival), headers)).toBe(401);
  });

  it('is nothing in the address', async () => {
    const { key } = other();
    for (const query of [`access_token=${key}`, `key=${key}`, `authorization=Bearer%20${key}`]) {
      expect(await statusOf(`${pathOf(other())}?${query}`, [])).toBe(401);
      expect(await statusOf(`${pathOf(other())}?${query}`, [`Bearer ${one().key}`])).toBe(400);
    }
  });

  it('opens the same room whatever the case of the scheme', async () => {
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      const headers = { authorization: `${scheme} ${one().key}` };
      expect((await one().ask('GET', pathOf(one()), { headers })).status).toBe(200);
      expect((await one().ask('GET', pathOf(other()), { headers })).status).toBe(404);
    }
  });

  it("cannot be made into another's", async () => {
    const { key } = one();
    for (const forged of [
      key.replace('_glacy_', '_glacy-plus_'),
      key.replace('_glacy_', '_glacy#glacy-plus_'),
      key.replace('_glacy_', '_glacy_glacy-plus_'),
      key.toLowerCase(),
      await makeKey('glacy-plus', new Uint8Array(32)),
    ])
      for (const rival of [one(), other()])
        expect(await statusOf(pathOf(rival), [`Bearer ${forged}`])).toBe(401);
  });
});
