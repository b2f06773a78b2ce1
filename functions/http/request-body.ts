import { createHash } from 'node:crypto';
import { problemOf, Refused } from '../../shared/checks/problem.ts';
import type { Item } from '../../shared/intake/batch.ts';
import { withoutKey, withoutKeys } from '../../shared/intake/key-in-text.ts';
import { parseJson } from '../../shared/intake/strict-json.ts';
import { mostBatchBytes, mostBatchItems, mostBytes } from '../../shared/words/limits.ts';
import type { Middleware } from './request.ts';

type Texts = Record<string, string | undefined>;

/** Refuses a query that names what the route does not know, or in which a key stands. Throws Refused. */
export const knownQuery = (): Middleware => ({
  before({ event, context }) {
    const query = event.queryStringParameters ?? {};
    const known: readonly string[] = context.route.query ?? [];
    withoutKeys(query);
    if (Object.keys(query).some((name) => !known.includes(name)))
      throw new Refused(
        'malformed-request',
        'The address has a query parameter that this call does not know.',
      );
  },
});

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

/** What of an event makes its body. */
type Carrier = {
  headers: Record<string, string | undefined>;
  body?: string | undefined;
  isBase64Encoded: boolean;
};

const json = /^application\/(?:[a-z0-9.-]+\+)?json$/;
const lines = 'application/x-ndjson';

/** The parsed JSON of a body. Throws Refused for any other type, encoding or size, and for what is not JSON. */
export function jsonOf(carrier: Carrier): unknown {
  if (!json.test(typeOf(carrier)))
    throw unsupported('Send JSON, and say so: content-type: application/json.');
  return parseJson(textOf(carrier, mostBytes));
}

/**
 * The items of a batch: those of a JSON array, or of JSON texts on lines of their own (blank lines do not count). A
 * line that cannot be read is an item that is a problem; anything else that cannot be read is Refused.
 */
export function itemsOf(carrier: Carrier): Item[] {
  const type = typeOf(carrier);
  if (type !== lines && !json.test(type))
    throw unsupported(`Send a JSON array as application/json, or JSON texts on lines as ${lines}.`);
  const text = textOf(carrier, mostBatchBytes);
  const items = type === lines ? text.split('\n').filter((line) => line.trim() !== '') : parseJson(text);
  if (!Array.isArray(items) || items.length === 0)
    throw new Refused('malformed-request', 'A batch is a list of activities, and not empty.');
  if (items.length > mostBatchItems)
    throw new Refused('content-too-large', `A batch may have ${mostBatchItems} activities.`);
  return items.map((item: unknown) => (type === lines ? itemOn(String(item)) : { value: item }));
}

function itemOn(line: string): Item {
  if (Buffer.byteLength(line) > mostBytes)
    return { problem: problemOf('content-too-large', `An activity may have ${mostBytes} bytes.`) };
  try {
    return { value: parseJson(line) };
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return { problem: thrown.problem };
  }
}

/**
 * A hash of a body as it came, with its type, of the conditions it was sent under, as they are written, and of what
 * else makes a request the same request (hexadecimal).
 */
export const fingerprintOf = (carrier: Carrier, ...others: string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...others, typeOf(carrier), ...conditionsOf(carrier)]))
    .update(bytesOf(carrier))
    .digest('hex');

const typeOf = ({ headers }: Carrier): string =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';

const conditionsOf = ({ headers }: Carrier) => [
  headers['if-match'] ?? null,
  headers['if-none-match'] ?? null,
];

const bytesOf = ({ body = '', isBase64Encoded }: Carrier): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf-8');

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(carrier: Carrier, most: number): string {
  const { headers } = carrier;
  if (!/^(?:identity)?$/i.test(headers['content-encoding']?.trim() ?? ''))
    throw unsupported('Send the body as it is, without a content-encoding.');
  const [, charset] = /;\s*charset="?([^";]*)/i.exec(headers['content-type'] ?? '') ?? [];
  if (charset !== undefined && !/^(?:utf-8|us-ascii)$/i.test(charset.trim()))
    throw unsupported('Send JSON in UTF-8.');
  const bytes = bytesOf(carrier);
  if (bytes.length > most) throw new Refused('content-too-large', `The body may have ${most} bytes.`);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refused('malformed-request', 'The body is not in UTF-8.');
  }
}

const unsupported = (detail: string) =>
  new Refused('unsupported-media-type', detail, {
    headers: { accept: `application/json, ${lines}`, 'accept-encoding': 'identity' },
  });
