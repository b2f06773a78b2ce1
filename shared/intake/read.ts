import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import type { Activities, DeadLetters, Portfolio, Receipts } from '../ports.ts';
import { activity, reference } from '../words/activity.ts';
import { instant } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import { type Period, periodId } from '../words/period.ts';
import { type Project, projectCode } from '../words/project.ts';
import {
  receiptDays,
  receiptExpires,
  revision,
  type SubmissionStatus,
  statusOf,
  submissionId,
} from '../words/submission.ts';
import { noPeriod, noProject, type Written } from './portfolio.ts';

export type ReadPorts = {
  activities: Pick<Activities, 'get' | 'page'>;
  receipts: Pick<Receipts, 'get'>;
  deadLetters: Pick<DeadLetters, 'get'>;
  portfolio: Pick<Portfolio, 'project' | 'period'>;
  now: () => Date;
};

/** A partner's own activity as applied. */
export const appliedActivity = z.strictObject({
  activity,
  revision,
  submission: submissionId,
  acceptedAt: instant,
  recordedAt: instant,
});
export type AppliedActivity = z.infer<typeof appliedActivity>;

/** Throws Refused: not-found for what was never applied (or is another's), gone once withdrawn. */
export const readActivity =
  ({ activities }: ReadPorts) =>
  async (partner: Partner, named: string): Promise<AppliedActivity> => {
    const stored = reference.safeParse(named).success ? await activities.get(partner.id, named) : undefined;
    if (stored === undefined)
      throw new Refused('not-found', 'No activity of yours with this reference has been applied.');
    const { activity: applied, revision: at, submission, acceptedAt, recordedAt } = stored;
    if (applied === undefined) throw new Refused('gone', `The activity was withdrawn by its revision ${at}.`);
    return { activity: applied, revision: at, submission, acceptedAt, recordedAt };
  };

/** What became of a submission of the partner. Throws Refused (not-found) for any other, and once its receipt expired. */
export const readSubmission =
  ({ activities, receipts, deadLetters, now }: ReadPorts) =>
  async (partner: Partner, id: string): Promise<SubmissionStatus> => {
    const receipt = submissionId.safeParse(id).success ? await receipts.get(id) : undefined;
    if (receipt === undefined || receipt.partner !== partner.id)
      throw new Refused('not-found', 'You have made no submission with this id.');
    if (receiptExpires(receipt) <= now().getTime() / 1000)
      throw new Refused(
        'not-found',
        `What became of a submission is told for ${receiptDays} days from its acceptance.`,
      );
    const [stored, letter] = await Promise.all([
      activities.get(receipt.partner, receipt.reference),
      deadLetters.get(id),
    ]);
    return statusOf(receipt, stored, letter);
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
