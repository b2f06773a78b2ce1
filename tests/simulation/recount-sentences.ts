// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { type Figures, numbersOf, type Stand } from './recount-facts.ts';
import { aboutThings, spanIn, things } from './recount-numbers.ts';

type Texts = Record<string, string | undefined>;

const from: Record<string, string[]> = {
  activities: ['activities', 'activitiesCompletedOrOngoing', 'activitiesPlanned'],
  units: ['units', 'activities'],
  onlineShare: ['onlineShare', 'activities'],
  countriesReached: ['countriesReached', 'priorityCountriesReached', 'otherCountriesReached'],
  countriesSupported: ['countriesSupported', 'activities', 'activitiesPlanned'],
  groups: ['byGroup'],
  participants: ['participants'],
  projectsOngoing: ['projectsOngoing', 'budgetOngoing'],
  externalFunding: ['fundingShares', 'budgetOngoing'],
  endingNext: ['endingNext'],
};

/** What the figures of a span say in words: from the first month to the last, from the first on, or in all. */
export function plainSentences(figures: Figures, stand: Stand, first?: string, last?: string) {
  const [en, fr] = [english(figures, stand, first, last), french(figures, stand, first, last)];
  return Object.entries(from)
    .filter(([id]) => en[id] !== undefined || fr[id] !== undefined)
    .map(([id, ids]) => ({
      id,
      rule: `sentence-${id}/${id === 'countriesSupported' ? 1 : 2}`,
      figures: ids,
      text: { en: en[id], fr: fr[id] },
    }));
}

const firstOf = (texts: (string | false | undefined)[]) =>
  texts.find((text): text is string => typeof text === 'string');

function english(figures: Figures, stand: Stand, first?: string, last?: string): Texts {
  const say = numbersOf('en', figures);
  const { counted, done, planned, desk, reached, priority, supported, people, ongoing, ending } = say;
  const [over, still] = [stand === 'over', stand === 'still'];
  const be = (count: number) => {
    if (!over && !still) return 'will be';
    if (still) return count > 1 ? 'have been' : 'has been';
    return count > 1 ? 'were' : 'was';
  };
  const at = (day: string) => `${still ? 'Since' : 'On'} ${day}`;
  const none = (count: number, besides: number, sum: string) =>
    count === besides
      ? 'with no stated budget'
      : `with a ${count - besides > 1 ? 'combined ' : ''}budget of ${sum}${besides === 0 ? '' : `, not counting ${besides === 1 ? 'one that states' : `${say.number(besides)} that state`} none`}`;
  const finished = 'completed or ongoing';
  const which =
    planned === 0
      ? ''
      : done === 0
        ? `, ${planned > 1 ? 'all ' : ''}planned`
        : `: ${aboutThings('en', done, `one ${finished}`, finished)} and ${aboutThings('en', planned, 'one planned', 'planned')}`;
  const studies = desk.of < counted ? ' other than desk studies' : '';
  return {
    activities: `${spanIn('en', first, last)}, the register counts ${counted === 0 ? 'no activity' : `${aboutThings('en', counted, 'one activity', 'activities')}${which}`}.`,
    units: say.units(
      (events) => `${counted === 1 ? 'It stands' : 'They stand'} for ${events}.`,
      'one event',
      'events',
    ),
    onlineShare: firstOf([
      desk.of === 1 && `The only activity${studies} is ${desk.online === 1 ? '' : 'not '}listed as online.`,
      desk.of > 0 &&
        desk.online === desk.of &&
        `All ${say.number(desk.of)} activities${studies} are listed as online.`,
      desk.of > 0 &&
        desk.online === 0 &&
        `None of the ${say.number(desk.of)} activities${studies} is listed as online.`,
      desk.of > 0 &&
        `Of the ${say.number(desk.of)} activities${studies}, ${things('en', desk.online, 'one is', 'are')} listed as online${desk.share(', or ')}.`,
    ]),
    countriesReached: firstOf([
      done > 0 && reached === 0 && 'No country or territory is listed as taking part.',
      done > 0 &&
        reached === priority &&
        `${things('en', priority, 'One priority country', 'priority countries')} took part, and no other.`,
      done > 0 && reached === 1 && 'One country or territory took part, not a priority country.',
      done > 0 &&
        `${say.number(reached)} countries and territories took part, ${['none of them a priority country', 'one of them a priority country'][priority] ?? `${say.number(priority)} of them priority countries`}.`,
    ]),
    countriesSupported: firstOf([
      counted > 0 && supported === 0 && 'No country or territory is listed as a beneficiary.',
      counted > 0 &&
        `${things('en', supported, 'One country or territory is listed as a beneficiary', 'countries and territories are listed as beneficiaries')} of the ${
          planned === counted ? 'planned ' : ''
        }${counted === 1 ? 'activity' : 'activities'}${
          planned === 0 || planned === counted
            ? ''
            : `, ${planned === 1 ? 'the planned one' : 'planned ones'} included`
        }.`,
    ]),
    groups: say.groups(
      (count, list) =>
        `${count === 1 ? 'One group of countries is named as such, its' : `${count} groups of countries are named as such, their`} members being counted only where named themselves: ${list}.`,
      ['one activity', 'activities', 'and'],
      (unnamed) => `${unnamed === 1 ? 'one' : unnamed} the register has no name for`,
    ),
    participants: people(
      'No participant is recorded.',
      'one participant is recorded.',
      'participants are recorded.',
      'At least',
    ),
    projectsOngoing: ongoing((day, count, besides, budget) =>
      count === 0
        ? `${at(day)}, no project ${be(0)} ongoing.`
        : `${at(day)}, ${things('en', count, 'one project', 'projects')} ${be(count)} ongoing, ${none(count, besides, budget)}.`,
    ),
    externalFunding: say.external('at least', (part, day) =>
      still
        ? `${at(day)}, external funding has made up ${part} of the stated budget of the ongoing projects.`
        : `External funding ${over ? 'made' : 'will make'} up ${part} of the stated budget of the projects ongoing on ${day}.`,
    ),
    endingNext: ending('and', (day, until, count, besides, budget, list) => {
      const begin = still
        ? `Of the ongoing projects (unchanged since ${day}),`
        : `Of the projects ongoing on ${day},`;
      const due = over ? ['was', 'were'] : ['is', 'are'];
      return count === 0
        ? `${begin} none ${due[0]} to end by the end of ${until}.`
        : `${begin} ${things('en', count, `one ${due[0]}`, due[1] ?? '')} to end by the end of ${until}, ${none(count, besides, budget)}: ${list}.`;
    }),
  };
}

function french(figures: Figures, stand: Stand, first?: string, last?: string): Texts {
  const say = numbersOf('fr', figures);
  const { counted, done, planned, desk, reached, priority, supported, people, ongoing, ending } = say;
  const [over, still] = [stand === 'over', stand === 'still'];
  const at = (day: string) => (still ? `Depuis le ${day}` : `Au ${day}`);
  const none = (count: number, besides: number, sum: string) =>
    count === besides
      ? 'sans budget déclaré'
      : `pour un budget${count - besides > 1 ? ' cumulé' : ''} de ${sum}${besides === 0 ? '' : `, sans compter ${things('fr', besides, 'un projet', 'projets')} sans budget déclaré`}`;
  const which =
    planned === 0
      ? ''
      : done === 0
        ? `, ${planned > 1 ? 'toutes prévues' : 'prévue'}`
        : `\u00a0: ${aboutThings('fr', done, 'une achevée ou en cours', 'achevées ou en cours')} et ${aboutThings('fr', planned, 'une prévue', 'prévues')}`;
  const among = desk.of < counted;
  const studies = among ? 'activités autres que les études documentaires' : 'activités';
  const only = among ? 'La seule activité autre qu’une étude documentaire' : 'La seule activité';
  const online = 'comme activité en ligne';
  return {
    activities: `${spanIn('fr', first, last)}, le registre ${counted === 0 ? 'ne recense aucune activité' : `recense ${aboutThings('fr', counted, 'une activité', 'activités')}${which}`}.`,
    units: say.units(
      (events) => `${counted === 1 ? 'Elle représente' : 'Elles représentent'} ${events}.`,
      'un événement',
      'événements',
    ),
    onlineShare: firstOf([
      desk.of === 1 && `${only} ${desk.online === 1 ? 'est' : 'n’est pas'} recensée ${online}.`,
      desk.of > 0 &&
        desk.online === desk.of &&
        `Les ${say.number(desk.of)} ${studies} sont toutes recensées comme activités en ligne.`,
      desk.of > 0 &&
        desk.online === 0 &&
        `Aucune des ${say.number(desk.of)} ${studies} n’est recensée ${online}.`,
      desk.of > 0 &&
        `Sur les ${say.number(desk.of)} ${studies}, ${things('fr', desk.online, `une est recensée ${online}`, 'sont recensées comme activités en ligne')}${desk.share(', soit ')}.`,
    ]),
    countriesReached: firstOf([
      done > 0 && reached === 0 && 'Aucun pays ou territoire n’est recensé comme participant.',
      done > 0 &&
        reached === priority &&
        `${things('fr', priority, 'Un pays prioritaire a', 'pays prioritaires ont')} participé, et aucun autre.`,
      done > 0 && reached === 1 && 'Un pays ou territoire, non prioritaire, a participé.',
      done > 0 &&
        `${say.number(reached)} pays et territoires ont participé, dont ${priority === 0 ? 'aucun pays prioritaire' : things('fr', priority, 'un pays prioritaire', 'pays prioritaires')}.`,
    ]),
    countriesSupported: firstOf([
      counted > 0 && supported === 0 && 'Aucun pays ou territoire n’est recensé comme bénéficiaire.',
      counted > 0 &&
        `${things('fr', supported, 'Un pays ou territoire est recensé comme bénéficiaire', 'pays et territoires sont recensés comme bénéficiaires')} ${
          counted === 1 ? 'de l’activité' : 'des activités'
        }${
          planned === counted
            ? ` prévue${counted === 1 ? '' : 's'}`
            : (['', ', y compris de celle qui est prévue'][planned] ??
              ', y compris de celles qui sont prévues')
        }.`,
    ]),
    groups: say.groups(
      (count, list) =>
        `${
          count === 1
            ? 'Un groupe de pays est nommé en tant que tel, ses membres n’étant comptés'
            : `${count} groupes de pays sont nommés en tant que tels, leurs membres n’étant comptés`
        } que s’ils sont nommés eux-mêmes\u00a0: ${list}.`,
      ['une activité', 'activités', 'et'],
      (unnamed) => `${unnamed === 1 ? 'un' : unnamed} dont le registre ne connaît pas le nom`,
    ),
    participants: people(
      'Aucun participant n’est recensé.',
      'un participant est recensé.',
      'participants sont recensés.',
      'Au moins',
    ),
    projectsOngoing: ongoing((day, count, besides, budget) => {
      if (count === 0)
        return `${at(day)}, aucun projet ${over ? 'n’était' : still ? 'n’est' : 'ne sera'} en cours.`;
      const one = `un projet ${over ? 'était' : still ? 'est' : 'sera'}`;
      const many = `projets ${over ? 'étaient' : still ? 'sont' : 'seront'}`;
      return `${at(day)}, ${things('fr', count, one, many)} en cours, ${none(count, besides, budget)}.`;
    }),
    externalFunding: say.external('au moins', (part, day) =>
      still
        ? `${at(day)}, le financement externe représente ${part} du budget déclaré des projets en cours.`
        : `Le financement externe ${over ? 'représentait' : 'représentera'} ${part} du budget déclaré des projets en cours au ${day}.`,
    ),
    endingNext: ending('et', (day, until, count, besides, budget, list) => {
      const begin = still
        ? `Parmi les projets en cours (liste inchangée depuis le ${day}),`
        : `Parmi les projets en cours au ${day},`;
      const [one, many] = over ? ['devait', 'devaient'] : ['doit', 'doivent'];
      return count === 0
        ? `${begin} aucun ne ${one} prendre fin d’ici fin ${until}.`
        : `${begin} ${things('fr', count, `un ${one}`, many ?? '')} prendre fin d’ici fin ${until}, ${none(count, besides, budget)}\u00a0: ${list}.`;
    }),
  };
}
