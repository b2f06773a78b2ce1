import * as z from 'zod';
import { instant } from '../words/calendar.ts';

/**
 * What is kept of a key: its SHA-256 (hexadecimal), since when it has been valid, from which instant on it is not
 * (absent: no end), and when it was revoked. A key that has ended is kept, so that a leaked one can be told.
 */
export const heldKey = z.strictObject({
  hash: z.string(),
  since: instant,
  expires: instant.optional(),
  revoked: instant.optional(),
});
export type HeldKey = z.infer<typeof heldKey>;

export type KeyState = 'live' | 'expired' | 'revoked';

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
