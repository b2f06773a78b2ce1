import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { type Endpoints, localRegion, sdkEnvironment } from './engines.ts';

/** A function of the template: `asset` is the folder of its bundle, `timeout` is in seconds, `memory` in MB. */
export interface FunctionDescription {
  name: string;
  asset: string;
  /** File and export, as in `index.handler`. */
  handler: string;
  timeout: number;
  memory: number;
  environment: Record<string, string>;
}

/** How Lambda reports an invocation that failed. */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** The answer of an invocation: the JSON text that the function returned, or why it failed. */
export type Outcome = { payload: string } | { error: InvocationError };

/** The type of error of an invocation that was refused, because no instance was free in time. */
export const throttled = 'TooManyRequestsException';

/**
 * Invokes a function by name with an event that JSON can hold. Given a patience, in milliseconds, the invocation is
 * refused where it has waited longer than that when its turn comes. Throws when there is no such function.
 */
export type Invoke = (name: string, event: unknown, patience?: number) => Promise<Outcome>;

/** One running copy of a function. It handles one invocation at a time; once `broken` it handles none. */
export interface Instance {
  run(id: string, event: string): Promise<Outcome>;
  stop(): Promise<void>;
  readonly broken: boolean;
}

/**
 * Starts an instance of a function in a worker thread. An invocation that runs into the timeout, or that ends the
 * thread, fails as it does on AWS and leaves the instance broken. `log` takes what the function writes.
 */
export function startInstance(
  description: FunctionDescription,
  endpoints: Endpoints,
  log: (entry: object) => void,
): Instance {
  const { asset, timeout, memory } = description;
  const [module, handlerName] = description.handler.split('.');
  let requestId: string | undefined;
  let finish: ((outcome: Outcome) => void) | undefined;
  let broken = false;
  const fail = (errorType: string, errorMessage: string) => {
    broken = true;
    finish?.({ error: { errorType, errorMessage } });
  };

  const worker = new Worker(new URL('./lambda-worker.ts', import.meta.url), {
    workerData: { file: bundle(asset, `${module}`), handlerName, context: contextOf(description) },
    env: environmentOf(description, endpoints),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 8 },
    stdout: true,
    stderr: true,
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: worker[stream] }).on('line', (text) => log({ requestId, stream, text }));
  }
  worker.on('message', (outcome: Outcome) => finish?.(outcome));
  worker.on('error', (error) => fail((error as Error).name, (error as Error).message));
  worker.on('exit', () => fail('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited`));

  return {
    get broken() {
      return broken;
    },
    async run(id, event) {
      requestId = id;
      const answered = new Promise<Outcome>((resolve) => {
        finish = resolve;
      });
      if (broken) fail('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited`);
      const timer = setTimeout(() => {
        fail(
          'Sandbox.Timedout',
          `RequestId: ${id} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
        );
        void worker.terminate();
      }, timeout * 1000);
      worker.postMessage({ id, event, deadline: Date.now() + timeout * 1000 });
      const outcome = await answered;
      clearTimeout(timer);
      if ('error' in outcome) log({ requestId: id, stream: 'platform', error: outcome.error });
      finish = undefined;
      requestId = undefined;
      return outcome;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

const contextOf = ({ name, memory }: FunctionDescription) => ({
  functionName: name,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:${localRegion}:000000000000:function:${name}`,
  memoryLimitInMB: String(memory),
  logGroupName: `/aws/lambda/${name}`,
});

const environmentOf = (description: FunctionDescription, endpoints: Endpoints) => ({
  ...description.environment,
  ...sdkEnvironment(endpoints),
  AWS_LAMBDA_FUNCTION_NAME: description.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(description.memory),
});

function bundle(asset: string, module: string): string {
  const file = ['.mjs', '.js'].map((ending) => join(asset, module + ending)).find(existsSync);
  if (file === undefined) throw new Error(`There is no bundle ${module} in ${asset}`);
  return file;
}
