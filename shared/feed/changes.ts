import type { MonthSummary } from '../figures/figures.ts';
import type { Period } from '../words/period.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import type { Changing } from './change.ts';

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
