import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { edgeFunction } from './edge-function.ts';
import { type CorsRule, corsHeaders, type Encodings, type HeadersPolicy } from './edge-policies.ts';
import type { OriginRequest, OriginResponse } from './http-event.ts';

/** Where a behaviour sends requests: the HTTP API, or a folder of a bucket. */
export type Origin =
  | { api: true; domain: string }
  | { api: false; bucket: string; prefix: string; corsRules: CorsRule[] };

/** A cache behaviour of the template. `viewerRequest` is the code of a CloudFront function. */
export interface Behaviour {
  pattern: string;
  methods: string[];
  origin: Origin;
  encodings: Encodings;
  viewerRequest?: string;
  headersPolicy?: HeadersPolicy;
}

/** A distribution: its behaviours in order, the default one last. */
export interface DistributionDescription {
  defaultRootObject: string;
  behaviours: Behaviour[];
}

type Answer = (request: OriginRequest) => Promise<OriginResponse>;

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };
const compressible =
  /^(text\/.*|application\/(json|javascript|xml|rss\+xml|xhtml\+xml|wasm)|image\/svg\+xml)$/;
const smallest = 1000;
const largest = 10_000_000;

/**
 * A CloudFront distribution without its cache, as a function from request to response: picks the behaviour, runs
 * its function, asks the origin, compresses, answers conditional requests for objects and adds the headers of the
 * policy, whatever the status.
 */
export function distribution(
  description: DistributionDescription,
  origins: { api: Answer; bucket: (origin: Origin & { api: false }) => Answer },
): Answer {
  const behaviours = description.behaviours.map((behaviour) => ({
    ...behaviour,
    matches: matcher(behaviour.pattern),
    atViewerRequest:
      behaviour.viewerRequest === undefined ? undefined : edgeFunction(behaviour.viewerRequest),
    ask: behaviour.origin.api ? origins.api : origins.bucket(behaviour.origin),
  }));

  return async (received) => {
    const path = received.path === '/' ? `/${description.defaultRootObject}` : received.path;
    const behaviour = behaviours.find(({ matches }) => matches.test(path));
    if (behaviour === undefined) throw new Error(`No behaviour matches ${path}`);
    const { origin, headersPolicy, encodings } = behaviour;
    // Of the API, CloudFront refuses the methods that it does not know (TRACE); here the API tells what it offers.
    if (!behaviour.methods.includes(received.method) && !origin.api)
      return withPolicy(plain(403, 'This method is not allowed here.'), headersPolicy, received);
    const asked = { ...received, path };
    const request = (await behaviour.atViewerRequest?.(asked)) ?? asked;
    if ('status' in request) return withPolicy(request, headersPolicy, received);
    const toOrigin = origin.api
      ? { ...request, headers: { ...request.headers, host: origin.domain } }
      : request;
    const response = await behaviour.ask(toOrigin);
    const encoded = await compressed(response, request.headers['accept-encoding'] ?? '', encodings);
    const answered = origin.api ? encoded : conditional(encoded, request);
    return withPolicy(answered, headersPolicy, received);
  };
}

/** A path pattern as a regular expression: `*` stands for any characters, `?` for one. */
function matcher(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${pattern.startsWith('/') ? '' : '/?'}${escaped}$`);
}

const plain = (status: number, text: string): OriginResponse => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from(`${text}\n`),
});

/** Compresses a response of a known type and size, as the viewer accepts and the cache policy allows. */
async function compressed(
  response: OriginResponse,
  accepted: string,
  encodings: Encodings,
): Promise<OriginResponse> {
  const type = response.headers['content-type']?.split(';')[0]?.trim() ?? '';
  const { length } = response.body;
  if (length < smallest || length > largest || !compressible.test(type)) return response;
  if ('content-encoding' in response.headers) return response;
  const wanted = accepted.split(',').filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part));
  const accepts = (name: string) => wanted.some((part) => part.trim().split(';')[0] === name);
  const encoding =
    encodings.brotli && accepts('br') ? 'br' : encodings.gzip && accepts('gzip') ? 'gzip' : undefined;
  const vary = encodings.brotli || encodings.gzip ? { vary: 'Accept-Encoding' } : {};
  if (encoding === undefined) return { ...response, headers: { ...response.headers, ...vary } };
  const body =
    encoding === 'br'
      ? await compress.br(response.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : await compress.gzip(response.body);
  const { etag } = response.headers;
  const weak = etag === undefined ? {} : { etag: etag.startsWith('W/') ? etag : `W/${etag}` };
  const headers = { ...response.headers, ...vary, ...weak, 'content-encoding': encoding };
  return { ...response, headers, body };
}

/** Turns a response into 304 when the viewer has it already. */
function conditional(response: OriginResponse, request: OriginRequest): OriginResponse {
  if (response.status !== 200 || !['GET', 'HEAD'].includes(request.method)) return response;
  const { etag, 'last-modified': modified } = response.headers;
  const { 'if-none-match': known, 'if-modified-since': since } = request.headers;
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  const unchanged =
    known === undefined
      ? since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since)
      : known.split(',').some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag ?? ''));
  if (!unchanged) return response;
  const { 'content-type': _, 'content-encoding': __, ...headers } = response.headers;
  return { status: 304, headers, body: Buffer.alloc(0) };
}

/** Adds the headers of a policy; those of CORS replace what the origin sent. */
function withPolicy(
  response: OriginResponse,
  policy: HeadersPolicy | undefined,
  request: OriginRequest,
): OriginResponse {
  if (policy === undefined) return response;
  const headers = { ...response.headers };
  for (const { name, value, override } of policy.headers) {
    if (override || !(name in headers)) headers[name] = value;
  }
  if (policy.cors !== undefined) {
    const preflight = request.method === 'OPTIONS';
    for (const name of Object.keys(headers)) if (name.startsWith('access-control-')) delete headers[name];
    Object.assign(headers, corsHeaders(policy.cors, request.headers.origin, preflight));
  }
  return { ...response, headers };
}
