import { countriesFigure } from '../figures/countries.ts';
import { allTime, type Ground, groundOf, proofsOf, type Span } from '../figures/figure.ts';
import { breakdownsOf, headlineOf, sentencesOf } from '../figures/figures.ts';
import { labelsOf } from '../figures/labels.ts';
import type { MonthSummary } from '../figures/summary.ts';
import { firstDay } from '../words/calendar.ts';
import { daysOf, monthAfterPeriods, overlapsOf, type Period } from '../words/period.ts';
import { byCodeUnit } from '../words/public-record.ts';
import type { PortfolioState } from './portfolio-documents.ts';
import type { Draft } from './snapshot.ts';

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
      { path: periodPath(period), schema: 'period', head: period, span: { ...period, tense } },
      groundOf({ months: own, projects, ...days }),
    );
  });
  const latest = sinceLastPeriod(months, portfolio, since);
  const entry = ({ head, path, headline, ground, sentences }: Spanning) => ({
    ...head,
    path,
    proofs: proofsOf(ground.months),
    figures: headline,
    sentences,
  });
  return [
    {
      path: 'metrics.json',
      schema: 'metrics',
      body: {
        proofs: proofsOf(months),
        allTime: always.headline,
        allTimePath: always.path,
        allTimeSentences: always.sentences,
        current: currentOf(periods, latest, since),
        periods: spans.map((span, at) => ({ ...entry(span), overlaps: overlapsOf(periods)[at] })),
        ...(latest && { sinceLastPeriod: entry(latest) }),
      },
    },
    ...[...spans, always, ...(latest ? [latest] : [])].map(spanDraft),
    countriesDraft(always.ground, since),
    { path: 'labels.json', schema: 'labels', body: labelsOf(projects) },
  ];
}

/** A document of figures in the making: what stands at its head, and the span that its sentences name. */
type Head = { path: string; schema: 'period' | 'span'; head: object; span: Span };
type Spanning = ReturnType<typeof withFigures>;

function withFigures(head: Head, ground: Ground) {
  const headline = headlineOf(ground);
  const figures = { ...headline, ...breakdownsOf(ground) };
  return { ...head, ground, headline, figures, sentences: sentencesOf(figures, head.span) };
}

const spanDraft = ({ path, schema, head, figures, ground, sentences }: Spanning): Draft => ({
  path,
  schema,
  body: { ...head, proofs: proofsOf(ground.months), figures, sentences },
});

/** The span under way: of the periods (in order) the last that has begun and is not over, else the months after them all. */
function currentOf(periods: readonly Period[], latest: Spanning | undefined, since: string | undefined) {
  const now = periods.findLast((period) => {
    const { from, to } = daysOf(period);
    return since !== undefined && from <= since && since <= to;
  });
  if (now !== undefined) return { id: now.id, path: periodPath(now) };
  return latest?.span.tense === 'present' ? { path: latest.path } : undefined;
}

const periodPath = ({ id }: Period): string => `periods/${id}.json`;

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
    groundOf({ months: own, projects, from, to: begun ? since : from }),
  );
}

/** The document of the countries, by the ground of all time, as the portfolio stands since a day. */
function countriesDraft(ground: Ground, since: string | undefined): Draft {
  return {
    path: 'countries.json',
    schema: 'countries',
    body: {
      ...(since === undefined ? {} : { since }),
      proofs: proofsOf(ground.months),
      figures: { countries: countriesFigure.of(ground) },
    },
  };
}
