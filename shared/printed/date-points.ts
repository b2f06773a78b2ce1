import { folded } from './likeness.ts';

/** The day, month and year that stand together in a printed date; what is missing stands elsewhere in it. */
export type Point = { day?: number; month?: number; year?: number; weekday?: number; isMonthFirst?: true };

/** What stands between two points: a dash or "to", a slash, or a comma or "and". */
export type Separator = 'to' | 'slash' | 'and';

/** The points of a printed date in their order, and what stands between them. */
export type Points = { points: Point[]; separators: Separator[]; isRange: boolean; online: boolean };

const monthNames =
  'jan(?:uary|v|vier)?|fev(?:r|rier)?|feb(?:ruary)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?|juil(?:let)?|aug(?:ust)?|aout|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember|embre)?';
const monthStems = 'jan feb|fev mar apr|avr may|mai jun|juin jul|juil aug|aout sep oct nov dec'.split(' ');
const dayNames =
  'sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|dimanche|lundi|mardi|mercredi|jeudi|vendredi|samedi';
const dayStems = 'sun|dim mon|lun tue|mar wed|mer thu|jeu fri|ven sat|sam'.split(' ');

/** The number of the month of a folded name or abbreviation: 1 for "janv". */
const monthNumber = (name: string): number =>
  monthStems.findIndex((stems) => stems.split('|').some((stem) => name.startsWith(stem))) + 1;
const weekdayNumber = (name: string): number =>
  dayStems.findIndex((stems) => stems.split('|').some((stem) => name.startsWith(stem)));

const onlineWords =
  /\(?\b(?:on-?line|en ligne|virtual(?: meeting)?|(?:reunion )?virtuelle|(?:en )?visioconference)\b\)?/g;
const clock = String.raw`\d{1,2}(?::|h)\d{2}(?: ?[ap]\.?m\b\.?)?`;
const times = new RegExp(
  String.raw`(?:[|,]? ?\b(?:at |a |de |from )?)?\b${clock}(?: ?(?:-|to|a) ?${clock})?(?: ?\(?\b(?:gmt|utc|cet|cest|eet|eest|bst)\b(?: ?[+-]\d{1,2})?\)?)?`,
  'g',
);

/** Each kind of token of a printed date, tried in this order at each place of the folded text. */
const tokens = new RegExp(
  [
    String.raw`(?<iso>(?<isoYear>(?:19|20)\d\d)(?<mark>[-/.])(?:(?<isoMonth>\d{1,2})\k<mark>(?<isoDay>\d{1,2})(?!\d)|(?<onlyMonth>\d\d)(?=$|[-/, ]+(?:\d|to |au |a |and |et ))))`,
    String.raw`(?<numeric>(?<day>\d{1,2})(?:(?<sign>[/.])(?<month>\d{1,2})\k<sign>(?<year>(?:19|20)\d\d|\d\d)|-(?<dashMonth>\d{1,2})-(?<dashYear>(?:19|20)\d\d))(?!\d))`,
    String.raw`(?<ofMonth>(?<monthOnly>0?[1-9]|1[0-2])/(?<yearOnly>(?:19|20)\d\d)(?!\d))`,
    String.raw`(?<fullYear>,? ?(?:19|20)\d\d(?!\d))`,
    String.raw`(?<number>\d{1,2})(?:st|nd|rd|th|er|ere|e|eme)?(?![\d\p{L}])`,
    String.raw`(?<name>(?:${monthNames})(?!\p{L}))\.?`,
    String.raw`(?<weekday>(?:${dayNames})(?!\p{L}))[.,]?`,
    String.raw`(?<between>(?:between|entre)(?!\p{L}))`,
    String.raw`(?<from>from(?!\p{L}))`,
    String.raw`(?<to>-|(?:to|until|till|through|au|a|jusqu'au)(?!\p{L}))`,
    '(?<slash>/)',
    String.raw`(?<and>,? ?(?:and|et)(?!\p{L})|[,&])`,
    String.raw`(?:on|of|the|in|during|le|les|du|de|des|en)(?!\p{L})|d'|\((?:morning|afternoon|matin|apres-midi)\)`,
  ].join('|'),
  'uy',
);

/** A year of two digits is of this century: 20 is 2020. */
const fullYear = (digits: string): number => Number(digits.length === 2 ? `20${digits}` : digits);

/** Reads the points of a printed date; undefined if any of it is not understood. */
export function readPoints(text: string): Points | undefined {
  if (text.length > 200) return undefined;
  const plain = folded(text)
    .replace(/(\d{4}-\d\d-\d\d)t\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:?\d\d)?/g, '$1')
    .replace(/^(\d{4}-\d\d(?:-\d\d)?)\/(\d{4}-)/, '$1 - $2');
  const offline = plain.replace(onlineWords, ' ');
  const timeless = offline.replace(times, ' ').replace(/\s+/g, ' ');
  const rest = timeless.replace(/^[\s,;:|]+|[\s,;:|.]+$/g, '');
  const state: Reading = { points: [], separators: [], isOpen: false };
  for (let at = 0; at < rest.length; ) {
    if (rest[at] === ' ') {
      at += 1;
      continue;
    }
    tokens.lastIndex = at;
    const match = tokens.exec(rest);
    if (match === null || !take(state, match.groups ?? {})) return undefined;
    at = tokens.lastIndex;
  }
  const { points, separators, lead } = state;
  const ends = points.length > 0 && separators.length === points.length - 1;
  const allows = lead === undefined || lead === 'between' || separators.every((each) => each === 'to');
  const pair = points.length === 2;
  if (!ends || !allows || state.weekday !== undefined || (lead !== undefined && !pair)) return undefined;
  return { points, separators, isRange: lead !== undefined, online: offline !== plain };
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
  if (ofMonth !== undefined) return whole(state, undefined, groups.monthOnly, groups.yearOnly);
  if (number !== undefined) return part(state, { day: Number(number) });
  if (name !== undefined) return part(state, { month: monthNumber(name) });
  if (groups.fullYear !== undefined) return part(state, { year: Number(groups.fullYear.replace(/\D/g, '')) });
  if (weekday !== undefined) {
    if (state.weekday !== undefined) return false;
    state.weekday = weekdayNumber(weekday);
    return true;
  }
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

/** Takes a date that is printed in digits alone. */
function whole(state: Reading, day: string | undefined, month = '', year = ''): boolean {
  if (state.points.length !== state.separators.length) return false;
  state.points.push({
    month: Number(month),
    year: fullYear(year),
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
    return joins;
  }
  if (state.points.length !== state.separators.length || piece.year !== undefined) return false;
  const { weekday } = state;
  state.points.push(weekday === undefined || piece.day === undefined ? piece : { ...piece, weekday });
  if (piece.day !== undefined) state.weekday = undefined;
  state.isOpen = true;
  return true;
}
