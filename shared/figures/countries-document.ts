import { monthOf } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { countriesIn, type Project } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { bothProofs, type MonthSummary, named } from './figures.ts';
import { monthsBy } from './months-by.ts';
import type { Summary } from './summary.ts';

const none = { activities: 0, units: 0 };
const nothing = { reached: none, beneficiary: none, participant: none, host: none };

/**
 * Every country that has a role in a counted activity or stands on the list of a project in the month of the day
 * `on`, in the order of their codes; `merged` is the merged summary of the months.
 */
export function countriesFigureOf(
  months: readonly MonthSummary[],
  merged: Summary,
  projects: readonly Project[],
  on: string,
) {
  const found = monthsBy(months, 'byCountry');
  const counts = new Map(merged.byCountry.map(({ key, ...roles }) => [key, roles]));
  const listings = new Map<string, { project: string; priority: boolean }[]>();
  for (const project of [...projects].sort((one, other) => byCodeUnit(one.code, other.code)))
    for (const [code, priority] of prioritiesIn(project, monthOf(on)))
      listings.set(code, [...(listings.get(code) ?? []), { project: project.code, priority }]);
  const codes = [...new Set([...counts.keys(), ...listings.keys()])].sort(byCodeUnit);
  const rows = codes.map((code) => {
    const { code: country, ...shown } = countryShown(code);
    const own = listings.get(code) ?? [];
    const priority = own.some((listing) => listing.priority);
    return {
      country,
      ...shown,
      priority,
      projects: own,
      ...(counts.get(code) ?? nothing),
      months: found.get(code) ?? [],
    };
  });
  return { ...named('countries', rows, bothProofs), on };
}

/** The countries on the list of a project in a month, and whether any of its entries makes each a priority. */
function prioritiesIn(project: Project, month: string): Map<string, boolean> {
  const priorities = new Map<string, boolean>();
  for (const { code, priority } of countriesIn(project, month))
    priorities.set(code, priority || priorities.get(code) === true);
  return priorities;
}
