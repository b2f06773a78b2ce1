import { inWords, spanInWords } from '../words/date-words.ts';
import { about, grouped, perCent, withNoun } from '../words/number-words.ts';
import type { Names } from '../words/text.ts';
import type { Breakdowns, Headline, Sentence } from './figure.ts';
import { endingIn, fundingIn, projectsIn } from './portfolio-sentences.ts';

export type Figures = Headline & Breakdowns;
/** The months the figures are of: from `first` to `last`, from `first` on, or all. */
export type Span = { first?: string | undefined; last?: string | undefined };

// What each sentence says, and when it is left out, is published: wording.json, "sentences".

/** What the figures say, in words of both languages. They say nothing that the figures do not. */
export function sentencesOf(figures: Figures, span: Span): Sentence[] {
  return [
    sentence('activities', ['activities'], activitiesIn(figures, span)),
    sentence('units', ['units', 'activities'], unitsIn(figures)),
    sentence('onlineShare', ['onlineShare'], onlineIn(figures)),
    sentence(
      'countriesReached',
      ['countriesReached', 'priorityCountriesReached', 'otherCountriesReached'],
      countriesIn(figures),
    ),
    sentence('groups', ['byGroup'], groupsIn(figures)),
    sentence('participants', ['participants'], participantsIn(figures)),
    sentence('projectsOngoing', ['projectsOngoing', 'budgetOngoing'], projectsIn(figures)),
    sentence('externalFunding', ['fundingShares', 'budgetOngoing'], fundingIn(figures)),
    sentence('endingNext', ['endingNext'], endingIn(figures)),
  ].flat();
}

const sentence = (id: string, figures: (keyof Figures)[], text: Names | undefined): Sentence[] =>
  text === undefined ? [] : [{ id, rule: `sentence-${id}/1`, figures, text }];

const activity = { en: ['activity', 'activities'], fr: ['activité', 'activités'] } as const;

function activitiesIn({ activities: { value } }: Figures, { first, last }: Span): Names {
  const when = spanInWords(first, last);
  const number = about(value, activity);
  return value === 0
    ? {
        en: `${when.en}, the register counts no activity.`,
        fr: `${when.fr}, le registre ne compte aucune activité.`,
      }
    : {
        en: `${when.en}, the register counts ${number.en}.`,
        fr: `${when.fr}, le registre compte ${number.fr}.`,
      };
}

function unitsIn({ activities, units }: Figures): Names | undefined {
  if (units.value === activities.value) return undefined;
  const events = about(units.value, { en: ['event', 'events'], fr: ['événement', 'événements'] });
  return activities.value === 1
    ? { en: `It stands for ${events.en}.`, fr: `Elle représente ${events.fr}.` }
    : { en: `They stand for ${events.en}.`, fr: `Elles représentent ${events.fr}.` };
}

function onlineIn({ onlineShare: { numerator: online, denominator: all } }: Figures): Names | undefined {
  if (all === 0) return undefined;
  const [total, part] = [grouped(all), grouped(online)];
  if (all === 1 && online === 1)
    return {
      en: 'The only activity other than desk studies is online.',
      fr: 'La seule activité autre qu’une étude documentaire est en ligne.',
    };
  if (all === 1)
    return {
      en: 'The only activity other than desk studies is not listed as online.',
      fr: 'La seule activité autre qu’une étude documentaire ne figure pas comme activité en ligne.',
    };
  if (online === all)
    return {
      en: `All ${total.en} activities other than desk studies are online.`,
      fr: `Les ${total.fr} activités autres que les études documentaires sont toutes en ligne.`,
    };
  if (online === 0)
    return {
      en: `None of the ${total.en} activities other than desk studies is listed as online.`,
      fr: `Aucune des ${total.fr} activités autres que les études documentaires ne figure comme activité en ligne.`,
    };
  const share = perCent(online, all);
  const [are, figurent] = online === 1 ? ['is', 'figure'] : ['are', 'figurent'];
  return {
    en: `Of the ${total.en} activities other than desk studies, ${part.en} ${are} listed as online, ${share.en}.`,
    fr: `Sur les ${total.fr} activités autres que les études documentaires, ${part.fr} ${figurent} comme ${online === 1 ? 'activité' : 'activités'} en ligne, soit ${share.fr}.`,
  };
}

function countriesIn(figures: Figures): Names | undefined {
  if (figures.activities.value === 0) return undefined;
  const all = figures.countriesReached.value;
  const priority = figures.priorityCountriesReached.value;
  const others = figures.otherCountriesReached.value;
  const [are, sont] = all === 1 ? ['is', 'est atteint'] : ['are', 'sont atteints'];
  if (all === 0)
    return { en: 'No country or territory is reached.', fr: 'Aucun pays ou territoire n’est atteint.' };
  const first = withNoun(priority, {
    en: ['priority country', 'priority countries'],
    fr: ['pays prioritaire', 'pays prioritaires'],
  });
  if (others === 0)
    return { en: `${first.en} ${are} reached, and no other.`, fr: `${first.fr} ${sont}, et aucun autre.` };
  if (priority === 0) {
    const none = withNoun(others, {
      en: ['country or territory', 'countries and territories'],
      fr: ['pays ou territoire', 'pays et territoires'],
    });
    return {
      en: `${none.en} ${are} reached, and no priority country.`,
      fr: `${none.fr} ${sont}, et aucun pays prioritaire.`,
    };
  }
  const second = withNoun(others, {
    en: ['other country or territory', 'other countries and territories'],
    fr: ['autre pays ou territoire', 'autres pays et territoires'],
  });
  const total = grouped(all);
  return {
    en: `${first.en} and ${second.en} are reached, ${total.en} in all.`,
    fr: `${first.fr} et ${second.fr} sont atteints, soit ${total.fr} en tout.`,
  };
}

function groupsIn({ byGroup: { value: rows } }: Figures): Names | undefined {
  if (rows.length === 0) return undefined;
  const groups = inWords(
    rows.map(({ names, activities }) => {
      const number = about(activities, activity);
      return { en: `${names.en} (${number.en})`, fr: `${names.fr} (${number.fr})` };
    }),
  );
  return {
    en: `Groups of countries that activities name, not counted as countries: ${groups.en}.`,
    fr: `Groupes de pays que nomment les activités, non comptés comme pays\u00A0: ${groups.fr}.`,
  };
}

function participantsIn({ activities, participants: { value, qualifier } }: Figures): Names | undefined {
  if (activities.value === 0 || (value === 0 && qualifier === 'at_least')) return undefined;
  const noun = { en: ['participant', 'participants'], fr: ['participant', 'participants'] } as const;
  if (value === 0) return { en: 'No participant is counted.', fr: 'Aucun participant n’est compté.' };
  const floor = withNoun(value, noun);
  const { en, fr } =
    qualifier === 'exact' ? about(value, noun) : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  const [are, sont] = value === 1 ? ['is counted', 'est compté'] : ['are counted', 'sont comptés'];
  return { en: `${capital(en)} ${are}.`, fr: `${capital(fr)} ${sont}.` };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
