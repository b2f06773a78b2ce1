import { describe, expect, it } from 'vitest';
import { Refused } from '../../shared/checks/problem.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';

const partner = (id: string) => ({ id, name: id, office: false });

function limited(perMinute: number) {
  const spent = new Map<string, number>();
  let [clock, asked] = [new Date('2026-11-20T12:00:18.000Z'), 0];
  const counters = {
    async add(id: string, window: string, cost: number) {
      asked += 1;
      const sum = (spent.get(`${id} ${window}`) ?? 0) + cost;
      spent.set(`${id} ${window}`, sum);
      return sum;
    },
  };
  return {
    limit: rateLimit({ counters, perMinute, now: () => clock }),
    at: (instant: string) => {
      clock = new Date(instant);
    },
    asked: () => asked,
  };
}

describe('the limit of a partner', () => {
  it('says what is left, then refuses until the minute is over, without another look', async () => {
    const { limit, at, asked } = limited(3);
    expect(await limit(partner('a'), 1)).toEqual({
      'ratelimit-policy': '"partner";q=3;w=60',
      ratelimit: '"partner";r=2;t=42',
    });
    await limit(partner('a'), 2);
    const refused = await limit(partner('a'), 1).catch((thrown: unknown) => thrown);
    if (!(refused instanceof Refused)) throw new Error('it was not refused');
    expect(refused.problem).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(refused.headers).toMatchObject({ 'retry-after': '42', ratelimit: '"partner";r=0;t=42' });
    const before = asked();
    await expect(limit(partner('a'), 1)).rejects.toThrow(Refused);
    expect(asked()).toBe(before);
    at('2026-11-20T12:01:00.000Z');
    expect(await limit(partner('a'), 1)).toMatchObject({ ratelimit: '"partner";r=2;t=60' });
  });

  it('takes nothing from another', async () => {
    const { limit } = limited(2);
    await expect(limit(partner('a'), 5)).rejects.toThrow(Refused);
    expect(await limit(partner('b'), 1)).toMatchObject({ ratelimit: '"partner";r=1;t=42' });
  });
});
