import type { BatchPorts } from '../../functions/messages.ts';
import type { PublishPorts } from '../../shared/feed/publish.ts';
import type { FactPorts } from '../../shared/intake/facts.ts';
import type { IdempotencyKeys } from '../../shared/intake/idempotency.ts';
import type { Partners } from '../../shared/intake/keys.ts';
import type { PortfolioPorts } from '../../shared/intake/portfolio.ts';
import type { RateLimitPorts } from '../../shared/intake/rate-limit.ts';
import type { ReadPorts } from '../../shared/intake/read.ts';
import type { SubmitPorts } from '../../shared/intake/submit.ts';
import type { NameRange } from '../../shared/ports.ts';
import type { BuryPorts } from '../../shared/recording/record.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';
import type { bucketOn, keptOn } from './bucket.ts';
import type { Calls, Process } from './calls.ts';
import type { Stores } from './stores.ts';
import { queueOn, type Sending } from './submission-queue.ts';

/** Every port of every function. */
export type Ports = SubmitPorts &
  ReadPorts &
  PortfolioPorts &
  FactPorts &
  BatchPorts &
  BuryPorts &
  PublishPorts &
  RateLimitPorts & { partners: Partners; keys: IdempotencyKeys };

/** What ports lead to, and what a process has without asking: its clock and its tokens. */
export type Behind = {
  stores: Stores;
  bucket: ReturnType<typeof bucketOn>;
  kept: ReturnType<typeof keptOn>;
  queue: Sending;
  now: () => Date;
  newId: () => string;
  wait: (milliseconds: number) => Promise<void>;
};

/** The public address of the feed. */
export const base = 'https://register.example/feed/';
/** How many days a copy stays that no index lists, and how much a partner may ask in a minute. */
export const daysKept = 1;
export const perMinute = 40;
/** How much a page of a month holds: two rows, so that months are divided. */
export const pageBytes = 3_072;
/** How many pages a run has read before it leaves further marks to the next. */
export const mostPages = 3;

/** The key of the log. */
const signer = signerOfTests();

type Methods = Record<string, (...given: never[]) => Promise<unknown>>;

/** The ports as one process has them: every call goes through `calls` in the name of the process. */
export function portsOf(
  process: Process,
  calls: Calls,
  { stores, bucket, kept, queue, now, newId, wait }: Behind,
): Ports {
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    Object.fromEntries(
      Object.entries(port as Methods).map(([method, effect]) => {
        const called = `${name}.${method}`;
        return [method, (...given: never[]) => calls.through(process, called, () => effect(...given))];
      }),
    ) as Port;
  const { rows: _rows, contributions: rowsOfMonths, retirements: notes, ...others } = stores;
  const { page: allNotes, ...retirements } = notes;
  const { page, nearby, ...contributions } = rowsOfMonths;
  return {
    ...Object.fromEntries(Object.entries(others).map(([name, port]) => [name, wrap(name, port)])),
    contributions: {
      ...wrap('contributions', contributions),
      async *ofMonth(month: string, range?: NameRange): AsyncGenerator<Contribution[]> {
        for (let from: string | undefined = ''; from !== undefined; ) {
          const after: string = from;
          const read = await calls.through(process, 'contributions.ofMonth', () => page(month, after, range));
          yield read.items;
          from = read.next;
        }
      },
      // Nothing but warnings comes of it, so that here it neither fails nor takes time.
      nearby,
    },
    retirements: {
      ...wrap('retirements', retirements),
      async *list() {
        yield await calls.through(process, 'retirements.list', allNotes);
      },
    },
    bucket: wrap('bucket', (({ objects: _objects, ...port }) => port)(bucket)),
    kept: wrap('kept', kept),
    signers: [wrap('signer', signer)],
    queue: queueOn(wrap('queue', queue)),
    now,
    newId,
    newToken: newId,
    wait,
    base,
    daysKept,
    perMinute,
    pageBytes,
    mostPages,
  } as unknown as Ports;
}
