import type { Contributions } from '../ports.ts';
import { bare, distance } from '../printed/likeness.ts';
import type { Activity } from '../words/activity.ts';
import type { Contribution, PublicRecord } from '../words/public-record.ts';

/** How many pages of a partner's month are read for duplicates at most: 2 MB, some two thousand activities. */
const mostPages = 2;
/** How many duplicates are named at most. */
const mostNamed = 5;
/** With how many titles of the same days and countries one is compared at most, and up to which letter. */
const mostCompared = 100;
const longestCompared = 120;
/** Which part of the letters of two titles may differ. */
const mayDiffer = 0.15;

/**
 * The references of those of a partner's activities that may be the same as one under another reference: they have
 * the same start and end, share a country (or neither has one) and have nearly the same title in some language. Pages
 * hold what the partner contributes to the month of the start; of a month of more than two pages the rest is not
 * looked at, nor more than 100 activities of the same days and countries. A restricted activity has no title there and is never taken for a duplicate, nor is one not yet recorded.
 */
export async function nearDuplicates(
  activity: Activity,
  pages: AsyncIterable<readonly Contribution[]>,
): Promise<string[]> {
  const found: string[] = [];
  let [read, compared] = [0, 0];
  for await (const page of pages) {
    for (const { reference, record } of page) {
      if (record === undefined || reference === activity.reference || !isThenAndThere(activity, record))
        continue;
      if (compared === mostCompared) break;
      compared += 1;
      if (haveNearlyOneTitle(activity, record)) found.push(reference);
    }
    read += 1;
    if (read === mostPages || found.length >= mostNamed || compared === mostCompared) break;
  }
  return found.slice(0, mostNamed);
}

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

type OfPartner = Pick<Contributions, 'ofMonthAndPartner'>;

/** Reads each month of a partner once, however often it is asked for, and no further than duplicates are looked for. */
export function readingOnce({ ofMonthAndPartner }: OfPartner): OfPartner {
  const known = new Map<string, Promise<Contribution[][]>>();
  return {
    async *ofMonthAndPartner(month, partner) {
      const key = `${month} ${partner}`;
      const pages = known.get(key) ?? firstPages(ofMonthAndPartner(month, partner));
      known.set(key, pages);
      yield* await pages;
    },
  };
}

async function firstPages(pages: AsyncIterable<Contribution[]>): Promise<Contribution[][]> {
  const read: Contribution[][] = [];
  for await (const page of pages) if (read.push(page) === mostPages) break;
  return read;
}
