import * as z from 'zod';
import { Refused } from '../../shared/checks/problem.ts';
import { type Partner, partner } from '../../shared/words/partner.ts';

/** What the authorizer tells: the partner, or why there is none, or that it could not look. */
const identity = z.union([
  z.object({ unavailable: z.literal(true) }),
  z.object({ refusal: z.string() }),
  partner,
]);

/** The partner that asks, from what the authorizer tells. Throws Refused, also where its table did not answer. */
export function askingPartner(told: unknown): Partner {
  const known = identity.parse(told);
  if ('unavailable' in known)
    // The gateway keeps what the authorizer told for thirty seconds.
    throw new Refused('unavailable', 'Nothing was acknowledged. Send it again.', {
      headers: { 'retry-after': '30' },
    });
  if ('refusal' in known)
    throw new Refused('unauthenticated', known.refusal, {
      headers: { 'www-authenticate': 'Bearer realm="activity-register"' },
    });
  return known;
}
