import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Route, routes } from '../../shared/contract.ts';
import type { Partner } from '../../shared/partner.ts';
import type { Calls } from './calls.ts';
import type { Functions, RunFunction } from './functions.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A request of a client: a route of the contract, its parameters, and a body where it has one. */
export type Request = {
  operation: Route['operation'];
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
};

/** What a client gets: the status and the parsed body; undefined if no answer reached it. */
export type Answer = { status: number; body: Record<string, unknown> } | undefined;

const remembered = 30_000;

/**
 * The HTTP API: asks the authorizer who calls unless it knows from the last 30 seconds, runs the function of the
 * route, and brings the answer back, if it can. `told` hears of every answer of a function.
 */
export function startGateway(
  time: VirtualTime,
  run: RunFunction,
  calls: Calls,
  functions: Functions,
  told: (request: Request, status: number) => void,
) {
  const identities = new Map<string, { partner: Partner | undefined; until: number }>();

  async function identify(id: string): Promise<unknown> {
    const known = identities.get(id);
    if (known !== undefined && known.until > time.now()) return known.partner;
    const partner = await run(
      'authorize',
      ({ partners }) =>
        (named: string) =>
          partners.holding(named, `key of ${named}`),
      (work) => work(id),
    );
    identities.set(id, { partner, until: time.now() + remembered });
    return partner ?? { refusal: 'The key is not valid.' };
  }

  async function request(partner: string, asked: Request): Promise<Answer> {
    const route = (routes as readonly Route[]).find(({ operation }) => operation === asked.operation);
    if (route === undefined) throw new Error(`${asked.operation} is no operation of the contract`);
    try {
      const event = eventOf(route, asked, await identify(partner));
      const response = await run(
        route.handler,
        (ports) => functions[route.handler](ports),
        (work) => work(event),
      );
      told(asked, response.statusCode ?? 0);
      await run(
        'link',
        (_ports, process) => () => calls.through(process, 'client.answer', async () => undefined),
        (work) => work(),
      );
      return { status: response.statusCode ?? 0, body: JSON.parse(response.body ?? '{}') };
    } catch {
      // What happened is in the log of the calls; the client only knows that it has no answer.
      return undefined;
    }
  }

  return { request, forget: () => identities.clear() };
}
export type Gateway = ReturnType<typeof startGateway>;

function eventOf({ method, path }: Route, asked: Request, identity: unknown): APIGatewayProxyEventV2 {
  const { parameters = {}, query, body } = asked;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? '')),
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    pathParameters: parameters,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: { http: { method }, authorizer: { lambda: identity } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}
