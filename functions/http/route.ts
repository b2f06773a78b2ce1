import { gatewayRoutes, methodsAt } from '../../shared/api/contract.ts';
import { Refused } from '../../shared/checks/problem.ts';
import { type Event, found, type HttpContext, type Middleware, type Result } from './request.ts';

/** Finds the route of a request. Where there is none, OPTIONS is answered, and all else refused. */
export const routed = (): Middleware => ({
  before({ event, context }) {
    const route = gatewayRoutes.find(({ key }) => key === event.routeKey)?.route;
    if (route === undefined) return answerElsewhere(event);
    found(context, { route: route as HttpContext['route'] });
    return undefined;
  },
});

/** The answer where no operation is: to OPTIONS the methods that are offered. Throws Refused otherwise. */
function answerElsewhere({ rawPath, requestContext }: Event): Result {
  const methods = methodsAt(rawPath);
  if (methods.length === 0) throw new Refused('not-found', 'The API has nothing at this address.');
  const headers = { allow: methods.join(', ') };
  const { method } = requestContext.http;
  if (method !== 'OPTIONS')
    throw new Refused('method-not-allowed', `${method} is not offered here.`, { headers });
  return { statusCode: 204, headers: { ...headers, 'cache-control': 'no-store' } };
}
