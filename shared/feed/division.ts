import type { DividedPage, Division, NameRange } from '../ports.ts';
import { portfolioSubject } from '../ports.ts';
import type { Contribution } from '../words/public-record.ts';

/** The name of a row of a month, by which its rows are in order. */
export const rowName = ({ partner, reference }: Pick<Contribution, 'partner' | 'reference'>): string =>
  `${partner}#${reference}`;

/** How much (bytes) a page of the register holds: 128 rows of up to 1,536 bytes, fewer where rows are larger. */
export const pageBytes = 196_608;
const usualRow = 1_536;

const utf8 = new TextEncoder();
const weightOf = (row: Contribution): number => Math.max(usualRow, utf8.encode(JSON.stringify(row)).length);

/**
 * Puts rows that come in order into pages of so many bytes as they come, holding no more than two: each but the last two is full, and
 * these are halves of what is left where that is more than one holds. A page that has room for all stays one.
 */
export async function* inPages(
  rows: AsyncIterable<Contribution[]>,
  full: number,
): AsyncGenerator<Contribution[]> {
  let held: { row: Contribution; weight: number }[] = [];
  let weight = 0;
  const take = (most: number): Contribution[] => {
    let [count, taken] = [0, 0];
    for (const each of held) {
      if (count > 0 && taken + each.weight > most) break;
      count += 1;
      taken += each.weight;
    }
    const page = held.slice(0, count).map(({ row }) => row);
    held = held.slice(count);
    weight -= taken;
    return page;
  };
  for await (const some of rows)
    for (const row of some) {
      const own = weightOf(row);
      held.push({ row, weight: own });
      weight += own;
      if (weight > 2 * full) yield take(full);
    }
  while (weight > full && held.length > 1) yield take(weight > 2 * full ? full : Math.ceil(weight / 2));
  yield take(Number.POSITIVE_INFINITY);
}

/** A page of a month with the range of the names of its rows. */
export type Place = NameRange & Omit<DividedPage, 'from'>;

/** The pages of a month, as it is divided. */
export function placesOf(division: Division | undefined): Place[] {
  const pages = division?.pages ?? [{ number: 1, from: '', range: 0 }];
  return pages.map((page, at) => ({ ...page, to: pages[at + 1]?.from }));
}

/** The subject of the mark of a row of a month: the month, or that and the range of the page that the row is on. */
export function markSubject(month: string, row: string, division: Division | undefined): string {
  if (division === undefined) return month;
  const place = placesOf(division).findLast(({ from }) => from <= row);
  return `${month} ${place?.from ?? ''} ${place?.to ?? ''}`;
}

/** A range of the rows of a month. */
export type MonthRange = { month: string } & NameRange;

/** What a mark tells of: months, or ranges of their rows. A mark of the portfolio tells of none. */
export function markedRanges(subject: string): MonthRange[] {
  if (subject === portfolioSubject) return [];
  return subject.split(',').map((each) => {
    const [month = '', from = '', to = ''] = each.split(' ');
    return { month, from, to: to === '' ? undefined : to };
  });
}

/** Whether two ranges have a name in common. */
export const overlap = (one: NameRange, other: NameRange): boolean =>
  (other.to === undefined || one.from < other.to) && (one.to === undefined || other.from < one.to);

/** The division of a month once one of its pages is divided into several that begin with these names. */
export function dividedInto(
  division: Division | undefined,
  number: number,
  starts: readonly string[],
  numbers: readonly number[],
): DividedPage[] {
  const version = (division?.version ?? 0) + 1;
  return placesOf(division).flatMap(({ to: _to, ...page }) =>
    page.number !== number
      ? [page]
      : starts.map((from, at) => ({
          number: numbers[at] ?? page.number,
          from: at === 0 ? page.from : from,
          range: version,
        })),
  );
}
