import { Refused } from '../checks/problem.ts';
import type { Partner } from '../words/partner.ts';

/** What each partner has taken: a port, like those of ports.ts. */
export interface RateCounters {
  /** Adds to what a partner has taken in a window of time (its start, RFC 3339), in one write, and gives the sum. */
  add(partner: string, window: string, amount: number): Promise<number>;
}

/** How much a partner may ask in each whole minute (UTC): a request counts one, a batch one for each item. */
export type RateLimitPorts = { counters: RateCounters; perMinute: number; now: () => Date };

/** Counts what a partner asks and gives the headers that tell what is left. */
export type RateLimit = (partner: Partner, cost: number) => Promise<Record<string, string>>;

const windowSeconds = 60;
/** A block is a sixtieth of the limit at most, and a twentieth of what nobody had taken when it was last asked. */
const [partOfLimit, partOfLeft] = [60, 20];

/** What this copy of a function has of the window of a partner. */
type Purse = {
  /** Taken and not spent. */
  rest: number;
  spent: number;
  /** What nobody had taken yet, as the counter told last. */
  left: number;
  /** The write that is under way: whoever asks meanwhile waits for it, and looks then at what is there. */
  taking?: Promise<boolean> | undefined;
};

/**
 * Limits each partner by a counter of its own, so that one that is over its limit takes nothing from another. A copy
 * of a function takes a block of the window by one write, and serves from it without another: what it has itself
 * spent in this window, a sixtieth of the limit at most. N requests of one cost a copy N / 60th of the limit writes,
 * and log2 of that 60th more (1,200: 45 writes for the first 800, 115 for all). A rest lapses with its window.
 *
 * A window never has more than the limit, over all copies together. A partner is refused only where what is left of
 * the limit is less than the largest cost that it has asked in the window, and for each copy that served it less than
 * a block and no more than it served. It is then refused for the rest of the window, without a look at the counter, what
 * the rest of that copy does not pay. A write whose answer was lost only ends the window sooner.
 *
 * The headers are those of draft-ietf-httpapi-ratelimit-headers-10; they tell what nobody had taken as far as this copy
 * knows, and its own rest. Only the partners of the newest window are held in memory. The limit throws Refused
 * (too-many-requests) once the window is spent, and Unavailable. Decisions 0013 and 0030.
 */
export function rateLimit({ counters, perMinute, now }: RateLimitPorts): RateLimit {
  let [newest, purses] = ['', new Map<string, Purse>()];

  function purseOf(partner: string, window: string): Purse {
    if (window !== newest) [newest, purses] = [window, new Map()];
    const purse = purses.get(partner) ?? { rest: 0, spent: 0, left: perMinute };
    purses.set(partner, purse);
    return purse;
  }

  /** Takes a block, or what `cost` wants more, and pays it; what is there is put aside for that meanwhile. */
  async function take(purse: Purse, partner: string, window: string, cost: number): Promise<boolean> {
    const { rest, spent, left } = purse;
    const block = Math.min(spent, Math.ceil(perMinute / partOfLimit), Math.ceil(left / partOfLeft));
    const amount = Math.max(block, cost - rest);
    purse.rest = 0;
    try {
      const before = (await counters.add(partner, window, amount)) - amount;
      purse.left = Math.max(0, perMinute - before - amount);
      purse.rest = Math.min(amount, Math.max(0, perMinute - before));
    } finally {
      purse.rest += rest;
    }
    return paid(purse, cost);
  }

  return async (partner, cost) => {
    const at = now().getTime();
    const start = at - (at % (windowSeconds * 1000));
    const window = new Date(start).toISOString();
    const purse = purseOf(partner.id, window);
    const wait = Math.ceil((start + windowSeconds * 1000 - at) / 1000);
    const headers = () => ({
      'ratelimit-policy': `"partner";q=${perMinute};w=${windowSeconds}`,
      ratelimit: `"partner";r=${purse.left + purse.rest};t=${wait}`,
    });
    while (!paid(purse, cost)) {
      if (purse.taking !== undefined) {
        await purse.taking;
        continue;
      }
      if (purse.left === 0)
        throw new Refused(
          'too-many-requests',
          `Your partner has ${perMinute} requests a minute; a batch counts its items.`,
          { headers: { ...headers(), 'retry-after': String(wait) } },
        );
      purse.taking = take(purse, partner.id, window, cost).finally(() => {
        purse.taking = undefined;
      });
      if (await purse.taking) break;
    }
    return headers();
  };
}

/** Whether what a purse has was enough, which then is spent. */
function paid(purse: Purse, cost: number): boolean {
  if (purse.rest < cost) return false;
  purse.rest -= cost;
  purse.spent += cost;
  return true;
}
