import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import type { Activities, Facts, Portfolio, Suspects } from '../ports.ts';
import { activity, reference } from '../words/activity.ts';
import { fromBase64url, toBase64url } from '../words/base64url.ts';
import { instant } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import { type Period, periodId } from '../words/period.ts';
import { type Project, projectCode } from '../words/project.ts';
import { publicIdOf } from '../words/public-record.ts';
import { revision, type StoredActivity } from '../words/submission.ts';
import { handleOf, submissionHandle } from '../words/submission-handle.ts';
import { noPeriod, noProject, type Written } from './portfolio.ts';
import type { StatusPorts } from './submission-status.ts';

export type ReadPorts = StatusPorts & {
  activities: Pick<Activities, 'get' | 'page'>;
  suspects: Pick<Suspects, 'of' | 'between'>;
  portfolio: Pick<Portfolio, 'project' | 'period'>;
  facts: Pick<Facts, 'get'>;
};

/** A partner's own activity as applied. */
export const appliedActivity = z.strictObject({
  activity,
  revision: revision.meta({ description: 'The revision that stands.', examples: [3] }),
  submission: submissionHandle,
  publicId: z.string().meta({
    description: 'The id under which the public feed lists it; that of a restricted activity is random.',
    examples: ['glacy/WS-2020-17'],
  }),
  acceptedAt: instant.meta({ description: 'When it was accepted.' }),
  recordedAt: instant.meta({ description: 'When it was applied.', examples: ['2020-09-17T08:30:01.250Z'] }),
  mayBeTheSameAs: z.array(z.string()).meta({
    description:
      'The public ids of activities of the same month, yours or of other partners, that may be the same: same days, shared countries or none, and nearly the same title. As of the last publication; of a large month those near by.',
    examples: [['octopus/7']],
  }),
});
export type AppliedActivity = z.infer<typeof appliedActivity>;

/** Throws Refused: not-found for what was never applied (or is another's), gone once withdrawn. */
export const readActivity =
  ({ activities, suspects }: Pick<ReadPorts, 'activities' | 'suspects'>) =>
  async (partner: Partner, named: string): Promise<AppliedActivity> => {
    const isName = reference.safeParse(named).success;
    const [stored, others = []] = isName
      ? await Promise.all([activities.get(partner.id, named), suspects.of(partner.id, named)])
      : [];
    if (stored === undefined)
      throw new Refused('not-found', 'No activity of yours with this reference has been applied.');
    const applied = appliedIn(stored, others);
    if (applied === undefined)
      throw new Refused('gone', `The activity was withdrawn by its revision ${stored.revision}.`);
    return applied;
  };

/** What a partner reads of an activity that is stored; undefined once it is withdrawn. */
const appliedIn = (stored: StoredActivity, mayBeTheSameAs: string[]): AppliedActivity | undefined =>
  stored.activity && {
    activity: stored.activity,
    revision: stored.revision,
    submission: handleOf({ ...stored, id: stored.submission, operation: 'put' }),
    publicId: publicIdOf(stored, stored.activity),
    acceptedAt: stored.acceptedAt,
    recordedAt: stored.recordedAt,
    mayBeTheSameAs,
  };

/** How many activities a page has if no limit is asked for, and at most. */
export const usualPage = 50;
export const largestPage = 100;

/** A page of the partner's own activities. */
export const activityPage = z.strictObject({
  activities: z.array(appliedActivity).meta({ description: 'In the order of their references.' }),
  next: z
    .string()
    .meta({
      description: 'The cursor of the next page; without it there is none.',
      examples: ['eyJ2IjoxLCJhZnRlciI6IldTLTIwMjAtMTcifQ'],
    })
    .optional(),
});
type ActivityPage = z.infer<typeof activityPage>;

/**
 * The partner's own activities as applied, withdrawn ones left out, in the order of their references. A page may have
 * fewer than `limit`, even none, and still a next one. As a page begins after a reference, and references do not
 * change, a row that is there all the time is on exactly one page, whatever happens to others meanwhile.
 * Throws Refused (malformed-request) for a cursor that is none of ours, or another limit than 1 to 100.
 */
export const listActivities =
  ({ activities, suspects }: Pick<ReadPorts, 'activities' | 'suspects'>) =>
  async (partner: Partner, asked: { cursor?: string; limit?: string }): Promise<ActivityPage> => {
    const limit = limitOf(asked.limit);
    const after = asked.cursor === undefined ? undefined : referenceIn(asked.cursor);
    const { rows, next } = await activities.page(partner.id, after, limit);
    const [first, last] = [rows[0]?.reference, rows.at(-1)?.reference];
    const others = first && last ? await suspects.between(partner.id, first, last) : undefined;
    return {
      activities: rows.flatMap((row) => appliedIn(row, others?.get(row.reference) ?? []) ?? []),
      ...(next === undefined ? {} : { next: cursorAfter(next) }),
    };
  };

/** A project as the portfolio has it. Throws Refused: not-found, or gone once deleted. */
export const readProject =
  ({ portfolio }: ReadPorts) =>
  async (code: string): Promise<Written<Project>> => {
    const place = projectCode.safeParse(code).success ? await portfolio.project(code) : undefined;
    if (place === undefined) throw noProject();
    const { revision: at, held } = place;
    if (held === undefined) throw new Refused('gone', `The project was deleted by its revision ${at}.`);
    return { revision: at, held };
  };

/** A reporting period as the portfolio has it. Throws Refused: not-found, or gone once deleted. */
export const readPeriod =
  ({ portfolio }: ReadPorts) =>
  async (id: string): Promise<Written<Period>> => {
    const place = periodId.safeParse(id).success ? await portfolio.period(id) : undefined;
    if (place === undefined) throw noPeriod();
    const { revision: at, held } = place;
    if (held === undefined) throw new Refused('gone', `The period was deleted by its revision ${at}.`);
    return { revision: at, held };
  };

function limitOf(asked = String(usualPage)): number {
  const limit = /^[1-9]\d{0,2}$/.test(asked) ? Number(asked) : 0;
  if (limit < 1 || limit > largestPage)
    throw new Refused('malformed-request', `limit is a number from 1 to ${largestPage}.`);
  return limit;
}

/** The cursor of the page after a reference: opaque to clients, and the only one that is taken for this reference. */
const cursorAfter = (last: string): string => toBase64url(JSON.stringify({ v: 1, after: last }));

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
    return JSON.parse(fromBase64url(cursor) ?? '');
  } catch {
    return undefined;
  }
}
