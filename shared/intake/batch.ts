import * as z from 'zod';
import type { Finding } from '../checks/finding.ts';
import { bytesOf, listing } from '../checks/finding.ts';
import { readingOnce } from '../checks/near-duplicate.ts';
import { type Problem, problem, problemOf, Refused } from '../checks/problem.ts';
import { mostBytes } from '../words/limits.ts';
import type { Partner } from '../words/partner.ts';
import type { Receipt } from '../words/submission.ts';
import {
  accepted,
  acceptedOf,
  type CheckPorts,
  dryRun,
  type Plan,
  receiptOf,
  type SubmitPorts,
  submissionOf,
} from './submit.ts';

/** One item of a batch as it was read: its JSON, or why it cannot be read. */
export type Item = { value: unknown } | { problem: Problem };

const { submission, activity: named, revision, findings } = accepted.shape;

/**
 * What became of an item, whatever it was: one shape, of which `status` tells what is there. `index` counts from 0. An
 * item that was taken (202) has `submission`, `activity` and `revision`, one that a dry run found right (200)
 * `activity`; any other has the `problem`, and `activity` where its reference could be read.
 */
const outcome = z.strictObject({
  index: z.int().min(0),
  status: z.int().min(200).max(599),
  submission: submission.optional(),
  activity: named.optional(),
  revision: revision.optional(),
  findings,
  problem: problem.omit({ findings: true, instance: true }).optional(),
});
type Outcome = z.infer<typeof outcome>;

/** What the sender of a batch is told: an outcome for every item, in their order. */
export const outcomes = z.strictObject({ outcomes: z.array(outcome) });
type Outcomes = z.infer<typeof outcomes>;

type Checked =
  | { index: number; reference: string; findings: Finding[] }
  | { index: number; reference: string | undefined; problem: Problem };

/** Checks the items of a batch as if each came alone, and stores nothing. */
export const dryRunBatch =
  (ports: CheckPorts) =>
  async (partner: Partner, items: readonly Item[]): Promise<Outcomes> => ({
    outcomes: (await checkItems(ports, partner, items)).map((checked) =>
      'problem' in checked
        ? refused(checked)
        : { index: checked.index, status: 200, activity: checked.reference, findings: checked.findings },
    ),
  });

/**
 * Decides about a batch before anything is sent: the items that are accepted take their revisions, those of one
 * activity in the order of the batch, so that the last one wins.
 */
export const planBatch =
  (ports: Omit<SubmitPorts, 'receipts' | 'queue'>) =>
  async (partner: Partner, items: readonly Item[]): Promise<Plan<Outcomes>> => {
    const checked = await checkItems(ports, partner, items);
    const good = checked.flatMap((each) => ('problem' in each ? [] : [each]));
    const receipts = new Map<number, Receipt>();
    const byReference = Map.groupBy(good, ({ reference }) => reference);
    await Promise.all(
      [...byReference].map(async ([reference, sameActivity]) => {
        for (const item of sameActivity) {
          const issued = await ports.revisions.next(partner.id, reference);
          receipts.set(item.index, receiptOf(ports, partner, reference, issued, 'put'));
        }
      }),
    );
    const told = checked.map((each): Outcome => {
      if ('problem' in each) return refused(each);
      const receipt = receipts.get(each.index);
      if (receipt === undefined) throw new Error('an accepted item has no receipt');
      return { index: each.index, status: 202, ...acceptedOf(receipt, each.findings) };
    });
    return { receipts: [...receipts.values()], told: { outcomes: told } };
  };

/** Keeps the receipts, sends the submissions, and gives the ids of those that the queue may not have. */
export const sendBatch =
  ({ receipts, queue }: Pick<SubmitPorts, 'receipts' | 'queue'>) =>
  async (plan: Plan<Outcomes>, items: readonly Item[]): Promise<readonly string[]> => {
    const bodyOf = new Map(
      plan.told.outcomes.flatMap((each) => {
        const item = items[each.index];
        return each.submission !== undefined && item !== undefined && 'value' in item
          ? [[each.submission, item.value] as const]
          : [];
      }),
    );
    const submissions = plan.receipts.map((receipt) => submissionOf(receipt, bodyOf.get(receipt.id)));
    await Promise.all(plan.receipts.map((receipt) => receipts.put(receipt)));
    return queue.sendAll(submissions);
  };

/** What is told where the queue may not have some submissions: these were not accepted. */
export const withFailures = ({ outcomes: all }: Outcomes, failed: readonly string[]): Outcomes => ({
  outcomes: all.map((each) =>
    each.submission !== undefined && failed.includes(each.submission)
      ? refused({
          index: each.index,
          reference: each.activity,
          problem: problemOf('unavailable', 'The queue has not confirmed this one. Send it again.'),
        })
      : each,
  ),
});

const refused = ({
  index,
  reference: readable,
  problem: told,
}: Extract<Checked, { problem: Problem }>): Outcome => {
  const { findings: found = [], ...why } = told;
  return {
    index,
    status: why.status,
    ...(readable === undefined ? {} : { activity: readable }),
    findings: found,
    problem: why,
  };
};

/** The reference that an item gives itself, if it is one. */
const referenceIn = (value: unknown): string | undefined =>
  named.safeParse((value as { reference?: unknown } | null)?.reference).data;

async function checkItems(
  { portfolio, contributions, now }: CheckPorts,
  partner: Partner,
  items: readonly Item[],
): Promise<Checked[]> {
  const known = new Map<string, ReturnType<typeof portfolio.project>>();
  let all: ReturnType<typeof portfolio.projects> | undefined;
  const remembering = {
    projects() {
      all ??= portfolio.projects();
      return all;
    },
    project(code: string) {
      const found = known.get(code) ?? portfolio.project(code);
      known.set(code, found);
      return found;
    },
  };
  const check = dryRun({ portfolio: remembering, contributions: readingOnce(contributions), now });
  const listed = listing();
  const checked: Checked[] = [];
  for (const [index, item] of items.entries()) {
    const refuse = (why: Problem, reference?: string) => checked.push({ index, reference, problem: why });
    if ('problem' in item) refuse(item.problem);
    else if (bytesOf(item.value) > mostBytes)
      refuse(
        problemOf('content-too-large', `An activity may have ${mostBytes} bytes.`),
        referenceIn(item.value),
      );
    else
      try {
        const { activity, findings: remarks } = await check(partner, item.value);
        checked.push({ index, reference: activity.reference, findings: listed(remarks) });
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const { findings: remarks = [], ...why } = thrown.problem;
        const few = listed(remarks);
        const detail =
          few.length < remarks.length
            ? `${why.detail} The first ${few.length} of ${remarks.length} are listed.`
            : why.detail;
        refuse({ ...why, detail, findings: few }, referenceIn(item.value));
      }
  }
  return checked;
}
