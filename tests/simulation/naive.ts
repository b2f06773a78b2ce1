import { parseMessage } from '../../shared/recording/record.ts';
import { isCounted } from '../../shared/words/activity.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import type { StoredActivity } from '../../shared/words/submission.ts';
import { type Facts, submissionsOf } from './facts.ts';
import type { Ports } from './process-ports.ts';
import { recordsOf } from './recount-records.ts';
import { applied } from './stores.ts';
import type { Mutant } from './world.ts';

type Count = { activities: number; units: number };
/** What an atomic ADD does to the counters of a month. */
type Tallies = { add(month: string, activities: number, units: number): Promise<void> };

/**
 * The pipeline of the common tutorial: put the activity, take its predecessor out of the counters of its month with
 * ADD, add it to those of its own, and read figures off the counters. It answers with partial failures, as the
 * tutorial does. Its figures are held against the same recount.
 */
export function naivePipeline(): { mutant: Mutant; judgedBy: (facts: Facts) => string[] } {
  const counts = new Map<string, Count>();
  const mutant: Mutant = {
    name: 'put and ADD counters',
    stores: (stores) =>
      Object.assign({}, stores, {
        activities: {
          ...stores.activities,
          async apply(submission: Parameters<Ports['activities']['apply']>[0], at: string) {
            const row = applied(submission, [], at);
            stores.rows.activities.set(`${row.partner}#${row.reference}`, row);
            return row;
          },
        },
        tallies: {
          async add(month: string, activities: number, units: number) {
            const before = counts.get(month) ?? { activities: 0, units: 0 };
            counts.set(month, { activities: before.activities + activities, units: before.units + units });
          },
        },
      }),
    functions: {
      record: (ports) => async (event) => {
        const failed = await Promise.all(
          event.Records.map(({ body, messageId }) =>
            recordNaively(ports as Ports & { tallies: Tallies }, body).then(
              () => [],
              () => [{ itemIdentifier: messageId }],
            ),
          ),
        );
        return { batchItemFailures: failed.flat() };
      },
      publish: () => async () => undefined,
    },
  };
  return { mutant, judgedBy: (facts) => wrongCounts(facts, counts) };
}

async function recordNaively({ activities, tallies, now }: Ports & { tallies: Tallies }, body: string) {
  const submission = parseMessage(body);
  const before = await activities.get(submission.partner, submission.reference);
  const after = await activities.apply(submission, now().toISOString());
  await count(tallies, before, -1);
  await count(tallies, after, 1);
}

async function count(tallies: Tallies, stored: StoredActivity | undefined, sign: 1 | -1): Promise<void> {
  const activity = stored?.activity;
  if (activity !== undefined && isCounted(activity.status))
    await tallies.add(monthOf(activity.start), sign, sign * activity.units);
}

/** The months whose counters are not what a recount of all that was accepted gives. */
function wrongCounts(facts: Facts, counts: ReadonlyMap<string, Count>): string[] {
  const records = recordsOf(submissionsOf(facts)).filter(({ counted }) => counted);
  const months = new Set([...counts.keys(), ...records.map(({ start }) => start.slice(0, 7))]);
  return [...months].flatMap((month) => {
    const own = records.filter(({ start }) => start.startsWith(month));
    const units = own.reduce((sum, record) => sum + record.units, 0);
    const { activities = 0, units: counted = 0 } = counts.get(month) ?? {};
    return activities === own.length && counted === units
      ? []
      : [`${month} counts ${activities} activities, ${counted} units; they are ${own.length} and ${units}`];
  });
}
