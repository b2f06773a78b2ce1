import * as z from 'zod';
import { instant } from '../words/calendar.ts';
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

/** The records of pages as they were listed, each as its text and its revision, by its id. */
export type Listed = Map<string, { text: string; revision: number }>;

/** The changes of the activities of a month, by their ids. */
export type MonthChanges = Map<string, Changing>;

/**
 * Notes how a record of a month differs from what was listed, and takes it out of that; what is left in the end was
 * withdrawn. What was noted of it before stays true: what is new stays new.
 */
export function noteRecord(changes: MonthChanges, month: string, was: Listed, record: PublicRecord): void {
  const { id, revision } = record;
  const before = was.get(id);
  was.delete(id);
  if (before?.text === JSON.stringify(record)) return;
  const isNew = before === undefined || changes.get(id)?.change === 'created';
  changes.set(id, { subject: 'activity', change: isNew ? 'created' : 'replaced', id, month, revision });
}

/** Notes what of a month is no longer listed. */
export function noteGone(changes: MonthChanges, month: string, was: Listed): void {
  for (const id of was.keys())
    if (changes.get(id)?.change === 'created') changes.delete(id);
    else changes.set(id, { subject: 'activity', change: 'withdrawn', id, month });
}

/** The change of a month itself, by whether it lists an activity and whether it did. */
export function changeOfMonth(month: string, was: boolean, is: boolean): Changing[] {
  return was === is ? [] : [{ subject: 'month', change: is ? 'created' : 'withdrawn', id: month }];
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

/** The changes of periods, by whether each lists an activity now, and whether it did: a deleted one does not. */
export const changesOfPeriods = (
  listing: ReadonlyMap<string, boolean>,
  listed: ReadonlyMap<string, boolean>,
): Changing[] =>
  [...new Set([...listed.keys(), ...listing.keys()])].sort(byCodeUnit).flatMap((id): Changing[] => {
    const [was, is] = [listed.get(id) === true, listing.get(id) === true];
    return was === is ? [] : [{ subject: 'period', change: is ? 'created' : 'withdrawn', id }];
  });
