import type * as z from 'zod';
import type { headline } from '../shared/figures/figures.ts';

/** Headline figures as the lines of an aligned table: what, value, and the rule that defines it. */
export function headlineTable(figures: z.infer<typeof headline>): string {
  const { participants, onlineShare, fundingShares, budgetOngoing, projectsOngoing, projectsRunning } =
    figures;
  const percent = (share: number | null) => (share === null ? '-' : `${share.toFixed(2)} %`);
  const rows: [string, string, string][] = [
    ['activities', `${figures.activities.value}`, figures.activities.rule],
    [
      '  completed or ongoing',
      `${figures.activitiesCompletedOrOngoing.value}`,
      figures.activitiesCompletedOrOngoing.rule,
    ],
    ['  planned', `${figures.activitiesPlanned.value}`, figures.activitiesPlanned.rule],
    ['units (events)', `${figures.units.value}`, figures.units.rule],
    [
      'participants',
      `${participants.qualifier === 'exact' ? '' : 'at least '}${participants.value}`,
      participants.rule,
    ],
    ['online share', percent(onlineShare.value), onlineShare.rule],
    ['countries reached', `${figures.countriesReached.value}`, figures.countriesReached.rule],
    [
      '  priority countries',
      `${figures.priorityCountriesReached.value}`,
      figures.priorityCountriesReached.rule,
    ],
    ['  other countries', `${figures.otherCountriesReached.value}`, figures.otherCountriesReached.rule],
    ['projects running', `${projectsRunning.value}`, projectsRunning.rule],
    [`  ongoing on ${projectsOngoing.on}`, `${projectsOngoing.value}`, projectsOngoing.rule],
    ['  their combined budget', budgetOngoing.shown.en, budgetOngoing.rule],
    ...fundingShares.value.map(({ funder, share }): [string, string, string] => [
      `    ${funder}`,
      percent(share),
      fundingShares.rule,
    ]),
    ['    all but the Council of Europe', percent(fundingShares.external.share), fundingShares.rule],
  ];
  const wide = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([what, value, rule]) =>
    `  ${what.padEnd(wide(0))}  ${value.padStart(wide(1))}  ${rule}`.trimEnd(),
  );
  return lines.join('\n');
}
