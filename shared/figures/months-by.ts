import type { MonthSummary } from './figures.ts';
import type { Summary } from './summary.ts';

/** The months in which something counted has a key of a list, by that key; in the order of the months given. */
export function monthsBy(
  months: readonly MonthSummary[],
  list: 'byCountry' | 'byProject',
): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { month, summary } of months)
    for (const { key } of summary[list] satisfies Summary['byCountry' | 'byProject'])
      found.set(key, [...(found.get(key) ?? []), month]);
  return found;
}
