import { isKnownGroup } from '../words/group.ts';
import { about, activity, capital, inWord, inWords, type Noun, withNoun } from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import type { Breakdowns, Headline } from './figure.ts';

const country: Noun = {
  en: ['country or territory', 'countries and territories'],
  fr: ['pays ou territoire', 'pays et territoires', 'un'],
};
const priorityCountry: Noun = {
  en: ['priority country', 'priority countries'],
  fr: ['pays prioritaire', 'pays prioritaires', 'un'],
};

/** The countries that took part; undefined where nothing is completed or ongoing. */
export function countriesIn(figures: Headline & Breakdowns): Names | undefined {
  if (figures.activitiesCompletedOrOngoing.value === 0) return undefined;
  const all = figures.countriesReached.value;
  const priority = figures.priorityCountriesReached.value;
  if (all === 0)
    return {
      en: 'No country or territory is listed as taking part.',
      fr: 'Aucun pays ou territoire n’est recensé comme participant.',
    };
  const [total, first] = [withNoun(all, country), withNoun(priority, priorityCountry)];
  const ont = all === 1 ? 'a participé' : 'ont participé';
  if (priority === all)
    return {
      en: `${capital(first.en)} took part, and no other.`,
      fr: `${capital(first.fr)} ${ont}, et aucun autre.`,
    };
  if (all === 1)
    return {
      en: `${capital(total.en)} took part, not a priority country.`,
      fr: `${capital(total.fr)}, non prioritaire, ${ont}.`,
    };
  const of = priority === 0 ? { en: 'none', fr: 'aucun' } : inWord(priority, 'un');
  const [are, dont] =
    priority < 2
      ? ['a priority country', `${of.fr} pays prioritaire`]
      : ['priority countries', `${of.fr} pays prioritaires`];
  return {
    en: `${capital(total.en)} took part, ${of.en} of them ${are}.`,
    fr: `${capital(total.fr)} ${ont}, dont ${dont}.`,
  };
}

/** The groups of countries that activities name; undefined where there are none. */
export function groupsIn({ byGroup: { value: rows } }: Headline & Breakdowns): Names | undefined {
  // A code that the register has no name for is a text of a partner's own, and no name to be printed.
  const named = rows.filter(({ group }) => isKnownGroup(group));
  if (named.length === 0) return undefined;
  const nameless = inWord(rows.length - named.length, 'un');
  const list = inWords([
    ...named.map(({ names, activities }) => {
      const number = about(activities, activity);
      return { en: `${names.en} (${number.en})`, fr: `${names.fr} (${number.fr})` };
    }),
    ...(named.length === rows.length
      ? []
      : [
          {
            en: `${nameless.en} the register has no name for`,
            fr: `${nameless.fr} dont le registre ne connaît pas le nom`,
          },
        ]),
  ]);
  const groups = withNoun(rows.length, {
    en: ['group of countries', 'groups of countries'],
    fr: ['groupe de pays', 'groupes de pays', 'un'],
  });
  const how =
    rows.length === 1
      ? {
          en: 'is named as such, its members being counted only where named themselves',
          fr: 'est nommé en tant que tel, ses membres n’étant comptés que s’ils sont nommés eux-mêmes',
        }
      : {
          en: 'are named as such, their members being counted only where named themselves',
          fr: 'sont nommés en tant que tels, leurs membres n’étant comptés que s’ils sont nommés eux-mêmes',
        };
  return {
    en: `${capital(groups.en)} ${how.en}: ${list.en}.`,
    fr: `${capital(groups.fr)} ${how.fr}\u00A0: ${list.fr}.`,
  };
}
