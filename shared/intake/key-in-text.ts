import { Refused } from '../checks/problem.ts';
import { keyPattern } from './keys.ts';

const key = new RegExp(keyPattern);
/** A percent-encoded character of ASCII, in whatever depth: "%61", "%2561". */
const encoded = /%(?:25)*([2-7][0-9a-f])/gi;

/**
 * Gives back a text that is going to be stored. Throws Refused if a key stands in it, which no row may hold: as it is
 * written, as it will be kept (in NFC), or percent-encoded, as in an address. A key that has been taken apart, over
 * two texts or by characters between its own, is not found.
 */
export function withoutKey(text: string): string {
  if (key.test(text) || key.test(asRead(text)))
    throw new Refused(
      'malformed-request',
      'A partner’s key stands where it would be stored; send it in the header Authorization only.',
    );
  return text;
}

const asRead = (text: string): string =>
  text.normalize('NFC').replace(encoded, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** The same for every text and every name of a field in what was read from JSON, of few levels. */
export function withoutKeys(value: unknown): void {
  if (typeof value === 'string') withoutKey(value);
  else if (Array.isArray(value)) for (const item of value) withoutKeys(item);
  else if (typeof value === 'object' && value !== null)
    for (const [name, field] of Object.entries(value)) {
      withoutKey(name);
      withoutKeys(field);
    }
}
