import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { type Invoke, type Outcome, throttled } from './lambda-instance.ts';

/** A request as it reaches an origin: `path` and `query` as sent, header names in lower case, values comma-joined. */
export interface OriginRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Buffer;
  sourceIp: string;
}

/** What an origin answers. Header names are in lower case; `cookies` become one set-cookie header each. */
export interface OriginResponse {
  status: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: Buffer;
}

/** An answer that API Gateway gives by itself. */
export const gatewayMessage = (status: number, message: string): OriginResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify({ message })),
});

const textTypes = /^(text\/.*|application\/(json|xml|javascript))$/;

/** The base64 rule that HTTP APIs were seen to follow: four kinds of text are text, everything else is binary. */
const isText = (contentType: string | undefined) =>
  textTypes.test((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '');

/**
 * Builds the event of payload format 2.0. `time` is when the request arrived; `context` is what the authorizer
 * returned, if there is one. Throws a URIError when the path is not valid percent-encoding.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
function toEvent(
  request: OriginRequest,
  route: { key: string; parameters: Record<string, string> },
  call: { id: string; time: Date; context?: Record<string, unknown> },
): APIGatewayProxyEventV2 & { cookies?: string[] } {
  const { cookie, ...headers } = request.headers;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(request.query)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  const path = decodeURIComponent(request.path);
  const text = isText(headers['content-type']);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: request.query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(request.query === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(route.parameters).length === 0 ? {} : { pathParameters: route.parameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(call.context === undefined ? {} : { authorizer: { lambda: call.context } }),
      domainName: headers.host ?? '',
      domainPrefix: (headers.host ?? '').split('.')[0] ?? '',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: call.id,
      routeKey: route.key,
      stage: '$default',
      time: call.time.toUTCString(),
      timeEpoch: call.time.getTime(),
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !text,
  };
}

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const fullResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Reads the response of payload format 2.0 from the JSON text that a function returned. Without a statusCode the
 * whole value is the body of a 200; a response that cannot be read is a 500.
 */
function toResponse(payload: string): OriginResponse {
  const value: unknown = JSON.parse(payload);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : payload;
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const parsed = fullResponse.safeParse(value);
  if (!parsed.success) return gatewayMessage(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const named = Object.entries(headers ?? {}).map(([name, text]) => [name.toLowerCase(), text] as const);
  return {
    status: statusCode,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...Object.fromEntries(named) },
    ...(cookies == null ? {} : { cookies }),
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** A route of the template; `key` is `METHOD /path/{parameter}` or `$default`. */
export interface RouteDescription {
  key: string;
  functionName: string;
  authorizer?: AuthorizerDescription;
}

/** A Lambda authorizer with simple responses; `ttl` is in seconds, 0 for no cache. */
export interface AuthorizerDescription {
  name: string;
  functionName: string;
  identitySources: string[];
  ttl: number;
}

const bodyLimit = 10 * 1024 * 1024;
const headerLimit = 10_240;
const integrationTimeout = 30_000;
/** How long a request waits for an instance of its function, in milliseconds. */
const patience = 10_000;
const maximumKept = 1000;
const simpleResponse = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});
type Verdict = z.infer<typeof simpleResponse>;

/**
 * An HTTP API with Lambda integrations of payload format 2.0, as a function from request to response. `now` is the
 * clock of the authorizer's cache. Its own refusals are API Gateway's: 401, 403, 404, 413, 431, 500 and 503 with a
 * one-line JSON message.
 */
export function httpApi(options: {
  routes: readonly RouteDescription[];
  invoke: Invoke;
  now?: () => Date;
}): (request: OriginRequest) => Promise<OriginResponse> {
  const { invoke, now = () => new Date() } = options;
  const routes = options.routes.map(compileRoute).sort((a, b) => b.precedence - a.precedence);
  const authorize = createAuthorizer(invoke, now);

  return async (request) => {
    const size = Object.entries(request.headers).reduce(
      (sum, [name, value]) => sum + name.length + value.length,
      0,
    );
    if (size + request.path.length + request.query.length > headerLimit) {
      return gatewayMessage(431, 'Request Header Fields Too Large');
    }
    if (request.body.length > bodyLimit) return gatewayMessage(413, 'Request Entity Too Large');
    let match: ReturnType<typeof findRoute>;
    try {
      match = findRoute(routes, request);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return gatewayMessage(400, 'Bad Request');
    }
    if (match === undefined) return gatewayMessage(404, 'Not Found');
    const { route, parameters } = match;
    const call = { id: randomUUID(), time: now() };
    const event = toEvent(request, { key: route.key, parameters }, call);

    let context: Record<string, unknown> | undefined;
    if (route.authorizer !== undefined) {
      const verdict = await authorize(route.authorizer, event);
      if ('status' in verdict) return verdict;
      context = verdict.context ?? {};
    }
    const full = toEvent(request, { key: route.key, parameters }, { ...call, ...(context && { context }) });
    const outcome = await within(integrationTimeout, invoke(route.functionName, full, patience));
    if (outcome === undefined || isThrottled(outcome)) return gatewayMessage(503, 'Service Unavailable');
    if ('error' in outcome) return gatewayMessage(500, 'Internal Server Error');
    const response = toResponse(outcome.payload);
    return { ...response, headers: { ...response.headers, 'apigw-requestid': call.id } };
  };
}

function compileRoute(route: RouteDescription) {
  if (route.key === '$default') return { ...route, method: 'ANY', segments: [], precedence: -1 };
  const [method = '', path = ''] = route.key.split(' ');
  const segments = path.split('/').slice(1);
  const weight = segments.map((segment) =>
    !segment.startsWith('{') ? '3' : segment.endsWith('+}') ? '1' : '2',
  );
  const precedence = Number(`${weight.join('').padEnd(16, '0')}${method === 'ANY' ? '0' : '1'}`);
  return { ...route, method, segments, precedence };
}

/** Finds the most specific route: literal before parameter before greedy parameter before $default. */
function findRoute(routes: readonly ReturnType<typeof compileRoute>[], { method, path }: OriginRequest) {
  const sent = path.split('/').slice(1);
  decodeURIComponent(path);
  for (const route of routes) {
    if (route.key === '$default') return { route, parameters: {} };
    if (route.method !== 'ANY' && route.method !== method) continue;
    const greedy = route.segments.at(-1)?.endsWith('+}') ?? false;
    if (greedy ? sent.length < route.segments.length : sent.length !== route.segments.length) continue;
    const parameters: Record<string, string> = {};
    const matches = route.segments.every((segment, index) => {
      const name = /^\{(.+?)\+?\}$/.exec(segment)?.[1];
      if (name === undefined) return segment === sent[index];
      const value = segment.endsWith('+}') ? sent.slice(index).join('/') : (sent[index] ?? '');
      parameters[name] = decodeURIComponent(value);
      return value !== '';
    });
    if (matches) return { route, parameters };
  }
  return undefined;
}

/** Asks the authorizer, or its cache: one answer per identity, whatever the route, for as long as its TTL. */
function createAuthorizer(invoke: Invoke, now: () => Date) {
  const kept = new Map<string, { verdict: Verdict; until: number }>();
  return async (
    authorizer: AuthorizerDescription,
    event: ReturnType<typeof toEvent>,
  ): Promise<Verdict | OriginResponse> => {
    const identity = authorizer.identitySources.map((source) => identityOf(source, event));
    if (identity.includes(undefined)) return gatewayMessage(401, 'Unauthorized');
    const key = JSON.stringify([authorizer.name, ...identity]);
    const known = kept.get(key);
    if (known !== undefined && known.until > now().getTime()) return admit(known.verdict);
    kept.delete(key);
    const { body: _, isBase64Encoded: __, ...rest } = event;
    const asked = {
      ...rest,
      type: 'REQUEST',
      routeArn: `arn:aws:execute-api:local:000000000000:local/$default/${event.routeKey.replace(' ', '')}`,
      identitySource: identity,
    };
    const outcome = await invoke(authorizer.functionName, asked, patience);
    if (isThrottled(outcome)) return gatewayMessage(503, 'Service Unavailable');
    const answer = simpleResponse.safeParse('error' in outcome ? undefined : JSON.parse(outcome.payload));
    if (!answer.success) return gatewayMessage(500, 'Internal Server Error');
    if (authorizer.ttl > 0) {
      kept.set(key, { verdict: answer.data, until: now().getTime() + authorizer.ttl * 1000 });
      for (const oldest of kept.keys()) if (kept.size > maximumKept) kept.delete(oldest);
    }
    return admit(answer.data);
  };
}

const isThrottled = (outcome: Outcome) => 'error' in outcome && outcome.error.errorType === throttled;

const admit = (verdict: Verdict) => (verdict.isAuthorized ? verdict : gatewayMessage(403, 'Forbidden'));

function identityOf(source: string, event: ReturnType<typeof toEvent>): string | undefined {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  if (kind === 'header') return event.headers[name.toLowerCase()] || undefined;
  if (kind === 'querystring') return event.queryStringParameters?.[name] || undefined;
  throw new Error(`The identity source ${source} is not supported here`);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
