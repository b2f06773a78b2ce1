import * as z from 'zod';
import { monthPath } from '../figures/figure.ts';
import type { Period } from '../words/period.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { copyOf } from './change-list.ts';
import type { Changing } from './changes.ts';
import { differences, type PastPeriod } from './changes.ts';
import { type Index, monthDocument } from './documents.ts';
import type { FeedBucket } from './ports.ts';
import type { Making } from './snapshot.ts';
import { decode } from './snapshot.ts';

/** The month that a document of one month is about, by its path: "activities/2020-03.csv" gives "2020-03". */
export const monthOfPath = (path: string): string | undefined =>
  /^(?:activities|(?:fr\/)?feed|iati)\/(\d{4}-\d\d)\.\w+$/.exec(path)?.[1];

/** Adds the document of a month, and gives how it differs from what was published. */
export async function addMonth(
  bucket: Pick<FeedBucket, 'read'>,
  making: Making,
  past: Index | undefined,
  month: string,
  records: readonly PublicRecord[],
): Promise<Changing[]> {
  const draft = { path: monthPath(month), schema: 'month' as const, body: { month, activities: records } };
  const present = records.length > 0 ? (await making.add(draft)).body.activities : [];
  if (records.length === 0 && making.mayBeThere(draft.path)) await making.leave(draft);
  const entry = past?.documents.find(({ path }) => path === draft.path);
  const before = entry && (await copyOf(bucket, entry));
  const known = before === undefined ? undefined : publishedMonth.parse(decode(before));
  return differences(month, entry === undefined ? new Map() : known, present);
}

/** What is read of a month published before, by whatever version of the register: each record as its text by its id. */
const publishedMonth = z
  .object({ activities: z.array(z.unknown()) })
  .transform(
    ({ activities }) => new Map(activities.map((each) => [identified.parse(each).id, JSON.stringify(each)])),
  );
const identified = z.object({ id: z.string() });

/** The revisions of the activities that a month of this snapshot lists so far, by their ids. */
export async function revisionsListed(
  bucket: Pick<FeedBucket, 'read'>,
  making: Pick<Making, 'entry'>,
  month: string,
): Promise<ReadonlyMap<string, number>> {
  const entry = making.entry(monthPath(month));
  const bytes = entry && (await copyOf(bucket, entry));
  return bytes === undefined ? new Map() : revisions.parse(decode(bytes));
}
const revisions = z
  .object({ activities: z.array(z.object({ id: z.string(), revision: z.int() })) })
  .transform(({ activities }) => new Map(activities.map(({ id, revision }) => [id, revision])));

/** The records of a month that this snapshot lists. */
export async function recordsOf(
  bucket: Pick<FeedBucket, 'read'>,
  making: Making,
  month: string,
): Promise<PublicRecord[]> {
  const entry = making.entry(monthPath(month));
  const bytes = entry && (await copyOf(bucket, entry));
  if (bytes === undefined)
    throw new Error(`the month ${month} has a summary and no document: run the rebuild`);
  return monthDocument.parse(decode(bytes)).activities;
}

const publishedMetrics = z.object({
  periods: z.array(
    z.object({
      id: z.string(),
      first: z.string(),
      last: z.string(),
    }),
  ),
});

/**
 * The periods of an index, by their id; where the document that tells of them is lost, those of `periods`, of months
 * that nobody knows any longer.
 */
export async function pastPeriods(
  bucket: Pick<FeedBucket, 'read'>,
  past: Index | undefined,
  periods: readonly Period[],
): Promise<ReadonlyMap<string, PastPeriod>> {
  const entry = past?.documents.find(({ path }) => path === 'metrics.json');
  const bytes = entry && (await copyOf(bucket, entry));
  const months = past?.documents.flatMap(({ path }) => monthOfPath(path) ?? []) ?? [];
  const listed = ({ first, last }: Pick<Period, 'first' | 'last'>) =>
    months.some((month) => first <= month && month <= last);
  if (bytes === undefined)
    return new Map(periods.map((each) => [each.id, { first: '', last: '', listed: listed(each) }]));
  const metrics = publishedMetrics.parse(decode(bytes));
  return new Map(
    metrics.periods.map(({ id, first, last }) => [id, { first, last, listed: listed({ first, last }) }]),
  );
}
