/** The error of a call that was made to fail. */
export class Crash extends Error {}

type Ports = Record<string, unknown>;

/**
 * The same ports, of which the n-th call crashes: before the call is made, or after it has had its effect.
 * `calls` counts the calls so far and lists them as "port.method".
 */
export function crashingAt<Given extends Ports>(ports: Given, nth: number, when: 'before' | 'after') {
  const calls: string[] = [];
  const crash = () => {
    throw new Crash(`call ${nth}: ${calls[nth - 1]}`);
  };
  const wrapped = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, isPort(port) ? wrap(name, port) : port]),
  ) as Given;
  return { ports: wrapped, calls };

  function wrap(name: string, port: Record<string, (...given: unknown[]) => unknown>) {
    return new Proxy(port, {
      get: (target, method: string) => {
        const original = target[method];
        if (typeof original !== 'function') return original;
        return (...given: unknown[]) => {
          const at = calls.push(`${name}.${method}`);
          if (at === nth && when === 'before') crash();
          const answer = original.apply(target, given);
          return at === nth && when === 'after' && answer instanceof Promise ? answer.then(crash) : answer;
        };
      },
    });
  }
}

const isPort = (value: unknown): value is Record<string, (...given: unknown[]) => unknown> =>
  typeof value === 'object' && value !== null;
