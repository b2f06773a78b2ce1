import { isDone } from '../words/activity.ts';
import { countryShown } from '../words/country.ts';
import { groupNames } from '../words/group.ts';
import { isPriority, monthsAhead, type Project } from '../words/project.ts';
import { type FigureName, ruleOf } from './definition.ts';
import definitions from './definitions.json' with { type: 'json' };
import type { Breakdowns, Headline, Proofs } from './figure.ts';
import { endingNext, fundingOf, ongoingOn, runningWithin } from './funding.ts';
import { lowestTerms, millionEuros, millions, percent } from './rounding.ts';
import { merge, nameless, type Summary, wholeShare } from './summary.ts';

/** The summary of one month. */
export type MonthSummary = { month: string; summary: Summary };

/** What figures are computed from: the summaries of some months, the portfolio, and the days the projects are read at. */
export type Ground = {
  months: readonly MonthSummary[];
  projects: readonly Project[];
  /** First and last day of the span; a project is ongoing if it runs on the last. */
  from: string;
  to: string;
};

type Proof = (keyof Proofs)[];
const proof: Proof = ['activities'];
const projectProof: Proof = ['projects'];
export const bothProofs: Proof = ['activities', 'projects'];

/** The document that lists the activities of a month. */
export const monthPath = (month: string): string => `activities/${month}.json`;

/** The documents that list the activities of the months, where there are any, and the portfolio. */
export const proofsOf = (months: readonly MonthSummary[]): Proofs => ({
  activities: months.filter(({ summary }) => summary.listed > 0).map(({ month }) => monthPath(month)),
  projects: ['projects.json'],
});

/** The headline figures of the months and portfolio given; `merged` is the merged summary of the months. */
export function headlineOf({ months, projects, from, to }: Ground, merged: Summary): Headline {
  const reached = merged.byCountry.filter((country) => country.reached.activities > 0).length;
  const priority = priorityCountries(months, projects).size;
  const ongoing = ongoingOn(projects, to);
  const running = runningWithin(projects, from, to);
  const ending = endingNext(projects, to);
  const combined = ending.reduce((sum, { budget }) => sum + (budget ?? 0), 0);
  const funding = fundingOf(ongoing.map(({ version }) => version));
  const codes = (of: { code: string }[]) => of.map(({ code }) => code);
  return {
    activities: named('activities', merged.total.activities, proof),
    activitiesCompletedOrOngoing: named('activitiesCompletedOrOngoing', doneIn(merged), proof),
    activitiesPlanned: named('activitiesPlanned', merged.total.activities - doneIn(merged), proof),
    units: named('units', merged.total.units, proof),
    participants: participantsFigure(merged),
    onlineShare: {
      ...named(
        'onlineShare',
        merged.otherThanDesk === 0 ? null : percent(merged.online, merged.otherThanDesk),
        proof,
      ),
      numerator: merged.online,
      denominator: merged.otherThanDesk,
    },
    countriesReached: named('countriesReached', reached, proof),
    priorityCountriesReached: named('priorityCountriesReached', priority, bothProofs),
    otherCountriesReached: named('otherCountriesReached', reached - priority, bothProofs),
    projectsRunning: {
      ...named('projectsRunning', running.length, projectProof),
      from,
      to,
      projects: codes(running),
    },
    projectsOngoing: {
      ...named('projectsOngoing', ongoing.length, projectProof),
      on: to,
      projects: codes(ongoing),
    },
    budgetOngoing: {
      ...named('budgetOngoing', funding.total, projectProof),
      on: to,
      unit: 'EUR cents',
      millions: millions(funding.total),
      shown: millionEuros(funding.total),
      projectsWithoutBudget: codes(ongoing.filter(({ version }) => version.budget === undefined)),
    },
    fundingShares: {
      ...named('fundingShares', funding.funders, projectProof),
      on: to,
      unit: 'EUR cents',
      external: funding.external,
      unstated: funding.unstated,
    },
    endingNext: {
      ...named('endingNext', ending, projectProof),
      on: to,
      withinMonths: monthsAhead,
      unit: 'EUR cents',
      combined,
      shown: millionEuros(combined),
    },
  };
}

/** Every breakdown of the months given. */
export function breakdownsOf({ months, projects }: Ground, merged: Summary): Breakdowns {
  const priority = priorityCountries(months, projects);
  const as = <Name extends string>(list: Summary['byType'], name: Name) =>
    list.map(({ key, activities, units }) => ({ [name]: key, activities, units }) as Row<Name>);
  return {
    byProject: {
      ...named(
        'byProject',
        merged.byProject.map(({ key, whole, shared }) => ({
          project: nameOf(key),
          whole,
          shared: { activities: fraction(shared.activities), units: fraction(shared.units) },
        })),
        proof,
      ),
      columns: definitions.byProject.columns,
      additive: { whole: false, shared: true },
    },
    byCountry: named(
      'byCountry',
      merged.byCountry.map(({ key, ...counts }) => {
        const { code, ...shown } = countryShown(key);
        return { country: code, ...shown, priority: priority.has(code), ...counts };
      }),
      bothProofs,
    ),
    byGroup: named(
      'byGroup',
      merged.byGroup.map(({ key, ...counts }) => ({ group: key, names: groupNames(key), ...counts })),
      proof,
    ),
    byType: named('byType', as(merged.byType, 'type'), proof),
    byMode: named('byMode', as(merged.byMode, 'mode'), proof),
    byTheme: named('byTheme', as(merged.byTheme, 'theme'), proof),
    byMonth: named('byMonth', as(merged.byMonth, 'month'), proof),
    byPartner: named(
      'byPartner',
      merged.byPartner.map(({ key, ...counts }) => ({ partner: nameOf(key), ...counts })),
      proof,
    ),
    byOrganisation: named(
      'byOrganisation',
      merged.byOrganisation.map(({ key, ...counts }) => ({ organisation: nameOf(key), ...counts })),
      proof,
    ),
    byStatus: named('byStatus', as(merged.byStatus, 'status'), proof),
  };
}

/** What a key of a summary names; null where there is nothing to name, or it is not public. */
export const nameOf = (key: string): string | null => (key === nameless ? null : key);

type Row<Name extends string> = Record<Name, string> & { activities: number; units: number };

/** The merged summary of months. */
export const mergedOf = (months: readonly MonthSummary[]): Summary =>
  merge(months.map(({ summary }) => summary));

/** What all figures have: `proof` names the lists of the documents that list what was counted. */
export const named = <Id extends FigureName, Value>(id: Id, value: Value, lists: Proof) => ({
  id,
  value,
  additive: definitions[id].additive === true,
  rule: ruleOf(id),
  proof: lists,
});

const fraction = (parts: number) => ({
  ...lowestTerms(parts, wholeShare),
  value: percent(parts, wholeShare * 100),
});

/** How many activities are completed or ongoing. */
const doneIn = ({ byStatus }: Summary): number =>
  byStatus.reduce((sum, { key, activities }) => sum + (isDone(key) ? activities : 0), 0);

function participantsFigure(merged: Summary): Headline['participants'] {
  const { exact, about, at_least, at_most, women } = merged.participants;
  const done = doneIn(merged);
  const stating = exact.activities + about.activities + at_least.activities + at_most.activities;
  return {
    ...named('participants', exact.participants + at_least.participants, proof),
    qualifier: exact.activities === done ? 'exact' : 'at_least',
    stated: { exact, about, at_least, at_most },
    women,
    activitiesStatingNone: done - stating,
  };
}

/** The countries reached in a month in which some project lists them as a priority. */
function priorityCountries(months: readonly MonthSummary[], projects: readonly Project[]): Set<string> {
  return new Set(
    months.flatMap(({ month, summary }) =>
      summary.byCountry
        .filter(({ key, reached }) => reached.activities > 0 && isPriority(projects, key, month))
        .map(({ key }) => key),
    ),
  );
}
