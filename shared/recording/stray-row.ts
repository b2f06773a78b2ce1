import type { Activities, FoundRow, Repairs } from '../ports.ts';
import { monthOf } from '../words/calendar.ts';
import { contributionTo } from '../words/public-record.ts';
import type { Place } from './rebuild-progress.ts';

type RowPorts = { activities: Pick<Activities, 'get'>; repairs: Pick<Repairs, 'rewrite' | 'replace'> };

/**
 * Whether no recorder can have left a row of a month as it is: it cannot be read, is of no activity, newer than its
 * activity, or counts an activity in a month that this neither starts in nor still owes a row. The activity is read after the row,
 * and a recorder writes it before the row, so a row that is under way is never taken for a stray one.
 */
export async function isStray(
  { activities }: Pick<RowPorts, 'activities'>,
  { month, partner, reference, revision, counts }: FoundRow,
): Promise<boolean> {
  const stored = await activities.get(partner, reference);
  if (stored === undefined || counts === undefined || Number(revision) > stored.revision) return true;
  const { activity, months } = stored;
  const starts = activity !== undefined && monthOf(activity.start) === month;
  return counts && !starts && !months.includes(month);
}

/** Replaces a stray row with what its activity contributes to the month, or removes it if there is no such activity. */
export async function mend(ports: RowPorts, found: FoundRow): Promise<void> {
  const stored = await ports.activities.get(found.partner, found.reference);
  await ports.repairs.replace(found, stored && contributionTo(found.month, stored));
  await settle(ports, found);
}

/**
 * Writes what an activity contributes to a month, as it stands once a stray row has gone: a recorder that came in
 * between has found that row in its way.
 */
export async function settle({ activities, repairs }: RowPorts, place: Place): Promise<void> {
  const stored = await activities.get(place.partner, place.reference);
  if (stored !== undefined) await repairs.rewrite(place.month, contributionTo(place.month, stored));
}
