import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { events, eventsJsonLd } from '../../shared/exports/event-json-ld.ts';
import { hostileRecords } from './hostile-records.ts';
import { anActivity, recordOf } from './made-activities.ts';

const base = 'https://register.example.org/feed/';
const eventOf = (changes: Record<string, unknown>) =>
  eventsJsonLd('2020-03', [recordOf(anActivity(changes))], base)['@graph'][0];

describe('activities as events of schema.org', () => {
  it('keep their schema, and every text', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        const written = eventsJsonLd('2020-03', records, base);
        const read: unknown = JSON.parse(JSON.stringify(written));
        expect(events.parse(read)).toEqual(written);
        for (const [at, { id, title, start, end }] of records.entries()) {
          const event = written['@graph'][at];
          expect(event?.['@id']).toBe(`urn:activity-register:${id}`);
          expect([event?.startDate, event?.endDate]).toEqual([start, end]);
          const names = (event?.name ?? []).map((name) => [name['@language'], name['@value']]);
          expect(Object.fromEntries(names)).toEqual(title ?? {});
        }
      }),
    );
  });

  it.each([
    ['planned', 'EventScheduled'],
    ['ongoing', 'EventScheduled'],
    ['completed', 'EventScheduled'],
    ['postponed', 'EventPostponed'],
    ['cancelled', 'EventCancelled'],
  ])('that are %s have the status %s', (status, expected) => {
    expect(eventOf({ status })?.eventStatus).toBe(expected);
  });

  it.each([
    ['in_person', 'OfflineEventAttendanceMode', ['Place']],
    ['online', 'OnlineEventAttendanceMode', ['Place', 'VirtualLocation']],
    ['hybrid', 'MixedEventAttendanceMode', ['Place', 'VirtualLocation']],
    ['desk', undefined, ['Place']],
    ['unknown', undefined, ['Place']],
  ])('that are held %s are attended so', (mode, expected, locations) => {
    const event = eventOf({ mode, venue: { city: 'Accra', country: 'GH' } });
    expect(event?.eventAttendanceMode).toBe(expected);
    expect(event?.location?.map((location) => location['@type'])).toEqual(locations);
  });

  it('say only what is known', () => {
    expect(eventOf({ countries: [] })).toEqual({
      '@type': 'EducationEvent',
      '@id': 'urn:activity-register:glacy-plus/A-1',
      identifier: 'glacy-plus/A-1',
      name: [{ '@value': 'Workshop on electronic evidence', '@language': 'en' }],
      startDate: '2020-03-15',
      eventStatus: 'EventScheduled',
      eventAttendanceMode: 'OfflineEventAttendanceMode',
      keywords: ['GLACY+'],
    });
  });

  it('name an organisation once that has two roles of one kind', () => {
    const partners = ['organiser', 'host', 'funder'].map((role) => ({ name: 'INTERPOL', role }));
    const interpol = [{ '@type': 'Organization', name: 'INTERPOL' }];
    expect(eventOf({ partners })).toMatchObject({ organizer: interpol, funder: interpol });
  });

  it('take place in the country that hosts them where no venue is known', () => {
    const event = eventOf({ countries: [{ code: 'RO', role: 'host' }] });
    expect(event?.location).toMatchObject([{ address: { addressCountry: { identifier: 'RO' } } }]);
    expect(event).not.toHaveProperty('audience');
  });
});
