import * as z from 'zod';
import { dayOf, firstDay } from './calendar.ts';
import { countryShown } from './country.ts';
import definitionTexts from './definitions.json' with { type: 'json' };
import { type DocumentName, documentSchemas, type ShownProject } from './documents.ts';
import { breakdownsOf, type Ground, headlineOf, type MonthSummary, mergedOf } from './figures.ts';
import { daysOf, type Period } from './period.ts';
import { type Project, runsWithin, turningDays, versionOn } from './project.ts';
import { byCodeUnit } from './public-record.ts';
import { millionEuros } from './rounding.ts';

/** A document before it is stamped: its path, the schema it must keep (none for a JSON Schema), and its content. */
export type Draft = { path: string; schema: DocumentName | undefined; body: Record<string, unknown> };

/** The portfolio as documents need it. */
export type PortfolioState = { projects: readonly Project[]; periods: readonly Period[] };

const beginningOfTime = '1900-01-01';
const endOfTime = '9999-12-31';

/** The day on which the portfolio last changed its state by itself, and the day on which it will next. */
export function turnsOf(
  projects: readonly Project[],
  now: Date,
): { since: string | undefined; turnsOn: string } {
  const days = turningDays(projects);
  const today = dayOf(now);
  return {
    since: days.findLast((day) => day <= today),
    turnsOn: days.find((day) => day > today) ?? endOfTime,
  };
}

/** The documents of the figures: of all time, and of every period. */
export function figureDrafts(
  months: readonly MonthSummary[],
  portfolio: PortfolioState,
  since?: string,
): Draft[] {
  const { projects } = portfolio;
  const periods = [...portfolio.periods].sort(
    (one, other) => byCodeUnit(one.first, other.first) || byCodeUnit(one.id, other.id),
  );
  const always = allTime(months, projects, since);
  const spans = periods.map((period) => {
    const own = months.filter(({ month }) => period.first <= month && month <= period.last);
    const ground = { months: own, projects, ...daysOf(period) };
    const merged = mergedOf(own);
    return { period, figures: headlineOf(ground, merged), breakdowns: breakdownsOf(ground, merged) };
  });
  return [
    {
      path: 'metrics.json',
      schema: 'metrics',
      body: {
        allTime: headlineOf(always, mergedOf(months)),
        periods: spans.map(({ period, figures }) => ({ ...period, path: periodPath(period.id), figures })),
      },
    },
    ...spans.map(
      ({ period, figures, breakdowns }): Draft => ({
        path: periodPath(period.id),
        schema: 'period',
        body: { ...period, figures: { ...figures, ...breakdowns } },
      }),
    ),
  ];
}

/** The ground of the figures of all time; projects are read as of the day on which the portfolio last changed its state. */
export const allTime = (
  months: readonly MonthSummary[],
  projects: readonly Project[],
  since?: string,
): Ground => ({
  months,
  projects,
  from: beginningOfTime,
  to: since ?? beginningOfTime,
});

const periodPath = (id: string): string => `periods/${id}.json`;

/** The document of the portfolio as it stands since a day. */
export function projectsDraft(projects: readonly Project[], since: string | undefined): Draft {
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
    body: { ...(since === undefined ? {} : { since }), ...lists },
  };
}

/** Leaves out patterns with \\p{...}, which only ECMAScript understands: a published schema is read by every language. */
function portable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const readable = (each: { pattern?: string }) => !each.pattern?.includes('\\p{');
  if (!readable(jsonSchema)) delete jsonSchema.pattern;
  if (jsonSchema.allOf !== undefined) jsonSchema.allOf = jsonSchema.allOf.filter(readable);
  if (jsonSchema.allOf?.length === 0) delete jsonSchema.allOf;
}

/** The documents that only change with the code: the rules of the figures, and the JSON Schema of every kind of document. */
export function fixedDrafts(): Draft[] {
  const rules = Object.entries(definitionTexts).map(([figure, { additive, en, fr }]) => ({
    rule: `${figure}/1`,
    figure,
    additive,
    definition: { en, fr },
  }));
  return [
    { path: 'definitions.json', schema: 'definitions', body: { rules } },
    ...Object.entries(documentSchemas).map(
      ([name, schema]): Draft => ({
        path: `schemas/${name}.json`,
        schema: undefined,
        body: { title: name, ...z.toJSONSchema(schema, { override: portable }) },
      }),
    ),
  ];
}
