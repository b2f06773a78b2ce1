import { firstDay, lastDay, monthOf } from '../words/calendar.ts';
import { monthsOf } from '../words/period.ts';
import type { ProjectVersion } from '../words/project.ts';
import { type Element, element } from './xml.ts';

/** A part of a budget: whole cents for the days from `start` to `end`, both in one calendar year. */
export type YearlyBudget = { start: string; end: string; cents: number };

/**
 * A budget by calendar year, each year in proportion to its months of the project (a begun month is a whole one). The
 * parts add up to the whole exactly: each is what the budget up to its end has more than up to its start.
 * None for a version without a budget or without an end.
 */
export function yearlyBudgets({ start, end, budget }: ProjectVersion): YearlyBudget[] {
  if (budget === undefined || end === undefined) return [];
  const [first, last] = [firstDay(start), lastDay(end)];
  const months = monthsOf(monthOf(first), monthOf(last));
  const upTo = (count: number): number =>
    Number((BigInt(budget.amount) * BigInt(count)) / BigInt(months.length));
  const years = [...new Set(months.map((month) => month.slice(0, 4)))];
  return years.map((year) => {
    const before = months.filter((month) => month < year).length;
    const within = months.filter((month) => month.startsWith(year)).length;
    return {
      start: year === first.slice(0, 4) ? first : firstDay(year),
      end: year === last.slice(0, 4) ? last : lastDay(year),
      cents: upTo(before + within) - upTo(before),
    };
  });
}

/**
 * The budgets of a version as IATI writes them: type 1 original or 2 revised, status 1 indicative, because it is the
 * register that divides them among the years.
 */
export const budgetElements = (version: ProjectVersion, revised: boolean): Element[] =>
  yearlyBudgets(version).map(({ start, end, cents }) =>
    element(
      'budget',
      { type: revised ? '2' : '1', status: '1' },
      element('period-start', { 'iso-date': start }),
      element('period-end', { 'iso-date': end }),
      element('value', { currency: version.budget?.currency, 'value-date': start }, euros(cents)),
    ),
  );

/** Cents as a decimal: 494_500_050 gives "4945000.50". */
function euros(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
