import type { Contributions } from '../ports.ts';
import type { Activity } from '../words/activity.ts';
import type { Contribution, PublicRecord } from '../words/public-record.ts';
import { bare, distance } from './printed/likeness.ts';

/** How many duplicates are named at most. */
const mostNamed = 5;
/** Up to which letter titles are compared. */
const longestCompared = 120;
/** Which part of the letters of two titles may differ. */
const mayDiffer = 0.15;

/**
 * The references of those of a partner's activities that may be the same as one under another reference: they have
 * the same start and end, share a country (or neither has one) and have nearly the same title in some language. `rows`
 * are what is looked at: what the partner contributes to the month of the start under the references beside its own
 * ({@link Contributions.nearby}). A month of up to 15 rows is seen whole; of a larger one the 16 up to its own in the order
 * of their references, which are those of the same series where references are numbered, and no particular ones
 * where they are not. A restricted activity has no title there and is never taken for a duplicate, nor is one that is
 * not yet recorded or that starts in another month.
 */
export const nearDuplicates = (activity: Activity, rows: readonly Contribution[]): string[] =>
  rows
    .filter(
      ({ reference, record }) =>
        record !== undefined &&
        reference !== activity.reference &&
        isThenAndThere(activity, record) &&
        haveNearlyOneTitle(activity, record),
    )
    .map(({ reference }) => reference)
    .slice(0, mostNamed);

type ThenAndThere = { start: string; end?: string | undefined; countries: readonly { code: string }[] };

/** Whether both have the same days, and share a country or have none. */
function isThenAndThere(activity: ThenAndThere, record: ThenAndThere): boolean {
  if (activity.start !== record.start || (activity.end ?? activity.start) !== (record.end ?? record.start))
    return false;
  const codes = new Set(activity.countries.map(({ code }) => code));
  return codes.size === 0
    ? record.countries.length === 0
    : record.countries.some(({ code }) => codes.has(code));
}

type Titled = { title?: Record<string, string | undefined> | undefined };
const haveNearlyOneTitle = (activity: Titled, record: Titled): boolean =>
  Object.entries(activity.title ?? {}).some(([language, title]) =>
    isNearlyTheSame(title ?? '', record.title?.[language] ?? ''),
  );

/**
 * Whether two titles differ in few of their first 120 letters; blanks, case, accents and marks do not count, digits all
 * do.
 */
export function isNearlyTheSame(one: string, other: string): boolean {
  const [left, right] = [bare(one), bare(other)];
  if (left === '' || right === '' || digitsOf(left) !== digitsOf(right)) return left !== '' && left === right;
  const [first, second] = [left.slice(0, longestCompared), right.slice(0, longestCompared)];
  const most = Math.floor(Math.max(first.length, second.length) * mayDiffer);
  return distance(first, second, most) <= most;
}

/** The numbers of a title: part 1 and part 2 of a series are two activities. */
const digitsOf = (title: string): string => (title.match(/\d+/g) ?? []).join(' ');

/** Of a record: the days, and what else tells two activities apart. */
const daysOf = ({ start, end }: PublicRecord): string => `${start} ${end ?? start}`;

/** Those of other activities that may be the same as one, by the ids of both. */
export type Suspects = ReadonlyMap<string, readonly string[]>;

/**
 * The activities among records of one page of a month that may be the same, whosever they are: for each the ids of five others
 * at most, in the order of the records. The rule is that of {@link nearDuplicates}. Titles are compared only of those that
 * have the same days, each pair once: of the 128 of a page that holds usual ones, 8,128 times at most. Decision 0033.
 */
export function suspectsAmong(records: readonly PublicRecord[]): Suspects {
  const suspects = new Map<string, string[]>();
  const note = (id: string, other: string) => {
    const found = suspects.get(id) ?? [];
    if (found.length < mostNamed) suspects.set(id, [...found, other]);
  };
  for (const sameDays of Map.groupBy(records, daysOf).values())
    for (const [at, one] of sameDays.entries())
      for (const other of sameDays.slice(at + 1))
        if (isThenAndThere(one, other) && haveNearlyOneTitle(one, other)) {
          note(one.id, other.id);
          note(other.id, one.id);
        }
  return suspects;
}

type Nearby = Pick<Contributions, 'nearby'>;

/** Reads a month of a partner once where it is seen whole, however often it is asked for. */
export function readingOnce({ nearby }: Nearby): Nearby {
  const known = new Map<string, Awaited<ReturnType<typeof nearby>>>();
  return {
    async nearby(month, partner, reference) {
      const key = `${month} ${partner}`;
      const read = known.get(key) ?? (await nearby(month, partner, reference));
      if (read.whole) known.set(key, read);
      return read;
    },
  };
}
