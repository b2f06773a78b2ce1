import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { RateLimit } from '../../shared/intake/rate-limit.ts';
import { conditional } from './conditional.ts';
import { dispatch, type Operations } from './dispatch.ts';
import { acceptingJson, inLanguage } from './negotiation.ts';
import { identified, officeOnly } from './partner.ts';
import { problems } from './problems.ts';
import { rated } from './rate.ts';
import type { Event, HttpContext, Result } from './request.ts';
import { knownQuery } from './request-body.ts';
import { routed } from './route.ts';
import { knowingItsTime, timeLimit } from './time-limit.ts';

const unlimited: RateLimit = async () => ({});

/**
 * The handler of an HTTP API function: two handlers of middy, one within the other. The outer one chooses the
 * language, keeps the limit of time, and makes a problem document of whatever is thrown in the inner one. It is apart
 * because middy's limit holds for a handler and not for middlewares before it, and counting the rate may take time.
 * Middlewares see a request in the order in which they stand here, and its answer in the opposite one.
 */
export function httpHandler(operations: Operations, limit: RateLimit = unlimited) {
  const answering = middy<Event, Result, Error, HttpContext>({ timeoutEarlyInMillis: 0 })
    .use([routed(), identified(), rated(limit), officeOnly(), knownQuery(), acceptingJson(), conditional()])
    .handler(dispatch(operations));
  const guarded = middy<Event, Result, Error, HttpContext>(timeLimit)
    .use([inLanguage(), problems()])
    .handler(knowingItsTime((event, context) => answering(event, context)));
  return (event: Event, context: Context): Promise<Result> => guarded(event, context as HttpContext);
}
