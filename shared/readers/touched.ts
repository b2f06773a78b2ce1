import type { Change } from '../feed/changes.ts';

/** What tells a change from every other, also from one of the same number in a list that was begun anew. */
type Known = Pick<Change, 'number' | 'id' | 'at'>;

/**
 * The changes after one that is known (undefined: that of a list still empty), from the pages of a list in their
 * order, of which it reads no more than it must. Undefined where the list does not go on from there: everything is
 * then to be read.
 */
export async function changesAfter<Page extends { path: string }>(
  known: Known | undefined,
  pages: readonly Page[],
  read: (page: Page) => Promise<Change[]>,
): Promise<Change[] | undefined> {
  const after = known?.number ?? 0;
  const firsts = pages.map(({ path }) => Number(/(\d+)\.json$/.exec(path)?.[1]));
  const from = firsts.findLastIndex((first) => first <= after);
  if (known !== undefined && from < 0) return undefined;
  const changes: Change[] = [];
  for (const page of pages.slice(Math.max(from, 0))) changes.push(...(await read(page)));
  if (known === undefined) return (changes[0]?.number ?? 1) === 1 ? changes : undefined;
  const at = changes.findIndex(({ number }) => number === known.number);
  const same = changes[at];
  return same?.id === known.id && same.at === known.at ? changes.slice(at + 1) : undefined;
}

/**
 * What changes come to: of each activity that they touch the month that lists it in the end (undefined: none), and
 * the months of which everything else is to be dropped.
 */
export function touchedBy(changes: readonly Change[]) {
  const touched = new Map<string, string | undefined>();
  const dropped = new Set<string>();
  for (const { subject, change, id, month } of changes) {
    if (subject === 'activity') touched.set(id, change === 'withdrawn' ? undefined : month);
    if (subject !== 'month' || change !== 'withdrawn') continue;
    dropped.add(id);
    for (const [activity, listing] of touched) if (listing === id) touched.set(activity, undefined);
  }
  return { touched, dropped };
}
