import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Refused } from '../shared/findings/problem.ts';
import { viewerFiles } from '../shared/partner-api/contract.ts';
import { openapi } from '../shared/partner-api/openapi.ts';
import { page, start, style } from './docs-page.ts';
import type { Answer, Operations, Request } from './http.ts';
import { isKnown } from './negotiation.ts';

/** Something that stays as it is as long as the function runs. */
type Kept = { etag: string; plain: Uint8Array; packed: Uint8Array; headers: Record<string, string> };

/**
 * The page loads nothing but what this origin serves, and asks nobody else. The viewer writes its styles into itself; it
 * shows nothing but the description, in which no partner has written.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What describes the API: to machines, and to people by a viewer of which `read` gives the files. Nothing here
 * changes while the function runs, so that each is read, hashed and packed once.
 */
export function docsOperations(read: (name: string) => Promise<Uint8Array>): Operations {
  const description = once(async () =>
    kept(Buffer.from(`${JSON.stringify(openapi())}\n`), {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
    }),
  );
  const pageKept = once(async () =>
    kept(Buffer.from(page), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    }),
  );
  const script = { 'content-type': 'text/javascript; charset=utf-8' };
  const files = new Map([
    ['start.js', once(async () => kept(Buffer.from(start), script))],
    ['page.css', once(async () => kept(Buffer.from(style), { 'content-type': 'text/css; charset=utf-8' }))],
    ...Object.entries(viewerFiles).map(
      ([name, { type }]) =>
        [name, once(async () => kept(await read(name), { 'content-type': type }))] as const,
    ),
  ]);
  return {
    getOpenapi: async (request) => answer(await description(), request),
    getDocs: async (request) => answer(await pageKept(), request),
    getDocsFile: async (request) => {
      const file = files.get(request.parameter('file'));
      if (file === undefined) throw new Refused('not-found', 'The page has no such file.');
      return answer(await file(), request);
    },
  };
}

/** Does something when it is first wanted, and gives what came of it from then on; what failed is tried again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

const kept = (plain: Uint8Array, headers: Record<string, string>): Kept => ({
  etag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
  plain,
  packed: gzipSync(plain, { level: 9 }),
  headers: {
    ...headers,
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding, origin',
  },
});

/** As a Lambda answer has room for 6 MB only, and the viewer is big, it is packed for everybody who can unpack. */
function answer({ etag, plain, packed, headers }: Kept, { header }: Request): Answer {
  const packs = acceptsGzip(header('accept-encoding') ?? '');
  const tag = packs ? `"${etag}-gzip"` : `"${etag}"`;
  const tagged = { ...headers, etag: tag };
  if (isKnown(header('if-none-match'), tag)) return { status: 304, headers: tagged, body: new Uint8Array() };
  return packs
    ? { status: 200, headers: { ...tagged, 'content-encoding': 'gzip' }, body: packed }
    : { status: 200, headers: tagged, body: plain };
}

const acceptsGzip = (accepted: string): boolean =>
  accepted.split(',').some((each) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(each));
