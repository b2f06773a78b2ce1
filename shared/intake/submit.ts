import * as z from 'zod';
import { checkActivity, mostSuggestions } from '../checks/check-activity.ts';
import { type Finding, finding, listing } from '../checks/finding.ts';
import { Refused } from '../checks/problem.ts';
import type {
  Contributions,
  Portfolio,
  Precondition,
  Receipts,
  Revisions,
  SubmissionQueue,
} from '../ports.ts';
import { type Activity, activity, reference } from '../words/activity.ts';
import { dayOf } from '../words/calendar.ts';
import type { Partner } from '../words/partner.ts';
import { type Receipt, revision, type Submission, submissionId } from '../words/submission.ts';
import { preconditionFailed } from './precondition.ts';

export type SubmitPorts = {
  revisions: Revisions;
  receipts: Receipts;
  queue: SubmissionQueue;
  portfolio: Pick<Portfolio, 'project' | 'projects'>;
  contributions: Pick<Contributions, 'nearby'>;
  now: () => Date;
  newId: () => string;
};

/** What an activity is checked with. */
export type CheckPorts = Pick<SubmitPorts, 'portfolio' | 'contributions' | 'now'>;

/** What a partner is told of a submission that was accepted. */
export const accepted = z.strictObject({
  submission: submissionId,
  activity: reference,
  revision,
  findings: z.array(finding),
});
export type Accepted = z.infer<typeof accepted>;

/** What a partner is told of a dry run that found no error. */
export const dryRunAnswer = z.strictObject({ findings: z.array(finding) });

/** What is decided of a request before anything is sent: its submissions, and what their sender is told. */
export type Plan<Told> = { receipts: Receipt[]; told: Told };

/**
 * Accepts an activity to create or replace: checks it, takes the next revision, keeps a receipt, and resolves
 * once the queue has it. A submission that fails after its revision was taken leaves a gap in the revisions and
 * nothing else. Throws Refused with all findings, or where the precondition is not fulfilled, or Unavailable.
 */
export const submit =
  (ports: SubmitPorts) =>
  async (partner: Partner, body: unknown, named?: string, precondition?: Precondition): Promise<Accepted> => {
    const { receipts, told } = await planPut(ports)(partner, body, named, precondition);
    await sendEach(ports)(receipts, body);
    return told;
  };

/**
 * Checks an activity as {@link submit} does and stores nothing; for several activities, one after the other, suggestions
 * are looked for as often as for one. Throws Refused with all findings.
 */
export const dryRun = ({ portfolio, contributions, now }: CheckPorts) => {
  const suggestions = { left: mostSuggestions };
  return async (partner: Partner, body: unknown, named?: string) => {
    const { activity: checked, findings } = await checkActivity(body, {
      partner,
      project: async (code) => (await portfolio.project(code))?.held,
      projects: () => portfolio.projects(),
      nearby: async (month, own) => (await contributions.nearby(month, partner.id, own)).rows,
      suggestions,
      today: dayOf(now()),
      ...(named === undefined ? {} : { reference: named }),
    });
    if (checked === undefined)
      throw new Refused('refused', 'The activity has errors; each is a finding.', { findings });
    return { activity: checked, findings };
  };
};

/** Accepts the withdrawal of an activity. Throws Refused (not-found) for one that was never submitted. */
export const withdraw =
  (ports: SubmitPorts) =>
  async (partner: Partner, named: string, precondition?: Precondition): Promise<Accepted> => {
    const { receipts, told } = await planWithdrawal(ports)(partner, named, precondition);
    await sendEach(ports)(receipts);
    return told;
  };

/** Does of {@link submit} all that comes before the receipt. */
export const planPut =
  (ports: Omit<SubmitPorts, 'receipts' | 'queue'>) =>
  async (
    partner: Partner,
    body: unknown,
    named?: string,
    precondition?: Precondition,
  ): Promise<Plan<Accepted>> => {
    const { activity: checked, findings } = await dryRun(ports)(partner, body, named);
    const { revisions } = ports;
    const issued =
      precondition === undefined
        ? await revisions.next(partner.id, checked.reference)
        : await revisions.nextIf(partner.id, checked.reference, precondition);
    if (issued === undefined) throw preconditionFailed(await revisions.newest(partner.id, checked.reference));
    return planOf(receiptOf(ports, partner, checked.reference, issued, 'put'), findings);
  };

/** Does of {@link withdraw} all that comes before the receipt. */
export const planWithdrawal =
  (ports: Pick<SubmitPorts, 'revisions' | 'now' | 'newId'>) =>
  async (partner: Partner, named: string, precondition?: Precondition): Promise<Plan<Accepted>> => {
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
    return planOf(receiptOf(ports, partner, named, issued, 'withdraw'), []);
  };

/**
 * Keeps the receipts and resolves once the queue has the submissions, of which `body` is the activity. None can have
 * failed then.
 */
export const sendEach =
  ({ receipts, queue }: Pick<SubmitPorts, 'receipts' | 'queue'>) =>
  async (planned: readonly Receipt[], body?: unknown): Promise<readonly string[]> => {
    for (const receipt of planned) {
      await receipts.put(receipt);
      await queue.send(submissionOf(receipt, body));
    }
    return [];
  };

/** The submission of a receipt. `body` is the activity as it was checked when the receipt was made. */
export const submissionOf = ({ operation, ...stamp }: Receipt, body: unknown): Submission =>
  operation === 'withdraw'
    ? { ...stamp, operation }
    : {
        ...stamp,
        operation,
        activity: activity.parse({ reference: stamp.reference, ...(body as Partial<Activity>) }),
      };

/** The receipt of a submission that is being accepted. */
export const receiptOf = (
  { now, newId }: Pick<SubmitPorts, 'now' | 'newId'>,
  partner: Partner,
  named: string,
  issued: number,
  operation: Receipt['operation'],
): Receipt => ({
  schema: 1,
  id: newId(),
  partner: partner.id,
  reference: named,
  revision: issued,
  acceptedAt: now().toISOString(),
  operation,
});

/** What the sender of a submission is told. */
export const acceptedOf = (
  { id, reference: named, revision: issued }: Receipt,
  findings: Finding[],
): Accepted => ({
  submission: id,
  activity: named,
  revision: issued,
  findings,
});

const planOf = (receipt: Receipt, findings: Finding[]): Plan<Accepted> => ({
  receipts: [receipt],
  told: acceptedOf(receipt, listing()(findings)),
});

const neverSubmitted = () => new Refused('not-found', 'You have submitted no activity with this reference.');
