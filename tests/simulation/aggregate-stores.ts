import type { Publication, Publications, Retired, Retirements } from '../../shared/feed/ports.ts';
import type * as port from '../../shared/ports.ts';
import { byCodeUnit, type Contribution } from '../../shared/words/public-record.ts';
import type { VirtualTime } from './virtual-time.ts';

type VersionedRow = { at: number; row: Contribution | undefined };

/** The rows that recorder and aggregator derive, as maps. */
export type AggregateRows = {
  /** By month and activity, every row it ever was, with when: the last is what a strong read gives. */
  contributions: Map<string, Map<string, VersionedRow[]>>;
  marks: Map<string, string>;
  divisions: Map<string, port.Division>;
  suspects: Map<string, { snapshot: number; others: readonly string[] }>;
  publication: { state: Publication | undefined };
  retired: Map<number, Retired>;
};

/** How many contributions a page of a month has: few, so that writes get between the pages. */
const pageSize = 2;

/** The ports of what recorder and aggregator derive, on rows in memory. */
export function aggregatesOn(rows: AggregateRows, time: VirtualTime) {
  const keyOf = (partner: string, reference: string) => `${partner}#${reference}`;
  const monthRows = (month: string) => {
    const found = rows.contributions.get(month) ?? new Map<string, VersionedRow[]>();
    rows.contributions.set(month, found);
    return found;
  };

  return {
    contributions: {
      async write(month: string, row: Contribution): Promise<void> {
        const key = keyOf(row.partner, row.reference);
        const history = monthRows(month).get(key) ?? [];
        const newest = history.at(-1)?.row;
        if (newest !== undefined && newest.revision >= row.revision) return;
        history.push({ at: time.now(), row });
        monthRows(month).set(key, history);
      },
      /** The page after a key, as the rows stood some milliseconds ago; `next` is undefined on the last. */
      async page(month: string, after: string, range: port.NameRange = { from: '' }, lag = 0) {
        const { from, to } = range;
        const all = [...monthRows(month)]
          .filter(([key]) => key > after && key >= from && (to === undefined || key < to))
          .sort(([one], [other]) => byCodeUnit(one, other));
        const page = all.slice(0, pageSize);
        const then = (history: VersionedRow[]) =>
          history.findLast(({ at }) => lag === 0 || at <= time.now() - lag)?.row;
        return {
          items: page.flatMap(([, history]) => then(history) ?? []),
          next: all.length > pageSize ? page.at(-1)?.[0] : undefined,
        };
      },
      async nearby(month: string, partner: string) {
        const rows = [...monthRows(month).values()]
          .flatMap((history) => history.at(-1)?.row ?? [])
          .filter((row) => row.partner === partner);
        return { rows, whole: true };
      },
      /** What no port offers and some mutants want. */
      async erase(month: string, row: Contribution): Promise<void> {
        monthRows(month).get(keyOf(row.partner, row.reference))?.push({ at: time.now(), row: undefined });
      },
    },
    marks: {
      put: async ({ subject, token }) => void rows.marks.set(subject, token),
      list: async () =>
        [...rows.marks]
          .sort(([one], [other]) => byCodeUnit(one, other))
          .map(([subject, token]) => ({ subject, token })),
      async remove({ subject, token }) {
        if (rows.marks.get(subject) === token) rows.marks.delete(subject);
      },
    } satisfies port.Marks,
    divisions: {
      of: async (month) => rows.divisions.get(month),
      async replace(month, seen, pages) {
        if ((rows.divisions.get(month)?.version ?? 0) !== seen) return false;
        rows.divisions.set(month, { version: seen + 1, pages });
        return true;
      },
    } satisfies port.Divisions,
    suspects: {
      async put(partner, reference, others, snapshot) {
        const key = `${partner}/${reference}`;
        if ((rows.suspects.get(key)?.snapshot ?? 0) <= snapshot) rows.suspects.set(key, { snapshot, others });
      },
      of: async (partner, reference) => [...(rows.suspects.get(`${partner}/${reference}`)?.others ?? [])],
      async between(partner, first, last) {
        const found = [...rows.suspects].flatMap(([key, { others }]): [string, string[]][] => {
          const [owner, reference = ''] = key.split('/');
          return owner === partner && first <= reference && reference <= last
            ? [[reference, [...others]]]
            : [];
        });
        return new Map(found);
      },
    } satisfies port.Suspects,
    publications: {
      get: async () => rows.publication.state,
      async replace(seen, next) {
        if ((rows.publication.state?.version ?? 0) !== seen) return false;
        rows.publication.state = next;
        return true;
      },
    } satisfies Publications,
    retirements: {
      async put(retired) {
        if ((rows.retired.get(retired.snapshot)?.version ?? 0) > retired.version) return false;
        rows.retired.set(retired.snapshot, retired);
        return true;
      },
      page: async () => [...rows.retired.values()].sort((one, other) => one.snapshot - other.snapshot),
      async remove({ snapshot, version }) {
        if (rows.retired.get(snapshot)?.version === version) rows.retired.delete(snapshot);
      },
    } satisfies Omit<Retirements, 'list'> & { page: () => Promise<Retired[]> },
  };
}
