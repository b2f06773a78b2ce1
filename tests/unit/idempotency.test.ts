import { describe, expect, it } from 'vitest';
import { type Claim, once, type SubmitRequest } from '../../shared/intake/idempotency.ts';
import type { Submission } from '../../shared/words/submission.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { requestOf } from '../support/use-cases.ts';

const partner = { id: 'somebody', name: 'Somebody', office: false };
const hour = 3_600_000;

/** What is kept under keys in memory, a clock that is put on by hand, and requests that say what was sent for them. */
function keysInMemory() {
  const rows = noRows();
  const { keys } = storesOn(rows, [partner], startTime());
  const begins = Date.UTC(2026, 10, 20, 12);
  let [clock, ids] = [begins, 0];
  const sent: string[] = [];
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const ports = { keys, now: () => new Date(clock), newId };
  const planned = async () => ({
    submissions: [{ id: newId() } as Submission],
    answer: { submission: `id-${ids}` },
  });
  return {
    ports,
    sent,
    at(milliseconds: number) {
      clock = begins + milliseconds;
    },
    claims: rows.claims,
    async ask(fingerprint = 'f', plan = planned, send = async (id = '') => void sent.push(id)) {
      const work = {
        plan,
        resume: (receipts: readonly { id: string }[]) => receipts as readonly Submission[],
        send: async ([first]: readonly Submission[]) => {
          await send(first?.id);
          return [];
        },
      };
      return (await once(ports)(keyed(fingerprint), work)).answer;
    },
  };
}
const keyed = (fingerprint: string): SubmitRequest => ({
  ...requestOf(partner),
  key: { text: 'K', fingerprint },
});
const fails = (why: string) => () => Promise.reject(new Error(why));
const reused = { problem: { code: 'idempotency-key-reused' } };
const inProgress = { problem: { code: 'request-in-progress' } };

describe('a key that was freed while another request with it was under way', () => {
  it('is remembered for 48 hours from then on', async () => {
    const { ports, ask, at, sent } = keysInMemory();
    const slow = {
      ...ports.keys,
      // The claim of the first is on its way until the second has failed and freed the key, a second later.
      async claim(owner: string, key: string, mine: Claim, now: Date) {
        at(500);
        await expect(ask('f', fails('no plan'))).rejects.toThrow('no plan');
        at(1_500);
        await expect(ask('f', fails('no plan'))).rejects.toThrow('no plan');
        return ports.keys.claim(owner, key, mine, now);
      },
    };
    const first = await once({ ...ports, keys: slow })(keyed('f'), {
      plan: async () => ({ submissions: [], answer: { submission: 'first' } }),
      resume: () => [],
      send: async () => [],
    });
    for (const later of [2_000, 10_000, 47 * hour]) {
      at(later);
      expect(await ask()).toEqual(first.answer);
    }
    expect(sent).toEqual([]);
  });
});

describe('a plan of a worker that died', () => {
  it('is done by whoever repeats it, and forgotten 48 hours after its first use', async () => {
    const { ask, at, sent } = keysInMemory();
    await expect(ask('f', undefined, fails('died'))).rejects.toThrow('died');
    at(47 * hour);
    const taken = await ask();
    at(48 * hour - 1_000);
    expect(await ask()).toEqual(taken);
    at(48 * hour);
    expect(await ask()).not.toEqual(taken);
    expect(sent).toHaveLength(2);
  });

  it('binds every other request with the key', async () => {
    const { ask, at } = keysInMemory();
    await expect(ask('f', undefined, fails('died'))).rejects.toThrow('died');
    at(20_000);
    await expect(ask('another')).rejects.toMatchObject(reused);
  });
});

describe('a claim of a worker that died before it had a plan', () => {
  it('binds everybody while its lease lasts, and nobody after it', async () => {
    const { ask, at, claims } = keysInMemory();
    const dead = new Promise<never>(() => undefined);
    void ask('f', () => dead);
    await new Promise((resolve) => setImmediate(resolve));
    at(19_999);
    for (const fingerprint of ['f', 'another'])
      await expect(ask(fingerprint)).rejects.toMatchObject(inProgress);
    at(20_000);
    const told = await ask('another');
    await expect(ask('f')).rejects.toMatchObject(reused);
    expect(await ask('another')).toEqual(told);
    expect([...claims.values()].map(({ fingerprint }) => fingerprint)).toEqual(['another']);
  });
});
