import * as z from 'zod';
import { day } from '../words/calendar.ts';
import { dayInWords, euros, inWord, withNoun } from '../words/in-words.ts';
import { type Project, type ProjectVersion, projectCode, runsWithin, versionOn } from '../words/project.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { type Names, shownText } from '../words/text.ts';
import { figure, type Published, type Saying, type Span, type Tense } from './figure.ts';
import { millionEuros, millions } from './rounding.ts';
import { count } from './summary.ts';

/** An amount of money in cents, and what is said to be its unit. */
export const cents = z.int().min(0).meta({ description: 'An amount in euro cents.' });
export const unit = 'EUR cents' as const;
/** What stands beside figures of the portfolio: its day, their unit, an amount in words. */
export const beside = {
  on: day.meta({ description: 'The day on which the portfolio is read.' }),
  unit: z.literal(unit).meta({ description: 'What the value is measured in.' }),
  shown: shownText.meta({ description: 'The amount in words.' }),
};
const { on } = beside;
const codes = z.array(projectCode).meta({ description: 'The codes of the projects.' });

export const portfolio = {
  projectsRunning: figure(
    'projectsRunning',
    ['projects'],
    {
      value: count,
      more: {
        from: day.meta({ description: 'The first day.' }),
        to: day.meta({ description: 'The last day, included.' }),
        projects: codes,
      },
    },
    ({ projects, from, to }) => {
      const running = runningWithin(projects, from, to);
      return { value: running.length, from, to, projects: codesOf(running) };
    },
  ),
  projectsOngoing: figure(
    'projectsOngoing',
    ['projects'],
    { value: count, more: { on, projects: codes } },
    ({ projects, to }) => {
      const ongoing = ongoingOn(projects, to);
      return { value: ongoing.length, on: to, projects: codesOf(ongoing) };
    },
  ),
  budgetOngoing: figure(
    'budgetOngoing',
    ['projects'],
    {
      value: cents,
      more: {
        on,
        unit: beside.unit,
        millions: z
          .number()
          .meta({ description: 'The amount in million euros, rounded half up to two decimals.' }),
        shown: beside.shown,
        projectsWithoutBudget: codes.meta({
          description: 'The ongoing projects that state no budget.',
        }),
      },
    },
    ({ projects, to }) => {
      const ongoing = ongoingOn(projects, to);
      const total = Number(budgetOf(ongoing.map(({ version }) => version)));
      return {
        value: total,
        on: to,
        unit,
        millions: millions(total),
        shown: millionEuros(total),
        projectsWithoutBudget: codesOf(ongoing.filter(({ version }) => version.budget === undefined)),
      };
    },
  ),
};
export type PortfolioFigures = Published<typeof portfolio>;

/** The sum of the budgets that versions state, in cents. */
export const budgetOf = (versions: readonly ProjectVersion[]): bigint =>
  versions.reduce((sum, { budget }) => sum + BigInt(budget?.amount ?? 0), 0n);

const codesOf = (of: { code: string }[]) => of.map(({ code }) => code);

/** The projects that run on a day, each as its version of that day says, in the order of their codes. */
export function ongoingOn(
  projects: readonly Project[],
  day: string,
): { code: string; version: ProjectVersion }[] {
  return runningWithin(projects, day, day);
}

/** The projects that run on some day between two days, each as its version of the last of them says. */
export function runningWithin(projects: readonly Project[], from: string, to: string) {
  return projects
    .flatMap((project) => {
      const version = versionOn(project, to);
      return version !== undefined && runsWithin(version, from, to) ? [{ code: project.code, version }] : [];
    })
    .sort((one, other) => byCodeUnit(one.code, other.code));
}

export const portfolioSentences = {
  projectsOngoing: {
    figures: ['projectsOngoing', 'budgetOngoing'],
    text: projectsIn,
  },
} satisfies Record<string, Saying<PortfolioFigures>>;

/** A text in each tense. */
export type InTenses = Record<Tense, Names>;

/** How many projects are ongoing, and their combined budget; undefined where no project runs in the span. */
function projectsIn(
  { projectsRunning, projectsOngoing, budgetOngoing }: PortfolioFigures,
  { tense }: Span,
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
export function dayIn(on: string, tense: Tense): Names {
  const { en, fr } = dayInWords(on);
  return tense === 'present'
    ? { en: `Since ${en}`, fr: `Depuis le ${fr}` }
    : { en: `On ${en}`, fr: `Au ${fr}` };
}

/** The sum of the budgets of some projects (at least one), of which some state none. */
export function budgetIn(cents: number, projects: number, withoutBudget: number): Names {
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
