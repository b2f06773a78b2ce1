import { lastDay, monthAfter } from '../../words/calendar.ts';
import { datedParts, type Point, readPoints, type Separator } from './date-points.ts';
import { folded, unmarked } from './likeness.ts';
import { type PrintedMode, takeModeWords } from './mode.ts';

/** A span of days ("2014-11-24" to "2014-11-28") or of months ("2021-11" to "2021-12"), both ends included. */
export type Span = { start: string; end: string };

/**
 * Why a date is refused: it is not read at all; it has words beside a date (`more_than_a_date`); it names no date
 * ("tbc"), no year, no month, only a part of a month or year ("mid-June", "Q1"), only its first or last day, a
 * first day and how long it lasted, days without telling whether those between belong to it; or it cannot be.
 */
export type DateRefusal =
  | 'unreadable'
  | 'more_than_a_date'
  | 'no_date'
  | 'needs_year'
  | 'needs_month'
  | 'part_of_month'
  | 'open_ended'
  | 'duration'
  | 'days_or_range'
  | 'no_such_day'
  | 'ends_before_start'
  | 'wrong_weekday';

/** Why a date was not read, and the date that it most likely means. */
type Refused = { why: DateRefusal; instead?: Span | undefined };

const noDate =
  /^(?:tb[acd]|to be (?:announced|confirmed|determined|decided|defined)|a (?:confirmer|definir|determiner|preciser)|unknown|not known|inconnue?s?|(?:various|several|multiple|different|divers|diverses|plusieurs|differentes)(?: (?:dates?|days?|jours?))?|postponed|cancel+ed|reportee?s?|annulee?s?|ongoing|en cours|permanent|continuous|pending|all year|throughout the year|toute l'annee|\?+)$/;
const onlyYears =
  /^(?:(?:in|en|during|courant|year|annee|fin|debut|early|late|mid-?|end of) ?)*(?:19|20)\d\d(?: ?[-/&] ?(?:(?:19|20)?\d\d))?$/;
const quarter = /\b(?:[qt]([1-4])|([1-4])(?:st|nd|rd|th|er|ere|e|eme)? (?:quarter|trimestre))(?: of| de)?\b/;
const parts =
  /\b(?:early|mid|late|(?:the )?(?:beginning|middle|end|start)(?: of)?|(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?:half|week|part|fortnight)(?: of)?|(?:the )?week(?: of)?|debut|mi|fin|courant|(?:la |les )?(?:premiere?|1ere|deuxieme|seconde?|2e|derniere?) (?:moitie|semaine|quinzaine|partie)(?: de| d')?|(?:la )?semaine(?: du| de)?|(?:quarter|trimestre|semestre|semester)(?: of| de)?|spring|summer|autumn|winter|printemps|ete|automne|hiver)\b[- ]?/g;
/** Words that turn round what a date says, or tell that it no longer holds. */
const contrary =
  /\b(?:not|un(?:til|less)|till|before|after|by|sauf|except|avant|apres|jusqu|instead|initially|originally|initialement|moved|postponed|cancel+ed|reporte|annule|from|since|depuis)/;

/** Tells why a date that is not read is none, as far as that can be seen; `read` reads a part of it. */
function refusalOf(text: string, read: (part: string) => Span | undefined): Refused {
  if (noDate.test(text)) return { why: 'no_date' };
  if (onlyYears.test(text)) return { why: 'needs_month' };
  const quarterly = quarter.exec(text);
  if (quarterly !== null) return { why: 'part_of_month', instead: monthsOf(quarterly, text) };
  const whole = text.replace(parts, ' ').replace(/\s+/g, ' ').trim();
  if (whole !== text.trim()) {
    const span = read(whole);
    return { why: 'part_of_month', instead: span?.start.length === 7 ? span : undefined };
  }
  const ofTwoDigits = /^(.*\d[ .-]+[a-z]{3,}\.?) (\d\d)$/.exec(text);
  if (ofTwoDigits !== null)
    return { why: 'unreadable', instead: read(`${ofTwoDigits[1]} 20${ofTwoDigits[2]}`) };
  const [part, ...more] = datedParts(text);
  const beside = part === undefined ? '' : text.replace(part, ' ');
  if (part === undefined || more.length > 0 || !/\p{L}/u.test(beside) || /\d/.test(beside))
    return { why: 'unreadable' };
  const date = part.replace(
    /^(?:[\s,;/&-]|\b(?:and|et|to|a|au)\b)+|(?:[\s,;/&-]|\b(?:and|et|to|a|au|of|de|on|the|in|le)\b)+$/g,
    '',
  );
  return { why: 'more_than_a_date', instead: contrary.test(beside) ? undefined : read(date) };
}

/** The three months of a quarter of the only year that the text names. */
function monthsOf([, one, other]: RegExpExecArray, text: string): Span | undefined {
  const [year, ...more] = text.match(/\b(?:19|20)\d\d\b/g) ?? [];
  if (year === undefined || more.length > 0) return undefined;
  const first = 3 * Number(one ?? other) - 2;
  const month = (number: number): string => `${year}-${String(number).padStart(2, '0')}`;
  return { start: month(first), end: month(first + 2) };
}

/** What stands around the days and months of a printed date, and what is left without it, folded. */
type Surroundings = {
  rest: string;
  mode: PrintedMode | undefined;
  /** How many days it lasts: "(3 days)", "It lasted 2 days". */
  lasts: number | undefined;
  /** Whether it tells when it began and not when it ended, or the other way round. */
  isOpen: boolean;
};

const clock = String.raw`(?:\d{1,2}(?::\d{2}|h(?:\d{2})?(?![a-z\d]))(?::\d{2})?(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?)`;
const zone = String.raw`\(?\b(?:(?:gmt|utc|cet|cest|eet|eest|bst)\b(?: ?[+-]\d{1,2})?|[a-z]+ (?:local )?time\b|heure (?:locale|d'[a-z]+|de [a-z]+)\b)\)?`;
const times = new RegExp(
  String.raw`(?:[|,]? ?\b(?:at |a |de |from )?)?\b${clock}(?: ?(?:-|to|a) ?${clock})?(?: ?${zone})?`,
  'g',
);
const hours = /\b(?:\d{1,2}|one|two|three|une|deux|trois) ?(?:hours?|heures?|minutes|min)\b/g;

const numbers = 'one|two|three|four|five|six|seven|eight|nine|ten';
const nombres = 'un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix';
const duration = new RegExp(
  String.raw`[.,;]? ?(?:\bit )?(?:\bwill )?(?:\b(?:lasts?|lasted|lasting|dure|durera|a dure|duree|duration|for|over|pendant|sur)\b[ :]*)*(?:\b(?:for|de|of) )?\b(?<!\d[.:/-] ?|\d,)(?<many>\d{1,2}|${numbers}|${nombres})[- ](?:days?|jours?)\b`,
);
const openers =
  /\b(?:(?:has )?(?:started|begun)|start(?:s|ing)|beg(?:an|ins|inning)|now under ?way|as (?:of|from)|since|depuis(?: ce)?|a partir d[ue]|a compter d[ue]|debut(?:e|ant)|commen(?:ce|cant)|a (?:commence|debute))\b|\bonwards?\b|(?:\b(?:to|until|till)|-) ?(?:present|date|now|today|ongoing|en cours)\b|\b(?:a|jusqu'a) (?:ce jour|present)\b/g;
const closers = /^(?:until|till|before|by|up to|jusqu'a[u]?|avant)\b/;

/** Parts a printed date from the words, times and marks around it. */
function surroundingsOf(text: string): Surroundings {
  const { mode, rest: named } = takeModeWords(folded(unmarked(text)));
  const dated = named
    .replace(/(\d{4}-\d\d-\d\d)t\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?/g, '$1')
    .replace(/^(\d{4}-\d\d(?:-\d\d)?)\/(\d{4}-)/, '$1 - $2')
    .replace(/^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)$/, '$1-$2-$3');
  const timeless = dated.replace(times, ' ').replace(hours, ' ');
  const many = duration.exec(timeless);
  const days = many === null ? timeless : timeless.replace(duration, ' ');
  const rest = days
    .replace(openers, ' ')
    .replace(/[()]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:|.]+|[\s,;:|.]+$/g, '');
  return {
    rest,
    mode,
    lasts: many === null ? undefined : numberOf(many.groups?.many ?? ''),
    isOpen: days.search(openers) >= 0 || closers.test(rest),
  };
}

function numberOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  return Math.max(numbers.split('|').indexOf(word), nombres.split('|').indexOf(word)) + 1;
}

/**
 * What a printed date says. `mode` is there where the date itself says it. Several spans are several dates: the
 * source does not say that the days between them belong to it. A refusal tells why; `instead` is the only date
 * that can be meant, or the likeliest where the source leaves something out.
 */
type PrintedDate =
  | { kind: 'one'; start: string; end: string; mode?: PrintedMode }
  | { kind: 'several'; spans: Span[]; mode?: PrintedMode }
  | { kind: 'refused'; why: DateRefusal; instead?: Span };

const refused = (why: DateRefusal, instead?: Span): PrintedDate => ({
  kind: 'refused',
  why,
  ...(instead === undefined ? {} : { instead }),
});

/** The longest text that is looked at. */
const longest = 200;

/**
 * Reads a date as inventories in English and French print it: "24 – 28 November 2014", "juillet 2018 - juin 2021",
 * "ONLINE 17 NOVEMBER 2020", "virtual meeting (26 February)". Numbers are day first, as the office writes them:
 * 03/04/2020 is the third of April; a year of two digits is of this century. `year` is the one to take where the
 * text prints none. Times and marks of footnotes do not count. Whatever else is not understood to the last word
 * is refused. Decision 0027.
 */
export function readPrintedDate(text: string, { year }: { year?: number } = {}): PrintedDate {
  if (text.length > longest) return refused('unreadable');
  const around = surroundingsOf(text);
  const read = readDated(around.rest, year);
  if (read.kind === 'refused') {
    if (read.why !== 'unreadable') return read;
    const { why, instead } = refusalOf(around.rest, (part) => spanOf(readDated(part, year)));
    if (around.isOpen && around.lasts === undefined && why === 'more_than_a_date')
      return refused('open_ended');
    return refused(why, around.lasts === undefined ? instead : lasting(instead, around.lasts));
  }
  if (around.isOpen && spanOf(read)?.start === spanOf(read)?.end && around.lasts === undefined)
    return refused('open_ended');
  const wrong = durationAgainst(read, around);
  if (wrong !== undefined) return wrong;
  return around.mode === undefined ? read : { ...read, mode: around.mode };
}

const spanOf = (read: PrintedDate): Span | undefined =>
  read.kind === 'one' ? { start: read.start, end: read.end } : undefined;

/** The days from the one that is named on, so many in all; undefined where no single day is named. */
function lasting(from: Span | undefined, days: number): Span | undefined {
  if (from === undefined || from.start !== from.end || from.start.length < 10) return undefined;
  const last = Date.parse(from.start) + (days - 1) * 86_400_000;
  return { start: from.start, end: new Date(last).toISOString().slice(0, 10) };
}

/** The refusal of a date whose days are not as many as it says; nothing where it names months, or says nothing. */
function durationAgainst(read: PrintedDate, { lasts }: Surroundings): PrintedDate | undefined {
  if (lasts === undefined || read.kind === 'refused') return undefined;
  const spans = read.kind === 'one' ? [read] : read.spans;
  if (spans.some(({ start }) => start.length < 10)) return undefined;
  const days = spans.reduce(
    (sum, { start, end }) => sum + (Date.parse(end) - Date.parse(start)) / 86_400_000 + 1,
    0,
  );
  return days === lasts ? undefined : refused('duration', lasting(spanOf(read), lasts));
}

/** Reads a date without what stands around it. */
function readDated(text: string, year: number | undefined): PrintedDate {
  const read = readPoints(text);
  if (read === undefined) return refused('unreadable');
  const points = completed(read.points, year);
  if (points === 'unreadable' || points === 'needs_year') return refused(points);
  if (points.some((point) => point.day === undefined && !exists(point))) return refused('unreadable');
  if (!points.every(exists)) return refused('no_such_day', nearestDay(points));
  if (points.some(isOnAnotherWeekday)) return refused('wrong_weekday');
  if (read.isFrom) return refused('open_ended');
  const spans = spansOf(points, read.separators, read.isRange);
  if (spans === 'unreadable' || spans === 'days_or_range') return refused(spans);
  if (spans.some(({ start, end }) => end < start))
    return refused('ends_before_start', acrossNewYear(read.points, spans));
  const [only, ...more] = spans;
  if (only === undefined) return refused('unreadable');
  if (read.separators.includes('blank'))
    return refused('days_or_range', more.length === 0 ? only : undefined);
  return more.length === 0 ? { kind: 'one', ...only } : { kind: 'several', spans };
}

/** "30 December - 2 January 2021", which prints the year of its end only, begins in the year before. */
function acrossNewYear([from, to]: readonly Point[], spans: readonly Span[]): Span | undefined {
  const [only, ...more] = spans;
  if (only === undefined || more.length > 0 || from?.year !== undefined || to?.year === undefined)
    return undefined;
  if (from?.month === undefined || to.month === undefined || from.month <= to.month) return undefined;
  return { start: `${Number(only.start.slice(0, 4)) - 1}${only.start.slice(4)}`, end: only.end };
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

/** The spans of the points, unless a slash or a "from" leaves open what is meant. */
function spansOf(
  points: readonly Complete[],
  separators: readonly Separator[],
  isRange: boolean,
): Span[] | 'unreadable' | 'days_or_range' {
  const spans: Span[] = [];
  let isJoined = false;
  for (const [at, point] of points.entries()) {
    const date = written(point);
    const separator = at === 0 ? 'and' : isRange ? 'to' : separators[at - 1];
    const last = spans.at(-1);
    if (last === undefined || separator === 'and') spans.push({ start: date, end: date });
    else if (isJoined) return 'unreadable';
    else if (separator === 'slash' && !isNext(last.end, point)) return 'days_or_range';
    else last.end = date;
    isJoined = separator !== 'and';
  }
  return isRange && (spans.length !== 1 || points.length !== 2) ? 'unreadable' : spans;
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
function nearestDay(points: readonly Complete[]): Span | undefined {
  const [point] = points;
  if (points.length !== 1 || point?.day === undefined || point.day < 1) return undefined;
  const swapped = { ...point, day: point.month, month: point.day };
  const isMonth = point.month >= 1 && point.month <= 12 && point.day <= 31;
  const meant = isMonth ? { ...point, day: lastOf(point) } : exists(swapped) ? swapped : undefined;
  return meant === undefined ? undefined : { start: written(meant), end: written(meant) };
}
