import { lastDayOpen } from '../words/activity.ts';
import { dayAfter, firstDay, lastDay } from '../words/calendar.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { office, themeNames, typeNames } from '../words/vocabulary.ts';
import { factsOf, kindInWords, placeInWords, textIn } from './activity-in-words.ts';

const utf8 = new TextEncoder();

/** A text as the value of a property of iCalendar (RFC 5545, 3.3.11): line feeds and separators are escaped. */
export const escapedText = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r\n|\n|\r/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');

/**
 * Content lines as they are sent (RFC 5545, 3.1): CRLF at the end of each, none longer than 75 octets of UTF-8,
 * folded between characters.
 */
export const contentLines = (lines: readonly string[]): string =>
  lines.map((line) => `${folded(line)}\r\n`).join('');

function folded(line: string): string {
  if (utf8.encode(line).length <= 75) return line;
  let [text, octets] = ['', 0];
  for (const character of line) {
    const size = utf8.encode(character).length;
    if (octets + size > 75) [text, octets] = [`${text}\r\n `, 1];
    text += character;
    octets += size;
  }
  return text;
}

/**
 * Whether an activity is in the calendar of a day: if it is ahead or under way then, or was to be (postponed or
 * cancelled), on the days it bears. What is open-ended has no place in a calendar.
 */
export const isInCalendar = (record: PublicRecord, day: string): boolean =>
  day <= (lastDayOpen(record) ?? '');

/**
 * The status of an activity's event (RFC 5545, 3.8.1.11). A planned day is definite and a
 * planned month is not; a postponed activity is off on the days it bears.
 */
function eventStatus({ status, start }: PublicRecord): 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED' {
  if (status === 'cancelled' || status === 'postponed') return 'CANCELLED';
  return status === 'planned' && start.length === 7 ? 'TENTATIVE' : 'CONFIRMED';
}

const basic = (day: string): string => day.replaceAll('-', '');
const utc = (instant: string): string => instant.replace(/\.\d+/, '').replaceAll(/[-:]/g, '');

/**
 * The events of activities that are in the calendar of a day, as content lines: all-day events, a month standing for
 * all its days. Stamps and sequence come from the accepted submission, so the same
 * activities give the same octets.
 */
export const calendarEvents = (records: readonly PublicRecord[], day: string): string =>
  records
    .filter((record) => isInCalendar(record, day))
    .map((record) => contentLines(eventOf(record)))
    .join('');

function eventOf(record: PublicRecord): string[] {
  const title = textIn('en', record.title) ?? { text: kindInWords('en', record), language: 'en' };
  const description = textIn(title.language, record.description)?.text;
  const { mode, links } = record;
  const place = placeInWords('en', record) ?? (mode === 'online' ? 'Online' : undefined);
  const accepted = utc(record.acceptedAt);
  const categories = [
    typeNames[record.type].en,
    ...record.themes.map((theme) => themeNames[theme].en),
    ...record.projects,
  ];
  return [
    'BEGIN:VEVENT',
    `UID:${escapedText(`urn:activity-register:${record.id}`)}`,
    `DTSTAMP:${accepted}`,
    `LAST-MODIFIED:${accepted}`,
    `SEQUENCE:${record.revision - 1}`,
    `DTSTART;VALUE=DATE:${basic(firstDay(record.start))}`,
    `DTEND;VALUE=DATE:${basic(dayAfter(lastDay(record.end ?? record.start)))}`,
    `SUMMARY;LANGUAGE=${title.language}:${escapedText(title.text)}`,
    `DESCRIPTION:${escapedText([...(description === undefined ? [] : [description, '']), ...factsOf('en', record)].join('\n'))}`,
    ...(place === undefined ? [] : [`LOCATION:${escapedText(place)}`]),
    `CATEGORIES:${categories.map(escapedText).join(',')}`,
    ...(links[0] === undefined ? [] : [`URL:${links[0].url}`]),
    `ORGANIZER;CN="${office.en}":${office.url}`,
    `STATUS:${eventStatus(record)}`,
    'CLASS:PUBLIC',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** A calendar has at least one component (RFC 5545, 3.6); one without events has the time zone of its instants. */
const universalTime = contentLines([
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
]);

/**
 * The calendar (RFC 5545 and 7986) of the events of months, each as {@link calendarEvents} gives them. `source`
 * is the absolute address at which it is published.
 */
export function calendar(events: readonly string[], source: string): string {
  const name = escapedText(`Planned activities of the ${office.en}`);
  const all = events.join('');
  return [
    contentLines([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Council of Europe//Activity register//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      `NAME:${name}`,
      `X-WR-CALNAME:${name}`,
      `SOURCE;VALUE=URI:${source}`,
      'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ]),
    all === '' ? universalTime : all,
    contentLines(['END:VCALENDAR']),
  ].join('');
}
