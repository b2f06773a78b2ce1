import * as z from 'zod';
import { dayOrMonth, lastDay } from './calendar.ts';
import { countryCode } from './country.ts';
import { groupCode } from './group.ts';
import { projectCode } from './project.ts';
import { inLanguages, language, line, paragraphs } from './text.ts';

/** The partner's own identifier of an activity: (partner, reference) names the activity for ever. */
export const reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,99}$/, {
    error: 'is not 1 to 100 of the characters A-Z a-z 0-9 . _ ~ : + - (the first a letter or a digit)',
  })
  .meta({ description: 'The identifier that its partner gave the activity.', examples: ['WS-2020-17'] });

export const statuses = ['planned', 'ongoing', 'completed', 'postponed', 'cancelled'] as const;
export const modes = ['in_person', 'online', 'hybrid', 'desk', 'unknown'] as const;
export const types = [
  'workshop',
  'training',
  'training_of_trainers',
  'conference',
  'meeting',
  'steering_committee',
  'webinar',
  'simulation_exercise',
  'advisory_mission',
  'assessment_visit',
  'study_visit',
  'legislative_drafting',
  'working_group',
  'desk_study',
  'support_to_participation',
  'online_resource',
  'treaty_body_meeting',
  'other',
] as const;
/** The six fields of support of the office, and three that cut across them. */
export const themes = [
  'legislation',
  'training',
  'specialised_units',
  'public_private_cooperation',
  'child_protection',
  'international_cooperation',
  'data_protection',
  'policy',
  'treaty',
] as const;
export const countryRoles = ['beneficiary', 'participant', 'host'] as const;
export const countryRole = z.enum(countryRoles).meta({ description: 'What the country is to the activity.' });
export const organisationRoles = [
  'organiser',
  'co_organiser',
  'host',
  'funder',
  'contributor',
  'participant',
  'partner',
] as const;
export const qualifiers = ['exact', 'about', 'at_least', 'at_most'] as const;

/** How many projects may share an activity: {@link import('../figures/summary.ts').wholeShare} divides by up to this. */
export const mostProjects = 12;

function distinct<Item extends z.ZodType>(item: Item, most: number, key: (value: z.output<Item>) => string) {
  return z
    .array(item)
    .max(most)
    .refine((items) => new Set(items.map(key)).size === items.length, {
      error: 'names the same thing twice',
      params: { code: 'duplicate' },
    });
}
const itself = (value: string): string => value;

/** The name of an organisation, of which blanks at its ends, or several in a row, are no part. */
const organisationName = line(200).overwrite((name) => name.trim().replaceAll(/\s+/g, ' '));

const httpsAddress =
  'is not an https address without a user, in the characters of RFC 3986 (percent-encode others)';
const httpsUrl = z
  .url({ hostname: z.regexes.domain, error: httpsAddress, abort: true })
  .max(2000)
  .regex(/^https:\/\/[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][\w.~:/?#[\]@!$&'()*+,;=%-]*)?$/, {
    error: httpsAddress,
  });

/**
 * One thing done for somebody, once. Lists that are left out are empty: nothing was stated. There is no field
 * for a person, and unknown fields are refused.
 */
export const activity = z.strictObject({
  reference: reference.meta({
    description:
      'The identifier that its partner gave the activity. With the name of the partner it names the activity for ever: what is sent under it later replaces what was sent before.',
  }),
  title: inLanguages(line(500)).meta({
    description:
      'The title by ISO 639 code: {"en": "...", "fr": "..."}; at least one language. NFC, without control characters.',
    examples: [{ en: 'Workshop on electronic evidence', fr: 'Atelier sur les preuves électroniques' }],
  }),
  description: inLanguages(paragraphs(5000))
    .meta({ description: 'A description by ISO 639 code, like the title, but of several lines.' })
    .optional(),
  projects: distinct(projectCode, mostProjects, itself)
    .meta({
      description: `The codes of up to ${mostProjects} projects of the portfolio, each once. Without any it is counted under no project, and its sender is warned; a key that is limited to some projects must name one of them.`,
      examples: [['GLACY+']],
    })
    .default([]),
  start: dayOrMonth.meta({
    description:
      'The day, or the month where the day is not known, in which it starts: it is counted in this month.',
    examples: ['2020-09-15'],
  }),
  end: dayOrMonth
    .meta({ description: 'The last day or month, if it is not the first.', examples: ['2020-09-16'] })
    .optional(),
  status: z.enum(statuses).meta({
    description:
      'How far it has come. Postponed and cancelled activities are listed and not counted. Nothing is completed that starts or ends after the day (UTC) of the request.',
    examples: ['completed'],
  }),
  mode: z.enum(modes).meta({
    description:
      'How it was held. An unknown mode is taken with a warning; desk studies do not enter the online share.',
    examples: ['online'],
  }),
  type: z.enum(types).meta({ description: 'What was done.', examples: ['workshop'] }),
  themes: distinct(z.enum(themes), themes.length, itself)
    .meta({ description: 'The fields of support, each once.', examples: [['training']] })
    .default([]),
  countries: distinct(
    z.strictObject({
      code: countryCode,
      role: countryRole,
    }),
    600,
    (country) => `${country.code} ${country.role}`,
  )
    .meta({
      description: 'The countries, each with a role; each pair of code and role once.',
      examples: [[{ code: 'GH', role: 'beneficiary' }]],
    })
    .default([]),
  groups: distinct(groupCode, 50, itself)
    .meta({
      description:
        'Groups that the source names without listing countries, such as CARICOM. Never expanded into members.',
    })
    .default([]),
  venue: z
    .strictObject({
      city: line(100).meta({ description: 'The city.' }).optional(),
      country: countryCode,
    })
    .meta({ description: 'Where it took place, if somewhere.' })
    .optional(),
  partners: distinct(
    z.strictObject({
      name: organisationName.meta({ description: 'The name of the organisation.' }),
      role: z.enum(organisationRoles).meta({ description: 'What the organisation is to the activity.' }),
    }),
    100,
    (organisation) => `${organisation.role} ${organisation.name}`,
  )
    .meta({
      description:
        'Organisations that took part, each once in each of its roles; blanks around a name, or several in a row, are dropped. No persons.',
    })
    .default([]),
  participants: z
    .strictObject({
      count: z.int().min(0).max(1_000_000).meta({ description: 'The number.' }),
      qualifier: z.enum(qualifiers).meta({ description: 'How exactly the number is known.' }),
      women: z
        .int()
        .min(0)
        .max(1_000_000)
        .meta({ description: 'How many of them are women, where that is stated.' })
        .optional(),
    })
    .refine(({ count, women }) => women === undefined || women <= count, {
      path: ['women'],
      error: 'is more than the participants',
      params: { code: 'women_exceed_participants' },
    })
    .meta({
      description: 'How many took part, as its source states it; `women` is not more than `count`.',
      examples: [{ count: 25, qualifier: 'exact', women: 11 }],
    })
    .optional(),
  languages: distinct(language, 30, itself)
    .meta({
      description: 'ISO 639 codes of the languages it was held in, each once.',
      examples: [['en']],
    })
    .default([]),
  units: z
    .int()
    .min(1)
    .max(1000)
    .meta({ description: 'How many events this activity stands for.' })
    .default(1),
  links: z
    .array(
      z.strictObject({
        url: httpsUrl.meta({ description: 'Its address.' }),
        rel: z
          .string()
          .regex(/^[a-z][a-z-]{0,31}$/, { error: 'is not a relation such as "report"' })
          .meta({ description: 'What the page is to the activity.', examples: ['report'] }),
        lang: language.meta({ description: 'The language of the page, by its ISO 639 code.' }).optional(),
      }),
    )
    .max(20)
    .meta({ description: 'Public pages about it, over https.' })
    .default([]),
  visibility: z
    .enum(['public', 'restricted'])
    .meta({
      description:
        'A restricted activity is counted and listed by its dates and its countable fields, under an id that tells nothing: without reference, partner, title, description, venue, host countries, organisations, languages, links and unknown groups.',
    })
    .default('public'),
});
export type Activity = z.infer<typeof activity>;

/** Whether an activity is an online resource that bears no end: it stays, and its start is not its last day. */
export const isOpenEnded = ({ type, end }: Pick<Activity, 'type' | 'end'>): boolean =>
  type === 'online_resource' && end === undefined;

/** The last day of an activity that is not completed; undefined for one that is, and for one that is open-ended. */
export const lastDayOpen = (
  activity: Pick<Activity, 'type' | 'status' | 'start' | 'end'>,
): string | undefined =>
  activity.status === 'completed' || isOpenEnded(activity)
    ? undefined
    : lastDay(activity.end ?? activity.start);

/** Whether an activity of this status is counted; one that was cancelled or postponed is only listed. */
export const isCounted = (status: Activity['status']): boolean =>
  status !== 'cancelled' && status !== 'postponed';

/** Whether an activity of this status has begun at least: what is only planned has reached nobody. */
export const isDone = (status: string): boolean => status === 'completed' || status === 'ongoing';
