import type { RateLimit } from '../../shared/intake/rate-limit.ts';
import { nobody } from './partner.ts';
import { found, type Middleware } from './request.ts';

/**
 * Counts a request against the limit of its partner, and lets the operation count more; every answer then tells what
 * is left. Where nobody is asked for a key nothing is counted. Throws Refused once nothing is left.
 */
export const rated = (limit: RateLimit): Middleware => ({
  before({ context }) {
    const charge = async (cost: number) => {
      if (context.partner !== nobody) found(context, { headers: await limit(context.partner, cost) });
    };
    found(context, { charge });
    return charge(1);
  },
});
