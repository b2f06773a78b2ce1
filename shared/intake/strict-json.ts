import { Refused } from '../checks/problem.ts';
import { mostLevels } from '../words/limits.ts';
import { withoutKeys } from './key-in-text.ts';

/**
 * Reads a JSON text (RFC 8259) that means the same to every reader: fields have one value, no field is named
 * __proto__ (parsers have been fooled by it), numbers keep all their digits, it has at most 32 levels, and no
 * partner's key stands in a text of it, however that is escaped. Throws Refused (malformed-request), and says where.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused('malformed-request', 'The body is not JSON.');
  }
  inspect(text);
  withoutKeys(value);
  return value;
}

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);

/** Walks through a text that is known to be JSON, which makes every step easy, and without recursion. */
function inspect(text: string): void {
  /** The names in each object that is open; a list has some too, and never meets one. */
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; ) {
    const character = text.charCodeAt(at);
    if (character === quote) {
      const end = endOfString(text, at);
      const next = afterBlanks(text, end);
      if (text[next] === ':') {
        const name = JSON.parse(text.slice(at, end)) as string;
        const names = open.at(-1) ?? new Set();
        if (name === '__proto__') throw refusal(text, at, 'a field is named __proto__');
        if (names.has(name)) throw refusal(text, at, 'a field is named twice');
        names.add(name);
      }
      at = next;
    } else if (opening.has(character)) {
      if (open.push(new Set()) > mostLevels) throw refusal(text, at, `it has more than ${mostLevels} levels`);
      at += 1;
    } else if (closing.has(character)) {
      open.pop();
      at += 1;
    } else if (character === 0x2d || (character >= 0x30 && character <= 0x39)) {
      const end = endOfNumber(text, at);
      if (!isExact(text.slice(at, end))) throw refusal(text, at, 'a number has more digits than can be kept');
      at = end;
    } else at += 1;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  while (at < text.length && /[-+.\deE]/.test(text.charAt(at))) at += 1;
  return at;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** The largest double has 309 digits. */
const longestNumber = 400;

/** Whether a number stays the same when it is read into a double and written again. */
export function isExact(number: string): boolean {
  if (number.length > longestNumber) return false;
  if (number.length <= 15 && !/[eE]/.test(number)) return true;
  return digitsOf(number) === digitsOf(String(Number(number)));
}

/** The significant digits of a number: "-0.0120e5" has 12, and so has "1200". */
const digitsOf = (number: string): string =>
  number
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');

function refusal(text: string, at: number, what: string): Refused {
  const lines = text.slice(0, at).split('\n');
  const place = `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
  return new Refused('malformed-request', `The body cannot be taken as it is: ${what} (${place}).`);
}
