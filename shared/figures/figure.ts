import * as z from 'zod';
import { day, month } from '../words/calendar.ts';
import { countryCode } from '../words/country.ts';
import { partnerId } from '../words/partner.ts';
import { monthsAhead, projectCode } from '../words/project.ts';
import { names, shownText } from '../words/text.ts';
import { type FigureName, ruleOf } from './definition.ts';

const count = z.int().min(0);
const tally = { activities: count, units: count };
const share = z.number().min(0).max(100);
const cents = z.int().min(0);
const stated = z.strictObject({ activities: count, participants: count });
const fraction = z.strictObject({ numerator: count, denominator: z.int().min(1), value: z.number() });

/** The documents that list what was counted; a figure names those of its lists in the `proofs` closest around it. */
export const proofs = z.strictObject({ activities: z.array(z.string()), projects: z.array(z.string()) });
export type Proofs = z.infer<typeof proofs>;

/** A figure: what it is, its value, the rule it follows (see definitions.json) and the lists of what was counted. */
const figure = <Id extends FigureName, Value extends z.ZodType, More extends z.core.$ZodLooseShape>(
  id: Id,
  value: Value,
  more: More,
) =>
  z.strictObject({
    id: z.literal(id),
    value,
    /** Whether values add up: of disjoint sets of activities, or of the rows of a breakdown, to that of them all. */
    additive: z.boolean(),
    ...more,
    rule: z.literal(ruleOf(id)),
    proof: z.array(proofs.keyof()).min(1),
  });

/** The figures shown first: of a period, or of all time. */
export const headline = z.strictObject({
  activities: figure('activities', count, {}),
  activitiesCompletedOrOngoing: figure('activitiesCompletedOrOngoing', count, {}),
  activitiesPlanned: figure('activitiesPlanned', count, {}),
  units: figure('units', count, {}),
  participants: figure('participants', count, {
    qualifier: z.enum(['exact', 'at_least']),
    stated: z.strictObject({ exact: stated, about: stated, at_least: stated, at_most: stated }),
    women: stated,
    activitiesStatingNone: count,
  }),
  onlineShare: figure('onlineShare', share.nullable(), { numerator: count, denominator: count }),
  countriesReached: figure('countriesReached', count, {}),
  priorityCountriesReached: figure('priorityCountriesReached', count, {}),
  otherCountriesReached: figure('otherCountriesReached', count, {}),
  projectsRunning: figure('projectsRunning', count, { from: day, to: day, projects: z.array(projectCode) }),
  projectsOngoing: figure('projectsOngoing', count, { on: day, projects: z.array(projectCode) }),
  budgetOngoing: figure('budgetOngoing', cents, {
    on: day,
    unit: z.literal('EUR cents'),
    millions: z.number(),
    shown: shownText,
    projectsWithoutBudget: z.array(projectCode),
  }),
  fundingShares: figure(
    'fundingShares',
    z.array(z.strictObject({ funder: z.string(), amount: cents, share })),
    {
      on: day,
      unit: z.literal('EUR cents'),
      external: z.strictObject({ amount: cents, share }),
      unstated: z.strictObject({ amount: cents, share }),
    },
  ),
  endingNext: figure(
    'endingNext',
    z.array(z.strictObject({ project: projectCode, end: day, budget: cents.optional() })),
    {
      on: day,
      withinMonths: z.literal(monthsAhead),
      unit: z.literal('EUR cents'),
      combined: cents,
      shown: shownText,
    },
  ),
});
export type Headline = z.infer<typeof headline>;

/** What a country is to activities: counts by role, and by which it is reached: done, for it or with it. */
const roles = {
  reached: z.strictObject(tally),
  beneficiary: z.strictObject(tally),
  participant: z.strictObject(tally),
  host: z.strictObject(tally),
};

const rows = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.array(z.strictObject(shape));

/** The same activities, counted by each of their properties. */
export const breakdowns = z.strictObject({
  byProject: figure(
    'byProject',
    rows({
      /** Null: of no project. */
      project: projectCode.nullable(),
      whole: z.strictObject(tally),
      shared: z.strictObject({ activities: fraction, units: fraction }),
    }),
    { columns: z.strictObject({ whole: shownText, shared: shownText }) },
  ).extend({ additive: z.strictObject({ whole: z.literal(false), shared: z.literal(true) }) }),
  byCountry: figure(
    'byCountry',
    rows({
      country: countryCode,
      names,
      note: shownText.optional(),
      priority: z.boolean(),
      ...roles,
    }),
    {},
  ),
  byGroup: figure('byGroup', rows({ group: z.string(), names, ...tally }), {}),
  byType: figure('byType', rows({ type: z.string(), ...tally }), {}),
  byMode: figure('byMode', rows({ mode: z.string(), ...tally }), {}),
  byTheme: figure('byTheme', rows({ theme: z.string(), ...tally }), {}),
  byMonth: figure('byMonth', rows({ month, ...tally }), {}),
  /** Null: not public, for the activities are restricted. */
  byPartner: figure('byPartner', rows({ partner: partnerId.nullable(), ...tally }), {}),
  byOrganisation: figure('byOrganisation', rows({ organisation: z.string().nullable(), ...tally }), {}),
  byStatus: figure('byStatus', rows({ status: z.string(), ...tally }), {}),
});
export type Breakdowns = z.infer<typeof breakdowns>;

/** Every country there is something to tell of: the projects that list it on a day, and its activities of all time. */
export const countriesFigure = figure(
  'countries',
  rows({
    country: countryCode,
    names,
    note: shownText.optional(),
    priority: z.boolean(),
    projects: rows({ project: projectCode, priority: z.boolean() }),
    ...roles,
    months: z.array(month),
  }),
  { on: day },
);

/** Every project that activities name: its activities of all time, and the months in which they start. */
export const projectsFigure = figure(
  'projects',
  rows({ project: projectCode.nullable(), ...tally, months: z.array(month) }),
  {},
);

/** What figures say, in words: the figures it is made from, and the rule it follows (see definitions.json). */
export const sentence = z.strictObject({
  id: z.string(),
  rule: z.string(),
  figures: z.array(z.string()),
  text: shownText,
});
export type Sentence = z.infer<typeof sentence>;
