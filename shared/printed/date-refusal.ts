import { datedParts } from './date-points.ts';

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
export function refusalOf(text: string, read: (part: string) => Span | undefined): Refused {
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
