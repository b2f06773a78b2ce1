import * as z from 'zod';
import { breakdownFigures, breakdownSentences } from './breakdowns.ts';
import { countSentences, counts } from './counts.ts';
import { type SentenceName, sentenceNames, sentenceRule } from './definition.ts';
import { endingNext, endingSentences } from './ending-next.ts';
import type { Defined, Ground, Saying, Sentence, Span } from './figure.ts';
import { funding, fundingSentences } from './funding.ts';
import { onlineSentences, onlineShare } from './online-share.ts';
import { participantSentences, participants } from './participants.ts';
import { portfolio, portfolioSentences } from './portfolio.ts';
import { reach, reachSentences } from './reach.ts';

const headlineFigures = {
  ...counts,
  ...participants,
  ...onlineShare,
  ...reach,
  ...portfolio,
  ...funding,
  ...endingNext,
};

/** The figures shown first: of a period, or of all time. */
export const headline = z.strictObject(schemasOf(headlineFigures));
export type Headline = z.infer<typeof headline>;

/** The same activities, counted by each of their properties. */
export const breakdowns = z.strictObject(schemasOf(breakdownFigures));
export type Breakdowns = z.infer<typeof breakdowns>;

/** The headline figures of a ground. Decisions 0006 and 0022. */
export const headlineOf = (ground: Ground): Headline => valuesOf(headlineFigures, ground);

/** Every breakdown of a ground. */
export const breakdownsOf = (ground: Ground): Breakdowns => valuesOf(breakdownFigures, ground);

export type Figures = Headline & Breakdowns;

const sayings: Record<SentenceName, Saying<Figures>> = {
  ...countSentences,
  ...onlineSentences,
  ...reachSentences,
  ...breakdownSentences,
  ...participantSentences,
  ...portfolioSentences,
  ...fundingSentences,
  ...endingSentences,
};

/** What the figures say, in words of both languages and in the order of their rules. They say nothing that the figures do not. */
export const sentencesOf = (figures: Figures, span: Span): Sentence[] =>
  sentenceNames.flatMap((id) => {
    const text = sayings[id].text(figures, span);
    return text === undefined ? [] : [{ id, rule: sentenceRule(id), figures: sayings[id].figures, text }];
  });

function schemasOf<Figures extends Defined>(figures: Figures) {
  const schemas = Object.entries(figures).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(schemas) as { [Name in keyof Figures]: Figures[Name]['schema'] };
}

function valuesOf<Figures extends Defined>(figures: Figures, ground: Ground) {
  const values = Object.entries(figures).map(([name, { of }]) => [name, of(ground)]);
  return Object.fromEntries(values) as { [Name in keyof Figures]: ReturnType<Figures[Name]['of']> };
}
