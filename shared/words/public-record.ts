import * as z from 'zod';
import { type Activity, activity, countryRole, isCounted } from './activity.ts';
import { instant, monthOf } from './calendar.ts';
import { countryCode } from './country.ts';
import { groupCodes, isKnownGroup } from './group.ts';
import { partnerId } from './partner.ts';
import { revision, type StoredActivity, submissionId } from './submission.ts';

/** What a public record says, whatever it withholds. */
export const everyRecord = {
  revision: revision.meta({ description: 'The revision that stands.', examples: [3] }),
  acceptedAt: instant.meta({ description: 'When the register accepted this revision.' }),
  counted: z.boolean().meta({
    description: 'Whether the figures count it; cancelled and postponed activities are only listed.',
    examples: [true],
  }),
};

const recordId = {
  description: 'The name of the activity, which never changes.',
  examples: ['glacy-plus/WS-2020-17'],
};

/** A public activity: all of it. `id` is (partner, reference). */
const openRecord = z.strictObject({
  id: z.string().meta(recordId),
  partner: partnerId.meta({ description: 'The id of the partner that posted.' }),
  ...everyRecord,
  ...activity.shape,
  visibility: z.literal('public').meta({ description: 'All of it is public.' }),
});

const { projects, start, end, status, mode, type, themes, participants, units } = activity.shape;
const none = z.array(z.never()).meta({ description: 'Withheld.' });

/**
 * A restricted activity: its dates and what is counted of it, and nothing that tells whose it is, what, or where. `id`
 * is the submission that was applied first: random, so that nobody but its partner can tell whose activity it names.
 * This schema is the one place that decides what is shown of one: no document with more of it is published.
 * Decision 0020.
 */
const restrictedRecord = z.strictObject({
  id: submissionId.meta({ description: recordId.description }),
  ...everyRecord,
  projects,
  start,
  end,
  status,
  mode,
  type,
  themes,
  countries: z
    .array(
      z.strictObject({
        code: countryCode,
        role: countryRole.exclude(['host']).meta({ description: countryRole.description }),
      }),
    )
    .meta({ description: 'The countries without the hosts, which tell the place, each with a role.' }),
  groups: z.array(z.enum(groupCodes().map(({ code }) => code))).meta({
    description: 'The groups that the register has names for; any other code is a text of the partner.',
  }),
  partners: none,
  participants,
  languages: none,
  units,
  links: none,
  visibility: z.literal('restricted').meta({ description: 'Only its countable fields are public.' }),
});

type OpenRecord = z.infer<typeof openRecord>;
type Withheld = 'partner' | 'reference' | 'title';
/** Of either visibility: what a restricted activity withholds is optional, or empty. */
export type PublicRecord = Omit<OpenRecord, Withheld | 'visibility'> &
  Partial<Pick<OpenRecord, Withheld>> &
  Pick<Activity, 'visibility'>;

/**
 * An activity as the public sees it. `id` is the same as long as the activity is public, or restricted; `counted` says
 * whether the figures count it.
 */
export const publicRecord: z.ZodType<PublicRecord> = z.discriminatedUnion('visibility', [
  openRecord,
  restrictedRecord,
]);

/** What a month knows of an activity: its public record, or nothing (a tombstone) where it no longer belongs. */
export const contribution = z.strictObject({
  schema: z.literal(2),
  partner: partnerId,
  reference: activity.shape.reference,
  revision,
  record: publicRecord.optional(),
  /** When a tombstone may go, in seconds since 1970: long after whoever had an older revision in hand. */
  expires: z.int().optional(),
});
export type Contribution = z.infer<typeof contribution>;

/** How long a tombstone stays, in seconds. */
const tombstoneStays = 30 * 86_400;

/** What an activity contributes to a month: its record in the month in which it starts, else a tombstone. */
export function contributionTo(inMonth: string, stored: StoredActivity): Contribution {
  const { partner, reference, revision: own, activity: current, recordedAt } = stored;
  const row = { schema: 2 as const, partner, reference, revision: own };
  return current !== undefined && monthOf(current.start) === inMonth
    ? { ...row, record: recordOf(stored, current) }
    : { ...row, expires: Math.floor(Date.parse(recordedAt) / 1000) + tombstoneStays };
}

/** The id under which an activity is public: that of a restricted one is random, and nobody else can tell whose it is. */
export const publicIdOf = (
  { partner, reference, submission, first = submission }: StoredActivity,
  { visibility }: Pick<Activity, 'visibility'>,
): string => (visibility === 'public' ? `${partner}/${reference}` : first);

function recordOf(stored: StoredActivity, current: Activity): PublicRecord {
  const { partner, revision: own, acceptedAt } = stored;
  const id = publicIdOf(stored, current);
  const every = { revision: own, acceptedAt, counted: isCounted(current.status) };
  if (current.visibility === 'public') return { id, partner, ...every, ...current };
  const shown = Object.keys(restrictedRecord.shape);
  return {
    ...(Object.fromEntries(Object.entries(current).filter(([field]) => shown.includes(field))) as Activity),
    ...every,
    id,
    countries: current.countries.filter(({ role }) => role !== 'host'),
    groups: current.groups.filter(isKnownGroup),
    partners: [],
    languages: [],
    links: [],
  };
}

/** Compares two texts by code unit: the same order everywhere, whatever the language of the machine. */
export const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The order of records in every document: by start, then by id. */
export const inOrder = (one: PublicRecord, other: PublicRecord): number =>
  byCodeUnit(one.start, other.start) || byCodeUnit(one.id, other.id);
