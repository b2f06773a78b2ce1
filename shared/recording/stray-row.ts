import type { Activities, FoundRow, Repairs } from '../ports.ts';
import { contributionTo } from '../words/public-record.ts';
import type { StoredActivity } from '../words/submission.ts';
import type { Place } from './rebuild-progress.ts';

type RowPorts = { activities: Pick<Activities, 'get'>; repairs: Pick<Repairs, 'rewrite' | 'replace'> };

/**
 * Whether no recorder can have written a row of a month: it is of no activity that ever touched the month, or newer
 * than its activity. The activity is read after the row, and a recorder writes it before the row, so a row that is
 * under way is never taken for a stray one.
 */
export async function isStray(ports: RowPorts, found: FoundRow): Promise<boolean> {
  const stored = await belonging(ports, found);
  return (
    stored === undefined || !Number.isInteger(found.revision) || Number(found.revision) > stored.revision
  );
}

/** Removes a stray row, or replaces it with what its activity contributes. */
export async function mend(ports: RowPorts, found: FoundRow): Promise<void> {
  const stored = await belonging(ports, found);
  await ports.repairs.replace(found, stored && contributionTo(found.month, stored));
  await settle(ports, found);
}

/**
 * Writes what an activity contributes to a month, as it stands once a stray row has gone: a recorder that came in
 * between has found that row in its way.
 */
export async function settle(ports: RowPorts, place: Place): Promise<void> {
  const stored = await belonging(ports, place);
  if (stored !== undefined) await ports.repairs.rewrite(place.month, contributionTo(place.month, stored));
}

/** The activity of a row, if it ever touched the month. */
async function belonging(
  { activities }: RowPorts,
  { month, partner, reference }: Place,
): Promise<StoredActivity | undefined> {
  const stored = await activities.get(partner, reference);
  return stored?.months.includes(month) ? stored : undefined;
}
