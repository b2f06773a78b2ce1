import * as z from 'zod';
import { monthOfPage } from '../words/page.ts';
import type { Changing } from './changes.ts';

/** Why a value changed where no change of an activity tells it. */
export const otherCauses = ['portfolio', 'release', 'anew'] as const;

const number = z.int().min(1);

/** What caused a value: numbers of changes, ranges of them, or what no change tells. At least one. */
export const because = z
  .array(z.union([number, z.tuple([number, number]), z.enum(otherCauses)]))
  .min(1)
  .meta({
    description:
      'What caused it: numbers of changes of activities, and ranges of them ([first, last]); "portfolio": a project or a period was put, deleted, began, ended or was closed; "release": the rules of another release of the register; "anew": what was published before was lost.',
    examples: [[[12, 15], 20, 'portfolio']],
  });
export type Because = z.infer<typeof because>;

/** The changes of a run, and what no change tells. */
export type Causes = {
  /** The changes that the snapshot lists, in the order of their numbers, of which the first has this one. */
  changing: readonly Changing[];
  first: number;
  /** The changes of activities by the months that they are from or go to. */
  byMonth: ReadonlyMap<string, readonly Changing[]>;
  others: readonly (typeof otherCauses)[number][];
};

/**
 * What has caused a change of the figures of some months (none: of all): every change of an activity that was or is in one of
 * them, and what no change tells. Empty where nothing can have.
 */
export function causesIn(
  { changing, first, byMonth, others }: Causes,
  months?: { first: string; last: string },
): Because {
  const within = (month: string) => months === undefined || (months.first <= month && month <= months.last);
  const ids = new Set<string>();
  for (const [month, own] of byMonth)
    if (within(monthOfPage(month)))
      for (const { subject, id } of own) if (subject === 'activity') ids.add(id);
  const numbers = changing.flatMap(({ subject, id }, at) =>
    subject === 'activity' && ids.has(id) ? [first + at] : [],
  );
  return [...inRanges(numbers), ...others];
}

/** Numbers in their order, those that follow each other as a range. */
function inRanges(numbers: readonly number[]): (number | [number, number])[] {
  const ranges: [number, number][] = [];
  for (const each of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === each - 1) last[1] = each;
    else ranges.push([each, each]);
  }
  return ranges.map(([from, to]) => (from === to ? from : [from, to]));
}
