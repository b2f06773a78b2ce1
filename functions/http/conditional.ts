import { createHash } from 'node:crypto';
import { entityTags } from '../../shared/intake/precondition.ts';
import { nobody } from './partner.ts';
import type { Middleware } from './request.ts';

/**
 * Gives what a partner reads an entity tag, if it has none, and answers 304 where If-None-Match names it. Throws
 * Refused for what is no list of entity tags.
 */
export const conditional = (): Middleware => ({
  after(request) {
    const { event, context, response } = request;
    if (context.route.entry !== 'read' || context.partner === nobody || !response) return;
    const { body = '', ...rest } = response;
    const etag = String(rest.headers?.etag ?? tagOf(body));
    const headers = { ...rest.headers, 'cache-control': 'private, no-cache', etag };
    request.response = isKnown(event.headers['if-none-match'], etag)
      ? { ...rest, headers, statusCode: 304 }
      : { ...rest, headers, body };
  },
});

/** The entity tag of a text that is sent: another for every other text. */
export const tagOf = (text: string): string =>
  `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;

/** Whether If-None-Match names the tag (compared weakly): its sender has what would be sent. Throws Refused. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = entityTags(ifNoneMatch, 'If-None-Match');
  return tags === '*' || tags.some((known) => known.replace(/^W\//, '') === tag);
}
