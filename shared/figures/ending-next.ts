import * as z from 'zod';
import { day, lastDay, monthOf, monthsAfter } from '../words/calendar.ts';
import { dayInWords, inWord, inWords, monthInWords } from '../words/in-words.ts';
import {
  endsSoonAfter,
  monthsAhead,
  type Project,
  type ProjectVersion,
  projectCode,
} from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { figure, type Published, type Saying, type Span } from './figure.ts';
import {
  beside,
  budgetIn,
  cents,
  type InTenses,
  ongoingOn,
  type PortfolioFigures,
  unit,
} from './portfolio.ts';
import { millionEuros } from './rounding.ts';

export const endingNext = {
  endingNext: figure(
    'endingNext',
    ['projects'],
    {
      value: z.array(
        z.strictObject({
          project: projectCode,
          end: day.meta({ description: 'The last day of the project.' }),
          budget: cents.meta({ description: 'The budget of the project, in euro cents.' }).optional(),
        }),
      ),
      more: {
        on: beside.on,
        withinMonths: z
          .literal(monthsAhead)
          .meta({ description: 'Within how many months after the day `on`.' }),
        unit: beside.unit,
        combined: cents.meta({ description: 'The sum of the stated budgets, in euro cents.' }),
        shown: beside.shown,
      },
    },
    ({ projects, to }) => {
      const ending = endingAfter(projects, to);
      const combined = ending.reduce((sum, { budget }) => sum + (budget ?? 0), 0);
      return {
        value: ending,
        on: to,
        withinMonths: monthsAhead,
        unit,
        combined,
        shown: millionEuros(combined),
      };
    },
  ),
};
type Ending = PortfolioFigures & Published<typeof endingNext>;

/**
 * The projects that run on a day and end within the 15 months after its month, in the order of their last days, then
 * of their codes; budgets in cents.
 */
export function endingAfter(projects: readonly Project[], day: string) {
  return ongoingOn(projects, day)
    .flatMap(({ code, version }) => {
      const end = lastDayOf(version);
      if (end === undefined || !endsSoonAfter(day, version)) return [];
      const budget = version.budget?.amount;
      return [{ project: code, end, ...(budget === undefined ? {} : { budget }) }];
    })
    .sort((one, other) => byCodeUnit(one.end, other.end) || byCodeUnit(one.project, other.project));
}

/** The last day on which a version runs, or undefined where it has no end. */
export const lastDayOf = ({ end }: ProjectVersion): string | undefined =>
  end === undefined ? undefined : lastDay(end);

export const endingSentences = {
  endingNext: { figures: ['endingNext'], text: endingIn },
} satisfies Record<string, Saying<Ending>>;

/** What ends next; undefined where no project is ongoing. */
function endingIn({ projectsOngoing, endingNext }: Ending, { tense }: Span): Names | undefined {
  if (projectsOngoing.value === 0) return undefined;
  const { value: ending, on, withinMonths, combined } = endingNext;
  const [day, until] = [dayInWords(on), monthInWords(monthsAfter(monthOf(on), withinMonths))];
  const of =
    tense === 'present'
      ? {
          en: `Of the ongoing projects (unchanged since ${day.en}),`,
          fr: `Parmi les projets en cours (liste inchangée depuis le ${day.fr}),`,
        }
      : { en: `Of the projects ongoing on ${day.en},`, fr: `Parmi les projets en cours au ${day.fr},` };
  const by = { en: `to end by the end of ${until.en}`, fr: `prendre fin d’ici fin ${until.fr}` };
  const { en: due, fr: doit } = (ending.length > 1 ? dueMany : dueOne)[tense];
  if (ending.length === 0)
    return { en: `${of.en} none ${due} ${by.en}.`, fr: `${of.fr} aucun ne ${doit} ${by.fr}.` };
  const number = inWord(ending.length, 'un');
  const projects = inWords(
    ending.map(({ project, end }) => {
      const last = monthInWords(monthOf(end));
      return { en: `${project} (${last.en})`, fr: `${project} (${last.fr})` };
    }),
  );
  const silent = ending.filter(({ budget }) => budget === undefined).length;
  const budget = budgetIn(combined, ending.length, silent);
  return {
    en: `${of.en} ${number.en} ${due} ${by.en}, ${budget.en}: ${projects.en}.`,
    fr: `${of.fr} ${number.fr} ${doit} ${by.fr}, ${budget.fr}\u00A0: ${projects.fr}.`,
  };
}

const dueNow = { en: 'is', fr: 'doit' };
const dueOne: InTenses = { past: { en: 'was', fr: 'devait' }, present: dueNow, future: dueNow };
const allDueNow = { en: 'are', fr: 'doivent' };
const dueMany: InTenses = { past: { en: 'were', fr: 'devaient' }, present: allDueNow, future: allDueNow };
