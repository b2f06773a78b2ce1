import * as z from 'zod';
import { type Activity, activity, isCounted } from './activity.ts';
import { monthOf } from './calendar.ts';
import { partnerId } from './partner.ts';
import { revision, type StoredActivity } from './submission.ts';

/**
 * An activity as the public sees it. `id` is (partner, reference) and never changes; `counted` says whether the
 * figures count it. A restricted activity bears its countable fields only: no title, text, place or links.
 */
export const publicRecord = z.strictObject({
  id: z.string(),
  partner: partnerId,
  revision,
  acceptedAt: z.iso.datetime(),
  counted: z.boolean(),
  ...activity.partial({ title: true }).shape,
});
export type PublicRecord = z.infer<typeof publicRecord>;

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

function recordOf(stored: StoredActivity, current: Activity): PublicRecord {
  const { title: _title, description: _text, venue: _place, links: _links, ...countable } = current;
  return {
    id: `${stored.partner}/${stored.reference}`,
    partner: stored.partner,
    revision: stored.revision,
    acceptedAt: stored.acceptedAt,
    counted: isCounted(current.status),
    ...(current.visibility === 'restricted' ? { ...countable, links: [] } : current),
  };
}

/** Compares two texts by code unit: the same order everywhere, whatever the language of the machine. */
export const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The order of records in every document: by start, then by id. */
export const inOrder = (one: PublicRecord, other: PublicRecord): number =>
  byCodeUnit(one.start, other.start) || byCodeUnit(one.id, other.id);
