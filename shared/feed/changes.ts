import * as z from 'zod';
import type { MonthSummary } from '../figures/summary.ts';
import { instant } from '../words/calendar.ts';
import type { Period } from '../words/period.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import { revision } from '../words/submission.ts';

/**
 * One change of what is public. It says what has changed and not how: what an activity now is stands in the document
 * of its month, so that what was withdrawn is nowhere kept.
 */
export const change = z.strictObject({
  number: z
    .int()
    .min(1)
    .meta({ description: '1, 2, 3 ... in the order in which they were published.', examples: [1] }),
  subject: z.enum(['activity', 'month', 'period']).meta({
    description:
      'What changed: an activity; or a month or a period, which is created with its first activity and withdrawn with its last, a period also when it is deleted.',
    examples: ['activity'],
  }),
  change: z
    .enum(['created', 'replaced', 'withdrawn'])
    .meta({ description: 'Whether it was created, replaced or withdrawn.', examples: ['replaced'] }),
  id: z.string().meta({
    description: 'The id of the activity or period, or the month.',
    examples: ['glacy-plus/WS-2020-17'],
  }),
  month: z
    .string()
    .meta({
      description: 'Of an activity: the month in which it is now listed, or was until it was withdrawn.',
      examples: ['2020-09'],
    })
    .optional(),
  revision: revision
    .meta({ description: 'Of an activity that was not withdrawn: the revision that stands.', examples: [3] })
    .optional(),
  snapshot: z
    .int()
    .min(1)
    .meta({ description: 'The number of the snapshot that published it.', examples: [7] }),
  at: instant.meta({ description: 'When that snapshot was published.' }),
});
export type Change = z.infer<typeof change>;
/** A change before it has a number. */
export type Changing = Omit<Change, 'number' | 'snapshot' | 'at'>;

/** The fields of a page of the change list, stamp apart. */
export const changesPage = {
  first: z
    .int()
    .min(1)
    .meta({ description: 'The number of the first change of this page.', examples: [1] }),
  last: z
    .int()
    .min(0)
    .meta({ description: 'The number of the last change of this page.', examples: [1] }),
  changes: z.array(change).meta({ description: 'The changes, in the order of their numbers.' }),
};

/** The records of a month as they were published, each as its text by its id. */
type Listed = ReadonlyMap<string, string>;

/**
 * How a month differs from what was published of it; `past` is undefined where that is not known. An activity that
 * is in no other month's list is new or gone; {@link resolved} tells which of those have moved.
 */
export function differences(month: string, past: Listed | undefined, present: readonly PublicRecord[]) {
  const changes: Changing[] =
    past === undefined ? [{ subject: 'month', change: 'withdrawn', id: month }] : [];
  const now = new Set(present.map(({ id }) => id));
  for (const record of present) {
    const was = past?.get(record.id);
    if (was === JSON.stringify(record)) continue;
    const kind = was === undefined ? 'created' : 'replaced';
    changes.push({ subject: 'activity', change: kind, id: record.id, month, revision: record.revision });
  }
  for (const id of past?.keys() ?? [])
    if (!now.has(id)) changes.push({ subject: 'activity', change: 'withdrawn', id, month });
  if (now.size > 0 && (past?.size ?? 0) === 0)
    changes.push({ subject: 'month', change: 'created', id: month });
  if (now.size === 0 && (past?.size ?? 0) > 0)
    changes.push({ subject: 'month', change: 'withdrawn', id: month });
  return changes;
}

/**
 * The changes of several months as one: what left one month and came to another was replaced. What goes is told
 * before what comes, so that a reader who drops a withdrawn month drops nothing that has just come to another.
 */
export function resolved(byMonth: ReadonlyMap<string, readonly Changing[]>): Changing[] {
  const all = [...byMonth].sort(([one], [other]) => byCodeUnit(one, other)).flatMap(([, changes]) => changes);
  const isActivity = ({ subject }: Changing) => subject === 'activity';
  const going = all.filter(({ change }) => change === 'withdrawn');
  const gone = new Set(going.filter(isActivity).map(({ id }) => id));
  const moved = new Set<string>();
  const coming = all.flatMap((each): Changing[] => {
    if (each.change === 'withdrawn') return [];
    if (!isActivity(each) || each.change === 'replaced' || !gone.has(each.id)) return [each];
    moved.add(each.id);
    return [{ ...each, change: 'replaced' }];
  });
  return [...going.filter((each) => !isActivity(each) || !moved.has(each.id)), ...coming];
}

/** A period as it was published: its months, and whether one of them listed an activity. */
export type PastPeriod = { first: string; last: string; listed: boolean };

/**
 * The changes of periods: one is created when it gets its first activity, and withdrawn when it loses its last or is
 * deleted.
 */
export function changesOfPeriods(
  periods: readonly Period[],
  months: readonly MonthSummary[],
  past: ReadonlyMap<string, PastPeriod>,
): Changing[] {
  const lists = ({ first, last }: Period) =>
    months.some(({ month, summary }) => summary.listed > 0 && first <= month && month <= last);
  const listing = new Set(periods.filter(lists).map(({ id }) => id));
  const ids = new Set([...past.keys(), ...periods.map(({ id }) => id)]);
  return [...ids].sort(byCodeUnit).flatMap((id): Changing[] => {
    const [was, is] = [past.get(id)?.listed === true, listing.has(id)];
    return was === is ? [] : [{ subject: 'period', change: is ? 'created' : 'withdrawn', id }];
  });
}
