import type { Invoke } from './invocation.ts';

/**
 * Invokes a function every `everySeconds`, first after one such interval and never two at once: a turn that comes
 * while the last run is still going is left out. `stop` waits for the run under way.
 */
export function startSchedule(options: {
  invoke: Invoke;
  functionName: string;
  input: unknown;
  everySeconds: number;
}): { stop(): Promise<void> } {
  const { invoke, functionName, input, everySeconds } = options;
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= invoke(functionName, input).finally(() => {
      running = undefined;
    });
  }, everySeconds * 1000);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
