/** The day, month and year that stand together in a printed date; what is missing stands elsewhere in it. */
export type Point = { day?: number; month?: number; year?: number; weekday?: number; isMonthFirst?: true };

/** What stands between two points: a dash or "to", a slash, a comma or "and", or nothing but a blank. */
export type Separator = 'to' | 'slash' | 'and' | 'blank';

/** The points of a printed date in their order, and what stands between them. `isFrom` is a lone "from 5 May". */
type Points = { points: Point[]; separators: Separator[]; isRange: boolean; isFrom: boolean };

const monthNames =
  'jan(?:uary|v|vier)?|fev(?:r|rier)?|feb(?:ruary)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?|juil(?:let)?|aug(?:ust)?|aout|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember|embre)?';
const monthStems = 'jan feb|fev mar apr|avr may|mai jun|juin jul|juil aug|aout sep oct nov dec'.split(' ');
const dayNames =
  'sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|dim(?:anche)?|lun(?:di)?|mardi|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?';
const dayStems = 'sun|dim mon|lun tue|mar wed|mer thu|jeu fri|ven sat|sam'.split(' ');

/** The number of the month of a folded name or abbreviation: 1 for "janv". */
const monthNumber = (name: string): number =>
  monthStems.findIndex((stems) => stems.split('|').some((stem) => name.startsWith(stem))) + 1;
const weekdayNumber = (name: string): number =>
  dayStems.findIndex((stems) => stems.split('|').some((stem) => name.startsWith(stem)));

/** Each kind of token of a printed date, tried in this order at each place of the folded text. */
const tokens = new RegExp(
  [
    String.raw`(?<iso>(?<isoYear>(?:19|20)\d\d)(?<mark>[-/.])(?:(?<isoMonth>\d{1,2})\k<mark>(?<isoDay>\d{1,2})(?!\d)|(?<onlyMonth>\d\d)(?=$|[-/, ]+(?:\d|to |au |a |and |et ))))`,
    String.raw`(?<numeric>(?<day>\d{1,2})(?:(?<sign>[/.])(?<month>\d{1,2})\k<sign>(?<year>(?:19|20)\d\d|\d\d)|-(?<dashMonth>\d{1,2})-(?<dashYear>(?:19|20)\d\d))(?!\d))`,
    String.raw`(?<short>(?<shortDay>\d{1,2})(?<shortSign>[/.])(?<shortMonth>\d{1,2})(?= ?(?:-|to |au |a )[ ]?\d{1,2}\k<shortSign>\d{1,2}\k<shortSign>\d))`,
    String.raw`(?<ofMonth>(?<monthOnly>0?[1-9]|1[0-2])/(?<yearOnly>(?:19|20)\d\d)(?!\d))`,
    String.raw`(?<fullYear>,? ?(?:19|20)\d\d(?!\d))`,
    String.raw`'(?<shortYear>\d\d)(?!\d)`,
    String.raw`(?<number>\d{1,2})(?:(?:st|nd|rd|th|er|ere|e|eme)?(?![\d\p{L}])(?:\.(?= ?-))?|(?=(?:${monthNames})(?!\p{L})))`,
    String.raw`(?<name>(?:${monthNames})(?!\p{L}))\.?`,
    String.raw`(?<weekday>(?:${dayNames})(?!\p{L}))[.,]?`,
    String.raw`(?<between>(?:between|entre)(?!\p{L}))`,
    String.raw`(?<from>from(?!\p{L}))`,
    String.raw`(?<to>-|(?:to|until|till|through|au|a|jusqu'au)(?!\p{L}))`,
    '(?<slash>/)',
    String.raw`(?<and>,? ?(?:and|et)(?!\p{L})|[,&])`,
    String.raw`(?:on|of|the|in|during|day|le|les|du|de|des|en|morning|afternoon|matin|apres-midi)(?!\p{L})|d'`,
  ].join('|'),
  'uy',
);

/** A year of two digits is of this century: 20 is 2020. */
const fullYear = (digits: string): number => Number(digits.length === 2 ? `20${digits}` : digits);

/** Reads the points of a date of which the surroundings are left out; undefined if any of it is not understood. */
export function readPoints(text: string): Points | undefined {
  const state: Reading = { points: [], separators: [], isOpen: false };
  if (!everyToken(text, (groups) => take(state, groups))) return undefined;
  const { points, separators, lead } = state;
  const ends = points.length > 0 && separators.length === points.length - 1;
  const allows = lead === undefined || lead === 'between' || separators.every((each) => each === 'to');
  const isFrom = lead === 'from' && points.length === 1;
  const fits = lead === undefined || points.length === 2 || isFrom;
  if (!ends || !allows || state.weekday !== undefined || !fits) return undefined;
  return { points, separators, isRange: lead !== undefined && !isFrom, isFrom };
}

/** The longest parts of a text that are made of nothing but what dates are made of, and have a number or a month. */
export function datedParts(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (/[\p{L}\d]/u.test(text[at - 1] ?? '')) continue;
    let [end, isDated] = [at, false];
    everyToken(text.slice(at), ({ iso, numeric, ofMonth, number, name }, to) => {
      isDated ||= [iso, numeric, ofMonth, number, name].some((each) => each !== undefined);
      end = at + to;
      return true;
    });
    if (isDated) parts.push(text.slice(at, end));
    at = Math.max(at, end - 1);
  }
  return parts;
}

/** Gives each token of a text to `takes`, with the place where it ends; false once there is none, or one is not taken. */
function everyToken(text: string, takes: (groups: Groups, to: number) => boolean): boolean {
  for (let at = 0; at < text.length; ) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    tokens.lastIndex = at;
    const match = tokens.exec(text);
    if (match === null || !takes(match.groups ?? {}, tokens.lastIndex)) return false;
    at = tokens.lastIndex;
  }
  return true;
}

type Reading = {
  points: Point[];
  separators: Separator[];
  isOpen: boolean;
  lead?: 'between' | 'from';
  weekday?: number | undefined;
};
type Groups = Record<string, string | undefined>;

/** Takes one token; false where it cannot stand there. */
function take(state: Reading, groups: Groups): boolean {
  const { iso, numeric, ofMonth, name, number, weekday, to, slash, and, between, from } = groups;
  if (iso !== undefined)
    return whole(state, groups.isoDay, groups.isoMonth ?? groups.onlyMonth, groups.isoYear);
  if (numeric !== undefined)
    return whole(state, groups.day, groups.month ?? groups.dashMonth, groups.year ?? groups.dashYear);
  if (groups.short !== undefined) return whole(state, groups.shortDay, groups.shortMonth);
  if (ofMonth !== undefined) return whole(state, undefined, groups.monthOnly, groups.yearOnly);
  if (number !== undefined) return part(state, { day: Number(number) });
  if (name !== undefined) return part(state, { month: monthNumber(name) });
  if (groups.fullYear !== undefined) return part(state, { year: Number(groups.fullYear.replace(/\D/g, '')) });
  if (groups.shortYear !== undefined) return part(state, { year: fullYear(groups.shortYear) });
  if (weekday !== undefined) return takeWeekday(state, weekdayNumber(weekday));
  if (between !== undefined || from !== undefined) {
    const isFirst = state.points.length === 0 && state.lead === undefined;
    state.lead = between === undefined ? 'from' : 'between';
    return isFirst;
  }
  if (to === undefined && slash === undefined && and === undefined) return true;
  if (state.points.length !== state.separators.length + 1) return false;
  state.separators.push(to !== undefined ? 'to' : slash !== undefined ? 'slash' : 'and');
  state.isOpen = false;
  return true;
}

/** Takes a day of the week: it stands before its day, or after it. */
function takeWeekday(state: Reading, weekday: number): boolean {
  const last = state.points.length > state.separators.length ? state.points.at(-1) : undefined;
  if (last === undefined) {
    if (state.weekday !== undefined) return false;
    state.weekday = weekday;
    return true;
  }
  if (last.day === undefined || last.weekday !== undefined) return false;
  last.weekday = weekday;
  return true;
}

/** Takes a date that is printed in digits alone; "30/09" before "- 02/10/2020" has no year of its own. */
function whole(state: Reading, day: string | undefined, month = '', year?: string): boolean {
  if (state.points.length !== state.separators.length) return false;
  state.points.push({
    month: Number(month),
    ...(year === undefined ? {} : { year: fullYear(year) }),
    ...(day === undefined ? {} : { day: Number(day) }),
    ...(state.weekday === undefined ? {} : { weekday: state.weekday }),
  });
  state.weekday = undefined;
  state.isOpen = false;
  return true;
}

/** Takes a day, a month or a year: it opens a point, or joins the open one in an order in which dates are printed. */
function part(state: Reading, piece: Point): boolean {
  const open = state.isOpen ? state.points.at(-1) : undefined;
  if (open !== undefined) {
    const { day, month, year } = open;
    const joins =
      (piece.month !== undefined && month === undefined && year === undefined) ||
      (piece.year !== undefined && year === undefined) ||
      (piece.day !== undefined && day === undefined && year === undefined && month !== undefined);
    if (joins) Object.assign(open, piece, piece.day === undefined ? {} : { isMonthFirst: true });
    if (joins || piece.day === undefined || day === undefined) return joins;
    state.separators.push('blank');
  }
  if (state.points.length !== state.separators.length || piece.year !== undefined) return false;
  const { weekday } = state;
  state.points.push(weekday === undefined || piece.day === undefined ? piece : { ...piece, weekday });
  if (piece.day !== undefined) state.weekday = undefined;
  state.isOpen = true;
  return true;
}
