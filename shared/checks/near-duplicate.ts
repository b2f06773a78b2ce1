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

/** Whether both have the same days, and share a country or have none. */
function isThenAndThere(activity: Activity, record: PublicRecord): boolean {
  if (activity.start !== record.start || (activity.end ?? activity.start) !== (record.end ?? record.start))
    return false;
  const codes = new Set(activity.countries.map(({ code }) => code));
  return codes.size === 0
    ? record.countries.length === 0
    : record.countries.some(({ code }) => codes.has(code));
}

const haveNearlyOneTitle = (activity: Activity, record: PublicRecord): boolean =>
  Object.entries(activity.title).some(([language, title]) =>
    isNearlyTheSame(title, record.title?.[language] ?? ''),
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
