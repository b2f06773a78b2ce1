import { setImmediate as nextTurn } from 'node:timers/promises';

/** The error of every call of a process that was killed. */
export class Killed extends Error {}

/** Lets calls through until the n-th, with which the process is killed: before it, or after it had its effect. */
export function killedAt(nth: number, when: 'before' | 'after', calls: string[] = []) {
  return async (call: string, effect: () => Promise<unknown>) => {
    const at = calls.push(call);
    if (at > nth || (at === nth && when === 'before')) throw new Killed();
    const answer = await effect();
    if (at === nth) throw new Killed();
    return answer;
  };
}

/** Runs a rebuild until it ends or is killed, and what it had under way is done; tells which. */
export async function isKilled(work: Promise<unknown>): Promise<boolean> {
  const killed = await work.then(
    () => false,
    (thrown) => {
      if (thrown instanceof Killed) return true;
      throw thrown;
    },
  );
  await nextTurn();
  return killed;
}

/** The same ports, every call (and every page of a scan) of which goes through `around` with its name. */
export function around<Given extends object>(
  ports: Given,
  through: (call: string, effect: () => Promise<unknown>) => Promise<unknown>,
): Given {
  const wrap = (name: string, port: object) =>
    Object.fromEntries(
      Object.entries(port).map(([method, effect]) => [
        method,
        (...given: unknown[]) => {
          const call = `${name}.${method}`;
          if (!/^(?:ledger|repairs\.found|contributions\.ofMonth$)/.test(call))
            return through(call, () => effect(...given));
          return pagesThrough(call, effect(...given));
        },
      ]),
    );
  async function* pagesThrough(call: string, pages: AsyncIterable<unknown>) {
    const reading = pages[Symbol.asyncIterator]();
    for (;;) {
      const page = (await through(call, () => reading.next())) as IteratorResult<unknown>;
      if (page.done) return;
      yield page.value;
    }
  }
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, typeof port === 'object' ? wrap(name, port) : port]),
  ) as Given;
}
