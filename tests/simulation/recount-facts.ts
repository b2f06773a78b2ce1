// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { isKnownGroup } from '../../shared/words/group.ts';
import type { plainBreakdowns } from './recount-breakdowns.ts';
import type { plainHeadline } from './recount-headline.ts';
import {
  aboutThings,
  dayIn,
  type Language,
  listed,
  monthIn,
  nearShare,
  numeral,
  share,
  shareAtLeast,
  sum,
  things,
} from './recount-numbers.ts';

export type Figures = ReturnType<typeof plainHeadline> & ReturnType<typeof plainBreakdowns>;

/** Whether the day of the figures is over, still holds (nothing has changed since), or is yet to end. */
export type Stand = 'over' | 'still' | 'ahead';

/** What sentences speak of, in a language; a sentence that is to be left out is undefined. */
export function numbersOf(language: Language, figures: Figures) {
  const counted = figures.activities.value;
  const [done, planned] = [figures.activitiesCompletedOrOngoing.value, figures.activitiesPlanned.value];
  const units = figures.units.value;
  const { numerator, denominator } = figures.onlineShare;
  const { projectsOngoing, budgetOngoing, fundingShares, endingNext } = figures;
  const total = BigInt(budgetOngoing.value);
  const external = BigInt(fundingShares.external.amount);
  return {
    counted,
    done,
    planned,
    number: (value: number) => numeral(language, value),
    units: (text: (events: string) => string, one: string, many: string) =>
      units === counted ? undefined : text(aboutThings(language, units, one, many)),
    desk: {
      of: denominator,
      online: numerator,
      share: (begin: string) => {
        const near = nearShare(language, numerator, denominator);
        return near === undefined ? '' : `${begin}${near}`;
      },
    },
    reached: figures.countriesReached.value,
    priority: figures.priorityCountriesReached.value,
    supported: figures.countriesSupported.value,
    groups: (
      text: (count: number, list: string) => string,
      [one, many, and]: [string, string, string],
      others: (count: number) => string,
    ) => {
      const rows = figures.byGroup.value as unknown as {
        group: string;
        names: Record<Language, string>;
        activities: number;
      }[];
      const items: string[] = [];
      for (const { group, names, activities } of rows)
        if (isKnownGroup(group))
          items.push(`${names[language]} (${aboutThings(language, activities, one, many)})`);
      if (items.length === 0) return undefined;
      const unnamed = rows.length - items.length;
      return text(rows.length, listed([...items, ...(unnamed === 0 ? [] : [others(unnamed)])], and));
    },
    people: (none: string, one: string, many: string, floor: string) => {
      const { value, qualifier } = figures.participants;
      if (done === 0) return undefined;
      if (qualifier !== 'exact')
        return value === 0 ? undefined : `${floor} ${things(language, value, one, many)}`;
      if (value === 0) return none;
      const text = aboutThings(language, value, one, many);
      return text[0]?.toUpperCase() + text.slice(1);
    },
    ongoing: (text: (day: string, count: number, besides: number, budget: string) => string) =>
      figures.projectsRunning.value === 0
        ? undefined
        : text(
            dayIn(language, projectsOngoing.on),
            projectsOngoing.value,
            budgetOngoing.projectsWithoutBudget.length,
            sum(language, budgetOngoing.value),
          ),
    external: (floor: string, text: (part: string, day: string) => string) => {
      if (total === 0n) return undefined;
      const least = shareAtLeast(language, external, total);
      const part =
        fundingShares.unstated.amount === 0 ? share(language, external, total) : least && `${floor} ${least}`;
      return part && text(part, dayIn(language, budgetOngoing.on));
    },
    ending: (
      and: string,
      text: (
        day: string,
        until: string,
        count: number,
        besides: number,
        budget: string,
        list: string,
      ) => string,
    ) => {
      if (projectsOngoing.value === 0) return undefined;
      const [year, month] = endingNext.on.split('-').map(Number);
      const until = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1 + 15, 1)).toISOString().slice(0, 7);
      const { value: rows, combined } = endingNext;
      const list = rows.map(({ project, end }) => `${project} (${monthIn(language, end)})`);
      const besides = rows.filter(({ budget }) => budget === undefined).length;
      return text(
        dayIn(language, endingNext.on),
        monthIn(language, until),
        rows.length,
        besides,
        sum(language, combined),
        listed(list, and),
      );
    },
  };
}
