import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import {
  calendar,
  calendarEvents,
  contentLines,
  escapedText,
  isInCalendar,
} from '../../shared/exports/icalendar.ts';
import { dayAfter, firstDay, lastDay } from '../../shared/words/calendar.ts';
import { hostileParagraphs, hostileRecords } from '../unit/hostile-records.ts';
import { anActivity, recordOf } from '../unit/made-activities.ts';

/** The day before all others: every activity is ahead. */
const always = '1900-01-01';
const source = 'https://register.example.org/feed/calendar.ics';

/** The events of a calendar, read as a stranger does. */
const read = (text: string): ICAL.Component[] =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
const eventOf = (changes: Record<string, unknown>): ICAL.Component | undefined =>
  read(
    calendar([calendarEvents([recordOf(anActivity({ status: 'planned', ...changes }))], always)], source),
  )[0];
const text = (event: ICAL.Component | undefined, name: string): string | undefined => {
  const value = event?.getFirstPropertyValue(name);
  return value === null || value === undefined ? undefined : String(value);
};

describe('the calendar', () => {
  it('has what is planned, ongoing, postponed or cancelled, and nothing that is completed', () => {
    const statuses = ['planned', 'ongoing', 'completed', 'postponed', 'cancelled'];
    const all = statuses.map((status) => recordOf(anActivity({ reference: status, status })));
    const events = read(calendar([calendarEvents(all, always)], source));
    expect(events.map((event) => [text(event, 'uid'), text(event, 'status')])).toEqual([
      ['urn:activity-register:glacy-plus/planned', 'CONFIRMED'],
      ['urn:activity-register:glacy-plus/ongoing', 'CONFIRMED'],
      ['urn:activity-register:glacy-plus/postponed', 'CANCELLED'],
      ['urn:activity-register:glacy-plus/cancelled', 'CANCELLED'],
    ]);
  });

  it('has what is ahead and under way on a day, and nothing that was over before it', () => {
    const on = (day: string, changes: Record<string, unknown>) =>
      isInCalendar(recordOf(anActivity({ status: 'planned', ...changes })), day);
    const days = ['2026-03-14', '2026-03-15', '2026-03-16', '2026-03-17'];
    for (const status of ['planned', 'ongoing', 'postponed', 'cancelled'])
      expect(days.map((day) => on(day, { status, start: '2026-03-15', end: '2026-03-16' }))).toEqual([
        true,
        true,
        true,
        false,
      ]);
    expect(on('2026-02-28', { start: '2026-02' })).toBe(true);
    expect(on('2026-03-01', { start: '2026-02' })).toBe(false);
  });

  it('makes no day of what is open-ended', () => {
    const resource = { type: 'online_resource', status: 'ongoing', start: '2014-05' };
    expect(eventOf(resource)).toBeUndefined();
    expect(text(eventOf({ ...resource, end: '2027-01' }), 'dtend')).toBe('2027-02-01');
  });

  it('ends an event on the day after its last', () => {
    const event = eventOf({ start: '2026-02-26', end: '2026-02-28' });
    expect([text(event, 'dtstart'), text(event, 'dtend')]).toEqual(['2026-02-26', '2026-03-01']);
  });

  it('gives a planned month all its days, tentatively', () => {
    const event = eventOf({ start: '2026-02' });
    expect([text(event, 'dtstart'), text(event, 'dtend')]).toEqual(['2026-02-01', '2026-03-01']);
    expect(text(event, 'status')).toBe('TENTATIVE');
  });

  it('counts the revisions after the first', () => {
    const record = { ...recordOf(anActivity({ status: 'planned' })), revision: 4 };
    const [event] = read(calendar([calendarEvents([record], always)], source));
    expect(event?.getFirstPropertyValue('sequence')).toBe(3);
    expect([text(event, 'dtstamp'), text(event, 'last-modified')]).toEqual([
      '2020-04-01T08:00:00Z',
      '2020-04-01T08:00:00Z',
    ]);
  });

  it('gives every text back', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        const shown = records.filter((record) => isInCalendar(record, always));
        const events = read(calendar([calendarEvents(records, always)], source));
        expect(events).toHaveLength(shown.length);
        for (const [at, record] of shown.entries()) {
          const event = events[at];
          const title = record.title?.en ?? record.title?.fr;
          if (title !== undefined) expect(text(event, 'summary')).toBe(title);
          const description = record.title?.en === undefined ? undefined : record.description?.en;
          if (description !== undefined)
            expect(text(event, 'description')?.startsWith(description)).toBe(true);
          if (record.venue?.city !== undefined)
            expect(text(event, 'location')?.startsWith(record.venue.city)).toBe(true);
          expect(text(event, 'uid')).toBe(`urn:activity-register:${record.id}`);
          expect(text(event, 'dtstart')).toBe(firstDay(record.start));
          expect(text(event, 'dtend')).toBe(dayAfter(lastDay(record.end ?? record.start)));
          expect(event?.getFirstProperty('categories')?.getValues()).toEqual(
            expect.arrayContaining(record.projects),
          );
        }
      }),
    );
  });

  it('has lines of at most 75 octets, each ended by CRLF', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        const lines = calendar([calendarEvents(records, always)], source).split('\r\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  it('escapes what parts values, and line ends', () => {
    expect(escapedText('a,b;c\\d\ne\r\nf')).toBe('a\\,b\\;c\\\\d\\ne\\nf');
  });

  it('folds between characters, and unfolding gives the line back', () => {
    fc.assert(
      fc.property(hostileParagraphs, (paragraph) => {
        const line = `DESCRIPTION:${escapedText(paragraph)}`;
        expect(contentLines([line]).replaceAll('\r\n ', '')).toBe(`${line}\r\n`);
        expect(contentLines([line])).toBe(Buffer.from(contentLines([line])).toString());
      }),
    );
  });

  it('is put together from its months', () => {
    fc.assert(
      fc.property(hostileRecords, hostileRecords, (some, others) => {
        expect(calendar([calendarEvents(some, always), calendarEvents(others, always)], source)).toBe(
          calendar([calendarEvents([...some, ...others], always)], source),
        );
      }),
    );
  });

  it('has a component even without an event', () => {
    const empty = new ICAL.Component(ICAL.parse(calendar([], source)));
    expect(empty.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone']);
    expect(String(empty.getFirstPropertyValue('source'))).toBe(source);
  });
});
