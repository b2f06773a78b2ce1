import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import type { Activities } from '../ports.ts';
import { reference } from '../words/activity.ts';
import type { Partner } from '../words/partner.ts';
import { type AppliedActivity, appliedActivity } from './read.ts';

/** How many activities a page has: unless told, and at most. */
export const usualPage = 50;
export const largestPage = 100;

/** A page of the partner's own activities. `next` is the cursor of the next page; without it there is none. */
export const activityPage = z.strictObject({
  activities: z.array(appliedActivity),
  next: z.string().optional(),
});
type ActivityPage = z.infer<typeof activityPage>;

/**
 * The partner's own activities as applied, withdrawn ones left out, in the order of their references. A page may have
 * fewer than `limit`, even none, and still a next one. As a page begins after a reference, and references do not
 * change, a row that is there all the time is on exactly one page, whatever happens to others meanwhile.
 * Throws Refused (malformed-request) for a cursor that is none of ours, or another limit than 1 to 100.
 */
export const listActivities =
  ({ activities }: { activities: Pick<Activities, 'page'> }) =>
  async (partner: Partner, asked: { cursor?: string; limit?: string }): Promise<ActivityPage> => {
    const limit = limitOf(asked.limit);
    const after = asked.cursor === undefined ? undefined : referenceIn(asked.cursor);
    const { rows, next } = await activities.page(partner.id, after, limit);
    return {
      activities: rows.flatMap(
        ({ activity, revision, submission, acceptedAt, recordedAt }): AppliedActivity[] =>
          activity === undefined ? [] : [{ activity, revision, submission, acceptedAt, recordedAt }],
      ),
      ...(next === undefined ? {} : { next: cursorAfter(next) }),
    };
  };

function limitOf(asked = String(usualPage)): number {
  const limit = /^[1-9]\d{0,2}$/.test(asked) ? Number(asked) : 0;
  if (limit < 1 || limit > largestPage)
    throw new Refused('malformed-request', `limit is a number from 1 to ${largestPage}.`);
  return limit;
}

/** The cursor of the page after a reference: opaque to clients, and the only one that is taken for this reference. */
const cursorAfter = (last: string): string =>
  btoa(JSON.stringify({ v: 1, after: last }))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const cursorContent = z.strictObject({ v: z.literal(1), after: reference });

function referenceIn(cursor: string): string {
  const content = cursorContent.safeParse(decoded(cursor));
  if (!content.success || cursorAfter(content.data.after) !== cursor)
    throw new Refused('malformed-request', 'The cursor is none that this list has given.');
  return content.data.after;
}

function decoded(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]{1,300}$/.test(cursor)) return undefined;
  try {
    return JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}
