import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { methodsAt, mostBytes, type Operation, type Route, routes } from '../shared/contract.ts';
import { type Partner, partner } from '../shared/partner.ts';
import { type Problem, problemOf, Refused, Unavailable } from '../shared/problem.ts';

/** A request as an operation gets it: who asks, the parameters of the path (decoded), the query, and the body. */
export type Request = {
  partner: Partner;
  /** The value of a path parameter; the route has it, or the operation is wired wrongly. */
  parameter: (name: string) => string;
  query: Record<string, string | undefined>;
  /** The parsed JSON of the body. Throws Refused if there is none, or none that can be read. */
  body: () => unknown;
};

export type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** An operation of the contract. One that is open to all must not look at the partner. */
export type Operations = Partial<Record<Operation, (request: Request) => Promise<Answer>>>;

type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { lambda?: unknown } };
};

/** What the authorizer tells: the partner, or why there is none. */
const identity = z.union([z.object({ refusal: z.string() }), partner]);

/**
 * The handler of an HTTP API function: finds the operation of the route, identifies the partner, and answers.
 * Every error becomes a problem document: a refusal as it is, what is down as 503, anything else as a 500 that
 * says nothing and is logged.
 */
export const httpHandler = (operations: Operations) =>
  middy<Event, APIGatewayProxyStructuredResultV2>()
    .use({
      onError: (request) => {
        request.response = answerTo(request.error);
      },
    })
    .handler(async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
      const route = (routes as readonly Route[]).find(
        ({ method, path }) => `${method} ${path}` === event.routeKey,
      );
      if (route === undefined) throw unknownRoute(event);
      const operation = operations[route.operation as Operation];
      if (operation === undefined) throw new Error(`${route.operation} is wired to the wrong function`);
      const query = event.queryStringParameters ?? {};
      refuseUnknownQuery(query, route);
      const asking = route.access === 'open' ? nobody : partnerOf(event, route);
      const { status, body, headers } = await operation({
        partner: asking,
        parameter: (name) => parameterOf(event, name),
        query,
        body: () => bodyOf(event),
      });
      return json(status, body, headers);
    });

const nobody: Partner = { id: 'nobody', name: 'nobody', office: false };

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  statusCode: status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: `${JSON.stringify(body)}\n`,
});

const problem = (told: Problem, headers: Readonly<Record<string, string>> = {}) =>
  json(told.status, told, { 'content-type': 'application/problem+json', ...headers });

function answerTo(error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof Refused) return problem(error.problem, error.headers);
  console.error(error);
  return error instanceof Unavailable
    ? problem(problemOf('unavailable', 'Nothing was stored. Try again.'), { 'retry-after': '5' })
    : problem(problemOf('internal', 'The fault is ours and has been logged. Try again later.'));
}

function unknownRoute({ rawPath, requestContext }: Event): Refused {
  const methods = methodsAt(rawPath);
  return methods.length === 0
    ? new Refused('not-found', 'The API has nothing at this address.')
    : new Refused('method-not-allowed', `${requestContext.http.method} is not offered here.`, {
        headers: { allow: methods.join(', ') },
      });
}

function refuseUnknownQuery(query: Record<string, unknown>, { query: known = [] }: Route): void {
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Refused('malformed-request', 'The address has a query parameter that this call does not know.');
}

function partnerOf(event: Event, { access }: Route): Partner {
  const told = identity.parse(event.requestContext.authorizer?.lambda);
  if ('refusal' in told)
    throw new Refused('unauthenticated', told.refusal, {
      headers: { 'www-authenticate': 'Bearer realm="activity-register"' },
    });
  if (access === 'office' && !told.office)
    throw new Refused('forbidden', 'Only a key of the office may change the portfolio.');
  return told;
}

/** JSON may name a field __proto__; no schema has one, and parsers have been fooled by it, so it is refused here. */
function refuseProto(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError('a field is named __proto__');
  return value;
}

/** Decodes what is still percent-encoded; a value that cannot be decoded is taken as it is and found nowhere. */
function parameterOf({ pathParameters }: Event, name: string): string {
  const value = pathParameters?.[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function bodyOf({ headers, body = '', isBase64Encoded }: Event): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:[a-z0-9.-]+\+)?json$/.test(type))
    throw new Refused('unsupported-media-type', 'Send JSON, and say so: content-type: application/json.');
  const bytes = isBase64Encoded ? Buffer.from(body, 'base64') : Buffer.from(body, 'utf-8');
  if (bytes.length > mostBytes)
    throw new Refused('content-too-large', `The body may have ${mostBytes} bytes.`);
  try {
    return JSON.parse(utf8.decode(bytes), refuseProto);
  } catch {
    throw new Refused(
      'malformed-request',
      'The body is not JSON in UTF-8, or is nested too deeply, or has a field __proto__.',
    );
  }
}
