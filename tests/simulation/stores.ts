import { monthOf } from '../../shared/calendar.ts';
import type { Partner } from '../../shared/partner.ts';
import type { Period } from '../../shared/period.ts';
import type * as port from '../../shared/ports.ts';
import type { Project } from '../../shared/project.ts';
import type { Contribution } from '../../shared/public-record.ts';
import type { DeadLetter, Receipt, StoredActivity, Submission } from '../../shared/submission.ts';
import type { VirtualTime } from './virtual-time.ts';

type VersionedRow = { at: number; row: Contribution | undefined };

/** The rows of the register, as maps. */
export type Rows = {
  revisions: Map<string, number>;
  receipts: Map<string, Receipt>;
  activities: Map<string, StoredActivity>;
  /** By month and activity, every row it ever was, with when: the last is what a strong read gives. */
  contributions: Map<string, Map<string, VersionedRow[]>>;
  marks: Map<string, string>;
  summaries: Map<string, port.VersionedSummary>;
  publication: { state: port.Publication | undefined };
  projects: Map<string, Project>;
  periods: Map<string, Period>;
  letters: Map<string, DeadLetter>;
};

export const noRows = (): Rows => ({
  revisions: new Map(),
  receipts: new Map(),
  activities: new Map(),
  contributions: new Map(),
  marks: new Map(),
  summaries: new Map(),
  publication: { state: undefined },
  projects: new Map(),
  periods: new Map(),
  letters: new Map(),
});

/** How many contributions a page of a month has: few, so that writes get between the pages. */
const pageSize = 2;

export type Stores = ReturnType<typeof storesOn>;

/** The ports of the table on rows in memory: strong reads, single-row conditional writes, as DynamoDB has them. */
export function storesOn(rows: Rows, partners: readonly Partner[], time: VirtualTime) {
  const keyOf = (partner: string, reference: string) => `${partner}#${reference}`;
  const raise = (key: string) => {
    const next = (rows.revisions.get(key) ?? 0) + 1;
    rows.revisions.set(key, next);
    return next;
  };
  const monthRows = (month: string) => {
    const found = rows.contributions.get(month) ?? new Map<string, VersionedRow[]>();
    rows.contributions.set(month, found);
    return found;
  };

  return {
    rows,
    partners: {
      holding: async (named, hash) => partners.find(({ id }) => id === named && `key of ${id}` === hash),
    } satisfies port.Partners,
    revisions: {
      next: async (partner, reference) => raise(keyOf(partner, reference)),
      nextOfKnown: async (partner, reference) =>
        rows.revisions.has(keyOf(partner, reference)) ? raise(keyOf(partner, reference)) : undefined,
    } satisfies port.Revisions,
    receipts: {
      put: async (receipt) => void rows.receipts.set(receipt.id, receipt),
      get: async (id) => rows.receipts.get(id),
    } satisfies port.Receipts,
    activities: {
      async apply(submission: Submission, recordedAt: string): Promise<StoredActivity> {
        const key = keyOf(submission.partner, submission.reference);
        const before = rows.activities.get(key);
        if (before !== undefined && before.revision >= submission.revision) return before;
        const after = applied(submission, before?.months ?? [], recordedAt);
        rows.activities.set(key, after);
        return after;
      },
      get: async (partner: string, reference: string) => rows.activities.get(keyOf(partner, reference)),
    } satisfies port.Activities,
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
      async page(month: string, from: string, lag = 0) {
        const all = [...monthRows(month)]
          .filter(([key]) => key > from)
          .sort(([one], [other]) => order(one, other));
        const page = all.slice(0, pageSize);
        const then = (history: VersionedRow[]) =>
          history.findLast(({ at }) => lag === 0 || at <= time.now() - lag)?.row;
        return {
          items: page.flatMap(([, history]) => then(history) ?? []),
          next: all.length > pageSize ? page.at(-1)?.[0] : undefined,
        };
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
          .sort(([one], [other]) => order(one, other))
          .map(([subject, token]) => ({ subject, token })),
      async remove({ subject, token }) {
        if (rows.marks.get(subject) === token) rows.marks.delete(subject);
      },
    } satisfies port.Marks,
    summaries: {
      version: async (month) => rows.summaries.get(month)?.version ?? 0,
      all: async () => [...rows.summaries.values()],
      async replace(month, seen, summary) {
        if ((rows.summaries.get(month)?.version ?? 0) !== seen) return false;
        rows.summaries.set(month, { month, version: seen + 1, summary });
        return true;
      },
    } satisfies port.Summaries,
    publications: {
      get: async () => rows.publication.state,
      async replace(seen, next) {
        if ((rows.publication.state?.version ?? 0) !== seen) return false;
        rows.publication.state = next;
        return true;
      },
    } satisfies port.Publications,
    portfolio: {
      project: async (code) => rows.projects.get(code),
      projects: async () => [...rows.projects.values()],
      putProject: async (next) => void rows.projects.set(next.code, next),
      period: async (id) => rows.periods.get(id),
      periods: async () => [...rows.periods.values()],
      putPeriod: async (next) => void rows.periods.set(next.id, next),
    } satisfies port.Portfolio,
    deadLetters: {
      put: async (letter) => void rows.letters.set(letter.id, letter),
      get: async (id) => rows.letters.get(id),
    } satisfies Pick<port.DeadLetters, 'put' | 'get'>,
  };
}

/** The row of an activity after a submission. */
export function applied(
  submission: Submission,
  months: readonly string[],
  recordedAt: string,
): StoredActivity {
  const { schema, id, partner, reference, revision, acceptedAt } = submission;
  const put = submission.operation === 'put' ? submission.activity : undefined;
  return {
    schema,
    partner,
    reference,
    revision,
    submission: id,
    acceptedAt,
    recordedAt,
    months: [...new Set([...months, ...(put === undefined ? [] : [monthOf(put.start)])])].sort(),
    ...(put === undefined ? {} : { activity: put }),
  };
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
