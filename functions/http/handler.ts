import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { gatewayRoutes, methodsAt, type Operation } from '../../shared/api/contract.ts';
import { answerText } from '../../shared/checks/answer-text.ts';
import { type Problem, problemOf, Refused } from '../../shared/checks/problem.ts';
import type { Item } from '../../shared/intake/batch.ts';
import type { RateLimit } from '../../shared/intake/rate-limit.ts';
import { Unavailable } from '../../shared/ports.ts';
import type { AnswerLanguage } from '../../shared/words/bilingual.ts';
import { languageFor } from '../../shared/words/language.ts';
import type { Partner } from '../../shared/words/partner.ts';
import { askingPartner } from './asking-partner.ts';
import { acceptsJson, isKnown, tagOf } from './negotiation.ts';
import { fingerprintOf, headerOf, itemsOf, jsonOf, parameterOf, refuseUnknownQuery } from './request-body.ts';

/** A request as an operation gets it: who asks, the parameters of the path (decoded), the query, and the body. */
export type Request = {
  partner: Partner;
  /** The value of a path parameter; the route has it, or the operation is wired wrongly. */
  parameter: (name: string) => string;
  query: Record<string, string | undefined>;
  /** A header by its name in lower case. */
  header: (name: string) => string | undefined;
  /** The language that is asked for. */
  language: AnswerLanguage;
  /** The parsed JSON of the body. Throws Refused if there is none, or none that can be read. */
  body: () => unknown;
  /** The items of the body of a batch. Throws Refused. */
  items: () => Item[];
  /** A hash of method, address, conditions and body: another for every other request. */
  fingerprint: () => string;
  /** Counts more than one for this request. Throws Refused where the partner has no more left. */
  charge: (more: number) => Promise<void>;
  /** Throws Unavailable once the request has been answered because its time was over: nothing is begun after that. */
  inTime: () => void;
};

/**
 * `body` is what is written as JSON, or the bytes of a file, whose type then stands in the headers, or undefined where
 * there is nothing to say; `language` is the language it is to be told in, if not the one that was asked for.
 */
export type Answer = {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
  language?: AnswerLanguage;
};

/** An operation of the contract. One that is open to all must not look at the partner. */
export type Operations = Partial<Record<Operation, (request: Request) => Promise<Answer>>>;

type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { lambda?: unknown } };
};

const unlimited: RateLimit = async () => ({});

/** How long before Lambda would end a function it gives up and says so, in milliseconds. */
const reserve = 1000;
const tooLate = () => new Unavailable('the function within its time', undefined);

/**
 * The handler of an HTTP API function: finds the operation of the route, identifies the partner, counts the request
 * against its limit, and answers. Every error becomes a problem document: a refusal as it is, what is down as 503,
 * anything else as a 500 that says nothing and is logged. What is not done a second before the end of the function's
 * time is answered as 503 too: the gateway would answer a function that was ended by a 500 of its own.
 */
export function httpHandler(operations: Operations, limit: RateLimit = unlimited) {
  /** What each request is told of the limit, also in its refusal. */
  const left = new WeakMap<Event, Record<string, string>>();
  const withLimit = (event: Event, response: APIGatewayProxyStructuredResultV2) => ({
    ...response,
    headers: { ...left.get(event), ...response.headers },
  });
  const timeoutEarlyResponse = () => {
    throw tooLate();
  };
  return middy<Event, APIGatewayProxyStructuredResultV2>({
    timeoutEarlyInMillis: reserve,
    timeoutEarlyResponse,
  })
    .use({
      after: (request) => {
        request.response = withLimit(request.event, request.response ?? {});
      },
      onError: (request) => {
        request.response = withLimit(request.event, answerTo(request.error, request.event));
      },
    })
    .handler(async (event: Event, _context, { signal }): Promise<APIGatewayProxyStructuredResultV2> => {
      const route = gatewayRoutes.find(({ key }) => key === event.routeKey)?.route;
      if (route === undefined) return answerElsewhere(event);
      const operation = operations[route.operation as Operation];
      if (operation === undefined) throw new Error(`${route.operation} is wired to the wrong function`);
      const asking =
        route.access === 'open' ? nobody : askingPartner(event.requestContext.authorizer?.lambda);
      const charge = async (cost: number) => {
        if (asking !== nobody) left.set(event, await limit(asking, cost));
      };
      await charge(1);
      if (route.access === 'office' && !asking.office)
        throw new Refused('forbidden', 'Only a key of the office may change the portfolio.');
      const query = event.queryStringParameters ?? {};
      refuseUnknownQuery(query, route.query);
      if (route.entry !== 'docs' && !acceptsJson(event.headers.accept))
        throw new Refused('not-acceptable', 'Every answer is JSON; accept application/json.');
      const answer = await operation({
        partner: asking,
        parameter: (name) => parameterOf(event.pathParameters, name),
        query,
        header: (name) => headerOf(event.headers, name),
        language: languageOf(event),
        body: () => jsonOf(event),
        items: () => itemsOf(event),
        fingerprint: () => fingerprintOf(event, event.routeKey, event.rawPath, JSON.stringify(query)),
        charge,
        inTime: () => {
          if (signal.aborted) throw tooLate();
        },
      });
      if (route.entry === 'read' && asking !== nobody) return unlessKnown(event, answer);
      return written(route.entry === 'submit' ? { language: languageOf(event), ...answer } : answer);
    });
}

const nobody: Partner = { id: 'nobody', name: 'nobody', office: false };

/** The language to answer a request in. */
const languageOf = ({ headers }: Event): AnswerLanguage => languageFor(headers['accept-language']);

/** An answer in JSON; where the register speaks in it, `language` is the language. */
const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  language?: AnswerLanguage,
) => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(language === undefined ? {} : { 'content-language': language, vary: 'accept-language' }),
    ...headers,
  },
  body: `${answerText(body, language ?? 'en')}\n`,
});

const file = (status: number, bytes: Uint8Array, headers: Record<string, string> = {}) => ({
  statusCode: status,
  headers,
  body: Buffer.from(bytes).toString('base64'),
  isBase64Encoded: true,
});

function written({ status, body, headers, language }: Answer): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers: { 'cache-control': 'no-store', ...headers } };
  return body instanceof Uint8Array ? file(status, body, headers) : json(status, body, headers, language);
}

/** The answer to a GET under its entity tag, or (304) that its sender has it already. */
function unlessKnown({ headers }: Event, { status, body, headers: own = {} }: Answer) {
  const { body: text, ...rest } = json(status, body, { 'cache-control': 'private, no-cache', ...own });
  const etag = own.etag ?? tagOf(text);
  const tagged = { ...rest, headers: { ...rest.headers, etag } };
  return isKnown(headers['if-none-match'], etag) ? { ...tagged, statusCode: 304 } : { ...tagged, body: text };
}

function answerTo(error: unknown, event: Event): APIGatewayProxyStructuredResultV2 {
  const { requestId } = event.requestContext;
  if (!(error instanceof Refused)) console.error(`request ${requestId}:`, error);
  const [told, headers] = problemFor(error);
  const named = { ...told, instance: `urn:activity-register:request:${encodeURIComponent(requestId)}` };
  return json(
    told.status,
    named,
    { 'content-type': 'application/problem+json', ...headers },
    languageOf(event),
  );
}

function problemFor(error: unknown): [Problem, Readonly<Record<string, string>>] {
  if (error instanceof Refused) return [error.problem, error.headers];
  return error instanceof Unavailable
    ? [problemOf('unavailable', 'Nothing was acknowledged. Send it again.'), { 'retry-after': '5' }]
    : [problemOf('internal', 'The fault is ours and has been logged. Try again later.'), {}];
}

/** The answer where no operation is: to OPTIONS the methods that are offered. Throws Refused otherwise. */
function answerElsewhere({
  rawPath,
  requestContext,
}: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  const methods = methodsAt(rawPath);
  if (methods.length === 0) throw new Refused('not-found', 'The API has nothing at this address.');
  const headers = { allow: methods.join(', ') };
  const { method } = requestContext.http;
  if (method !== 'OPTIONS')
    throw new Refused('method-not-allowed', `${method} is not offered here.`, { headers });
  return { statusCode: 204, headers: { ...headers, 'cache-control': 'no-store' } };
}
