import * as z from 'zod';
import { activity } from '../words/activity.ts';
import { countryShown } from '../words/country.ts';
import { groupNames } from '../words/group.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import { language } from '../words/text.ts';
import { themeNames } from '../words/vocabulary.ts';
import { countriesOf } from './activity-in-words.ts';

/** An object of linked data, each field of which is what others have defined. */
const linked = <Shape extends Record<string, z.ZodType>>(shape: Shape) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, field]) => [
        name,
        field.meta({
          description: name.startsWith('@')
            ? `As JSON-LD 1.1 defines ${name}.`
            : `As schema.org defines ${name}.`,
        }),
      ]),
    ) as Shape,
  );

/** A text in one or more languages, as JSON-LD writes it. */
const tagged = z.array(linked({ '@value': z.string(), '@language': language })).min(1);
type Tagged = z.infer<typeof tagged>;

const country = linked({
  '@type': z.literal('Country'),
  identifier: z.string(),
  name: tagged,
  /** The designation note that travels with the name. */
  disambiguatingDescription: tagged.optional(),
});
const group = linked({
  '@type': z.literal('AdministrativeArea'),
  identifier: z.string(),
  name: tagged,
});
const place = linked({
  '@type': z.literal('Place'),
  address: linked({
    '@type': z.literal('PostalAddress'),
    addressLocality: z.string().optional(),
    addressCountry: country,
  }),
});
const online = linked({ '@type': z.literal('VirtualLocation'), name: tagged });
const organisation = linked({ '@type': z.literal('Organization'), name: z.string() });
const theme = linked({ '@type': z.literal('DefinedTerm'), termCode: z.string(), name: tagged });

const event = linked({
  '@type': z.enum(['Event', 'EducationEvent']),
  '@id': z.string(),
  identifier: z.string(),
  name: tagged.optional(),
  description: tagged.optional(),
  startDate: activity.shape.start,
  endDate: activity.shape.end,
  eventStatus: z.enum(['EventScheduled', 'EventPostponed', 'EventCancelled']),
  eventAttendanceMode: z
    .enum(['OfflineEventAttendanceMode', 'OnlineEventAttendanceMode', 'MixedEventAttendanceMode'])
    .optional(),
  location: z.array(z.union([place, online])).optional(),
  organizer: z.array(organisation).optional(),
  funder: z.array(organisation).optional(),
  contributor: z.array(organisation).optional(),
  about: z.array(theme).optional(),
  /** Whom the activity reaches: countries, and groups that are not expanded into members. */
  audience: linked({
    '@type': z.literal('Audience'),
    geographicArea: z.array(z.union([country, group])),
  }).optional(),
  keywords: z.array(z.string()),
  inLanguage: z.array(language).optional(),
  url: z.url().optional(),
});

/** Activities as events of schema.org, in JSON-LD 1.1. `@id` never changes; what is not known is left out. */
export const events = linked({
  '@context': z.literal('https://schema.org'),
  '@id': z.url(),
  '@graph': z.array(event),
}).meta({ description: 'The activities of a month as events of schema.org, in JSON-LD 1.1.' });

const educational = new Set<string>([
  'training',
  'training_of_trainers',
  'webinar',
  'workshop',
  'study_visit',
]);

const eventStatuses = { cancelled: 'EventCancelled', postponed: 'EventPostponed' } as const;
const attendanceModes = {
  in_person: 'OfflineEventAttendanceMode',
  online: 'OnlineEventAttendanceMode',
  hybrid: 'MixedEventAttendanceMode',
} as const;

const inTongues = (texts: Record<string, string>): Tagged =>
  Object.entries(texts)
    .sort(([one], [other]) => byCodeUnit(one, other))
    .map(([tag, text]) => ({ '@value': text, '@language': tag }));

function countryOf(code: string): z.infer<typeof country> {
  const { names, note } = countryShown(code);
  return {
    '@type': 'Country',
    identifier: code,
    name: inTongues(names),
    ...(note === undefined ? {} : { disambiguatingDescription: inTongues(note) }),
  };
}

/**
 * The events of a month, from its records in the order of documents. `base` is the absolute address of the feed,
 * with a slash at its end.
 */
export const eventsJsonLd = (
  month: string,
  records: readonly PublicRecord[],
  base: string,
): z.infer<typeof events> => ({
  '@context': 'https://schema.org',
  '@id': `${base}activities/${month}.jsonld`,
  '@graph': records.map(eventOf),
});

function eventOf(record: PublicRecord): z.infer<typeof event> {
  const { id, title, description, start, end, status, mode, type } = record;
  const named = (...roles: string[]) =>
    [...new Set(record.partners.filter(({ role }) => roles.includes(role)).map(({ name }) => name))].map(
      (name) => ({ '@type': 'Organization' as const, name }),
    );
  const attendance =
    mode in attendanceModes ? attendanceModes[mode as keyof typeof attendanceModes] : undefined;
  const area = [
    ...countriesOf(record, 'beneficiary', 'participant').map(countryOf),
    ...record.groups.map((code) => ({
      '@type': 'AdministrativeArea' as const,
      identifier: code,
      name: inTongues(groupNames(code)),
    })),
  ];
  return {
    '@type': educational.has(type) ? 'EducationEvent' : 'Event',
    '@id': `urn:activity-register:${id}`,
    identifier: id,
    ...(title === undefined ? {} : { name: inTongues(title) }),
    ...(description === undefined ? {} : { description: inTongues(description) }),
    startDate: start,
    ...(end === undefined ? {} : { endDate: end }),
    eventStatus:
      status in eventStatuses ? eventStatuses[status as keyof typeof eventStatuses] : 'EventScheduled',
    ...(attendance === undefined ? {} : { eventAttendanceMode: attendance }),
    ...some('location', locationsOf(record)),
    ...some('organizer', named('organiser', 'co_organiser', 'host')),
    ...some('funder', named('funder')),
    ...some('contributor', named('contributor', 'partner')),
    ...some(
      'about',
      record.themes.map((code) => ({
        '@type': 'DefinedTerm' as const,
        termCode: code,
        name: inTongues(themeNames[code]),
      })),
    ),
    ...(area.length === 0 ? {} : { audience: { '@type': 'Audience', geographicArea: area } }),
    keywords: record.projects,
    ...some('inLanguage', record.languages),
    ...(record.links[0] === undefined ? {} : { url: record.links[0].url }),
  };
}

/** Where an activity takes place: its venue, else the countries that host it; and online where it is so. */
function locationsOf({ venue, countries, mode }: PublicRecord): z.infer<typeof place | typeof online>[] {
  const places =
    venue === undefined
      ? countriesOf({ countries }, 'host').map((code) => ({ city: undefined, country: code }))
      : [venue];
  return [
    ...places.map(({ city, country: code }) => ({
      '@type': 'Place' as const,
      address: {
        '@type': 'PostalAddress' as const,
        ...(city === undefined ? {} : { addressLocality: city }),
        addressCountry: countryOf(code),
      },
    })),
    ...(mode === 'online' || mode === 'hybrid'
      ? [{ '@type': 'VirtualLocation' as const, name: inTongues({ en: 'Online', fr: 'En ligne' }) }]
      : []),
  ];
}

const some = <Key extends string, Item>(key: Key, items: Item[]): { [K in Key]?: Item[] } =>
  items.length === 0 ? {} : ({ [key]: items } as { [K in Key]: Item[] });
