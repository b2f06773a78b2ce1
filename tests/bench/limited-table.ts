import { activityKey, revisionsKey } from '../../functions/aws/activity-rows.ts';
import { contributionKey } from '../../functions/aws/contribution-rows.ts';
import type * as port from '../../shared/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { byCodeUnit } from '../../shared/words/public-record.ts';
import type { Stores } from '../simulation/stores.ts';
import type { VirtualTime } from '../simulation/virtual-time.ts';

/** Units a second: of a partition key, and of all writes to the table. */
export type Limits = { writesOfKey: number; readsOfKey: number; writes: number };

export type Take = (kind: 'writes' | 'reads', pk: string, units: number) => void;

/**
 * What DynamoDB lets through in a second of virtual time, without the bursts that it allows at times: `take` counts
 * units, or throws Unavailable and counts none if there would be more than a limit. It tells the most that a key has taken in a
 * second, how often each was refused, and what all have taken.
 */
export function throughputOf(time: VirtualTime, { writesOfKey, readsOfKey, writes: writesOfTable }: Limits) {
  let second = 0;
  const taken = new Map<string, number>();
  const peaks = new Map<string, number>();
  const refused = new Map<string, number>();
  const sum = { writes: 0, reads: 0 };
  const take: Take = (kind, pk, units) => {
    const now = Math.floor(time.now() / 1000);
    if (now !== second) taken.clear();
    second = now;
    const limits: [string, number][] = [[`${kind} ${pk}`, kind === 'writes' ? writesOfKey : readsOfKey]];
    if (kind === 'writes') limits.push(['writes', writesOfTable]);
    for (const [name, limit] of limits) {
      if (units > limit) throw new Error(`${units} ${name} are never let through`);
      if ((taken.get(name) ?? 0) + units <= limit) continue;
      refused.set(name, (refused.get(name) ?? 0) + 1);
      throw new Unavailable(name, undefined);
    }
    sum[kind] += units;
    for (const [name] of limits) {
      const all = (taken.get(name) ?? 0) + units;
      taken.set(name, all);
      peaks.set(name, Math.max(all, peaks.get(name) ?? 0));
    }
  };
  return { take, peaks, refused, sum };
}

const bytesOf = (row: object, key: object) => Buffer.byteLength(JSON.stringify({ ...row, ...key }));
/** What writing a row costs; as JSON it is a little longer than DynamoDB counts it. */
const written = (row: object, key: object) => Math.ceil(bytesOf(row, key) / 1024);
/** What it costs to read rows of so many bytes, without strong consistency. */
const readLate = (bytes: number) => Math.max(1, Math.ceil(bytes / 4096)) / 2;

/** The rows of a month as the aggregator reads them, a hundred in each `pause`; it is charged for none. */
const inOrderOf = ({ rows }: Stores, pause: () => Promise<void>): Pick<port.Contributions, 'ofMonth'> => ({
  async *ofMonth(month, { from, to } = { from: '' }) {
    const own = rows.contributions.get(month) ?? new Map();
    const names = [...own.keys()].filter((name) => name >= from && (to === undefined || name < to));
    names.sort(byCodeUnit);
    for (let at = 0; at < names.length; at += 100) {
      await pause();
      yield names.slice(at, at + 100).flatMap((name) => own.get(name)?.at(-1)?.row ?? []);
    }
  },
});

/** How many rows are looked at beside one. */
const mostNearby = 16;

/**
 * The ports of the intake and of recording on stores in memory: each call lasts as long as `pause`, then takes what
 * DynamoDB would charge the adapter's calls for, of the partition keys that these have.
 */
export function limitedPorts(stores: Stores, take: Take, pause: () => Promise<void>) {
  const write = async (pk: string, units = 1) => {
    await pause();
    take('writes', pk, units);
  };
  const read = async (pk: string, units = 1) => {
    await pause();
    take('reads', pk, units);
  };
  const { page: notes, ...retirements } = stores.retirements;
  return {
    ...stores,
    retirements: {
      ...retirements,
      async *list() {
        yield await notes();
      },
    },
    revisions: {
      ...stores.revisions,
      async next(partner, reference) {
        await write(revisionsKey(partner, reference).pk);
        return stores.revisions.next(partner, reference);
      },
    } satisfies port.Revisions,
    counters: {
      async add(partner: string, window: string, amount: number) {
        await write(`RATE#${partner}`);
        return stores.counters.add(partner, window, amount);
      },
    },
    portfolio: {
      ...stores.portfolio,
      async project(code: string) {
        await read('PORTFOLIO');
        return stores.portfolio.project(code);
      },
    },
    activities: {
      ...stores.activities,
      async apply(submission, recordedAt) {
        const key = activityKey(submission.partner, submission.reference);
        const month = submission.operation === 'put' ? monthOf(submission.activity.start) : '';
        await write(
          key.pk,
          written({ ...submission, recordedAt, first: submission.id, months: [month] }, key),
        );
        const stored = await stores.activities.apply(submission, recordedAt);
        if (stored.revision !== submission.revision) await read(key.pk);
        return stored;
      },
      async settle(stored, owed) {
        const key = activityKey(stored.partner, stored.reference);
        await write(key.pk, written(stored, key));
        return stores.activities.settle(stored, owed);
      },
    } satisfies port.Activities,
    contributions: {
      ...inOrderOf(stores, pause),
      async write(month, row) {
        const key = contributionKey(month, row.partner, row.reference);
        if (bytesOf(row, key) > 2559) await write(`LARGE#${row.partner}`);
        await write(key.pk, written(row, key));
        return stores.contributions.write(month, row);
      },
      async nearby(month, partner, reference) {
        await read(`LARGE#${partner}`, readLate(0));
        const { rows } = await stores.contributions.nearby(month, partner);
        const before = rows
          .filter((row) => row.reference <= reference)
          .sort((one, other) => byCodeUnit(other.reference, one.reference));
        const near = before.slice(0, mostNearby);
        const { pk } = contributionKey(month, partner, reference);
        await read(pk, readLate(near.reduce((sum, row) => sum + bytesOf(row, {}), 0)));
        if (near.length < mostNearby) await read(pk, readLate(0));
        return { rows: near, whole: near.length === rows.length };
      },
    } satisfies port.Contributions,
    divisions: {
      ...stores.divisions,
      async of(month: string) {
        await read('DIVISIONS', readLate(0));
        return stores.divisions.of(month);
      },
    },
    marks: {
      ...stores.marks,
      async put(mark: port.Mark) {
        await write('MARKS');
        return stores.marks.put(mark);
      },
    },
  };
}
