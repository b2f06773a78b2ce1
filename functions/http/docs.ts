import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { viewerFiles } from '../../shared/api/contract.ts';
import { openapi } from '../../shared/api/openapi.ts';
import { Refused } from '../../shared/checks/problem.ts';
import type { Answer } from './answer.ts';
import { isKnown } from './conditional.ts';
import type { Operations, Request } from './dispatch.ts';

/**
 * The page on which people read the description of the API and try it out. It has no script of its own in line. The
 * viewer is an element, which keeps no key and asks nobody but this origin.
 */
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Activity register: the partner API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/v1/docs/page.css">
<script type="module" src="/v1/docs/openapi-explorer.min.js"></script>
<script type="module" src="/v1/docs/start.js"></script>
</head>
<body>
<openapi-explorer hide-server-selection fill-defaults="true"></openapi-explorer>
<noscript>This page needs JavaScript. The same description for machines: <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
</body>
</html>
`;

/** The script that shows the description, with the examples in the addresses filled in, so that a call can be tried as it is. */
const start = `const [description] = await Promise.all([
  fetch('/v1/openapi.json').then((answer) => answer.json()),
  customElements.whenDefined('openapi-explorer'),
]);
for (const { parameters = [] } of Object.values(description.paths))
  for (const { example, schema } of parameters) schema.default = example;
document.querySelector('openapi-explorer').loadSpec(description);
`;

/** The fonts are those of the reader's machine. */
const style = `body { margin: 0 }
openapi-explorer { --font-regular: system-ui, sans-serif; --font-mono: ui-monospace, monospace }
`;

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
