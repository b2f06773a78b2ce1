import type { Finding } from './finding.ts';

/**
 * How many bytes of findings (JSON) an answer has at most that may be kept under an idempotency key: it must fit into
 * a row of the register, which has 400 KB.
 */
export const mostBytesOfFindings = 200_000;

/** Gives of each list it is called with the first findings, as many as there is still room for in all. */
export function listing(room = mostBytesOfFindings): (findings: readonly Finding[]) => Finding[] {
  let left = room;
  return (findings) => {
    const end = findings.findIndex((each) => {
      left -= bytesOf(each);
      return left < 0;
    });
    return findings.slice(0, end === -1 ? undefined : end);
  };
}

/** How many bytes a value has as JSON in UTF-8. */
export const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
