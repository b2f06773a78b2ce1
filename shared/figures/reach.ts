import { capital, inWord, type Noun, withNoun } from '../words/in-words.ts';
import { isPriority } from '../words/project.ts';
import type { Names } from '../words/text.ts';
import type { Counts } from './counts.ts';
import { figure, type Ground, type Published, type Saying } from './figure.ts';
import { count, type Summary } from './summary.ts';

export const reach = {
  countriesReached: figure('countriesReached', ['activities'], { value: count }, ({ merged }) => ({
    value: reachedIn(merged),
  })),
  priorityCountriesReached: figure(
    'priorityCountriesReached',
    ['activities', 'projects'],
    { value: count },
    (ground) => ({ value: priorityCountries(ground).size }),
  ),
  otherCountriesReached: figure(
    'otherCountriesReached',
    ['activities', 'projects'],
    { value: count },
    (ground) => ({ value: reachedIn(ground.merged) - priorityCountries(ground).size }),
  ),
  countriesSupported: figure('countriesSupported', ['activities'], { value: count }, ({ merged }) => ({
    value: merged.byCountry.filter(({ beneficiary }) => beneficiary.activities > 0).length,
  })),
};

const reachedIn = ({ byCountry }: Summary): number =>
  byCountry.filter(({ reached }) => reached.activities > 0).length;

/** The countries reached in a month in which some project lists them as a priority. */
export function priorityCountries({ merged, projects }: Pick<Ground, 'merged' | 'projects'>): Set<string> {
  const isReached = ({ key: country, months }: Summary['byCountry'][number]) =>
    months.some(({ key: month, reached }) => reached > 0 && isPriority(projects, country, month));
  return new Set(merged.byCountry.filter(isReached).map(({ key }) => key));
}

type Reach = Counts & Published<typeof reach>;

export const reachSentences = {
  countriesReached: {
    figures: ['countriesReached', 'priorityCountriesReached', 'otherCountriesReached'],
    text: countriesIn,
  },
  countriesSupported: {
    figures: ['countriesSupported', 'activities', 'activitiesPlanned'],
    text: supportedIn,
  },
} satisfies Record<string, Saying<Reach>>;

const country: Noun = {
  en: ['country or territory', 'countries and territories'],
  fr: ['pays ou territoire', 'pays et territoires', 'un'],
};
const priorityCountry: Noun = {
  en: ['priority country', 'priority countries'],
  fr: ['pays prioritaire', 'pays prioritaires', 'un'],
};

/** The countries that took part; undefined where nothing is completed or ongoing. */
function countriesIn(figures: Reach): Names | undefined {
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

/** The countries that the activities are for; undefined where none is counted. */
function supportedIn({ activities, activitiesPlanned, countriesSupported }: Reach): Names | undefined {
  const [all, planned, supported] = [activities.value, activitiesPlanned.value, countriesSupported.value];
  if (all === 0) return undefined;
  if (supported === 0)
    return {
      en: 'No country or territory is listed as a beneficiary.',
      fr: 'Aucun pays ou territoire n’est recensé comme bénéficiaire.',
    };
  const number = withNoun(supported, country);
  const [are, sont] =
    supported === 1
      ? ['is listed as a beneficiary', 'est recensé comme bénéficiaire']
      : ['are listed as beneficiaries', 'sont recensés comme bénéficiaires'];
  const of = whichActivities(all, planned);
  return {
    en: `${capital(number.en)} ${are} of ${of.en}.`,
    fr: `${capital(number.fr)} ${sont} ${of.fr}.`,
  };
}

/** "Of" some activities (at least one), of which some are planned; in French with the preposition. */
function whichActivities(all: number, planned: number): Names {
  if (planned === all)
    return all === 1
      ? { en: 'the planned activity', fr: 'de l’activité prévue' }
      : { en: 'the planned activities', fr: 'des activités prévues' };
  if (all === 1) return { en: 'the activity', fr: 'de l’activité' };
  const including =
    planned === 0
      ? { en: '', fr: '' }
      : planned === 1
        ? { en: ', the planned one included', fr: ', y compris de celle qui est prévue' }
        : { en: ', planned ones included', fr: ', y compris de celles qui sont prévues' };
  return { en: `the activities${including.en}`, fr: `des activités${including.fr}` };
}
