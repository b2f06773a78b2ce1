import type { PortfolioPorts } from '../../shared/portfolio.ts';
import type { Partners } from '../../shared/ports.ts';
import type { Contribution } from '../../shared/public-record.ts';
import type { PublishPorts } from '../../shared/publish.ts';
import type { ReadPorts } from '../../shared/read.ts';
import type { BuryPorts } from '../../shared/record.ts';
import type { SubmitPorts } from '../../shared/submit.ts';
import type { bucketOn } from './bucket.ts';
import type { Calls, Process } from './calls.ts';
import type { Stores } from './stores.ts';

/** Every port of every function. */
export type Ports = SubmitPorts &
  ReadPorts &
  PortfolioPorts &
  BuryPorts &
  PublishPorts & { partners: Partners };

/** What ports lead to, and what a process has without asking: its clock and its tokens. */
export type Behind = {
  stores: Stores;
  bucket: ReturnType<typeof bucketOn>;
  queue: SubmitPorts['queue'];
  now: () => Date;
  newId: () => string;
};

type Methods = Record<string, (...given: never[]) => Promise<unknown>>;

/** The ports as one process has them: every call goes through `calls` in the name of the process. */
export function portsOf(
  process: Process,
  calls: Calls,
  { stores, bucket, queue, now, newId }: Behind,
): Ports {
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    Object.fromEntries(
      Object.entries(port as Methods).map(([method, effect]) => {
        const called = `${name}.${method}`;
        return [method, (...given: never[]) => calls.through(process, called, () => effect(...given))];
      }),
    ) as Port;
  const { rows: _rows, contributions: rowsOfMonths, ...others } = stores;
  const { page, ...contributions } = rowsOfMonths;
  return {
    ...Object.fromEntries(Object.entries(others).map(([name, port]) => [name, wrap(name, port)])),
    contributions: {
      ...wrap('contributions', contributions),
      async *ofMonth(month: string): AsyncGenerator<Contribution[]> {
        for (let from: string | undefined = ''; from !== undefined; ) {
          const after: string = from;
          const read = await calls.through(process, 'contributions.ofMonth', () => page(month, after));
          yield read.items;
          from = read.next;
        }
      },
    },
    feed: wrap('feed', (({ objects: _objects, ...port }) => port)(bucket)),
    queue: wrap('queue', queue),
    now,
    newId,
    newToken: newId,
  } as unknown as Ports;
}
