import type { Mark, NameRange } from '../../shared/ports.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import type { bucketOn } from './bucket.ts';
import { letGo } from './changed-port.ts';
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
        page: (month, after, range) => stores.contributions.page(month, after, range, lag),
      },
    }),
  },
  {
    name: 'no version lock on publish, nor on documents',
    stores: (stores) => ({
      ...stores,
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
    name: 'a month is divided whatever another run has done (reading months is slow)',
    sluggish: 'contributions.ofMonth',
    stores: (stores) => ({
      ...stores,
      divisions: {
        ...stores.divisions,
        replace: async (month, _seen, pages) =>
          stores.divisions.replace(month, (await stores.divisions.of(month))?.version ?? 0, pages),
      },
    }),
  },
  {
    name: 'pages that a run has divided and not published are taken for what they were',
    ports: (ports) => ({
      ...ports,
      divisions: {
        ...ports.divisions,
        async of(month) {
          const division = await ports.divisions.of(month);
          return division && { ...division, pages: division.pages.map((page) => ({ ...page, range: 0 })) };
        },
      },
    }),
  },
  {
    name: 'the row with which a page begins is left to the page before',
    ports: (ports) => ({
      ...ports,
      contributions: {
        ...ports.contributions,
        async *ofMonth(month: string, range?: NameRange): AsyncGenerator<Contribution[]> {
          for await (const rows of ports.contributions.ofMonth(month, range))
            yield rows.filter((row) => range?.from !== `${row.partner}#${row.reference}`);
        },
      },
    }),
  },
  {
    name: 'a row of a divided month marks the last page, whichever has it',
    ports: (ports) => ({
      ...ports,
      marks: {
        ...ports.marks,
        put: (mark) => ports.marks.put({ ...mark, subject: mark.subject.replace(/^(\S+) .*$/, '$1 ~ ') }),
      },
    }),
  },
  {
    name: 'suspects are not noted',
    ports: (ports) => ({ ...ports, suspects: { ...ports.suspects, put: async () => undefined } }),
  },
  {
    name: 'only the first rows of a month are read',
    ports: (ports) => ({
      ...ports,
      contributions: {
        ...ports.contributions,
        async *ofMonth(month: string, range?: NameRange): AsyncGenerator<Contribution[]> {
          for await (const page of ports.contributions.ofMonth(month, range)) {
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
