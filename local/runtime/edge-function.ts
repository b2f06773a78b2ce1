import { createContext, Script } from 'node:vm';
import * as z from 'zod';
import type { OriginRequest, OriginResponse } from './http-event.ts';

const headers = z.record(z.string(), z.object({ value: z.string() }));

/** What a function may give back: the request, with another path or other headers; */
const changed = z.strictObject({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: z.strictObject({}),
  headers,
  cookies: z.strictObject({}),
});

/** or an answer of its own, with a text. */
const answered = z.strictObject({
  statusCode: z.int().min(200).max(599),
  statusDescription: z.string(),
  headers,
  body: z.strictObject({ encoding: z.literal('text'), data: z.string() }),
});

/**
 * Runs the code of a CloudFront function on requests as they come in. It may answer by itself, or change the headers
 * and the path; which behaviour and which origin are asked does not depend on that. Throws where it does anything else.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
export function edgeFunction(
  code: string,
): (request: OriginRequest) => Promise<OriginRequest | OriginResponse> {
  const handler = new Script(`${code}\n;handler`).runInContext(createContext({}));
  return async (request) => {
    const sent = Object.entries(request.headers).map(([name, value]) => [name, { value }]);
    const given = await handler({
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: request.sourceIp },
      request: {
        method: request.method,
        uri: request.path,
        querystring: {},
        headers: Object.fromEntries(sent),
        cookies: {},
      },
    });
    // A copy, because the objects of the function are of another realm.
    const read = z.union([changed, answered]).safeParse(structuredClone(given));
    if (!read.success || ('method' in read.data && read.data.method !== request.method))
      throw new Error(
        'A CloudFront function that does more than change headers or the path, or answer, is not supported',
      );
    const own = Object.fromEntries(
      Object.entries(read.data.headers).map(([name, { value }]) => [name, value]),
    );
    if ('uri' in read.data) return { ...request, path: read.data.uri, headers: own };
    const { statusCode, body } = read.data;
    return { status: statusCode, headers: own, body: Buffer.from(body.data) };
  };
}
