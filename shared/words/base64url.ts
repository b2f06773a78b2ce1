/** A text of ASCII in the alphabet for addresses (RFC 4648, section 5), without padding. */
export const toBase64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The text that was so written; undefined where it is none. */
export function fromBase64url(written: string): string | undefined {
  try {
    const text = atob(written.replaceAll('-', '+').replaceAll('_', '/'));
    return toBase64url(text) === written ? text : undefined;
  } catch {
    return undefined;
  }
}
