import * as z from 'zod';
import { monthOf } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { countriesIn, type Project, projectCode } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { countryHead, countryRoles } from './breakdowns.ts';
import { figure } from './figure.ts';
import { beside } from './portfolio.ts';
import { monthsOf, monthsOfRow } from './summary.ts';

const none = { activities: 0, units: 0 };
const nothing = { reached: none, beneficiary: none, participant: none, host: none, months: [] };

/**
 * Every country that has a role in a counted activity or stands on the list of a project in the month of the last day
 * of the span, in the order of their codes.
 */
export const countriesFigure = figure(
  'countries',
  ['activities', 'projects'],
  {
    value: z.array(
      z.strictObject({
        ...countryHead,
        projects: z
          .array(z.strictObject({ project: projectCode, priority: countryHead.priority }))
          .meta({ description: 'The projects that list the country in the month of the day `on`.' }),
        ...countryRoles,
        months: monthsOfRow,
      }),
    ),
    more: { on: beside.on },
  },
  ({ merged, projects, to }) => {
    const counts = new Map(
      merged.byCountry.map(({ key, ...row }) => [key, { ...row, months: monthsOf(row) }]),
    );
    const listings = new Map<string, { project: string; priority: boolean }[]>();
    for (const project of [...projects].sort((one, other) => byCodeUnit(one.code, other.code)))
      for (const [code, priority] of prioritiesIn(project, monthOf(to)))
        listings.set(code, [...(listings.get(code) ?? []), { project: project.code, priority }]);
    const codes = [...new Set([...counts.keys(), ...listings.keys()])].sort(byCodeUnit);
    const value = codes.map((code) => {
      const { code: country, ...shown } = countryShown(code);
      const own = listings.get(code) ?? [];
      return {
        country,
        ...shown,
        priority: own.some((listing) => listing.priority),
        projects: own,
        ...(counts.get(code) ?? nothing),
      };
    });
    return { value, on: to };
  },
);

/** The countries on the list of a project in a month, and whether any of its entries makes each a priority. */
function prioritiesIn(project: Project, month: string): Map<string, boolean> {
  const priorities = new Map<string, boolean>();
  for (const { code, priority } of countriesIn(project, month))
    priorities.set(code, priority || priorities.get(code) === true);
  return priorities;
}
