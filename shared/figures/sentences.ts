import {
  about,
  aboutPerCent,
  activity,
  capital,
  grouped,
  inWord,
  type Noun,
  spanInWords,
  withNoun,
} from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import { countriesIn, groupsIn } from './country-sentences.ts';
import { type SentenceName, sentenceRule } from './definition.ts';
import type { Breakdowns, Headline, Sentence } from './figure.ts';
import { endingIn, fundingIn, projectsIn, type Tense } from './portfolio-sentences.ts';

export type Figures = Headline & Breakdowns;
/**
 * The months the figures are of (from `first` to `last`, from `first` on, or all), and how the day on which the
 * projects are read stands to now.
 */
export type Span = { first?: string | undefined; last?: string | undefined; tense: Tense };

// What each sentence says, and when it is left out, is published: wording.json, "sentences".

/** What the figures say, in words of both languages. They say nothing that the figures do not. */
export function sentencesOf(figures: Figures, span: Span): Sentence[] {
  const { tense } = span;
  return [
    sentence(
      'activities',
      ['activities', 'activitiesCompletedOrOngoing', 'activitiesPlanned'],
      activitiesIn(figures, span),
    ),
    sentence('units', ['units', 'activities'], unitsIn(figures)),
    sentence('onlineShare', ['onlineShare', 'activities'], onlineIn(figures)),
    sentence(
      'countriesReached',
      ['countriesReached', 'priorityCountriesReached', 'otherCountriesReached'],
      countriesIn(figures),
    ),
    sentence('groups', ['byGroup'], groupsIn(figures)),
    sentence('participants', ['participants'], participantsIn(figures)),
    sentence('projectsOngoing', ['projectsOngoing', 'budgetOngoing'], projectsIn(figures, tense)),
    sentence('externalFunding', ['fundingShares', 'budgetOngoing'], fundingIn(figures, tense)),
    sentence('endingNext', ['endingNext'], endingIn(figures, tense)),
  ].flat();
}

const sentence = (id: SentenceName, figures: (keyof Figures)[], text: Names | undefined): Sentence[] =>
  text === undefined ? [] : [{ id, rule: sentenceRule(id), figures, text }];

function activitiesIn(figures: Figures, { first, last }: Span): Names {
  const when = spanInWords(first, last);
  const all = figures.activities.value;
  if (all === 0)
    return {
      en: `${when.en}, the register counts no activity.`,
      fr: `${when.fr}, le registre ne recense aucune activité.`,
    };
  const [number, which] = [about(all, activity), plannedIn(figures)];
  return {
    en: `${when.en}, the register counts ${number.en}${which.en}.`,
    fr: `${when.fr}, le registre recense ${number.fr}${which.fr}.`,
  };
}

/** How many of some activities are planned, where any are. */
function plannedIn({ activitiesCompletedOrOngoing, activitiesPlanned }: Figures): Names {
  const [done, planned] = [activitiesCompletedOrOngoing.value, activitiesPlanned.value];
  if (planned === 0) return { en: '', fr: '' };
  if (done === 0)
    return planned === 1
      ? { en: ', planned', fr: ', prévue' }
      : { en: ', all planned', fr: ', toutes prévues' };
  const first = about(done, {
    en: ['completed or ongoing', 'completed or ongoing'],
    fr: ['achevée ou en cours', 'achevées ou en cours', 'une'],
  });
  const second = about(planned, { en: ['planned', 'planned'], fr: ['prévue', 'prévues', 'une'] });
  return { en: `: ${first.en} and ${second.en}`, fr: `\u00A0: ${first.fr} et ${second.fr}` };
}

function unitsIn({ activities, units }: Figures): Names | undefined {
  if (units.value === activities.value) return undefined;
  const events = about(units.value, { en: ['event', 'events'], fr: ['événement', 'événements', 'un'] });
  return activities.value === 1
    ? { en: `It stands for ${events.en}.`, fr: `Elle représente ${events.fr}.` }
    : { en: `They stand for ${events.en}.`, fr: `Elles représentent ${events.fr}.` };
}

function onlineIn({ activities, onlineShare }: Figures): Names | undefined {
  const { numerator: online, denominator: all } = onlineShare;
  if (all === 0) return undefined;
  const desk = all < activities.value;
  const but = desk ? ' other than desk studies' : '';
  const sauf = desk ? [' autre qu’une étude documentaire', ' autres que les études documentaires'] : ['', ''];
  if (all === 1) {
    const [is, est] = online === 1 ? ['is', 'est recensée'] : ['is not', 'n’est pas recensée'];
    return {
      en: `The only activity${but} ${is} listed as online.`,
      fr: `La seule activité${sauf[0]} ${est} comme activité en ligne.`,
    };
  }
  const [total, part] = [grouped(all), inWord(online, 'une')];
  if (online === all)
    return {
      en: `All ${total.en} activities${but} are listed as online.`,
      fr: `Les ${total.fr} activités${sauf[1]} sont toutes recensées comme activités en ligne.`,
    };
  if (online === 0)
    return {
      en: `None of the ${total.en} activities${but} is listed as online.`,
      fr: `Aucune des ${total.fr} activités${sauf[1]} n’est recensée comme activité en ligne.`,
    };
  const per = aboutPerCent(online, all);
  const share = per === undefined ? { en: '', fr: '' } : { en: `, or ${per.en}`, fr: `, soit ${per.fr}` };
  const [are, sont] =
    online === 1
      ? ['is', 'est recensée comme activité en ligne']
      : ['are', 'sont recensées comme activités en ligne'];
  return {
    en: `Of the ${total.en} activities${but}, ${part.en} ${are} listed as online${share.en}.`,
    fr: `Sur les ${total.fr} activités${sauf[1]}, ${part.fr} ${sont}${share.fr}.`,
  };
}

function participantsIn({ activitiesCompletedOrOngoing, participants }: Figures): Names | undefined {
  const { value, qualifier } = participants;
  if (activitiesCompletedOrOngoing.value === 0 || (value === 0 && qualifier === 'at_least')) return undefined;
  const noun: Noun = { en: ['participant', 'participants'], fr: ['participant', 'participants', 'un'] };
  if (value === 0) return { en: 'No participant is recorded.', fr: 'Aucun participant n’est recensé.' };
  const floor = withNoun(value, noun);
  const { en, fr } =
    qualifier === 'exact' ? about(value, noun) : { en: `at least ${floor.en}`, fr: `au moins ${floor.fr}` };
  const [are, sont] = value === 1 ? ['is recorded', 'est recensé'] : ['are recorded', 'sont recensés'];
  return { en: `${capital(en)} ${are}.`, fr: `${capital(fr)} ${sont}.` };
}
