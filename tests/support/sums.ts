import type { Sums } from '../../shared/feed/figure-documents.ts';
import { spanSum, sumOfYears, yearSum } from '../../shared/feed/years.ts';
import { merge, type Summary, summaryOf } from '../../shared/figures/summary.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { yearOfPage } from '../../shared/words/page.ts';
import { monthAfterPeriods, type Period } from '../../shared/words/period.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';

/** A month of one page, and what it sums to. */
export type MonthSum = { page: string; summary: Summary };

/** The months of records in order, each with what it sums to. */
export const monthsFrom = (all: readonly PublicRecord[]): MonthSum[] =>
  [...Map.groupBy(all, ({ start }) => monthOf(start))]
    .map(([page, own]) => ({ page, summary: merge(own.map(summaryOf)) }))
    .sort((one, other) => (one.page < other.page ? -1 : 1));

/** What months sum to, for the documents of figures of these periods. */
export function sumsOf(months: readonly MonthSum[], periods: readonly Period[]): Sums {
  const within = (first: string, last: string) =>
    spanSum(months.filter(({ page }) => first <= page && page <= last));
  const years = [...Map.groupBy(months, ({ page }) => yearOfPage(page))];
  const after = monthAfterPeriods(periods);
  return {
    always: sumOfYears(years.flatMap(([year, own]) => yearSum(year, own) ?? [])),
    periods: new Map(periods.map(({ id, first, last }) => [id, within(first, last)])),
    sinceLastPeriod: after === undefined ? undefined : within(after, '9999-12'),
  };
}
