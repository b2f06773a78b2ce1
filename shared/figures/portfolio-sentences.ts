import { monthOf, monthsAfter } from '../words/calendar.ts';
import {
  dayInWords,
  euros,
  inWord,
  inWords,
  monthInWords,
  perCent,
  shownPerCent,
  wholePerCent,
  withNoun,
} from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import type { Headline } from './figure.ts';

/** How the day of the figures stands to now: it is over, it is the one since which all is as it is, or it is not over yet. */
export type Tense = 'past' | 'present' | 'future';

/** A text in each tense. */
type InTenses = Record<Tense, Names>;

/** How many projects are ongoing, and their combined budget; undefined where no project runs in the span. */
export function projectsIn(
  { projectsRunning, projectsOngoing, budgetOngoing }: Headline,
  tense: Tense,
): Names | undefined {
  if (projectsRunning.value === 0) return undefined;
  const on = dayIn(projectsOngoing.on, tense);
  const count = projectsOngoing.value;
  const { en, fr } = (count > 1 ? are : is)[tense];
  const not = tense === 'future' ? 'ne ' : 'n’';
  if (count === 0)
    return { en: `${on.en}, no project ${en} ongoing.`, fr: `${on.fr}, aucun projet ${not}${fr} en cours.` };
  const projects = withNoun(count, { en: ['project', 'projects'], fr: ['projet', 'projets', 'un'] });
  const budget = budgetIn(budgetOngoing.value, count, budgetOngoing.projectsWithoutBudget.length);
  return {
    en: `${on.en}, ${projects.en} ${en} ongoing, ${budget.en}.`,
    fr: `${on.fr}, ${projects.fr} ${fr} en cours, ${budget.fr}.`,
  };
}

const is: InTenses = {
  past: { en: 'was', fr: 'était' },
  present: { en: 'has been', fr: 'est' },
  future: { en: 'will be', fr: 'sera' },
};
const are: InTenses = {
  past: { en: 'were', fr: 'étaient' },
  present: { en: 'have been', fr: 'sont' },
  future: { en: 'will be', fr: 'seront' },
};

/** On a day, or since it. */
function dayIn(on: string, tense: Tense): Names {
  const { en, fr } = dayInWords(on);
  return tense === 'present'
    ? { en: `Since ${en}`, fr: `Depuis le ${fr}` }
    : { en: `On ${en}`, fr: `Au ${fr}` };
}

/** The sum of the budgets of some projects (at least one), of which some state none. */
function budgetIn(cents: number, projects: number, withoutBudget: number): Names {
  if (withoutBudget === projects) return { en: 'with no stated budget', fr: 'sans budget déclaré' };
  const [sum, silent] = [euros(cents), inWord(withoutBudget, 'un')];
  const combined = projects - withoutBudget > 1 ? ['combined ', ' cumulé'] : ['', ''];
  const besides =
    withoutBudget === 0
      ? { en: '', fr: '' }
      : {
          en: `, not counting ${silent.en} that ${withoutBudget === 1 ? 'states' : 'state'} none`,
          fr: `, sans compter ${silent.fr} projet${withoutBudget === 1 ? '' : 's'} sans budget déclaré`,
        };
  return {
    en: `with a ${combined[0]}budget of ${sum.en}${besides.en}`,
    fr: `pour un budget${combined[1]} de ${sum.fr}${besides.fr}`,
  };
}

/** What others than the Council of Europe pay; undefined where that is not known to be anything or nothing. */
export function fundingIn(
  { fundingShares: { external, unstated }, budgetOngoing }: Headline,
  tense: Tense,
): Names | undefined {
  const total = budgetOngoing.value;
  if (total === 0) return undefined;
  const known = wholePerCent(external.amount, total);
  if (unstated.amount > 0 && known === 0) return undefined;
  const floor = shownPerCent(known);
  const share =
    unstated.amount === 0
      ? perCent(external.amount, total)
      : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  if (tense === 'present') {
    const since = dayIn(budgetOngoing.on, tense);
    return {
      en: `${since.en}, external funding has made up ${share.en} of the stated budget of the ongoing projects.`,
      fr: `${since.fr}, le financement externe représente ${share.fr} du budget déclaré des projets en cours.`,
    };
  }
  const day = dayInWords(budgetOngoing.on);
  const [made, representait] =
    tense === 'past' ? ['made up', 'représentait'] : ['will make up', 'représentera'];
  return {
    en: `External funding ${made} ${share.en} of the stated budget of the projects ongoing on ${day.en}.`,
    fr: `Le financement externe ${representait} ${share.fr} du budget déclaré des projets en cours au ${day.fr}.`,
  };
}

/** What ends next; undefined where no project is ongoing. */
export function endingIn({ projectsOngoing, endingNext }: Headline, tense: Tense): Names | undefined {
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
