import { LogFault } from './log-fault.ts';

/** Bytes as Web Crypto takes them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Their SHA-256, 32 bytes. */
export const sha256 = async (...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(parts)));

/** One after the other. */
export function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** The text that bytes are. Throws LogFault if they are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LogFault('is no UTF-8');
  }
}

/** Base 64 of RFC 4648, section 4, with padding. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** The bytes that were so written. Throws LogFault where it is written in any other way. */
export function fromBase64(written: string): Bytes {
  let bytes: Bytes | undefined;
  try {
    bytes = Uint8Array.from(atob(written), (character) => character.charCodeAt(0));
  } catch {
    bytes = undefined;
  }
  if (bytes === undefined || toBase64(bytes) !== written)
    throw new LogFault(`is no base 64: ${written.slice(0, 80)}`);
  return bytes;
}

/** A hash that was so written. Throws LogFault if it has not 32 bytes. */
export function hashFrom(written: string): Bytes {
  const hash = fromBase64(written);
  if (hash.length !== 32) throw new LogFault(`is no hash of 32 bytes: ${written.slice(0, 80)}`);
  return hash;
}

/**
 * A number in decimal digits without leading zeroes. Throws LogFault for any other text, and for numbers above 2^53 - 1,
 * to which no log of ours grows.
 */
export function numberFrom(written: string): number {
  const number = Number(written);
  if (!/^(?:0|[1-9]\d{0,15})$/.test(written) || !Number.isSafeInteger(number))
    throw new LogFault(`is no number: ${written.slice(0, 80)}`);
  return number;
}
