import * as fc from 'fast-check';
import {
  type Activity,
  activity,
  countryRoles,
  modes,
  qualifiers,
  statuses,
  themes,
  types,
} from '../../shared/words/activity.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { contributionTo, type PublicRecord } from '../../shared/words/public-record.ts';
import type { StoredActivity } from '../../shared/words/submission.ts';

/** The body of an activity that has only what it must have, and counts for Ghana; `changes` replace fields. */
export const aBody = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  reference: 'A-1',
  title: { en: 'Workshop on electronic evidence' },
  projects: ['GLACY+'],
  start: '2020-03-15',
  status: 'completed',
  mode: 'in_person',
  type: 'workshop',
  countries: [{ code: 'GH', role: 'beneficiary' }],
  ...changes,
});

/** The same as an activity. Throws if a change makes it none. */
export const anActivity = (changes: Record<string, unknown> = {}): Activity => activity.parse(aBody(changes));

/** An activity as stored after its first revision. */
export const stored = (
  current: Activity | undefined,
  changes: Partial<StoredActivity> = {},
): StoredActivity => ({
  schema: 1,
  partner: 'glacy-plus',
  reference: current?.reference ?? 'A-1',
  revision: 1,
  submission: '7d444840-9dc0-41d1-b245-5ffdce74fad2',
  acceptedAt: '2020-04-01T08:00:00.000Z',
  recordedAt: '2020-04-01T08:00:01.000Z',
  months: current === undefined ? [] : [monthOf(current.start)],
  ...(current === undefined ? {} : { activity: current }),
  ...changes,
});

/** What the public sees of an activity, as the month in which it starts has it; `changes` are of its row. */
export function recordOf(
  current: Activity,
  partner = 'glacy-plus',
  changes: Partial<StoredActivity> = {},
): PublicRecord {
  const { record } = contributionTo(monthOf(current.start), stored(current, { partner, ...changes }));
  if (record === undefined) throw new Error('an activity belongs to the month in which it starts');
  return record;
}

const projectCodes = [
  'GLACY+',
  'iPROCEEDS-2',
  'Octopus Project',
  'CyberSouth',
  'CyberEast',
  'EndOCSEA@Europe',
].concat(['GLACY-e', 'Cybercrime@Octopus', 'CyberSEE', 'CyberUA', 'CyberSPEX', 'CyberKOP', 'CyberSouth+']);
const text = fc
  .string({ unit: 'grapheme', maxLength: 6 })
  .map((some) => `Text ${some.replaceAll(/[\u2028\u2029]/g, '')}`);
const inLanguages = fc.dictionary(fc.constantFrom('en', 'fr', 'es', 'pt', 'ro'), text, {
  minKeys: 1,
  noNullPrototype: true,
});
const dates = fc
  .tuple(fc.nat(1500), fc.nat(60), fc.boolean(), fc.option(fc.boolean(), { nil: undefined }))
  .map(([from, lasting, byMonth, endByMonth]) => {
    const on = (days: number) => new Date(Date.UTC(2019, 0, 1 + days)).toISOString();
    const start = on(from).slice(0, byMonth ? 7 : 10);
    return endByMonth === undefined
      ? { start }
      : { start, end: on(from + lasting).slice(0, endByMonth ? 7 : 10) };
  })
  // A month that begins before a day it is compared with is no earlier end: its last day counts.
  .filter(({ start, end }) => end === undefined || end.length === 7 || start.length === 10 || end >= start);

const some = <Item>(items: readonly Item[], minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength, maxLength: 12 });

/** Bodies of activities that the schema accepts, with any of the fields that may be left out. */
export const bodies: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    dates,
    fc.record(
      {
        reference: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,12}$/),
        title: inLanguages,
        projects: some(projectCodes),
        status: fc.constantFrom(...statuses),
        mode: fc.constantFrom(...modes),
        type: fc.constantFrom(...types),
        description: inLanguages,
        themes: some(themes),
        countries: fc.uniqueArray(
          fc.record({
            code: fc.constantFrom('GH', 'NA', 'NO', 'XK', 'PS'),
            role: fc.constantFrom(...countryRoles),
          }),
          { selector: ({ code, role }) => `${code} ${role}`, maxLength: 8 },
        ),
        groups: some(['CARICOM', 'ECOWAS', 'NEW_GROUP']),
        venue: fc.record({ city: text, country: fc.constantFrom('GH', 'RO') }, { requiredKeys: ['country'] }),
        partners: fc.uniqueArray(
          fc.record({
            name: fc.constantFrom('INTERPOL', 'Eurojust', 'UNODC'),
            role: fc.constantFrom('organiser', 'host', 'funder'),
          }),
          { selector: ({ name, role }) => `${role} ${name}`, maxLength: 5 },
        ),
        participants: fc
          .tuple(fc.nat(500), fc.constantFrom(...qualifiers), fc.option(fc.nat(500), { nil: undefined }))
          .map(([count, qualifier, women]) =>
            women === undefined || women > count ? { count, qualifier } : { count, qualifier, women },
          ),
        languages: some(['en', 'fr', 'es', 'pt']),
        units: fc.integer({ min: 1, max: 1000 }),
        links: fc.array(
          fc.record({ url: fc.webUrl({ validSchemes: ['https'] }), rel: fc.constant('report') }),
        ),
        visibility: fc.constantFrom('public', 'restricted'),
      },
      { requiredKeys: ['reference', 'title', 'status', 'mode', 'type'] },
    ),
  )
  .map(([when, rest]) => ({ ...rest, ...when }));

/** Activities of every kind. */
export const activities: fc.Arbitrary<Activity> = bodies.map((body) => activity.parse(body));

/** Public records of different activities of some partners: what figures are made of. */
export const records: fc.Arbitrary<PublicRecord[]> = fc
  .array(fc.tuple(activities, fc.constantFrom('glacy-plus', 'octopus', 'interpol')), { maxLength: 8 })
  .map((all) =>
    all.map(([current, partner], at) =>
      recordOf({ ...current, reference: `A-${at}` }, partner, {
        first: `7d444840-9dc0-41d1-b245-5ffdce74fa0${at}`,
      }),
    ),
  );
