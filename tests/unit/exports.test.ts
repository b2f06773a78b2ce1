import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvHeader, csvRows } from '../../shared/exports/csv.ts';
import { eventsJsonLd } from '../../shared/exports/event-json-ld.ts';
import { iatiActivities, iatiProjects } from '../../shared/exports/iati.ts';
import { calendar, calendarEvents } from '../../shared/exports/icalendar.ts';
import { monthFeedPage } from '../../shared/exports/json-feed.ts';
import { countryShown } from '../../shared/words/country.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { activities, anActivity, recordOf } from './made-activities.ts';
import { aProject } from './made-projects.ts';

const csvOf = (records: Parameters<typeof csvRows>[0]): string => csvHeader + csvRows(records);

const base = 'https://register.example.org/feed/';
const generatedAt = '2026-01-02T03:04:05.678Z';

/** Everything that is published of activities besides the documents of the months, by its name. */
const exportsOf = (records: readonly PublicRecord[]): [string, string][] => [
  ['the feed in English', JSON.stringify(monthFeedPage('en', '2020-03', records, undefined, base))],
  ['the feed in French', JSON.stringify(monthFeedPage('fr', '2020-03', records, undefined, base))],
  ['the CSV', csvOf(records)],
  [
    'the calendar',
    calendar([calendarEvents(records, '1900-01-01')], `${base}calendar.ics`).replaceAll('\r\n ', ''),
  ],
  ['the events', JSON.stringify(eventsJsonLd('2020-03', records, base))],
  ['IATI', iatiActivities(records, { generatedAt })],
];

const secrets = {
  title: { en: 'Secretum primum', fr: 'Secretum secundum' },
  description: { en: 'Secretum tertium' },
  venue: { city: 'Secretum quartum', country: 'VU' },
  links: [{ url: 'https://secretum.example.org/', rel: 'report' }],
  partners: [{ name: 'Secretum quintum', role: 'organiser' as const }],
  groups: ['SECRETUM'],
  countries: [{ code: 'VU', role: 'host' as const }],
  reference: 'Secretum-6',
};

describe('every export', () => {
  it('keeps back who, what and where of a restricted activity', () => {
    fc.assert(
      fc.property(activities, (activity) => {
        const hidden = { ...activity, ...secrets, status: 'planned' as const, type: 'workshop' as const };
        for (const [name, text] of exportsOf([recordOf({ ...hidden, visibility: 'restricted' })])) {
          expect(`${name} ${text}`).toContain('7d444840-9dc0-41d1-b245-5ffdce74fad2');
          expect(`${name} ${text}`).not.toContain('glacy-plus');
          expect(`${name} ${text.toLowerCase()}`).not.toContain('secretum');
          expect(`${name} ${text}`).not.toMatch(/Vanuatu|\bVU\b/);
        }
        for (const [name, text] of exportsOf([recordOf({ ...hidden, visibility: 'public' })]))
          expect(`${name} ${text.toLowerCase()}`).toContain('secretum');
      }),
    );
  });

  it.each([
    ['PS', 'beneficiary'],
    ['XK', 'beneficiary'],
    ['XK', 'participant'],
  ])('has the designation note of %s where it is %s', (code, role) => {
    const record = recordOf(anActivity({ status: 'planned', countries: [{ code, role }] }));
    const { note } = countryShown(code);
    for (const [name, text] of exportsOf([record])) {
      const wanted = (name === 'the feed in French' ? note?.fr : note?.en) ?? 'no note';
      expect(`${name} ${text.replaceAll('\\,', ',')}`).toContain(wanted);
    }
  });

  it.each(['PS', 'XK'])('has the designation note of %s where it is a venue or a host', (code) => {
    const venue = recordOf(anActivity({ status: 'planned', countries: [], venue: { country: code } }));
    const host = recordOf(anActivity({ status: 'planned', countries: [{ code, role: 'host' }] }));
    const note = countryShown(code).note?.en ?? 'no note';
    for (const [name, text] of [...exportsOf([venue]), ...exportsOf([host])].filter(
      ([each]) => !/French/.test(each),
    ))
      expect(`${name} ${text.replaceAll('\\,', ',')}`).toContain(note);
  });

  it('has the designation note of a country of a project', () => {
    const countries = [{ code: 'XK', priority: true }];
    const xml = iatiProjects([aProject('GLACY+', {}, { countries })], { generatedAt, since: '2020-01-01' });
    expect(xml).toContain(countryShown('XK').note?.en);
    expect(xml).toContain(countryShown('XK').note?.fr);
  });

  it('is the same to the byte for the same activities', () => {
    fc.assert(
      fc.property(activities, (activity) => {
        const again = JSON.parse(JSON.stringify(recordOf(activity))) as PublicRecord;
        expect(exportsOf([again])).toEqual(exportsOf([recordOf(activity)]));
      }),
    );
  });
});
