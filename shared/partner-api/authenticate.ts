import type { Partners } from '../ports.ts';
import { dayOf } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import { stateOf } from './held-key.ts';
import { hashKey, partnerOfKey } from './key.ts';

export type AuthenticatePorts = { partners: Partners; now: () => Date };

/**
 * The partner that asks, by the value of the header Authorization, or a sentence that says why there is none. Notes
 * the day on which a live key is used, once a day; while that cannot be written, as while the key cannot be looked
 * up, nobody is let in. Throws Unavailable.
 */
export const authenticate =
  ({ partners, now }: AuthenticatePorts) =>
  async (authorization: string | undefined): Promise<Partner | { refusal: string }> => {
    const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (key === undefined || key === 'none') return refusal('Send your key: authorization: Bearer <key>.');
    const named = await partnerOfKey(key);
    if (named === undefined) return refusal('The key is mistyped: its form or its checksum is wrong.');
    const hash = await hashKey(key);
    const [found, lastUse] = await Promise.all([partners.find(named), partners.lastUse(hash)]);
    const held = found?.keys.find((each) => each.hash === hash);
    const state = held && stateOf(held, now());
    if (state === 'expired')
      return refusal(
        `The key expired at ${held?.expires}. Ask for a new one, or send the one you were given.`,
      );
    if (found === undefined || state !== 'live') return refusal('The key is not, or no longer, valid.');
    const today = dayOf(now());
    if (lastUse === undefined || lastUse < today) await partners.noteUse(hash, today);
    return found.partner;
  };

const refusal = (reason: string) => ({ refusal: reason });
