import { allTime, beginningOfTime, proofsOf } from '../figures/figure.ts';
import { projectsFigure } from '../figures/projects.ts';
import { millionEuros } from '../figures/rounding.ts';
import { dayOf, firstDay } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { type Period, turningDaysOf } from '../words/period.ts';
import { type Project, runsWithin, turningDays, versionOn } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import type { ShownProject } from './documents.ts';
import type { Draft } from './snapshot.ts';
import type { SpanSum } from './years.ts';

/** The portfolio as documents need it. */
export type PortfolioState = { projects: readonly Project[]; periods: readonly Period[] };

const endOfTime = '9999-12-31';

/**
 * The day on which the portfolio last changed its state by itself, and the day on which it will next: a project turns
 * (see {@link turningDays}), a reporting period begins or is over. Documents know the day of the run by the first alone.
 */
export function turnsOf(
  { projects, periods }: PortfolioState,
  now: Date,
): { since: string | undefined; turnsOn: string } {
  const days = [...turningDays(projects), ...periods.flatMap(turningDaysOf)].sort();
  const today = dayOf(now);
  return {
    since: days.findLast((day) => day <= today),
    turnsOn: days.find((day) => day > today) ?? endOfTime,
  };
}

/** The document of the portfolio as it stands since a day, and of the activities of the projects. */
export function projectsDraft(
  { merged, proofs }: SpanSum,
  projects: readonly Project[],
  since: string | undefined,
): Draft {
  const lists: Record<'current' | 'upcoming' | 'completed', ShownProject[]> = {
    current: [],
    upcoming: [],
    completed: [],
  };
  const today = since ?? beginningOfTime;
  for (const project of [...projects].sort((one, other) => byCodeUnit(one.code, other.code))) {
    const version = versionOn(project, today) ?? project.versions[0];
    if (version === undefined) continue;
    const list = runsWithin(version, today, today)
      ? 'current'
      : firstDay(version.start) > today
        ? 'upcoming'
        : 'completed';
    const { budget } = version;
    lists[list].push({
      ...project,
      start: version.start,
      ...(version.end === undefined ? {} : { end: version.end }),
      ...(budget === undefined ? {} : { budget: { ...budget, shown: millionEuros(budget.amount) } }),
      funding: version.funding,
      countries: project.countries.map((country) => ({ ...country, ...countryShown(country.code) })),
    });
  }
  return {
    path: 'projects.json',
    schema: 'projects',
    body: {
      ...(since === undefined ? {} : { since }),
      ...lists,
      proofs: proofsOf(proofs),
      figures: { projects: projectsFigure.of(allTime(merged, projects, since)) },
    },
  };
}
