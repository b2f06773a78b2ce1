import * as z from 'zod';
import { activity, reference } from './activity.ts';
import { instant } from './calendar.ts';
import { partnerId } from './partner.ts';

/** The identifier of a submission: random, so that nobody can guess another's. */
export const submissionId = z
  .uuid()
  .meta({ description: 'The id of the submission.', examples: ['0b6c6d3e-3f4b-4c8e-9d5f-1f0a2b3c4d5e'] });

/** The number that the register gives a submission when it accepts it; per activity, it only grows. */
export const revision = z
  .int()
  .min(1)
  .meta({ description: 'The number of the submission among those of its activity: 1, 2, 3 ...' });

const accepted = {
  schema: z.literal(1),
  id: submissionId,
  partner: partnerId,
  reference,
  revision,
  acceptedAt: instant,
};

/** What travels through the queue: one accepted request to put (create or replace) or to withdraw an activity. */
export const submission = z.discriminatedUnion('operation', [
  z.strictObject({ ...accepted, operation: z.literal('put'), activity }),
  z.strictObject({ ...accepted, operation: z.literal('withdraw') }),
]);
export type Submission = z.infer<typeof submission>;

/** What the register keeps of a submission from the moment it is accepted. */
export const receipt = z.strictObject({ ...accepted, operation: z.enum(['put', 'withdraw']) });
export type Receipt = z.infer<typeof receipt>;

/** The receipt of a submission: all of it but the activity. */
export const receiptOf = (of: Submission): Receipt => ({
  schema: of.schema,
  id: of.id,
  partner: of.partner,
  reference: of.reference,
  revision: of.revision,
  acceptedAt: of.acceptedAt,
  operation: of.operation,
});

/** For how many days from its acceptance it is told what became of a submission. */
export const receiptDays = 400;

/** When a receipt expires, in seconds since 1970. */
export const receiptExpires = ({ acceptedAt }: Pick<Receipt, 'acceptedAt'>): number =>
  Math.floor(Date.parse(acceptedAt) / 1000) + receiptDays * 86_400;

/**
 * An activity as stored: its newest applied revision (no `activity` once withdrawn), and the months whose rows may not
 * be those of this revision yet, the month in which it starts always among them.
 * `first` is the submission that was applied first and never changes; a row without it has known but one.
 */
export const storedActivity = z.strictObject({
  schema: z.literal(1),
  partner: partnerId,
  reference,
  revision,
  submission: submissionId,
  first: submissionId.optional(),
  acceptedAt: instant,
  recordedAt: instant,
  months: z.array(z.string()),
  activity: activity.optional(),
});
export type StoredActivity = z.infer<typeof storedActivity>;

/** A message that could not be recorded, as it was, with the reason. `id` is the submission's where it can be read. */
export const deadLetter = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  body: z.string(),
  reason: z.string(),
  at: instant,
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** What became of a submission, and when. `by` is the revision that superseded it. */
export const submissionStatus = z.strictObject({
  submission: submissionId,
  activity: reference,
  revision: revision.meta({ examples: [3] }),
  operation: z.enum(['put', 'withdraw']).meta({
    description: 'What was asked for: to create or replace the activity, or to withdraw it.',
    examples: ['put'],
  }),
  acceptedAt: instant.meta({ description: 'When it was accepted.' }),
  status: z.enum(['queued', 'applied', 'superseded', 'withdrawn', 'dead-lettered']).meta({
    description:
      'How it stands: still in the queue; applied; overtaken by a later one; applied, so that the activity is withdrawn; or kept with the reason why it could not be applied.',
    examples: ['applied'],
  }),
  at: instant.meta({ description: 'Since when it stands so.', examples: ['2020-09-17T08:30:01.250Z'] }),
  by: revision.meta({ description: 'The revision that superseded it.' }).optional(),
});
export type SubmissionStatus = z.infer<typeof submissionStatus>;

/**
 * What became of a submission, told from what is stored: the activity's newest revision, and the dead letter if
 * there is one. A submission newer than the stored activity and not buried is still queued; one that is stored and
 * buried could not be finished.
 */
export function statusOf(
  { id, reference: activityReference, revision: own, operation, acceptedAt }: Receipt,
  stored: StoredActivity | undefined,
  letter: DeadLetter | undefined,
): SubmissionStatus {
  const about = { submission: id, activity: activityReference, revision: own, operation, acceptedAt };
  if (stored !== undefined && stored.revision > own)
    return { ...about, status: 'superseded', at: stored.recordedAt, by: stored.revision };
  // A letter is taken away once all is done: while it is there, the activity may be stored and not yet counted.
  if (letter !== undefined) return { ...about, status: 'dead-lettered', at: letter.at };
  if (stored !== undefined && stored.revision === own)
    return { ...about, status: operation === 'withdraw' ? 'withdrawn' : 'applied', at: stored.recordedAt };
  return { ...about, status: 'queued', at: acceptedAt };
}
