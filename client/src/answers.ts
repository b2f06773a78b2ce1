import * as z from 'zod';
import { activity, reference } from '../../shared/words/activity.ts';
import { period } from '../../shared/words/period.ts';
import { project } from '../../shared/words/project.ts';
import { revision, submissionStatus } from '../../shared/words/submission.ts';

// The answers of the register as a client reads them: what it knows must be right; codes are texts and fields of a
// newer register are left out, so that an old client goes on working. Those of activities, projects and periods are
// kept, so that what was read can be written back whole.

/** A remark on a submission, in the language that was asked for. `suggestion` is what to write instead. */
const told = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  pointer: z.string(),
  detail: z.string(),
  suggestion: z.unknown().optional(),
});
export type Told = z.infer<typeof told>;

/** A problem document (RFC 9457). */
export const problemTold = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  findings: z.array(told).optional(),
  instance: z.string().optional(),
});
export type ProblemTold = z.infer<typeof problemTold>;

/** The answer to a submission that was taken. */
export const acceptedTold = z.object({
  submission: z.string(),
  activity: reference,
  revision,
  findings: z.array(told).default([]),
});
export type AcceptedTold = z.infer<typeof acceptedTold>;

/** The answer to a dry run that found no error. */
export const checkedTold = z.object({ findings: z.array(told).default([]) });
export type CheckedTold = z.infer<typeof checkedTold>;

/** One outcome of a batch: taken (202, with all of {@link acceptedTold}), without errors (200, in a dry run), or a problem. */
const outcomeTold = z.object({
  index: z.int(),
  status: z.int(),
  ...acceptedTold.partial({ submission: true, activity: true, revision: true }).shape,
  problem: problemTold.optional(),
});
export type OutcomeTold = z.infer<typeof outcomeTold>;

/** The answer to a batch. */
export const outcomesTold = z.object({ outcomes: z.array(outcomeTold) });

/** What became of a submission. */
export const statusTold = z.object(submissionStatus.shape);
export type StatusTold = z.infer<typeof statusTold>;

const activityTold = z.looseObject(activity.shape);

/** An activity of one's own, as applied. */
export const appliedTold = z.object({
  activity: activityTold,
  revision,
  submission: z.string(),
  acceptedAt: z.string(),
  recordedAt: z.string(),
});
export type AppliedTold = z.infer<typeof appliedTold>;

/** A page of one's own activities. */
export const pageTold = z.object({ activities: z.array(appliedTold), next: z.string().optional() });

/** A project of the portfolio. */
export const projectTold = z.looseObject(project.shape);
export type ProjectTold = z.infer<typeof projectTold>;

/** A reporting period of the portfolio. */
export const periodTold = z.looseObject(period.shape);
export type PeriodTold = z.infer<typeof periodTold>;
