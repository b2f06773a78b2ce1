import { createHash } from 'node:crypto';
import { entityTags } from '../../shared/intake/precondition.ts';

/** Whether an Accept header (RFC 9110) lets the answer be application/json. Ranges that cannot be read accept nothing. */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = accept.split(',').flatMap((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? [{ type, wanted: Number(weight) > 0 }] : [];
  });
  const closest = ['application/json', 'application/*', '*/*']
    .map((type) => ranges.filter((range) => range.type === type))
    .find((those) => those.length > 0);
  return closest?.some(({ wanted }) => wanted) ?? false;
}

/** The entity tag of a text that is sent: another for every other text. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** Whether If-None-Match names the tag (compared weakly): its sender has what would be sent. Throws Refused. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = entityTags(ifNoneMatch, 'If-None-Match');
  return tags === '*' || tags.some((known) => known.replace(/^W\//, '') === tag);
}
