import * as z from 'zod';
import { dayOf, instant } from '../words/calendar.ts';
import { type Partner, partnerId } from '../words/partner.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A regular expression for scanners of secrets, in the syntax of RE2 and of every other engine. */
export const keyPattern = 'areg_[a-z0-9][a-z0-9-]{0,38}_[0-9A-Za-z]{49}';
const shape = new RegExp(`^${keyPattern}$`);
/** Looks ahead, so that a key is also found within what only looks like one. */
const anywhere = new RegExp(`(?=(${keyPattern}))`, 'g');

/**
 * A partner's key: "areg_", the partner's id, 256 random bits in base 62 and six characters of checksum, so that
 * a mistyped key is refused without a look-up and a leaked one can be found, and whose it is.
 */
export async function makeKey(partner: string, random: Uint8Array): Promise<string> {
  if (random.length !== 32) throw new Error('a key wants 32 random bytes');
  const stem = `areg_${partnerId.parse(partner)}_${base62(random, 43)}`;
  return stem + (await checksum(stem));
}

/** The partner named in a key, or undefined if the key is not well formed or its checksum is wrong. */
export async function partnerOfKey(key: string): Promise<string | undefined> {
  if (!shape.test(key) || (await checksum(key.slice(0, -6))) !== key.slice(-6)) return undefined;
  return key.split('_')[1];
}

/** Every key in a text, whatever is around it, in the order of appearance: what has the form and the checksum of one. */
export async function keysIn(text: string): Promise<string[]> {
  const keys: string[] = [];
  for (const [, key = ''] of text.matchAll(anywhere))
    if ((await partnerOfKey(key)) !== undefined) keys.push(key);
  return keys;
}

/** The SHA-256 of a key, hexadecimal: all of it that is ever stored. */
export async function hashKey(key: string): Promise<string> {
  return Array.from(await digest(key), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const checksum = async (stem: string): Promise<string> => base62((await digest(stem)).slice(0, 4), 6);

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

function base62(bytes: Uint8Array, length: number): string {
  let [number, text] = [bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n), ''];
  for (let place = 0; place < length; place += 1, number /= 62n)
    text = (digits[Number(number % 62n)] ?? '') + text;
  return text;
}

/**
 * What is kept of a key: its SHA-256 (hexadecimal), since when it has been valid, from which instant on it is not
 * (absent: no end), and when it was revoked. A key that has ended is kept, so that it is recognized where it has leaked.
 * Decision 0014.
 */
export const heldKey = z.strictObject({
  hash: z.string(),
  since: instant,
  expires: instant.optional(),
  revoked: instant.optional(),
});
export type HeldKey = z.infer<typeof heldKey>;

type KeyState = 'live' | 'expired' | 'revoked';

/** How many keys of a partner may be live at a time: the one in use, and its successor. */
export const mostLiveKeys = 2;

/** The public name of a key, unique among the keys of a partner: the first eight digits of its SHA-256. */
export const keyId = (hash: string): string => hash.slice(0, 8);

export function stateOf({ expires, revoked }: HeldKey, now: Date): KeyState {
  if (revoked !== undefined) return 'revoked';
  return expires !== undefined && Date.parse(expires) <= now.getTime() ? 'expired' : 'live';
}

/** The keys that are valid at `now`, the oldest first. */
export const liveKeys = (keys: readonly HeldKey[], now: Date): HeldKey[] =>
  keys
    .filter((key) => stateOf(key, now) === 'live')
    .sort((one, other) => Date.parse(one.since) - Date.parse(other.since));

/**
 * The keys after a rotation: the new one beside what was live, which ends at `olderUntil` unless it ends sooner.
 * Where two are live the oldest is revoked if `dropOldest` says so; otherwise the answer is undefined.
 */
export function rotated(
  keys: readonly HeldKey[],
  added: HeldKey,
  { now, olderUntil, dropOldest }: { now: Date; olderUntil: string; dropOldest: boolean },
): HeldKey[] | undefined {
  const live = liveKeys(keys, now);
  const [oldest] = live;
  const full = live.length >= mostLiveKeys;
  if (full && !dropOldest) return undefined;
  const after = keys.map((key) => {
    if (!live.includes(key)) return key;
    return full && key === oldest
      ? { ...key, revoked: now.toISOString() }
      : { ...key, expires: earlier(key.expires, olderUntil) };
  });
  return [...after, added];
}

/** The keys after the revocation of the one of this id, or (no id) of all. One that is revoked already stays as it is. */
export const revoked = (keys: readonly HeldKey[], now: Date, id?: string): HeldKey[] =>
  keys.map((key) =>
    key.revoked === undefined && (id === undefined || keyId(key.hash) === id)
      ? { ...key, revoked: now.toISOString() }
      : key,
  );

const earlier = (one: string | undefined, other: string): string =>
  one !== undefined && Date.parse(one) < Date.parse(other) ? one : other;

type AuthenticatePorts = { partners: Partners; now: () => Date };

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

/** A partner with every key it was ever given; `version` tells one state of the row from another. */
export type KeyedPartner = { partner: Partner; keys: HeldKey[]; version: number };

export interface Partners {
  find(id: string): Promise<KeyedPartner | undefined>;
  /** The day (UTC) on which the key of this SHA-256 was last used, as far as that was noted. */
  lastUse(hash: string): Promise<string | undefined>;
  /** Notes that a key was used on a day (UTC). A day before the one that is noted changes nothing. */
  noteUse(hash: string, day: string): Promise<void>;
}
