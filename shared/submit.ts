import { reference } from './activity.ts';
import { checkActivity } from './check-activity.ts';
import type { Finding } from './finding.ts';
import type { Partner } from './partner.ts';
import type { Portfolio, Receipts, Revisions, SubmissionQueue } from './ports.ts';
import { Refused } from './problem.ts';
import type { Submission } from './submission.ts';

export type SubmitPorts = {
  revisions: Revisions;
  receipts: Receipts;
  queue: SubmissionQueue;
  portfolio: Pick<Portfolio, 'project'>;
  now: () => Date;
  newId: () => string;
};

/** What a partner is told of a submission that was accepted. */
export type Accepted = { submission: string; activity: string; revision: number; findings: Finding[] };

/**
 * Accepts an activity to create or replace: checks it, takes the next revision, keeps a receipt, and resolves
 * once the queue has it. A submission that fails after its revision was taken leaves a gap in the revisions and
 * nothing else. Throws Refused with all findings, or Unavailable.
 */
export const submit =
  (ports: SubmitPorts) =>
  async (partner: Partner, body: unknown, named?: string): Promise<Accepted> => {
    const { activity, findings } = await dryRun(ports)(partner, body, named);
    const revision = await ports.revisions.next(partner.id, activity.reference);
    const accepted = stampOf(ports, partner, activity.reference, revision);
    return send(ports, { ...accepted, operation: 'put', activity }, findings);
  };

/** Checks an activity as {@link submit} does and stores nothing. Throws Refused with all findings. */
export const dryRun =
  ({ portfolio }: Pick<SubmitPorts, 'portfolio'>) =>
  async (partner: Partner, body: unknown, named?: string) => {
    const { activity, findings } = await checkActivity(body, {
      partner,
      project: (code) => portfolio.project(code),
      ...(named === undefined ? {} : { reference: named }),
    });
    if (activity === undefined)
      throw new Refused('refused', 'The activity has errors; each is a finding.', { findings });
    return { activity, findings };
  };

/** Accepts the withdrawal of an activity. Throws Refused (not-found) for one that was never submitted. */
export const withdraw =
  (ports: SubmitPorts) =>
  async (partner: Partner, named: string): Promise<Accepted> => {
    const known = reference.safeParse(named).success
      ? await ports.revisions.nextOfKnown(partner.id, named)
      : undefined;
    if (known === undefined)
      throw new Refused('not-found', 'You have submitted no activity with this reference.');
    return send(ports, { ...stampOf(ports, partner, named, known), operation: 'withdraw' }, []);
  };

const stampOf = ({ now, newId }: SubmitPorts, partner: Partner, named: string, revision: number) => ({
  schema: 1 as const,
  id: newId(),
  partner: partner.id,
  reference: named,
  revision,
  acceptedAt: now().toISOString(),
});

async function send(
  { receipts, queue }: SubmitPorts,
  submission: Submission,
  findings: Finding[],
): Promise<Accepted> {
  const { schema, id, partner, reference: named, revision, acceptedAt, operation } = submission;
  await receipts.put({ schema, id, partner, reference: named, revision, acceptedAt, operation });
  await queue.send(submission);
  return { submission: id, activity: named, revision, findings };
}
