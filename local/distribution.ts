import { promisify } from 'node:util';
import { createContext, Script } from 'node:vm';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type CorsRule, corsHeaders, type Encodings, type HeadersPolicy } from './edge-policies.ts';
import type { OriginRequest, OriginResponse } from './http-api.ts';

const headers = z.record(z.string(), z.object({ value: z.string() }));

/** What a function may give back: the request, with another path or other headers; */
const changed = z.strictObject({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: z.strictObject({}),
  headers,
  cookies: z.strictObject({}),
});

/** or an answer of its own, with a text. */
const answered = z.strictObject({
  statusCode: z.int().min(200).max(599),
  statusDescription: z.string(),
  headers,
  body: z.strictObject({ encoding: z.literal('text'), data: z.string() }),
});

/**
 * Runs the code of a CloudFront function on requests as they come in. It may answer by itself, or change the headers
 * and the path; which behaviour and which origin are asked does not depend on that. Throws where it does anything else.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function edgeFunction(
  code: string,
): (request: OriginRequest) => Promise<OriginRequest | OriginResponse> {
  const handler = new Script(`${code}\n;handler`).runInContext(createContext({}));
  return async (request) => {
    const sent = Object.entries(request.headers).map(([name, value]) => [name, { value }]);
    const given = await handler({
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: request.sourceIp },
      request: {
        method: request.method,
        uri: request.path,
        querystring: {},
        headers: Object.fromEntries(sent),
        cookies: {},
      },
    });
    // A copy, because the objects of the function are of another realm.
    const read = z.union([changed, answered]).safeParse(structuredClone(given));
    if (!read.success || ('method' in read.data && read.data.method !== request.method))
      throw new Error(
        'A CloudFront function that does more than change headers or the path, or answer, is not supported',
      );
    const own = Object.fromEntries(
      Object.entries(read.data.headers).map(([name, { value }]) => [name, value]),
    );
    if ('uri' in read.data) return { ...request, path: read.data.uri, headers: own };
    const { statusCode, body } = read.data;
    return { status: statusCode, headers: own, body: Buffer.from(body.data) };
  };
}

/**
 * A bucket as an origin, read with the rights to get and to list: objects with their ETag, type, caching and metadata,
 * 404 for what is not there, and the answer of the bucket's CORS rules to a preflight request.
 */
export function bucketOrigin(
  s3: S3Client,
  { bucket, prefix, corsRules }: Origin & { api: false },
): (request: OriginRequest) => Promise<OriginResponse> {
  const preflight = ({ headers }: OriginRequest): OriginResponse => {
    const method = headers['access-control-request-method'] ?? '';
    const rule = corsRules.find(
      ({ origins, methods }) =>
        methods.includes(method) && (origins.includes('*') || origins.includes(headers.origin ?? '')),
    );
    if (rule === undefined)
      return refusal(403, 'AccessForbidden', 'CORSResponse: This request is not allowed.');
    return { status: 200, headers: corsHeaders(rule, headers.origin, true), body: Buffer.alloc(0) };
  };

  return async (request) => {
    if (request.method === 'OPTIONS') return preflight(request);
    const key = decodeKey(`${prefix}${request.path}`);
    try {
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const headers = {
        'content-type': object.ContentType,
        'content-encoding': object.ContentEncoding,
        'cache-control': object.CacheControl,
        etag: object.ETag,
        'last-modified': object.LastModified?.toUTCString(),
        ...Object.fromEntries(
          Object.entries(object.Metadata ?? {}).map(([name, text]) => [`x-amz-meta-${name}`, text]),
        ),
      };
      return {
        status: 200,
        headers: Object.fromEntries(
          Object.entries(headers).flatMap(([name, text]) => (text ? [[name, text]] : [])),
        ),
        body: Buffer.from((await object.Body?.transformToByteArray()) ?? []),
      };
    } catch (error) {
      if (!(error instanceof S3ServiceException) || error.name !== 'NoSuchKey') throw error;
      return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    }
  };
}

/** The key of an object by its path; a path that cannot be decoded names no object. */
function decodeKey(path: string): string {
  try {
    return decodeURIComponent(path).slice(1);
  } catch (error) {
    if (error instanceof URIError) return path.slice(1);
    throw error;
  }
}

const refusal = (status: number, code: string, message: string): OriginResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ),
});

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
