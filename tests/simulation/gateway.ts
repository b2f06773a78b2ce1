import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Route, routes } from '../../shared/api/contract.ts';
import type { Partner } from '../../shared/words/partner.ts';
import type { Calls } from './calls.ts';
import type { Functions, RunFunction } from './functions.ts';
import type { VirtualTime } from './virtual-time.ts';

/** A request of a client: a route of the contract, its parameters, headers (in lower case), and a body where it has one. */
export type Request = {
  operation: Route['operation'];
  parameters?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
};

/** What a client gets: the status, the headers, and the body, parsed and as it came; undefined if no answer reached it. */
export type Answer =
  | {
      status: number;
      headers: Record<string, unknown>;
      body: Record<string, unknown>;
      text: string;
    }
  | undefined;

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
        async (named: string) =>
          (await partners.find(named))?.partner,
      (work) => work(id),
    );
    identities.set(id, { partner, until: time.now() + remembered });
    return partner ?? { refusal: 'The key is not valid.' };
  }

  async function request(partner: string, asked: Request): Promise<Answer> {
    const route = (routes as readonly Route[]).find(({ operation }) => operation === asked.operation);
    if (route === undefined) throw new Error(`${asked.operation} is no operation of the contract`);
    const { entry } = route;
    if (entry === 'docs') throw new Error('what describes the API has no place in the simulation');
    try {
      const event = eventOf(route, asked, await identify(partner));
      const response = await run(
        entry,
        (ports) => functions[entry](ports),
        (work) => work(event),
      );
      told(asked, response.statusCode ?? 0);
      await run(
        'link',
        (_ports, process) => () => calls.through(process, 'client.answer', async () => undefined),
        (work) => work(),
      );
      const { statusCode: status = 0, headers = {}, body: text = '{}' } = response;
      return { status, headers, body: JSON.parse(text), text };
    } catch {
      // What happened is in the log of the calls; the client only knows that it has no answer.
      return undefined;
    }
  }

  return { request, forget: () => identities.clear() };
}
export type Gateway = ReturnType<typeof startGateway>;

function eventOf({ method, path }: Route, asked: Request, identity: unknown): APIGatewayProxyEventV2 {
  const { parameters = {}, query, headers, body } = asked;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(parameters[name] ?? '')),
    rawQueryString: '',
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: parameters,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: { requestId: 'r-1', http: { method }, authorizer: { lambda: identity } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}
