import { monthOf, monthsAfter } from '../words/calendar.ts';
import { dayInWords, inWords, monthInWords } from '../words/date-words.ts';
import { euros, grouped, perCent, shownPerCent, wholePerCent, withNoun } from '../words/number-words.ts';
import type { Names } from '../words/text.ts';
import type { Headline } from './figure.ts';

/** How many projects are ongoing, and their combined budget; undefined where no project runs in the span. */
export function projectsIn({ projectsRunning, projectsOngoing, budgetOngoing }: Headline): Names | undefined {
  if (projectsRunning.value === 0) return undefined;
  const day = dayInWords(projectsOngoing.on);
  const count = projectsOngoing.value;
  if (count === 0)
    return { en: `On ${day.en}, no project is ongoing.`, fr: `Au ${day.fr}, aucun projet n’est en cours.` };
  const projects = withNoun(count, { en: ['project', 'projects'], fr: ['projet', 'projets'] });
  const budget = budgetIn(budgetOngoing.value, count, budgetOngoing.projectsWithoutBudget.length);
  return {
    en: `On ${day.en}, ${projects.en} ${count === 1 ? 'is' : 'are'} ongoing, ${budget.en}.`,
    fr: `Au ${day.fr}, ${projects.fr} ${count === 1 ? 'est' : 'sont'} en cours, ${budget.fr}.`,
  };
}

/** The sum of the budgets of some projects (at least one), of which some state none. */
function budgetIn(cents: number, projects: number, withoutBudget: number): Names {
  if (withoutBudget === projects) return { en: 'with no stated budget', fr: 'sans budget déclaré' };
  const [sum, silent] = [euros(cents), grouped(withoutBudget)];
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
export function fundingIn({
  fundingShares: { external, unstated },
  budgetOngoing,
}: Headline): Names | undefined {
  const total = budgetOngoing.value;
  if (total === 0) return undefined;
  const known = wholePerCent(external.amount, total);
  if (unstated.amount > 0 && known === 0) return undefined;
  const floor = shownPerCent(known);
  const share =
    unstated.amount === 0
      ? perCent(external.amount, total)
      : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  const day = dayInWords(budgetOngoing.on);
  return {
    en: `External funding makes up ${share.en} of the stated budget of the projects ongoing on ${day.en}.`,
    fr: `Le financement externe représente ${share.fr} du budget déclaré des projets en cours au ${day.fr}.`,
  };
}

/** What ends next; undefined where no project is ongoing. */
export function endingIn({ projectsOngoing, endingNext }: Headline): Names | undefined {
  if (projectsOngoing.value === 0) return undefined;
  const { value: ending, on, withinMonths, combined } = endingNext;
  const [day, until] = [dayInWords(on), monthInWords(monthsAfter(monthOf(on), withinMonths))];
  const of = {
    en: `Of the projects ongoing on ${day.en},`,
    fr: `Parmi les projets en cours au ${day.fr},`,
  };
  const by = { en: `by the end of ${until.en}`, fr: `d’ici fin ${until.fr}` };
  if (ending.length === 0)
    return { en: `${of.en} none ends ${by.en}.`, fr: `${of.fr} aucun ne prend fin ${by.fr}.` };
  const number = grouped(ending.length);
  const projects = inWords(
    ending.map(({ project, end }) => {
      const last = monthInWords(monthOf(end));
      return { en: `${project} (${last.en})`, fr: `${project} (${last.fr})` };
    }),
  );
  const silent = ending.filter(({ budget }) => budget === undefined).length;
  const budget = budgetIn(combined, ending.length, silent);
  const [end, finish] = ending.length === 1 ? ['ends', 'prend fin'] : ['end', 'prennent fin'];
  return {
    en: `${of.en} ${number.en} ${end} ${by.en}, ${budget.en}: ${projects.en}.`,
    fr: `${of.fr} ${number.fr} ${finish} ${by.fr}, ${budget.fr}\u00A0: ${projects.fr}.`,
  };
}
