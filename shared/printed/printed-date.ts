import { lastDay, monthAfter } from '../words/calendar.ts';
import { type Point, readPoints, type Separator } from './date-points.ts';

/** A span of days ("2014-11-24" to "2014-11-28") or of months ("2021-11" to "2021-12"), both ends included. */
export type Span = { start: string; end: string };

/**
 * What a printed date says. `online` is there where the date itself says so. Several spans are several dates: the
 * source does not say that the days between them belong to it. A refusal tells why; `instead` is the only date
 * that can be meant, where there is one.
 */
export type PrintedDate =
  | { kind: 'one'; start: string; end: string; online?: true }
  | { kind: 'several'; spans: Span[]; online?: true }
  | { kind: 'refused'; why: DateRefusal; instead?: string };

export type DateRefusal = 'unreadable' | 'needs_year' | 'no_such_day' | 'ends_before_start' | 'wrong_weekday';

const refused = (why: DateRefusal, instead?: string): PrintedDate => ({
  kind: 'refused',
  why,
  ...(instead === undefined ? {} : { instead }),
});

/**
 * Reads a date as inventories in English and French print it: "24 – 28 November 2014", "juillet 2018 - juin 2021",
 * "ONLINE 17 NOVEMBER 2020". Numbers are day first, as the office writes them: 03/04/2020 is the third of April;
 * a year of two digits is of this century. `year` is the one to take where the text prints none. Whatever is not
 * understood to the last word is refused.
 */
export function readPrintedDate(text: string, { year }: { year?: number } = {}): PrintedDate {
  const read = readPoints(text);
  if (read === undefined) return refused('unreadable');
  const points = completed(read.points, year);
  if (points === 'unreadable' || points === 'needs_year') return refused(points);
  if (points.some((point) => point.day === undefined && !exists(point))) return refused('unreadable');
  if (!points.every(exists)) return refused('no_such_day', nearestDay(points));
  if (points.some(isOnAnotherWeekday)) return refused('wrong_weekday');
  const spans = spansOf(points, read.separators, read.isRange);
  if (spans === undefined) return refused('unreadable');
  if (spans.some(({ start, end }) => end < start)) return refused('ends_before_start');
  const online = read.online ? { online: true as const } : {};
  const [only, ...more] = spans;
  if (only === undefined) return refused('unreadable');
  return more.length === 0 ? { kind: 'one', ...only, ...online } : { kind: 'several', spans, ...online };
}

type Complete = { day?: number; month: number; year: number; weekday?: number };

/** Gives each point the month and year that the text prints once for several: from the right, or "May 5-7, 2020". */
function completed(
  points: readonly Point[],
  assumed: number | undefined,
): Complete[] | 'unreadable' | 'needs_year' {
  const done: Complete[] = [];
  const printsYear = points.some(({ year }) => year !== undefined);
  const leading = points[0]?.isMonthFirst ? points[0].month : undefined;
  let later: Complete | undefined;
  for (const point of points.toReversed()) {
    const { day, weekday } = point;
    const inherited = later === undefined || (later.day === undefined) === (day === undefined);
    const month = point.month ?? (later?.day === undefined ? undefined : later.month) ?? leading;
    const year = point.year ?? later?.year ?? (printsYear ? undefined : assumed);
    if (month === undefined || !inherited) return 'unreadable';
    if (year === undefined) return 'needs_year';
    later = {
      month,
      year,
      ...(day === undefined ? {} : { day }),
      ...(weekday === undefined ? {} : { weekday }),
    };
    done.unshift(later);
  }
  return done;
}

/** The spans of the points, undefined where a slash or a "from" leaves open what is meant. */
function spansOf(
  points: readonly Complete[],
  separators: readonly Separator[],
  isRange: boolean,
): Span[] | undefined {
  const spans: Span[] = [];
  let isJoined = false;
  for (const [at, point] of points.entries()) {
    const date = written(point);
    const separator = at === 0 ? 'and' : isRange ? 'to' : separators[at - 1];
    const last = spans.at(-1);
    if (last === undefined || separator === 'and') spans.push({ start: date, end: date });
    else if (isJoined || (separator === 'slash' && !isNext(last.end, point))) return undefined;
    else last.end = date;
    isJoined = separator !== 'and';
  }
  return isRange && (spans.length !== 1 || points.length !== 2) ? undefined : spans;
}

/** Whether a point is the day or month after a date: "26/27 May" is a span, "5/12 May" may be two dates. */
const isNext = (date: string, point: Complete): boolean =>
  point.day === undefined
    ? monthAfter(date) === written(point)
    : written({ ...point, day: point.day - 1 }) === date;

const two = (number: number): string => String(number).padStart(2, '0');
const written = ({ year, month, day }: Complete): string =>
  day === undefined ? `${year}-${two(month)}` : `${year}-${two(month)}-${two(day)}`;

const lastOf = ({ year, month }: Complete): number => Number(lastDay(`${year}-${two(month)}`).slice(8));
const exists = (point: Complete): boolean =>
  point.month >= 1 && point.month <= 12 && (point.day ?? 1) >= 1 && (point.day ?? 1) <= lastOf(point);

const isOnAnotherWeekday = (point: Complete): boolean =>
  point.weekday !== undefined && new Date(written(point)).getUTCDay() !== point.weekday;

/** What a single day that does not exist must mean: the last of its month, or the month printed before the day. */
function nearestDay(points: readonly Complete[]): string | undefined {
  const [point] = points;
  if (points.length !== 1 || point?.day === undefined || point.day < 1) return undefined;
  if (point.month <= 12 && point.month >= 1 && point.day <= 31)
    return written({ ...point, day: lastOf(point) });
  const swapped = { ...point, day: point.month, month: point.day };
  return exists(swapped) ? written(swapped) : undefined;
}
