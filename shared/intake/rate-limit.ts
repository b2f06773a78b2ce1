import { Refused } from '../checks/problem.ts';
import type { Partner } from '../words/partner.ts';

/** What each partner has spent: a port, like those of ports.ts. */
export interface RateCounters {
  /** Adds to what a partner has spent in a window of time (its start, RFC 3339) and gives the sum. */
  add(partner: string, window: string, cost: number): Promise<number>;
}

/** How much a partner may ask in each whole minute (UTC): a request counts one, a batch one for each item. */
export type RateLimitPorts = { counters: RateCounters; perMinute: number; now: () => Date };

/** Counts what a partner asks and gives the headers that tell what is left. */
export type RateLimit = (partner: Partner, cost: number) => Promise<Record<string, string>>;

const windowSeconds = 60;

/**
 * Limits each partner by a counter of its own, so that one that is over its limit takes nothing from another. Whoever
 * is known to have spent a minute is refused for the rest of it without a look at the counter.
 * The headers are those of draft-ietf-httpapi-ratelimit-headers-10. The limit throws Refused (too-many-requests) once
 * the minute is spent. Decision 0013.
 */
export function rateLimit({ counters, perMinute, now }: RateLimitPorts): RateLimit {
  const spentWindows = new Map<string, string>();
  return async (partner, cost) => {
    const at = now().getTime();
    const start = at - (at % (windowSeconds * 1000));
    const window = new Date(start).toISOString();
    const left = Math.ceil((start + windowSeconds * 1000 - at) / 1000);
    const headers = (remaining: number) => ({
      'ratelimit-policy': `"partner";q=${perMinute};w=${windowSeconds}`,
      ratelimit: `"partner";r=${Math.max(0, remaining)};t=${left}`,
    });
    const spent =
      spentWindows.get(partner.id) === window
        ? Number.POSITIVE_INFINITY
        : await counters.add(partner.id, window, cost);
    if (spent <= perMinute) return headers(perMinute - spent);
    spentWindows.set(partner.id, window);
    throw new Refused(
      'too-many-requests',
      `Your partner has ${perMinute} requests a minute; a batch counts its items.`,
      {
        headers: { ...headers(0), 'retry-after': String(left) },
      },
    );
  };
}
