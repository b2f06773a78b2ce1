import * as z from 'zod';
import { type Finding, finding } from '../findings/finding.ts';
import { bytesOf, listing } from '../findings/listed-findings.ts';
import { readingOnce } from '../findings/near-duplicate.ts';
import { type Problem, problem, problemOf, Refused } from '../findings/problem.ts';
import type { Partner } from '../words/partner.ts';
import type { Receipt } from '../words/submission.ts';
import { mostBytes } from './contract.ts';
import {
  accepted,
  acceptedOf,
  dryRun,
  type Plan,
  receiptOf,
  type SubmitPorts,
  submissionOf,
} from './submit.ts';

/** One item of a batch as it was read: its JSON, or why it cannot be read. */
export type Item = { value: unknown } | { problem: Problem };

const index = z.int().min(0);
const refusedItem = z.strictObject({ index, status: z.int().min(400).max(599), problem });

/** What became of an item: taken, or not and why. `index` counts from 0. */
export const outcome = z.union([
  z.strictObject({ index, status: z.literal(202), ...accepted.shape }),
  refusedItem,
]);
export type Outcome = z.infer<typeof outcome>;

/** What the sender of a batch is told: an outcome for every item, in their order. */
export const outcomes = z.strictObject({ outcomes: z.array(outcome) });
export type Outcomes = z.infer<typeof outcomes>;

/** What the sender of a dry run of a batch is told. */
export const checkedOutcomes = z.strictObject({
  outcomes: z.array(
    z.union([z.strictObject({ index, status: z.literal(200), findings: z.array(finding) }), refusedItem]),
  ),
});
export type CheckedOutcomes = z.infer<typeof checkedOutcomes>;

type Checked =
  | { index: number; reference: string; findings: Finding[] }
  | { index: number; problem: Problem };

/** Checks the items of a batch as if each came alone, and stores nothing. */
export const dryRunBatch =
  (ports: Pick<SubmitPorts, 'portfolio' | 'contributions'>) =>
  async (partner: Partner, items: readonly Item[]): Promise<CheckedOutcomes> => ({
    outcomes: (await checkItems(ports, partner, items)).map((checked) =>
      'problem' in checked
        ? refused(checked)
        : { index: checked.index, status: 200, findings: checked.findings },
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
        return 'submission' in each && item !== undefined && 'value' in item
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
    'submission' in each && failed.includes(each.submission)
      ? refused({
          index: each.index,
          problem: problemOf('unavailable', 'The queue has not confirmed this one. Send it again.'),
        })
      : each,
  ),
});

const refused = ({ index: at, problem: why }: { index: number; problem: Problem }) => ({
  index: at,
  status: why.status,
  problem: why,
});

async function checkItems(
  { portfolio, contributions }: Pick<SubmitPorts, 'portfolio' | 'contributions'>,
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
  const check = dryRun({ portfolio: remembering, contributions: readingOnce(contributions) });
  const listed = listing();
  const checked: Checked[] = [];
  for (const [at, item] of items.entries()) {
    if ('problem' in item) checked.push({ index: at, problem: item.problem });
    else if (bytesOf(item.value) > mostBytes)
      checked.push({
        index: at,
        problem: problemOf('content-too-large', `An activity may have ${mostBytes} bytes.`),
      });
    else
      try {
        const { activity, findings } = await check(partner, item.value);
        checked.push({ index: at, reference: activity.reference, findings: listed(findings) });
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown;
        const { findings = [], ...why } = thrown.problem;
        const few = listed(findings);
        const detail =
          few.length < findings.length
            ? `${why.detail} The first ${few.length} of ${findings.length} are listed.`
            : why.detail;
        checked.push({ index: at, problem: { ...why, detail, findings: few } });
      }
  }
  return checked;
}
