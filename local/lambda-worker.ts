import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { InvocationError } from './lambda-instance.ts';

/**
 * One instance of a function, in a thread of its own: loads the bundle once, then answers one invocation after the
 * other. The event arrives and the answer leaves as JSON text, as they do on AWS.
 */
const { file, handlerName, context } = workerData as {
  file: string;
  handlerName: string;
  context: Record<string, string>;
};
type Handler = (event: unknown, context: object) => Promise<unknown>;

const inErrorFormat = (error: unknown): InvocationError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

async function loadHandler(): Promise<Handler> {
  const bundle = await import(pathToFileURL(file).href);
  const handler: unknown = bundle[handlerName];
  if (typeof handler !== 'function') throw new Error(`${file} exports no function ${handlerName}`);
  if (handler.length > 2)
    throw new Error('Node 24 functions take no callback: the handler has three arguments');
  return handler as Handler;
}

const loading = loadHandler();
loading.catch(() => undefined);

parentPort?.on(
  'message',
  async ({ id, event, deadline }: { id: string; event: string; deadline: number }) => {
    const invocation = {
      ...context,
      awsRequestId: id,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    let answer: { payload: string } | { error: InvocationError };
    try {
      const handler = await loading;
      answer = { payload: JSON.stringify((await handler(JSON.parse(event), invocation)) ?? null) };
    } catch (error) {
      answer = { error: inErrorFormat(error) };
    }
    parentPort?.postMessage(answer);
  },
);
