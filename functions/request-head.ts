import { Refused } from '../shared/findings/problem.ts';
import { withoutKey, withoutKeys } from '../shared/partner-api/key-in-text.ts';

type Texts = Record<string, string | undefined>;

/** Throws Refused for a query that names what is not known, or in which a key stands. */
export function refuseUnknownQuery(query: Texts, known: readonly string[] = []): void {
  withoutKeys(query);
  if (Object.keys(query).some((name) => !known.includes(name)))
    throw new Refused('malformed-request', 'The address has a query parameter that this call does not know.');
}

/** A header by its name in lower case. Throws Refused if a key stands in it. */
export function headerOf(headers: Texts, name: string): string | undefined {
  const value = headers[name];
  return value === undefined ? undefined : withoutKey(value);
}

/**
 * A parameter of the path. Decodes what is still percent-encoded; a value that cannot be decoded is taken as it is.
 * Throws Refused if a key stands in it.
 */
export function parameterOf(parameters: Texts | undefined, name: string): string {
  const value = parameters?.[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  try {
    return withoutKey(decodeURIComponent(value));
  } catch (thrown) {
    if (thrown instanceof URIError) return withoutKey(value);
    throw thrown;
  }
}
