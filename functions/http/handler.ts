import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { RateLimit } from '../../shared/intake/rate-limit.ts';
import { conditional } from './conditional.ts';
import { acceptingJson, inLanguage } from './negotiation.ts';
import { answeredBy, type Operations } from './operation.ts';
import { identified, officeOnly } from './partner.ts';
import { problems } from './problems.ts';
import { rated } from './rate.ts';
import type { Event, HttpContext, Result } from './request.ts';
import { knownQuery } from './request-body.ts';
import { routed } from './route.ts';
import { knowingItsTime, timeLimit } from './time-limit.ts';

const unlimited: RateLimit = async () => ({});

/**
 * The handler of an HTTP API function. The middlewares run from above to below, and what they do to the answer from
 * below to above. The limit of time that middy keeps holds for a handler and not for what runs before it: so all
 * that may take time is a handler within another, which answers whatever happens in it.
 */
export function httpHandler(operations: Operations, limit: RateLimit = unlimited) {
  const answering = middy<Event, Result, Error, HttpContext>()
    .use([routed(), identified(), rated(limit), officeOnly(), knownQuery(), acceptingJson(), conditional()])
    .handler(answeredBy(operations));
  const guarded = middy<Event, Result, Error, HttpContext>(timeLimit)
    .use([inLanguage(), problems()])
    .handler(knowingItsTime((event, context) => answering(event, context)));
  return (event: Event, context: Context): Promise<Result> => guarded(event, context as HttpContext);
}
