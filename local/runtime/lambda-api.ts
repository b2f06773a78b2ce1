import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Invoke } from './invocation.ts';

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/**
 * Offers Lambda's Invoke call (request and response) on a free port of 127.0.0.1, so that the SDK's Lambda client
 * can invoke a local function by name.
 */
export async function startLambdaApi(
  functionNames: readonly string[],
  invoke: Invoke,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, type: string, body: string, functionError?: string) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 200 ? {} : { 'x-amzn-errortype': type }),
        ...(functionError === undefined ? {} : { 'x-amz-function-error': functionError }),
      });
      response.end(body);
    };
    const name = decodeURIComponent(invocationPath.exec(request.url ?? '')?.[1] ?? '');
    if (request.method !== 'POST' || !functionNames.includes(name)) {
      answer(404, 'ResourceNotFoundException', JSON.stringify({ Message: `Function not found: ${name}` }));
      return;
    }
    const body = (await buffer(request)).toString('utf8');
    const outcome = await invoke(name, body === '' ? {} : JSON.parse(body));
    if ('error' in outcome) answer(200, '', JSON.stringify(outcome.error), 'Unhandled');
    else answer(200, '', outcome.payload);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
