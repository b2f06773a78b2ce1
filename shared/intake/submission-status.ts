import * as z from 'zod';
import { Refused } from '../checks/problem.ts';
import type { Activities, DeadLetters, Receipts, Revisions } from '../ports.ts';
import { reference } from '../words/activity.ts';
import { instant } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import {
  type DeadLetter,
  type Receipt,
  receiptExpires,
  revision,
  type StoredActivity,
  submissionId,
} from '../words/submission.ts';
import { handleOf, receiptIn, submissionHandle } from '../words/submission-handle.ts';

export type StatusPorts = {
  activities: Pick<Activities, 'get'>;
  revisions: Pick<Revisions, 'newest'>;
  receipts: Receipts;
  deadLetters: Pick<DeadLetters, 'get'>;
  now: () => Date;
};

/** What became of a submission, and when. `by` is the revision that superseded it. */
export const submissionStatus = z.strictObject({
  submission: submissionHandle,
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
  receipt: Receipt,
  stored: StoredActivity | undefined,
  letter: DeadLetter | undefined,
): SubmissionStatus {
  const { reference: activity, revision: own, operation, acceptedAt } = receipt;
  const about = { submission: handleOf(receipt), activity, revision: own, operation, acceptedAt };
  if (stored !== undefined && stored.revision > own)
    return { ...about, status: 'superseded', at: stored.recordedAt, by: stored.revision };
  // A letter is taken away once all is done: while it is there, the activity may be stored and not yet counted.
  if (letter !== undefined) return { ...about, status: 'dead-lettered', at: letter.at };
  if (stored !== undefined && stored.revision === own)
    return { ...about, status: operation === 'withdraw' ? 'withdrawn' : 'applied', at: stored.recordedAt };
  return { ...about, status: 'queued', at: acceptedAt };
}

/** What became of a submission of the partner. Throws Refused (not-found) for any other. Reads three rows at most. */
export const readSubmission =
  (ports: StatusPorts) =>
  async (partner: Partner, handle: string): Promise<SubmissionStatus> => {
    const receipt = receiptIn(handle) ?? (await storedReceipt(ports, handle));
    if (receipt?.partner !== partner.id) throw noSubmission();
    const [stored, letter] = await Promise.all([
      ports.activities.get(receipt.partner, receipt.reference),
      ports.deadLetters.get(receipt.id),
    ]);
    if (!(await isGivenOut(ports, receipt, stored))) throw noSubmission();
    return { ...statusOf(receipt, stored, letter), submission: handle };
  };

/** The receipt that a release before has stored of a submission, by its id; undefined once it has expired. */
async function storedReceipt({ receipts, now }: StatusPorts, id: string): Promise<Receipt | undefined> {
  const receipt = submissionId.safeParse(id).success ? await receipts.get(id) : undefined;
  return receipt !== undefined && receiptExpires(receipt) > now().getTime() / 1000 ? receipt : undefined;
}

/** Whether the revision of a receipt was given out and, as far as it can be known, to this submission. */
async function isGivenOut(
  { revisions }: StatusPorts,
  { partner, reference: named, revision: own, id }: Receipt,
  stored: StoredActivity | undefined,
): Promise<boolean> {
  if (stored !== undefined && stored.revision >= own)
    return stored.revision > own || stored.submission === id;
  return own <= ((await revisions.newest(partner, named)) ?? 0);
}

const noSubmission = () => new Refused('not-found', 'You have made no submission with this id.');
