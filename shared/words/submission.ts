import * as z from 'zod';
import { activity, reference } from './activity.ts';
import { instant } from './calendar.ts';
import { partnerId } from './partner.ts';

/** The identifier of a submission within the register: random, so that nobody can guess another's. */
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

/** What the register knows of a submission from the moment it is accepted, all of it but the activity. */
export const receipt = z.strictObject({ ...accepted, operation: z.enum(['put', 'withdraw']) });
export type Receipt = z.infer<typeof receipt>;

/** The receipt of a submission. */
export const receiptOf = (of: Submission): Receipt => ({
  schema: of.schema,
  id: of.id,
  partner: of.partner,
  reference: of.reference,
  revision: of.revision,
  acceptedAt: of.acceptedAt,
  operation: of.operation,
});

/** For how many days from its acceptance a receipt is kept that a release before has stored. */
const receiptDays = 400;

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
