import * as z from 'zod';
import { Refused } from '../../shared/checks/problem.ts';
import { type Partner, partner } from '../../shared/words/partner.ts';
import { found, type Middleware } from './request.ts';

/** Who asks, as the authorizer tells it: the partner, or why there is none, or that it could not look. */
const identity = z.union([
  z.object({ unavailable: z.literal(true) }),
  z.object({ refusal: z.string() }),
  partner,
]);

/** Who asks where no key is wanted. */
export const nobody: Partner = { id: 'nobody', name: 'nobody', office: false };

/**
 * Identifies the partner, unless the route is open to all. Throws Refused, also where its table did not answer.
 * Decision 0003.
 */
export const identified = (): Middleware => ({
  before({ event, context }) {
    const isOpen = context.route.access === 'open';
    found(context, { partner: isOpen ? nobody : partnerIn(event.requestContext.authorizer?.lambda) });
  },
});

/** Keeps what is the office's to the office. Throws Refused. */
export const officeOnly = (): Middleware => ({
  before({ context: { route, partner: asking } }) {
    if (route.access === 'office' && !asking.office)
      throw new Refused('forbidden', 'Only a key of the office may change this.');
  },
});

function partnerIn(authorized: unknown): Partner {
  const asking = identity.parse(authorized);
  if ('unavailable' in asking)
    // The gateway keeps the answer of the authorizer for thirty seconds.
    throw new Refused('unavailable', 'Nothing was acknowledged. Send it again.', {
      headers: { 'retry-after': '30' },
    });
  if ('refusal' in asking)
    throw new Refused('unauthenticated', asking.refusal, {
      headers: { 'www-authenticate': 'Bearer realm="activity-register"' },
    });
  return asking;
}
