import { bothProofs, type MonthSummary, named, nameOf } from './figures.ts';
import { monthsBy } from './months-by.ts';
import type { Summary } from './summary.ts';

/**
 * Every project that a counted activity names, with its counts and months, in the order of their codes; `merged` is the
 * merged summary of the months.
 */
export function projectsFigureOf(months: readonly MonthSummary[], merged: Summary) {
  const found = monthsBy(months, 'byProject');
  const rows = merged.byProject.map(({ key, whole }) => ({
    project: nameOf(key),
    ...whole,
    months: found.get(key) ?? [],
  }));
  return named('projects', rows, bothProofs);
}
