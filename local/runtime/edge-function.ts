import { createContext, Script } from 'node:vm';
import * as z from 'zod';
import type { OriginRequest } from './http-event.ts';

/** What a function may give back: the request, with another path or other headers. An answer of its own is refused. */
const changed = z.strictObject({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: z.strictObject({}),
  headers: z.record(z.string(), z.object({ value: z.string() })),
  cookies: z.strictObject({}),
});

/**
 * Runs the code of a CloudFront function on requests as they come in. It may change the headers and the path; which
 * behaviour and which origin are asked does not depend on that. Throws where it does anything else.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function edgeFunction(code: string): (request: OriginRequest) => Promise<OriginRequest> {
  const handler = new Script(`${code}\n;handler`).runInContext(createContext({}));
  return async (request) => {
    const headers = Object.entries(request.headers).map(([name, value]) => [name, { value }]);
    const given = await handler({
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: request.sourceIp },
      request: {
        method: request.method,
        uri: request.path,
        querystring: {},
        headers: Object.fromEntries(headers),
        cookies: {},
      },
    });
    // A copy, because the objects of the function are of another realm.
    const read = changed.safeParse(structuredClone(given));
    if (!read.success || read.data.method !== request.method)
      throw new Error(
        'A CloudFront function that does more than change headers or the path is not supported',
      );
    const kept = Object.entries(read.data.headers).map(([name, { value }]) => [name, value]);
    return { ...request, path: read.data.uri, headers: Object.fromEntries(kept) };
  };
}
