import * as z from 'zod';
import { day, dayMonthOrYear, firstDay, lastDay } from './calendar.ts';
import { countryCode } from './country.ts';
import { provenance } from './fact.ts';

/** The treaties that are followed, by the number that the Council of Europe gave them. */
export const instruments = ['185', '189', '224', '108', '223', '201', '210'] as const;
export type Instrument = (typeof instruments)[number];

/** What may happen between a country and an instrument, in the order in which it does. */
export const treatyEventKinds = [
  'invited',
  'signature',
  'ratification',
  'accession',
  'entry_into_force',
  'withdrawn',
] as const;

/** The identifier of a treaty event. It begins with instrument and country, so that those of both are found together. */
const treatyEventId = z.string().regex(/^[0-9]{3}-[A-Z]{2}-[a-z0-9][a-z0-9._-]{0,59}$/, {
  error: 'is not an id such as "185-GH-accession"',
  abort: true,
});

/** How the identifiers of all events of a country and an instrument begin. */
export const treatyEventsOf = ({ instrument, country }: { instrument: string; country: string }): string =>
  `${instrument}-${country}-`;

/**
 * A dated fact about a country and a treaty. A country that is invited once more, be it that its invitation was
 * prolonged, has a further event `invited`. What extends to a territory of a Party is none of its events. Decision 0037.
 */
export const treatyEvent = z
  .strictObject({
    id: treatyEventId.meta({
      description:
        'The identifier that the office gave it, part of an address. It begins with the instrument and the country.',
      examples: ['185-GH-accession'],
    }),
    instrument: z.enum(instruments).meta({
      description:
        'The number of the treaty: 185 is the Convention on Cybercrime, 189 and 224 are its Protocols, 108 is the Convention on data protection and 223 the Protocol that amends it, 201 is the Lanzarote Convention, 210 the Istanbul Convention.',
      examples: ['185'],
    }),
    country: countryCode,
    event: z.enum(treatyEventKinds).meta({
      description:
        'What happened: ratification and accession on the day of the deposit. Acceptance and approval are ratifications.',
      examples: ['accession'],
    }),
    date: dayMonthOrYear.meta({
      description: 'When: the day or, where that is not known, the month or the year.',
      examples: ['2018-12-03'],
    }),
    earliest: day
      .meta({
        description:
          'Where no more is known than two days between which it was: the first. `date` is the last.',
        examples: undefined,
      })
      .optional(),
    validUntil: dayMonthOrYear
      .meta({ description: 'When an invitation ends, if that is known.', examples: undefined })
      .optional(),
    ...provenance,
  })
  .refine((event) => event.id.startsWith(treatyEventsOf(event)), {
    path: ['id'],
    error: 'does not begin with the instrument and the country, as in "185-GH-accession"',
    params: { code: 'identifier_differs' },
  })
  .refine(({ earliest, date }) => earliest === undefined || earliest <= lastDay(date), {
    path: ['earliest'],
    error: 'is after the date',
    params: { code: 'ends_before_start' },
  })
  .refine(({ event, validUntil }) => validUntil === undefined || event === 'invited', {
    path: ['validUntil'],
    error: 'is only of an invitation',
    params: { code: 'contradiction' },
  })
  .refine((event) => event.validUntil === undefined || spanOf(event).from < lastDay(event.validUntil), {
    path: ['validUntil'],
    error: 'is not after the date',
    params: { code: 'ends_before_start' },
  });
export type TreatyEvent = z.infer<typeof treatyEvent>;

/** The first and the last day on which an event may have been: the same, where its day is known. */
export const spanOf = ({
  earliest,
  date,
}: {
  earliest?: string | undefined;
  date: string;
}): { from: string; to: string } => ({ from: earliest ?? firstDay(date), to: lastDay(date) });
