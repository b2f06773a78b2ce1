import type { Change } from '../feed/changes.ts';

/** What is wrong with a change of the list. */
type Fault = { number: number; fault: string };

/**
 * Follows the list of changes from nothing, one change after the other: what whoever does so holds (where each
 * activity is listed and its revision, the months and the periods that list one), and what of it cannot be.
 */
export function followChanges() {
  const activities = new Map<string, { month: string; revision: number }>();
  const spans = { month: new Set<string>(), period: new Set<string>() };
  const faults: Fault[] = [];
  /**
   * Activities that this snapshot creates though another month lists them. That is a fault, unless a later change of the
   * same snapshot withdraws that other month.
   */
  let doubtful: (Fault & { in: string })[] = [];
  /** Activities whose month this snapshot has withdrawn. A later change may list them in another month, as replaced. */
  const dropped = new Set<string>();
  let before: Pick<Change, 'number' | 'snapshot' | 'at'> | undefined;

  return {
    activities,
    months: spans.month,
    periods: spans.period,
    take(each: Change): void {
      if (each.snapshot !== before?.snapshot) endSnapshot();
      const fault =
        misplaced(each, before) ?? (each.subject === 'activity' ? takeActivity(each) : takeSpan(each));
      if (fault !== undefined) faults.push({ number: each.number, fault });
      before = each;
    },
    /** What was wrong with the changes taken so far; to be asked after the last. */
    faults(): Fault[] {
      endSnapshot();
      return faults;
    },
  };

  function endSnapshot(): void {
    faults.push(...doubtful.map(({ number, fault }) => ({ number, fault })));
    doubtful = [];
    dropped.clear();
  }

  function takeActivity({ number, change, id, month, revision }: Change): string | undefined {
    const known = activities.get(id);
    if (month === undefined) return 'names no month';
    if (change === 'withdrawn') {
      activities.delete(id);
      if (revision !== undefined) return 'has a revision';
      return known?.month === month ? undefined : `withdraws ${id}, which is not listed in ${month}`;
    }
    if (revision === undefined) return 'has no revision';
    activities.set(id, { month, revision });
    if (change === 'replaced')
      return known || dropped.has(id) ? undefined : `replaces ${id}, which is not listed`;
    if (known !== undefined)
      doubtful.push({ number, fault: `creates ${id}, which is listed in ${known.month}`, in: known.month });
    return undefined;
  }

  function takeSpan({ subject, change, id }: Change): string | undefined {
    const held = subject === 'month' ? spans.month : spans.period;
    const known = held.has(id);
    if (change === 'replaced') return `a ${subject} is never replaced`;
    if (change === 'created') {
      held.add(id);
      return known ? `creates the ${subject} ${id}, which is listed` : undefined;
    }
    held.delete(id);
    // A month that was lost is dropped before it is listed anew; nothing need be known of it.
    if (subject === 'period') return known ? undefined : `withdraws the period ${id}, which is not listed`;
    for (const [activity, { month }] of activities) {
      if (month !== id) continue;
      activities.delete(activity);
      dropped.add(activity);
    }
    doubtful = doubtful.filter((doubt) => doubt.in !== id);
    return undefined;
  }
}

function misplaced(
  { number, snapshot, at }: Change,
  before: Pick<Change, 'number' | 'snapshot' | 'at'> | undefined,
): string | undefined {
  if (before === undefined) return undefined;
  if (number !== before.number + 1) return `comes after ${before.number}`;
  if (snapshot < before.snapshot || at < before.at) return 'is older than the one before it';
  return (snapshot === before.snapshot) === (at === before.at)
    ? undefined
    : 'is of another instant than its snapshot';
}
