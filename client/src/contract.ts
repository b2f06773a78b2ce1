import type * as z from 'zod';
import type { finding } from '../../shared/checks/finding.ts';
import type { problem } from '../../shared/checks/problem.ts';
import type { outcomes } from '../../shared/intake/batch.ts';
import type { keptFacts } from '../../shared/intake/facts.ts';
import type { activityPage, appliedActivity } from '../../shared/intake/read.ts';
import type { submissionStatus } from '../../shared/intake/submission-status.ts';
import type { accepted, dryRunAnswer } from '../../shared/intake/submit.ts';
import type { activity } from '../../shared/words/activity.ts';
import type { donorContribution } from '../../shared/words/donor-contribution.ts';
import type { legislationSurvey } from '../../shared/words/legislation-survey.ts';
import type { period } from '../../shared/words/period.ts';
import type { project } from '../../shared/words/project.ts';
import type { treatyEvent } from '../../shared/words/treaty-event.ts';

// The types of the API under the names that they have in its description. In the package this file is written anew
// from that description (see ../build.ts): whoever installs it needs neither the schemas nor zod.

type Without<Schema, Field extends keyof Schema> = Omit<Schema, Field> & Partial<Pick<Schema, Field>>;

/** An activity as a partner writes it: what has a default may be left out. */
export type NewActivity = z.input<typeof activity>;
export type NamedActivity = Without<NewActivity, 'reference'>;
export type NamedProject = Without<z.input<typeof project>, 'code'>;
export type NamedPeriod = Without<z.input<typeof period>, 'id'>;
export type NamedTreatyEvent = Without<z.input<typeof treatyEvent>, 'id'>;
export type NamedLegislationSurvey = Without<z.input<typeof legislationSurvey>, 'id'>;
export type NamedContribution = Without<z.input<typeof donorContribution>, 'id'>;
export type Activity = z.output<typeof activity>;
export type Project = z.output<typeof project>;
export type Period = z.output<typeof period>;
export type TreatyEvent = z.output<typeof treatyEvent>;
export type LegislationSurvey = z.output<typeof legislationSurvey>;
export type Contribution = z.output<typeof donorContribution>;
export type KeptTreatyEvent = z.output<typeof keptFacts.treatyEvent>;
export type KeptLegislationSurvey = z.output<typeof keptFacts.legislationSurvey>;
export type KeptContribution = z.output<typeof keptFacts.donorContribution>;
export type Finding = z.output<typeof finding>;
export type Problem = z.output<typeof problem>;
export type Accepted = z.output<typeof accepted>;
export type Checked = z.output<typeof dryRunAnswer>;
export type SubmissionStatus = z.output<typeof submissionStatus>;
export type AppliedActivity = z.output<typeof appliedActivity>;
export type ActivityPage = z.output<typeof activityPage>;
export type Outcomes = z.output<typeof outcomes>;
