import type * as z from 'zod';
import { countriesFigure } from '../figures/countries.ts';
import { allTime, type Ground, proofsOf, type Span } from '../figures/figure.ts';
import { breakdownsOf, type Figures, headlineOf, sentencesOf } from '../figures/figures.ts';
import { labelsOf } from '../figures/labels.ts';
import { firstDay } from '../words/calendar.ts';
import { daysOf, monthAfterPeriods, overlapsOf, type Period } from '../words/period.ts';
import { byCodeUnit } from '../words/public-record.ts';
import type { documentSchemas, Finality } from './documents.ts';
import type { PortfolioState } from './portfolio-documents.ts';
import type { Draft } from './snapshot.ts';
import type { SpanSum } from './years.ts';

/** A period as metrics.json has it. */
export type PeriodInShort = z.output<typeof documentSchemas.metrics>['periods'][number];

/** What spans of months sum to, as the documents of their figures need it. */
export type Sums = {
  always: SpanSum;
  /** Of each period; in the place of those that cannot have changed, what metrics.json says of them. */
  periods: ReadonlyMap<string, SpanSum | { standing: PeriodInShort }>;
  /** Of the months after the last period; undefined where there is none. */
  sinceLastPeriod: SpanSum | undefined;
};

/** Tells how final figures are, once they are known: those of a period, or (undefined) of all time. */
export type FinalityOf = (period: Period | undefined, figures: Figures) => Finality;

/** The documents of the figures: of every period that may have changed, of all time, since the last period, by country, and their labels. */
export function figureDrafts(
  sums: Sums,
  portfolio: PortfolioState,
  since: string | undefined,
  finalityOf: FinalityOf,
): Draft[] {
  const { projects } = portfolio;
  const periods = inOrder(portfolio.periods);
  const always = withFigures(
    { path: 'all-time.json', schema: 'span', head: spanHead(sums.always), span: { tense: 'present' } },
    sums.always,
    allTime(sums.always.merged, projects, since),
  );
  const spans: Spanning[] = [];
  const overlaps = overlapsOf(periods);
  const inShort = periods.map((period, at) => {
    const sum = sums.periods.get(period.id);
    if (sum === undefined) throw new Error(`the period ${period.id} was not summed up`);
    if ('standing' in sum) return { ...sum.standing, overlaps: overlaps[at] };
    const days = daysOf(period);
    const tense = since !== undefined && since > days.to ? 'past' : 'future';
    const span = withFigures(
      { path: periodPath(period), schema: 'period', head: period, span: { ...period, tense } },
      sum,
      { merged: sum.merged, projects, ...days },
    );
    const finality = finalityOf(period, span.figures);
    spans.push({ ...span, head: { ...period, ...finality, reported: sum.reported ?? [] } });
    return { ...entry({ ...span, head: { ...period, ...finality } }), overlaps: overlaps[at] };
  });
  finalityOf(undefined, always.figures);
  const latest = sinceLastPeriod(sums.sinceLastPeriod, portfolio, since);
  return [
    {
      path: 'metrics.json',
      schema: 'metrics',
      body: {
        proofs: proofsOf(sums.always.proofs),
        allTime: always.headline,
        allTimePath: always.path,
        allTimeSentences: always.sentences,
        current: currentOf(periods, latest, since),
        periods: inShort,
        ...(latest && { sinceLastPeriod: entry(latest) }),
      },
    },
    ...[...spans, always, ...(latest ? [latest] : [])].map(spanDraft),
    countriesDraft(always, since),
    { path: 'labels.json', schema: 'labels', body: labelsOf(projects) },
  ];
}

/** Periods by their first months. */
export const inOrder = (periods: readonly Period[]): Period[] =>
  [...periods].sort((one, other) => byCodeUnit(one.first, other.first) || byCodeUnit(one.id, other.id));

/** A span in short: its proof is the document with every figure of it, which names what was counted. */
const entry = ({ head, path, headline, sentences }: Spanning) => ({
  ...head,
  path,
  proofs: proofsOf([path]),
  figures: headline,
  sentences,
});

/** A document of figures in the making: what stands at its head, and the span that its sentences name. */
type Head = { path: string; schema: 'period' | 'span'; head: object; span: Span };
type Spanning = ReturnType<typeof withFigures>;

function withFigures(head: Head, { proofs }: SpanSum, ground: Ground) {
  const headline = headlineOf(ground);
  const figures = { ...headline, ...breakdownsOf(ground) };
  return { ...head, ground, proofs, headline, figures, sentences: sentencesOf(figures, head.span) };
}

const spanDraft = ({ path, schema, head, figures, proofs, sentences }: Spanning): Draft => ({
  path,
  schema,
  body: { ...head, proofs: proofsOf(proofs), figures, sentences },
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

export const periodPath = ({ id }: Pick<Period, 'id'>): string => `periods/${id}.json`;

/** The first and the last of the months that list an activity. */
const spanHead = ({ first, last }: SpanSum): { first?: string; last?: string } =>
  first === undefined || last === undefined ? {} : { first, last };

/** The figures of the months after the period that ends last; undefined if there is none, or the calendar ends with it. */
function sinceLastPeriod(
  sum: SpanSum | undefined,
  { projects, periods }: PortfolioState,
  since: string | undefined,
): Spanning | undefined {
  const first = monthAfterPeriods(periods);
  if (first === undefined || sum === undefined) return undefined;
  const from = firstDay(first);
  const begun = since !== undefined && since >= from;
  return withFigures(
    {
      path: 'since-last-period.json',
      schema: 'span',
      head: { first, ...(sum.last === undefined ? {} : { last: sum.last }) },
      span: { first, tense: begun ? 'present' : 'future' },
    },
    sum,
    { merged: sum.merged, projects, from, to: begun ? since : from },
  );
}

/** The document of the countries, by the ground of all time, as the portfolio stands since a day. */
function countriesDraft({ ground, proofs }: Spanning, since: string | undefined): Draft {
  return {
    path: 'countries.json',
    schema: 'countries',
    body: {
      ...(since === undefined ? {} : { since }),
      proofs: proofsOf(proofs),
      figures: { countries: countriesFigure.of(ground) },
    },
  };
}
