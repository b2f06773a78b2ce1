import type { Context } from 'aws-lambda';
import type { httpHandler } from '../../functions/http/handler.ts';
import { type Route, routes } from '../../shared/api/contract.ts';
import type { Partner } from '../../shared/words/partner.ts';

type Handler = ReturnType<typeof httpHandler>;
type Asked = {
  partner: Partner;
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
};

/** Calls an operation through its handler, as the gateway would; a body that is no text is sent as JSON. */
export async function handled(handler: Handler, operation: Route['operation'], asked: Asked) {
  const route = (routes as readonly Route[]).find((each) => each.operation === operation);
  if (route === undefined) throw new Error(`${operation} is no operation of the contract`);
  const { partner, parameters = {}, query, headers = {}, body } = asked;
  const event = {
    version: '2.0',
    routeKey: `${route.method} ${route.path}`,
    rawPath: route.path.replace(/\{(\w+)\}/g, (_whole, name: string) => parameters[name] ?? ''),
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: parameters,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: { requestId: 'r-1', http: { method: route.method }, authorizer: { lambda: partner } },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
  const response = await handler(event as unknown as Parameters<Handler>[0], {} as Context);
  const text = response.body ?? '';
  return {
    status: response.statusCode ?? 0,
    headers: response.headers ?? {},
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
