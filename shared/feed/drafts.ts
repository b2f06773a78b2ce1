import * as z from 'zod';
import { countriesFigureOf } from '../figures/countries-document.ts';
import { definitionsBody } from '../figures/definition.ts';
import {
  breakdownsOf,
  type Ground,
  headlineOf,
  type MonthSummary,
  mergedOf,
  proofsOf,
} from '../figures/figures.ts';
import { labelsOf } from '../figures/labels.ts';
import { projectsFigureOf } from '../figures/projects-figure.ts';
import { millionEuros } from '../figures/rounding.ts';
import { type Span, sentencesOf } from '../figures/sentences.ts';
import type { Summary } from '../figures/summary.ts';
import { portable } from '../partner-api/portable-schema.ts';
import { dayOf, firstDay } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { daysOf, monthAfterPeriods, overlapsOf, type Period, turningDaysOf } from '../words/period.ts';
import { type Project, runsWithin, turningDays, versionOn } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { type DocumentName, documentSchemas, type ShownProject } from './documents.ts';

/** A document before it is stamped: its path, the schema it must keep (none for a JSON Schema), and its content. */
export type Draft = { path: string; schema: DocumentName | undefined; body: Record<string, unknown> };

/** The portfolio as documents need it. */
export type PortfolioState = { projects: readonly Project[]; periods: readonly Period[] };

const beginningOfTime = '1900-01-01';
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

/** The documents of the figures: of every period, of all time, since the last period, by country, and their labels. */
export function figureDrafts(
  months: readonly MonthSummary[],
  portfolio: PortfolioState,
  since?: string,
): Draft[] {
  const { projects } = portfolio;
  const periods = [...portfolio.periods].sort(
    (one, other) => byCodeUnit(one.first, other.first) || byCodeUnit(one.id, other.id),
  );
  const always = withFigures(
    { path: 'all-time.json', schema: 'span', head: listedSpan(months), span: { tense: 'present' } },
    allTime(months, projects, since),
  );
  const spans = periods.map((period) => {
    const own = months.filter(({ month }) => period.first <= month && month <= period.last);
    const days = daysOf(period);
    const tense = since !== undefined && since > days.to ? 'past' : 'future';
    return withFigures(
      { path: `periods/${period.id}.json`, schema: 'period', head: period, span: { ...period, tense } },
      { months: own, projects, ...days },
    );
  });
  const latest = sinceLastPeriod(months, portfolio, since);
  const entry = ({ head, path, headline, ground }: Spanning) => ({
    ...head,
    path,
    proofs: proofsOf(ground.months),
    figures: headline,
  });
  return [
    {
      path: 'metrics.json',
      schema: 'metrics',
      body: {
        proofs: proofsOf(months),
        allTime: always.headline,
        allTimePath: always.path,
        periods: spans.map((span, at) => ({ ...entry(span), overlaps: overlapsOf(periods)[at] })),
        ...(latest && { sinceLastPeriod: entry(latest) }),
      },
    },
    ...[...spans, always, ...(latest ? [latest] : [])].map(spanDraft),
    countriesDraft(months, always.merged, projects, since),
    { path: 'labels.json', schema: 'labels', body: labelsOf(projects) },
  ];
}

/** A document of figures in the making: what stands at its head, and the span that its sentences name. */
type Head = { path: string; schema: 'period' | 'span'; head: object; span: Span };
type Spanning = ReturnType<typeof withFigures>;

function withFigures(head: Head, ground: Ground) {
  const merged = mergedOf(ground.months);
  return { ...head, ground, merged, headline: headlineOf(ground, merged) };
}

function spanDraft({ path, schema, head, headline, ground, merged, span }: Spanning): Draft {
  const figures = { ...headline, ...breakdownsOf(ground, merged) };
  return {
    path,
    schema,
    body: { ...head, proofs: proofsOf(ground.months), figures, sentences: sentencesOf(figures, span) },
  };
}

/** The first and the last of the months that list an activity. */
function listedSpan(months: readonly MonthSummary[]): { first?: string; last?: string } {
  const listed = months.filter(({ summary }) => summary.listed > 0).map(({ month }) => month);
  const [first, last] = [listed[0], listed.at(-1)];
  return first === undefined || last === undefined ? {} : { first, last };
}

/** The figures of the months after the period that ends last; undefined if there is none, or the calendar ends with it. */
function sinceLastPeriod(
  months: readonly MonthSummary[],
  { projects, periods }: PortfolioState,
  since: string | undefined,
): Spanning | undefined {
  const first = monthAfterPeriods(periods);
  if (first === undefined) return undefined;
  const own = months.filter((each) => each.month >= first);
  const from = firstDay(first);
  const { last } = listedSpan(own);
  const begun = since !== undefined && since >= from;
  return withFigures(
    {
      path: 'since-last-period.json',
      schema: 'span',
      head: { first, ...(last === undefined ? {} : { last }) },
      span: { first, tense: begun ? 'present' : 'future' },
    },
    { months: own, projects, from, to: begun ? since : from },
  );
}

/** The document of the countries as the portfolio stands since a day; `merged` is the merged summary of the months. */
function countriesDraft(
  months: readonly MonthSummary[],
  merged: Summary,
  projects: readonly Project[],
  since: string | undefined,
): Draft {
  const countries = countriesFigureOf(months, merged, projects, since ?? beginningOfTime);
  return {
    path: 'countries.json',
    schema: 'countries',
    body: { ...(since === undefined ? {} : { since }), proofs: proofsOf(months), figures: { countries } },
  };
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

/** The document of the portfolio as it stands since a day, and of the activities of the projects. */
export function projectsDraft(
  months: readonly MonthSummary[],
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
      proofs: proofsOf(months),
      figures: { projects: projectsFigureOf(months, mergedOf(months)) },
    },
  };
}

/** The documents that only change with the code: the rules of the figures, and the JSON Schema of every kind of document. */
export function fixedDrafts(): Draft[] {
  return [
    { path: 'definitions.json', schema: 'definitions', body: definitionsBody() },
    ...Object.entries(documentSchemas).map(
      ([name, schema]): Draft => ({
        path: `schemas/${name}.json`,
        schema: undefined,
        body: { title: name, ...z.toJSONSchema(schema, { override: portable }) },
      }),
    ),
  ];
}
