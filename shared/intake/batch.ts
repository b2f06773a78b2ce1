import * as z from 'zod';
import type { Finding } from '../checks/finding.ts';
import { bytesOf, listing } from '../checks/finding.ts';
import { readingOnce } from '../checks/near-duplicate.ts';
import { type Problem, problem, problemOf, Refused } from '../checks/problem.ts';
import type { Activity } from '../words/activity.ts';
import { mostBytes } from '../words/limits.ts';
import type { Partner } from '../words/partner.ts';
import type { Submission } from '../words/submission.ts';
import { type Answered, once, type Plan, type SubmitRequest } from './idempotency.ts';
import {
  accepted,
  acceptedOf,
  type CheckPorts,
  check,
  newStamp,
  putAgain,
  type SubmitPorts,
} from './submit.ts';

/** One item of a batch as it was read: its JSON, or why it cannot be read. */
export type Item = { value: unknown } | { problem: Problem };

const { submission, activity: named, revision, findings } = accepted.shape;

/**
 * What became of an item, whatever it was: one shape, of which `status` tells what is there. An item that was taken (202)
 * has `submission`, `activity` and `revision`, one that a dry run found right (200) `activity`; any other has the
 * `problem`, and `activity` where its reference could be read.
 */
const outcome = z.strictObject({
  index: z.int().min(0).meta({ description: 'The place of the item in the batch, from 0.' }),
  status: z.int().min(200).max(599).meta({
    description: 'The status with which the item would have been answered alone.',
  }),
  submission: submission.optional(),
  activity: named.optional(),
  revision: revision.optional(),
  findings: findings.meta({ description: 'What is wrong with it, or might be mended.' }),
  problem: problem
    .omit({ findings: true, instance: true })
    .meta({ description: 'Why it was not taken.' })
    .optional(),
});
type Outcome = z.infer<typeof outcome>;

/** The answer to a batch: an outcome for every item, in their order. */
export const outcomes = z.strictObject({
  outcomes: z.array(outcome).meta({
    description: 'An outcome for every item, in their order.',
    examples: [
      [
        {
          index: 0,
          status: 202,
          submission:
            'My5wdXQuMTYwMDMzMTQwMDAwMC4wYjZjNmQzZS0zZjRiLTRjOGUtOWQ1Zi0xZjBhMmIzYzRkNWUuZ2xhY3kuV1MtMjAyMC0xNw',
          activity: 'WS-2020-17',
          revision: 3,
          findings: [],
        },
        {
          index: 1,
          status: 422,
          activity: 'WS-2020-18',
          findings: [
            {
              severity: 'error',
              code: 'unknown_country',
              pointer: '/countries/0/code',
              detail: 'is not a code of ISO 3166-1 (nor XK); write "GB"',
              suggestion: 'GB',
            },
          ],
          problem: problemOf('refused', 'The activity has errors; each is a finding.'),
        },
      ],
    ],
  }),
});
type Outcomes = z.infer<typeof outcomes>;

type Good = { index: number; activity: Activity; findings: Finding[] };
type Bad = { index: number; reference: string | undefined; problem: Problem };

/** Checks the items of a batch as if each came alone, and stores nothing. */
export const dryRunBatch =
  (ports: CheckPorts) =>
  async (partner: Partner, items: readonly Item[]): Promise<Outcomes> => ({
    outcomes: (await checkItems(ports, partner, items)).map((checked) =>
      'problem' in checked
        ? refused(checked)
        : {
            index: checked.index,
            status: 200,
            activity: checked.activity.reference,
            findings: checked.findings,
          },
    ),
  });

/**
 * Accepts the good items of a batch as {@link submit} accepts one activity, those of one activity in the order of the
 * batch, so that the last one wins; resolves once the queue has answered for all of them. An item that it may not have
 * was not accepted, and its outcome says so.
 */
export const submitBatch =
  (ports: SubmitPorts) =>
  async (request: SubmitRequest, items: readonly Item[]): Promise<Answered<Outcomes>> => {
    const { answer, language, failed } = await once(ports)(request, {
      plan: () => planBatch(ports, request.partner, items),
      resume: (receipts, kept: Outcomes) => {
        const indexes = new Map(
          kept.outcomes.map((each) => [`${each.activity} ${each.revision}`, each.index]),
        );
        return receipts.map((receipt) => {
          const item = items[indexes.get(`${receipt.reference} ${receipt.revision}`) ?? -1];
          return putAgain(receipt, item !== undefined && 'value' in item ? item.value : undefined);
        });
      },
      send: async (submissions) => {
        const lost = new Set(await ports.queue.sendAll(submissions));
        return submissions.filter(({ id }) => lost.has(id));
      },
    });
    return { answer: withFailures(answer, failed), language };
  };

/** Gives the good items their revisions, those of one activity one after the other, and all items their outcomes. */
async function planBatch(
  ports: SubmitPorts,
  partner: Partner,
  items: readonly Item[],
): Promise<Plan<Outcomes>> {
  const checked = await checkItems(ports, partner, items);
  const good = checked.flatMap((each) => ('problem' in each ? [] : [each]));
  const submissions = new Map<number, Submission>();
  const byReference = Map.groupBy(good, ({ activity }) => activity.reference);
  await Promise.all(
    [...byReference].map(async ([reference, sameActivity]) => {
      for (const { index, activity } of sameActivity) {
        const issued = await ports.revisions.next(partner.id, reference);
        submissions.set(index, {
          ...newStamp(ports, partner, reference, issued),
          operation: 'put',
          activity,
        });
      }
    }),
  );
  const all = checked.map((each): Outcome => {
    if ('problem' in each) return refused(each);
    const submitted = submissions.get(each.index);
    if (submitted === undefined) throw new Error('a good item has no submission');
    return { index: each.index, status: 202, ...acceptedOf(submitted, each.findings) };
  });
  return { submissions: [...submissions.values()], answer: { outcomes: all } };
}

/** The outcomes once the queue may not have some submissions: these were not accepted. */
const withFailures = ({ outcomes: all }: Outcomes, failed: readonly Submission[]): Outcomes => ({
  outcomes: all.map((each) =>
    failed.some(({ reference, revision: own }) => each.activity === reference && each.revision === own)
      ? refused({
          index: each.index,
          reference: each.activity,
          problem: problemOf('unavailable', 'The queue has not confirmed this one. Send it again.'),
        })
      : each,
  ),
});

const refused = ({ index, reference: readable, problem: whole }: Bad): Outcome => {
  const { findings: found = [], ...why } = whole;
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
): Promise<(Good | Bad)[]> {
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
  const checkOne = check({
    portfolio: remembering,
    ...(contributions && { contributions: readingOnce(contributions) }),
    now,
  });
  const listed = listing();
  const checked: (Good | Bad)[] = [];
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
        const { activity, findings: remarks } = await checkOne(partner, item.value);
        checked.push({ index, activity, findings: listed(remarks) });
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
