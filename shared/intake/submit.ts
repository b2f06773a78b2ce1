import * as z from 'zod';
import { checkActivity, mostSuggestions } from '../checks/check-activity.ts';
import { type Finding, finding, listing } from '../checks/finding.ts';
import { Refused } from '../checks/problem.ts';
import type { Contributions, Portfolio, Precondition, Revisions, SubmissionQueue } from '../ports.ts';
import { type Activity, activity, reference } from '../words/activity.ts';
import { dayOf } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import { type Receipt, revision, type Submission } from '../words/submission.ts';
import { handleOf, submissionHandle } from '../words/submission-handle.ts';
import { type Answered, type OncePorts, once, type SubmitRequest } from './idempotency.ts';
import { preconditionFailed } from './precondition.ts';

export type SubmitPorts = OncePorts & {
  revisions: Revisions;
  queue: SubmissionQueue;
  portfolio: Pick<Portfolio, 'project' | 'projects'>;
  contributions: Pick<Contributions, 'nearby'>;
};

/** What an activity is checked with. */
export type CheckPorts = Pick<SubmitPorts, 'portfolio' | 'now'> & {
  /** Where a dry run looks for probable duplicates; what is submitted is compared by the aggregator. */
  contributions?: SubmitPorts['contributions'];
};

/** The answer to a submission that was accepted. */
export const accepted = z.strictObject({
  submission: submissionHandle,
  activity: reference,
  revision: revision.meta({ examples: [3] }),
  findings: z.array(finding).meta({ description: 'What might be mended: warnings.', examples: [[]] }),
});
export type Accepted = z.infer<typeof accepted>;

/** The answer to a dry run that found no error. */
export const dryRunAnswer = z.strictObject({
  findings: z.array(finding).meta({
    description: 'What might be mended: warnings.',
    examples: [
      [
        {
          severity: 'warning',
          code: 'unknown_mode',
          pointer: '/mode',
          detail: 'is unknown; the online share counts it as not online',
        },
      ],
    ],
  }),
});
type DryRunAnswer = z.infer<typeof dryRunAnswer>;

/** Where a body is put: the reference in the address, if it has one, and what its sender demands of what is there. */
type Target = { reference?: string; precondition?: Precondition | undefined };

/**
 * Accepts an activity to create or replace: checks it, takes the next revision, and resolves once the queue has
 * it. A submission that fails after its revision was taken leaves a gap in the revisions and
 * nothing else. Throws Refused with all findings, or where the precondition is not fulfilled, or as {@link once} does,
 * and Unavailable. Decision 0008.
 */
export const submit =
  (ports: SubmitPorts) =>
  (
    request: SubmitRequest,
    body: unknown,
    { reference: named, precondition }: Target = {},
  ): Promise<Answered<Accepted>> =>
    once(ports)(request, {
      plan: async () => {
        const { partner } = request;
        const { portfolio, now } = ports;
        const checked = await check({ portfolio, now })(partner, body, named);
        const own = checked.activity.reference;
        const { revisions } = ports;
        const issued =
          precondition === undefined
            ? await revisions.next(partner.id, own)
            : await revisions.nextIf(partner.id, own, precondition);
        if (issued === undefined) throw preconditionFailed(await revisions.newest(partner.id, own));
        const stamp = newStamp(ports, partner, own, issued);
        const submission: Submission = { ...stamp, operation: 'put', activity: checked.activity };
        return { submissions: [submission], answer: acceptedOf(submission, listing()(checked.findings)) };
      },
      resume: (receipts) => receipts.map((receipt) => putAgain(receipt, body)),
      send: sendEach(ports),
    });

/** Accepts the withdrawal of an activity, as {@link submit} does. Throws Refused (not-found) for one never submitted. */
export const withdraw =
  (ports: Omit<SubmitPorts, 'portfolio' | 'contributions'>) =>
  (request: SubmitRequest, named: string, precondition?: Precondition): Promise<Answered<Accepted>> =>
    once(ports)(request, {
      plan: async () => {
        const { partner } = request;
        const { revisions } = ports;
        if (!reference.safeParse(named).success) throw neverSubmitted();
        const issued =
          precondition === undefined
            ? await revisions.nextOfKnown(partner.id, named)
            : await revisions.nextIf(partner.id, named, { match: '*', ...precondition });
        if (issued === undefined) {
          const newest = precondition === undefined ? undefined : await revisions.newest(partner.id, named);
          throw newest === undefined ? neverSubmitted() : preconditionFailed(newest);
        }
        const stamp = newStamp(ports, partner, named, issued);
        const submission: Submission = { ...stamp, operation: 'withdraw' };
        return { submissions: [submission], answer: acceptedOf(submission, []) };
      },
      resume: (receipts) => receipts.map((receipt) => ({ ...receipt, operation: 'withdraw' })),
      send: sendEach(ports),
    });

/**
 * Checks an activity as {@link submit} does, looks for probable duplicates too, and stores nothing. Throws Refused with all findings, and
 * Unavailable.
 */
export const dryRun =
  (ports: CheckPorts) =>
  async (partner: Partner, body: unknown, named?: string): Promise<DryRunAnswer> => {
    const { findings } = await check(ports)(partner, body, named);
    return { findings };
  };

/**
 * Checks activities, one after the other, against the portfolio and what the partner has beside them; suggestions are
 * looked for as often for all of them as for one. Throws Refused with all findings of an activity that has an error.
 */
export const check = ({ portfolio, contributions, now }: CheckPorts) => {
  const suggestions = { left: mostSuggestions };
  return async (partner: Partner, body: unknown, named?: string) => {
    const { activity: checked, findings } = await checkActivity(body, {
      partner,
      project: async (code) => (await portfolio.project(code))?.held,
      projects: () => portfolio.projects(),
      ...(contributions && {
        nearby: async (month, own) => (await contributions.nearby(month, partner.id, own)).rows,
      }),
      suggestions,
      today: dayOf(now()),
      ...(named === undefined ? {} : { reference: named }),
    });
    if (checked === undefined)
      throw new Refused('refused', 'The activity has errors; each is a finding.', { findings });
    return { activity: checked, findings };
  };
};

/** What every submission has that is being accepted, whatever it does. */
type Stamp = Omit<Receipt, 'operation'>;

/** The stamp of a submission that has just been given its revision. */
export const newStamp = (
  { now, newId }: Pick<SubmitPorts, 'now' | 'newId'>,
  partner: Partner,
  named: string,
  issued: number,
): Stamp => ({
  schema: 1,
  id: newId(),
  partner: partner.id,
  reference: named,
  revision: issued,
  acceptedAt: now().toISOString(),
});

/** The answer to the sender of a submission. */
export const acceptedOf = (submission: Submission, findings: Finding[]): Accepted => ({
  submission: handleOf(submission),
  activity: submission.reference,
  revision: submission.revision,
  findings,
});

/** The submission of a receipt once more, from a body that was checked when the receipt was made. */
export const putAgain = (receipt: Receipt, body: unknown): Submission => ({
  ...receipt,
  operation: 'put',
  activity: activity.parse({ reference: receipt.reference, ...(body as Partial<Activity>) }),
});

/** Resolves once the queue has the submissions: none can have failed then. */
const sendEach =
  ({ queue }: Pick<SubmitPorts, 'queue'>) =>
  async (submissions: readonly Submission[]): Promise<readonly Submission[]> => {
    for (const each of submissions) await queue.send(each);
    return [];
  };

const neverSubmitted = () => new Refused('not-found', 'You have submitted no activity with this reference.');
