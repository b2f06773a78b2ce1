import { partnerId } from '../words/partner.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A regular expression for scanners of secrets, in the syntax of RE2 and of every other engine. */
export const keyPattern = 'areg_[a-z0-9][a-z0-9-]{0,38}_[0-9A-Za-z]{49}';
const shape = new RegExp(`^${keyPattern}$`);
/** Looks ahead, so that a key is also found within what only looks like one. */
const anywhere = new RegExp(`(?=(${keyPattern}))`, 'g');

/**
 * A partner's key: "areg_", the partner's id, 256 random bits in base 62 and six characters of checksum, so that
 * a mistyped key is refused without a look-up and a leaked one can be found and told whose it is.
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
