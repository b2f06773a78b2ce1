import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../shared/checks/problem.ts';
import { type RateCounters, rateLimit } from '../../shared/intake/rate-limit.ts';
import { Unavailable } from '../../shared/ports.ts';
import { isLongRun } from '../support/long-run.ts';

const partner = (id: string) => ({ id, name: id, office: false });

/** Counters in memory, and the calls they had. */
function counted() {
  const taken = new Map<string, number>();
  const calls: { partner: string; window: string; amount: number }[] = [];
  const counters: RateCounters = {
    async add(id, window, amount) {
      calls.push({ partner: id, window, amount });
      const sum = (taken.get(`${id} ${window}`) ?? 0) + amount;
      taken.set(`${id} ${window}`, sum);
      return sum;
    },
  };
  return { counters, calls };
}

function limited(perMinute: number) {
  let clock = new Date('2026-11-20T12:00:18.000Z');
  const { counters, calls } = counted();
  const copy = () => rateLimit({ counters, perMinute, now: () => clock });
  const at = (instant: string) => {
    clock = new Date(instant);
  };
  return { limit: copy(), copy, at, calls };
}

const leftIn = (headers: Record<string, string>) => Number(/r=(\d+)/.exec(headers.ratelimit ?? '')?.[1]);

describe('the limit of a partner', () => {
  it('says what is left, then refuses until the minute is over, without another look', async () => {
    const { limit, at, calls } = limited(3);
    expect(await limit(partner('a'), 1)).toEqual({
      'ratelimit-policy': '"partner";q=3;w=60',
      ratelimit: '"partner";r=2;t=42',
    });
    await limit(partner('a'), 2);
    const refused = await limit(partner('a'), 1).catch((thrown: unknown) => thrown);
    if (!(refused instanceof Refused)) throw new Error('it was not refused');
    expect(refused.problem).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(refused.headers).toMatchObject({ 'retry-after': '42', ratelimit: '"partner";r=0;t=42' });
    expect(calls).toHaveLength(2);
    at('2026-11-20T12:01:00.000Z');
    expect(await limit(partner('a'), 1)).toMatchObject({ ratelimit: '"partner";r=2;t=60' });
  });

  it('takes nothing from another', async () => {
    const { limit } = limited(2);
    await expect(limit(partner('a'), 5)).rejects.toThrow(Refused);
    expect(await limit(partner('b'), 1)).toMatchObject({ ratelimit: '"partner";r=1;t=42' });
  });

  it('refuses what does not fit, and serves of what is left what does', async () => {
    const { limit } = limited(120);
    await limit(partner('a'), 90);
    const refused = (await limit(partner('a'), 100).catch((thrown: unknown) => thrown)) as Refused;
    expect([refused.problem.status, leftIn(refused.headers ?? {})]).toEqual([429, 30]);
    expect(leftIn(await limit(partner('a'), 30))).toBe(0);
  });

  it('costs a copy one write for a block of a sixtieth, once it has spent as much', async () => {
    const { limit, calls } = limited(1200);
    const writesAfter = async (requests: number) => {
      for (let left = requests; left > 0; left -= 1) await limit(partner('a'), 1);
      return calls.length;
    };
    expect(await writesAfter(1)).toBe(1);
    expect(await writesAfter(31)).toBe(6);
    expect(await writesAfter(20 * 38)).toBe(6 + 38);
    expect(await writesAfter(1200 - 32 - 20 * 38)).toBe(115);
    expect(calls.map(({ amount }) => amount).slice(0, 8)).toEqual([1, 1, 2, 4, 8, 16, 20, 20]);
    expect(calls.reduce((sum, { amount }) => sum + amount, 0)).toBe(1200);
  });

  it('charges a batch for its items by one write, or by none where the block has them', async () => {
    const { limit, calls } = limited(6000);
    await limit(partner('a'), 99);
    await limit(partner('a'), 1);
    expect(calls.map(({ amount }) => amount)).toEqual([99, 99]);
    expect(leftIn(await limit(partner('a'), 98))).toBe(6000 - 198);
    expect(calls).toHaveLength(2);
  });

  it('takes no block twice for those who ask at once, and spends none twice', async () => {
    const { limit, calls } = limited(1200);
    await limit(partner('a'), 100);
    const answers = await Promise.all(Array.from({ length: 60 }, () => limit(partner('a'), 1)));
    expect(calls.map(({ amount }) => amount)).toEqual([100, 20, 20, 20]);
    expect(new Set(answers.map(leftIn)).size).toBeGreaterThan(20);
    expect(leftIn(await limit(partner('a'), 1))).toBe(1200 - 161);
  });

  it('goes on after a write that failed', async () => {
    const { counters } = counted();
    let failing = true;
    const limit = rateLimit({
      counters: {
        async add(...given) {
          const sum = await counters.add(...given);
          if (failing) throw new Unavailable('the table', undefined);
          return sum;
        },
      },
      perMinute: 3,
      now: () => new Date(0),
    });
    const both = await Promise.allSettled([limit(partner('a'), 1), limit(partner('a'), 1)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    expect(leftIn(await limit(partner('a'), 1))).toBe(1);
  });

  it('forgets the partners of a minute that is over', async () => {
    const { limit, at, calls } = limited(1200);
    const ask = async (id: number) => {
      await limit(partner(`p${id}`), 30);
      await limit(partner(`p${id}`), 1);
    };
    for (let id = 0; id < 1000; id += 1) await ask(id);
    expect(calls).toHaveLength(2000);
    at('2026-11-20T12:01:00.000Z');
    await ask(0);
    at('2026-11-20T12:00:59.000Z');
    for (let id = 0; id < 1000; id += 1) await limit(partner(`p${id}`), 1);
    expect(calls).toHaveLength(3002);
  });

  it('keeps nearly all of it for a partner whom several copies serve in turn', async () => {
    for (const [copies, least] of [
      [1, 1200],
      [3, 1200],
      [10, 1150],
      [30, 950],
      [100, 840],
    ] as const) {
      const { copy } = limited(1200);
      const limits = Array.from({ length: copies }, copy);
      let accepted = 0;
      const ask = (limit = limits[accepted % copies]) => limit?.(partner('a'), 1);
      while (await ask()?.catch(() => undefined)) accepted += 1;
      expect(accepted).toBeGreaterThanOrEqual(least);
      expect(accepted).toBeLessThanOrEqual(1200);
    }
  });

  it('is never exceeded, and not missed by more than it says, whatever copies, costs, clocks and faults do', async () => {
    const perMinute = 180;
    const block = perMinute / 60;
    const request = fc.record({
      copy: fc.nat(4),
      cost: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 60 })),
      /** The clock of the copy, in seconds from a minute's beginning. */
      second: fc.oneof(fc.constant(5), fc.integer({ min: -3, max: 125 })),
      pause: fc.boolean(),
    });
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(request, { minLength: 40, maxLength: 120 }),
        fc.func(fc.nat(30)),
        async (schedule, requests, dice) => {
          const { counters, calls } = counted();
          const lost = new Map<string, number>();
          let clock = 0;
          const minute = () => new Date(clock - (clock % 60_000)).toISOString();
          const faulty: RateCounters = {
            async add(id, window, amount) {
              await schedule.schedule(Promise.resolve());
              const sum = await counters.add(id, window, amount);
              const fate = dice(calls.length);
              await schedule.schedule(Promise.resolve());
              if (fate === 0) lost.set(window, (lost.get(window) ?? 0) + amount);
              if (fate === 0) throw new Unavailable('the table', undefined);
              return sum;
            },
          };
          const copies = Array.from({ length: 5 }, () =>
            rateLimit({ counters: faulty, perMinute, now: () => new Date(clock) }),
          );
          const asked = new Map<string, { dearest: number; accepted: number[]; refused: boolean }>();
          const answers: Promise<void>[] = [];
          for (const { copy, cost, second, pause } of requests) {
            clock = Date.parse('2026-11-20T12:00:00.000Z') + second * 1000;
            const window = asked.get(minute()) ?? { dearest: 0, accepted: Array(5).fill(0), refused: false };
            asked.set(minute(), window);
            window.dearest = Math.max(window.dearest, cost);
            answers.push(
              copies[copy]?.(partner('a'), cost).then(
                () => {
                  window.accepted[copy] = (window.accepted[copy] ?? 0) + cost;
                },
                (thrown: unknown) => {
                  if (thrown instanceof Refused) window.refused = true;
                  else if (!(thrown instanceof Unavailable)) throw thrown;
                },
              ) ?? Promise.resolve(),
            );
            if (pause) await schedule.waitAll();
          }
          await schedule.waitFor(Promise.all(answers));
          for (const [at, { dearest, accepted, refused }] of asked) {
            const sum = accepted.reduce((one, other) => one + other, 0);
            expect(sum).toBeLessThanOrEqual(perMinute);
            if (!refused) continue;
            refusals += 1;
            const rests = accepted.reduce((all, served) => all + Math.min(block - 1, served), 0);
            // What a copy forgets, because its clock went to another minute and back, is a rest once more.
            const turns = requests.filter(({ second }) => second < 0 || second >= 60).length;
            const bound = dearest + rests + turns * (block - 1) + (lost.get(at) ?? 0);
            expect(perMinute - sum).toBeLessThan(bound);
          }
        },
      ),
      { numRuns: isLongRun ? 20_000 : 300 },
    );
    expect(refusals).toBeGreaterThan(100);
  });
});
