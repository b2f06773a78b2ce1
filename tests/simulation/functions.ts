import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import type { Operations } from '../../functions/http/dispatch.ts';
import { httpHandler } from '../../functions/http/handler.ts';
import { portfolioOperations, readOperations, submitOperations } from '../../functions/http/operations.ts';
import { buryBatch, recordBatch } from '../../functions/messages.ts';
import { type PublishPorts, publish } from '../../shared/feed/publish.ts';
import { rateLimit } from '../../shared/intake/rate-limit.ts';
import { divisionsOfLate } from '../../shared/recording/divisions-of-late.ts';
import type { Process } from './calls.ts';
import type { Ports } from './process-ports.ts';
import type { VirtualTime } from './virtual-time.ts';

type HttpFunction = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
type QueueFunction = (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;

/** The functions of the register, each made of its ports: the real ones, unless a mutant puts another in its place. */
export type Functions = {
  submit: (ports: Ports) => HttpFunction;
  read: (ports: Ports) => HttpFunction;
  portfolio: (ports: Ports) => HttpFunction;
  record: (ports: Ports) => QueueFunction;
  bury: (ports: Ports) => QueueFunction;
  publish: (ports: PublishPorts) => () => Promise<unknown>;
};

const http = (operations: Operations, ports: Ports): HttpFunction => {
  const handler = httpHandler(operations, rateLimit(ports));
  return (event) => handler(event as Parameters<typeof handler>[0], {} as Context);
};

export const realFunctions: Functions = {
  submit: (ports) => http(submitOperations(ports), ports),
  read: (ports) => http(readOperations(ports), ports),
  portfolio: (ports) => http(portfolioOperations(ports), ports),
  record: (ports) => {
    const records = recordBatch({ ...ports, divisions: divisionsOfLate(ports.divisions, ports.now) });
    return (event) => records(event, timeouts.record - 5_000);
  },
  bury: (ports) => buryBatch({ ...ports, divisions: divisionsOfLate(ports.divisions, ports.now) }),
  publish,
};

/** How long each function may take, in milliseconds; then it is killed and has failed. */
export const timeouts: Record<keyof Functions | 'authorize' | 'link', number> = {
  submit: 10_000,
  read: 10_000,
  portfolio: 10_000,
  record: 30_000,
  bury: 30_000,
  publish: 240_000,
  authorize: 5_000,
  link: 20_000,
};

export type FunctionName = keyof typeof timeouts;
type Copy = { process: Process; ports: Ports; made: Map<string, unknown> };

/**
 * Runs functions as Lambda does: each copy serves one event at a time and is used again, a crash or a timeout kills
 * it. The promise rejects at the timeout for whoever died.
 */
export function startFunctions(time: VirtualTime, makePorts: (process: Process) => Ports) {
  const idle = new Map<FunctionName, Copy[]>();

  function copyOf(name: FunctionName): Copy {
    // One that rests may have died of a call that nobody waited for.
    const rested = (idle.get(name) ?? []).filter((copy) => copy.process.alive);
    idle.set(name, rested);
    const copy = rested.pop();
    if (copy !== undefined) return copy;
    const process = { name, alive: true };
    return { process, ports: makePorts(process), made: new Map() };
  }

  return function run<Answer, Work extends (...given: never[]) => Promise<Answer>>(
    name: FunctionName,
    make: (ports: Ports, process: Process) => Work,
    use: (work: Work) => Promise<Answer>,
  ): Promise<Answer> {
    const copy = copyOf(name);
    const work = (copy.made.get(name) ?? make(copy.ports, copy.process)) as Work;
    copy.made.set(name, work);
    return new Promise<Answer>((resolve, reject) => {
      let done = false;
      time.after(timeouts[name], () => {
        if (done) return;
        copy.process.alive = false;
        reject(new Error(`${name} has timed out`));
      });
      const finish =
        <Given>(settle: (given: Given) => void) =>
        (given: Given) => {
          if (!copy.process.alive) return;
          done = true;
          idle.get(name)?.push(copy);
          settle(given);
        };
      use(work).then(finish(resolve), finish(reject));
    });
  };
}
export type RunFunction = ReturnType<typeof startFunctions>;
