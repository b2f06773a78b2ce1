import { Refused } from '../checks/problem.ts';
import type { Precondition } from '../ports.ts';

/** How many entity tags a header may list: as many as one condition of DynamoDB can. */
const mostTags = 90;

/**
 * Reads If-Match and If-None-Match; undefined where neither is given. If-Match compares strongly, so that a weak tag
 * matches nothing, as does a tag that is no revision. Throws Refused (malformed-request).
 */
export function preconditionOf(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): Precondition | undefined {
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return {
    ...(ifMatch === undefined ? {} : { match: revisionsIn(ifMatch, 'If-Match', false) }),
    ...(ifNoneMatch === undefined ? {} : { noneMatch: revisionsIn(ifNoneMatch, 'If-None-Match', true) }),
  };
}

/** Whether the newest revision (undefined: none was ever given out) fulfils a precondition. Decision 0012. */
export function fulfils({ match, noneMatch }: Precondition, newest: number | undefined): boolean {
  const among = (those: '*' | readonly number[]) =>
    newest !== undefined && (those === '*' || those.includes(newest));
  return (match === undefined || among(match)) && (noneMatch === undefined || !among(noneMatch));
}

/** The entity tag of a revision. */
export const revisionTag = (revision: number): string => `"${revision}"`;

/** The refusal of a request whose precondition the newest revision (undefined: there is none) does not fulfil. */
export const preconditionFailed = (newest: number | undefined): Refused =>
  newest === undefined
    ? new Refused('precondition-failed', 'No revision of it has been accepted.')
    : new Refused('precondition-failed', `The newest revision that has been accepted is ${newest}.`, {
        headers: { etag: revisionTag(newest) },
      });

/**
 * The entity tags of a header, as they are written, or "*" alone.
 * Throws Refused (malformed-request) for what is no list of entity tags, or a list of more than 90.
 */
export function entityTags(header: string, name: string): '*' | string[] {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  const next = /[ \t,]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)|$)/y;
  while (next.lastIndex < header.length) {
    const [read, tag] = next.exec(header) ?? [];
    if (read === undefined || tags.length === mostTags)
      throw new Refused(
        'malformed-request',
        `${name} is * or a list of up to ${mostTags} entity tags such as "5".`,
      );
    if (tag !== undefined) tags.push(tag);
  }
  return tags;
}

function revisionsIn(header: string, name: string, weakly: boolean): '*' | number[] {
  const tags = entityTags(header, name);
  if (tags === '*') return tags;
  return tags.flatMap((tag) => {
    const [, weak, digits = ''] = /^(W\/)?"([1-9]\d{0,14})"$/.exec(tag) ?? [];
    return digits === '' || (weak !== undefined && !weakly) ? [] : [Number(digits)];
  });
}
