import middy from '@middy/core';
import type { Event, HttpContext, Middleware, Result } from '../../functions/http/request.ts';

/** Runs one middleware around a handler, as middy does; gives what is then known of the request, and the answer. */
export async function through(
  middleware: Middleware,
  { headers = {}, ...event }: { headers?: Record<string, string | undefined> } & Record<string, unknown>,
  known: Partial<HttpContext> = {},
  handler: () => Promise<Result> = async () => ({ statusCode: 200, body: 'text' }),
) {
  const context = { ...known } as HttpContext;
  const handled = middy<Event, Result, Error, HttpContext>().use(middleware).handler(handler);
  const asked = { requestContext: { requestId: 'r=1', http: { method: 'GET' } }, ...event, headers };
  return { answer: await handled(asked as unknown as Event, context), context };
}
