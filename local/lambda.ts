import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { buffer } from 'node:stream/consumers';
import type { Endpoints } from './engines.ts';
import {
  type FunctionDescription,
  type Instance,
  type Invoke,
  type Outcome,
  startInstance,
  throttled,
} from './lambda-instance.ts';

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

/**
 * Runs the bundles of the functions in worker threads, one invocation at a time each, with at most `maxInstances`
 * instances of a function; further invocations wait for an idle one. What functions write and why they fail goes
 * to `log`, entry by entry.
 */
export function startLambda(options: {
  functions: readonly FunctionDescription[];
  endpoints: Endpoints;
  log: (entry: object) => void;
  maxInstances?: number;
}): { invoke: Invoke; stop(): Promise<void> } {
  const {
    functions,
    endpoints,
    log,
    maxInstances = Math.max(2, Math.min(4, availableParallelism())),
  } = options;
  const pools = new Map(
    functions.map((description) => {
      const write = (entry: object) => log({ function: description.name, ...entry });
      return [
        description.name,
        createPool(() => startInstance(description, endpoints, write), maxInstances),
      ] as const;
    }),
  );
  return {
    async invoke(name, event, patience) {
      const pool = pools.get(name);
      if (pool === undefined) throw new Error(`There is no function ${name}`);
      return pool.run(JSON.stringify(event ?? null), patience);
    },
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
    },
  };
}

function createPool(start: () => Instance, maxInstances: number) {
  const idle: Instance[] = [];
  const busy = new Set<Instance>();
  const waiting: { until: number; take: (instance: Instance | undefined) => void }[] = [];

  const acquire = async (patience: number): Promise<Instance | undefined> => {
    let instance = idle.pop();
    while (instance?.broken) instance = idle.pop();
    if (instance === undefined && busy.size < maxInstances) instance = start();
    if (instance === undefined)
      return new Promise((take) => waiting.push({ until: Date.now() + patience, take }));
    busy.add(instance);
    return instance;
  };
  const release = (instance: Instance) => {
    busy.delete(instance);
    let next = waiting.shift();
    // Who would no longer wait for the answer is not worked for: a machine that was too slow would never catch up.
    for (; next !== undefined && next.until < Date.now(); next = waiting.shift()) next.take(undefined);
    if (next === undefined) {
      if (!instance.broken) idle.push(instance);
      return;
    }
    const successor = instance.broken ? start() : instance;
    busy.add(successor);
    next.take(successor);
  };
  return {
    async run(event: string, patience = Number.POSITIVE_INFINITY): Promise<Outcome> {
      const instance = await acquire(patience);
      if (instance === undefined) return { error: { errorType: throttled, errorMessage: 'Rate Exceeded.' } };
      try {
        return await instance.run(randomUUID(), event);
      } finally {
        release(instance);
      }
    },
    async stop() {
      await Promise.all([...idle, ...busy].map((instance) => instance.stop()));
    },
  };
}
