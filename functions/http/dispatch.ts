import type { Operation } from '../../shared/api/contract.ts';
import type { Item } from '../../shared/intake/batch.ts';
import { type Answer, written } from './answer.ts';
import type { Event, Handler, HttpContext } from './request.ts';
import { fingerprintOf, headerOf, itemsOf, jsonOf, parameterOf } from './request-body.ts';

/** A request as an operation gets it: what is known of it, the parameters of the path, the query, and the body. */
export type Request = Pick<HttpContext, 'partner' | 'language' | 'charge' | 'inTime'> & {
  /** The value of a path parameter, decoded; the route has it, or the operation is wired wrongly. */
  parameter: (name: string) => string;
  query: Record<string, string | undefined>;
  /** A header by its name in lower case. */
  header: (name: string) => string | undefined;
  /** The parsed JSON of the body. Throws Refused if there is none, or none that can be read. */
  body: () => unknown;
  /** The items of the body of a batch. Throws Refused. */
  items: () => Item[];
  /** A hash of method, address, conditions and body: another for every other request. */
  fingerprint: () => string;
};

/** An operation of the contract. One that is open to all must not look at the partner. */
export type Operations = Partial<Record<Operation, (request: Request) => Promise<Answer>>>;

/** Has the operation of the route answer. */
export const dispatch =
  (operations: Operations): Handler =>
  async (event, context) => {
    const operation = operations[context.route.operation];
    if (operation === undefined) throw new Error(`${context.route.operation} is wired to the wrong function`);
    return written(await operation(requestOf(event, context)), context);
  };

function requestOf(event: Event, { partner, language, charge, inTime }: HttpContext): Request {
  const query = event.queryStringParameters ?? {};
  return {
    partner,
    language,
    charge,
    inTime,
    query,
    parameter: (name) => parameterOf(event.pathParameters, name),
    header: (name) => headerOf(event.headers, name),
    body: () => jsonOf(event),
    items: () => itemsOf(event),
    fingerprint: () => fingerprintOf(event, event.routeKey, event.rawPath, JSON.stringify(query)),
  };
}
