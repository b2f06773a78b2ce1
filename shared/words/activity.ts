import * as z from 'zod';
import { dayOrMonth, lastDay } from './calendar.ts';
import { countryCode } from './country.ts';
import { groupCode } from './group.ts';
import { projectCode } from './project.ts';
import { inLanguages, language, line, paragraphs } from './text.ts';

/** The partner's own identifier of an activity: (partner, reference) names the activity for ever. */
export const reference = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,99}$/, {
  error: 'is not 1 to 100 of the characters A-Z a-z 0-9 . _ ~ : + - (the first a letter or a digit)',
});

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
  reference,
  title: inLanguages(line(500)),
  description: inLanguages(paragraphs(5000)).optional(),
  projects: distinct(projectCode, mostProjects, itself).default([]),
  start: dayOrMonth,
  end: dayOrMonth.optional(),
  status: z.enum(statuses),
  mode: z.enum(modes),
  type: z.enum(types),
  themes: distinct(z.enum(themes), themes.length, itself).default([]),
  countries: distinct(
    z.strictObject({ code: countryCode, role: z.enum(countryRoles) }),
    600,
    (country) => `${country.code} ${country.role}`,
  ).default([]),
  groups: distinct(groupCode, 50, itself).default([]),
  venue: z.strictObject({ city: line(100).optional(), country: countryCode }).optional(),
  partners: distinct(
    z.strictObject({ name: organisationName, role: z.enum(organisationRoles) }),
    100,
    (organisation) => `${organisation.role} ${organisation.name}`,
  ).default([]),
  participants: z
    .strictObject({
      count: z.int().min(0).max(1_000_000),
      qualifier: z.enum(qualifiers),
      women: z.int().min(0).max(1_000_000).optional(),
    })
    .refine(({ count, women }) => women === undefined || women <= count, {
      path: ['women'],
      error: 'is more than the participants',
      params: { code: 'women_exceed_participants' },
    })
    .optional(),
  languages: distinct(language, 30, itself).default([]),
  units: z.int().min(1).max(1000).default(1),
  links: z
    .array(
      z.strictObject({
        url: httpsUrl,
        rel: z.string().regex(/^[a-z][a-z-]{0,31}$/, { error: 'is not a relation such as "report"' }),
        lang: language.optional(),
      }),
    )
    .max(20)
    .default([]),
  visibility: z.enum(['public', 'restricted']).default('public'),
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
