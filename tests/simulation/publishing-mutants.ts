import { merge, summaryOf } from '../../shared/figures/summary.ts';
import type { Mark } from '../../shared/ports.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import type { bucketOn } from './bucket.ts';
import { letGo } from './changed-port.ts';
import type { Ports } from './process-ports.ts';
import type { Mutant } from './world.ts';

/** How far the index that a mutant reads lags behind, in milliseconds. */
const lag = 1_500;

/** Changes of how summaries, marks and snapshots are written. Every one of them must be found out. */
export const publishingMutants: readonly Mutant[] = [
  {
    name: 'contribution read through a lagging index',
    stores: (stores) => ({
      ...stores,
      contributions: {
        ...stores.contributions,
        page: (month, from) => stores.contributions.page(month, from, lag),
      },
    }),
  },
  {
    name: 'no version lock on publish',
    stores: (stores) => ({
      ...stores,
      summaries: {
        ...stores.summaries,
        replace: async (month, _seen, summary) =>
          stores.summaries.replace(month, await stores.summaries.version(month), summary),
      },
      publications: {
        ...stores.publications,
        replace: async (_seen, next) =>
          stores.publications.replace((await stores.publications.get())?.version ?? 0, next),
      },
    }),
    bucket: unconditional(() => true),
  },
  {
    name: 'no version lock on the publication record',
    stores: (stores) => ({
      ...stores,
      publications: {
        ...stores.publications,
        replace: async (_seen, next) =>
          stores.publications.replace((await stores.publications.get())?.version ?? 0, next),
      },
    }),
  },
  {
    name: 'index.json written whatever was there',
    bucket: unconditional((path) => path === 'index.json'),
  },
  {
    name: 'documents written whatever was there',
    bucket: unconditional((path) => path !== 'index.json'),
  },
  {
    name: 'unmark without comparing the token',
    stores: (stores) => ({
      ...stores,
      marks: { ...stores.marks, remove: async ({ subject }) => void stores.rows.marks.delete(subject) },
    }),
  },
  {
    name: 'unmark before the index is written',
    ports: (ports) => ({
      ...ports,
      marks: {
        ...ports.marks,
        async list() {
          const marks = await ports.marks.list();
          for (const mark of marks) await ports.marks.remove(mark);
          return marks;
        },
      },
    }),
  },
  {
    name: 'summaries stored before the run says what it will write (reading them is slow)',
    sluggish: 'summaries.all',
    ports: summariesFirst,
  },
  {
    name: 'pending paths are not noted',
    ports: (ports) => ({
      ...ports,
      publications: {
        ...ports.publications,
        replace: (seen, next) => ports.publications.replace(seen, { ...next, pending: [] }),
      },
    }),
  },
  {
    name: 'copies not waited for before the index is written',
    ports: (ports) => ({
      ...ports,
      bucket: {
        ...ports.bucket,
        putImmutable: (path, bytes) => letGo(ports.bucket.putImmutable(path, bytes)),
      },
    }),
  },
  {
    name: 'marks are not listed again where activities have moved (reading months is slow)',
    sluggish: 'contributions.ofMonth',
    ports(ports) {
      let first: Promise<Mark[]> | undefined;
      return {
        ...ports,
        publications: {
          ...ports.publications,
          get() {
            first = undefined;
            return ports.publications.get();
          },
        },
        marks: {
          ...ports.marks,
          list() {
            first ??= ports.marks.list();
            return first;
          },
        },
      };
    },
  },
  {
    name: 'only the first page of a month is read',
    ports: (ports) => ({
      ...ports,
      contributions: {
        ...ports.contributions,
        async *ofMonth(month: string): AsyncGenerator<Contribution[]> {
          for await (const page of ports.contributions.ofMonth(month)) {
            yield page;
            return;
          }
        },
      },
    }),
  },
];

/** A bucket that does not look whether the object is still as the writer has seen it. */
function unconditional(which: (path: string) => boolean) {
  return (bucket: ReturnType<typeof bucketOn>): ReturnType<typeof bucketOn> => ({
    ...bucket,
    put: async (path, bytes, seen) => bucket.put(path, bytes, which(path) ? await bucket.etag(path) : seen),
  });
}

/** Summaries stored as soon as the month has been read, as they once were: a mix that this simulator found. */
function summariesFirst(ports: Ports): Ports {
  const seen = new Map<string, number>();
  return {
    ...ports,
    summaries: {
      ...ports.summaries,
      async version(month) {
        const version = await ports.summaries.version(month);
        seen.set(month, version);
        return version;
      },
      replace: async () => true,
    },
    contributions: {
      ...ports.contributions,
      async *ofMonth(month: string): AsyncGenerator<Contribution[]> {
        const records = [];
        for await (const page of ports.contributions.ofMonth(month)) {
          records.push(...page.flatMap(({ record }) => record ?? []));
          yield page;
        }
        const summary = merge(records.map(summaryOf));
        if (!(await ports.summaries.replace(month, seen.get(month) ?? 0, summary)))
          throw new Error('another run has summarized the month');
      },
    },
  };
}
