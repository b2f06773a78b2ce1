import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';

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
export function toEvent(
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
export function toResponse(payload: string): OriginResponse {
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
