// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { type Figures, numbersOf } from './recount-facts.ts';
import { aboutThings, monthIn, ofMonth, things } from './recount-numbers.ts';

type Texts = Record<string, string | undefined>;

const from: Record<string, string[]> = {
  activities: ['activities'],
  units: ['units', 'activities'],
  onlineShare: ['onlineShare'],
  countriesReached: ['countriesReached', 'priorityCountriesReached', 'otherCountriesReached'],
  groups: ['byGroup'],
  participants: ['participants'],
  projectsOngoing: ['projectsOngoing', 'budgetOngoing'],
  externalFunding: ['fundingShares', 'budgetOngoing'],
  endingNext: ['endingNext'],
};

/** What the figures of a span say in words: from the first month to the last, from the first on, or in all. */
export function plainSentences(figures: Figures, first?: string, last?: string) {
  const [en, fr] = [english(figures, first, last), french(figures, first, last)];
  return Object.entries(from)
    .filter(([id]) => en[id] !== undefined || fr[id] !== undefined)
    .map(([id, ids]) => ({
      id,
      rule: `sentence-${id}/1`,
      figures: ids,
      text: { en: en[id], fr: fr[id] },
    }));
}

function english(figures: Figures, first?: string, last?: string): Texts {
  const say = numbersOf('en', figures);
  const month = (date: string) => monthIn('en', date);
  const span =
    first === undefined
      ? 'In all'
      : last === undefined
        ? `From ${month(first)} on`
        : first === last
          ? `In ${month(first)}`
          : `From ${month(first)} to ${month(last)}`;
  const { counted, desk, reached, priority, others, people, ongoing, ending } = say;
  const none = (count: number, besides: number, sum: string) =>
    count === besides
      ? 'with no stated budget'
      : `with a ${count - besides > 1 ? 'combined ' : ''}budget of ${sum}${besides === 0 ? '' : `, not counting ${say.number(besides)} that ${besides === 1 ? 'states' : 'state'} none`}`;
  return {
    activities: `${span}, the register counts ${counted === 0 ? 'no activity' : aboutThings('en', counted, 'activity', 'activities')}.`,
    units: say.units(
      (events) => `${counted === 1 ? 'It stands' : 'They stand'} for ${events}.`,
      'event',
      'events',
    ),
    onlineShare: [
      desk.of === 1 && desk.online === 1 && 'The only activity other than desk studies is online.',
      desk.of === 1 && 'The only activity other than desk studies is not listed as online.',
      desk.of > 0 &&
        desk.online === desk.of &&
        `All ${say.number(desk.of)} activities other than desk studies are online.`,
      desk.of > 0 &&
        desk.online === 0 &&
        `None of the ${say.number(desk.of)} activities other than desk studies is listed as online.`,
      desk.of > 0 &&
        `Of the ${say.number(desk.of)} activities other than desk studies, ${say.number(desk.online)} ${desk.online === 1 ? 'is' : 'are'} listed as online, ${desk.share()}.`,
    ].find((text) => text !== false),
    countriesReached: [
      counted > 0 && reached === 0 && 'No country or territory is reached.',
      counted > 0 &&
        others === 0 &&
        `${things('en', priority, 'priority country is', 'priority countries are')} reached, and no other.`,
      counted > 0 &&
        priority === 0 &&
        `${things('en', others, 'country or territory is', 'countries and territories are')} reached, and no priority country.`,
      counted > 0 &&
        `${things('en', priority, 'priority country', 'priority countries')} and ${things('en', others, 'other country or territory', 'other countries and territories')} are reached, ${say.number(reached)} in all.`,
    ].find((text) => text !== false),
    groups: say.groups(
      (list) => `Groups of countries that activities name, not counted as countries: ${list}.`,
      'activity',
      'activities',
      'and',
    ),
    participants: people(
      'No participant is counted.',
      'participant is counted.',
      'participants are counted.',
      'At least',
    ),
    projectsOngoing: ongoing((day, count, besides, budget) =>
      count === 0
        ? `On ${day}, no project is ongoing.`
        : `On ${day}, ${things('en', count, 'project is', 'projects are')} ongoing, ${none(count, besides, budget)}.`,
    ),
    externalFunding: say.external(
      'at least',
      (part, day) =>
        `External funding makes up ${part} of the stated budget of the projects ongoing on ${day}.`,
    ),
    endingNext: ending('and', (day, until, count, besides, budget, list) => {
      const begin = `Of the projects ongoing on ${day},`;
      return count === 0
        ? `${begin} none ends by the end of ${until}.`
        : `${begin} ${say.number(count)} ${count === 1 ? 'ends' : 'end'} by the end of ${until}, ${none(count, besides, budget)}: ${list}.`;
    }),
  };
}

function french(figures: Figures, first?: string, last?: string): Texts {
  const say = numbersOf('fr', figures);
  const month = (date: string) => monthIn('fr', date);
  const span =
    first === undefined
      ? 'Au total'
      : last === undefined
        ? `À partir ${ofMonth(month(first))}`
        : first === last
          ? `En ${month(first)}`
          : `D${ofMonth(month(first)).slice(1)} à ${month(last)}`;
  const { counted, desk, reached, priority, others, people, ongoing, ending } = say;
  const none = (count: number, besides: number, sum: string) =>
    count === besides
      ? 'sans budget déclaré'
      : `pour un budget${count - besides > 1 ? ' cumulé' : ''} de ${sum}${besides === 0 ? '' : `, sans compter ${say.number(besides)} projet${besides > 1 ? 's' : ''} sans budget déclaré`}`;
  const studies = 'activités autres que les études documentaires';
  return {
    activities: `${span}, le registre ${counted === 0 ? 'ne compte aucune activité' : `compte ${aboutThings('fr', counted, 'activité', 'activités')}`}.`,
    units: say.units(
      (events) => `${counted === 1 ? 'Elle représente' : 'Elles représentent'} ${events}.`,
      'événement',
      'événements',
    ),
    onlineShare: [
      desk.of === 1 && desk.online === 1 && 'La seule activité autre qu’une étude documentaire est en ligne.',
      desk.of === 1 &&
        'La seule activité autre qu’une étude documentaire ne figure pas comme activité en ligne.',
      desk.of > 0 && desk.online === desk.of && `Les ${say.number(desk.of)} ${studies} sont toutes en ligne.`,
      desk.of > 0 &&
        desk.online === 0 &&
        `Aucune des ${say.number(desk.of)} ${studies} ne figure comme activité en ligne.`,
      desk.of > 0 &&
        `Sur les ${say.number(desk.of)} ${studies}, ${say.number(desk.online)} ${desk.online > 1 ? 'figurent comme activités' : 'figure comme activité'} en ligne, soit ${desk.share()}.`,
    ].find((text) => text !== false),
    countriesReached: [
      counted > 0 && reached === 0 && 'Aucun pays ou territoire n’est atteint.',
      counted > 0 &&
        others === 0 &&
        `${things('fr', priority, 'pays prioritaire est atteint', 'pays prioritaires sont atteints')}, et aucun autre.`,
      counted > 0 &&
        priority === 0 &&
        `${things('fr', others, 'pays ou territoire est atteint', 'pays et territoires sont atteints')}, et aucun pays prioritaire.`,
      counted > 0 &&
        `${things('fr', priority, 'pays prioritaire', 'pays prioritaires')} et ${things('fr', others, 'autre pays ou territoire', 'autres pays et territoires')} sont atteints, soit ${say.number(reached)} en tout.`,
    ].find((text) => text !== false),
    groups: say.groups(
      (list) => `Groupes de pays que nomment les activités, non comptés comme pays\u00a0: ${list}.`,
      'activité',
      'activités',
      'et',
    ),
    participants: people(
      'Aucun participant n’est compté.',
      'participant est compté.',
      'participants sont comptés.',
      'Au moins',
    ),
    projectsOngoing: ongoing((day, count, besides, budget) =>
      count === 0
        ? `Au ${day}, aucun projet n’est en cours.`
        : `Au ${day}, ${things('fr', count, 'projet est', 'projets sont')} en cours, ${none(count, besides, budget)}.`,
    ),
    externalFunding: say.external(
      'au moins',
      (part, day) =>
        `Le financement externe représente ${part} du budget déclaré des projets en cours au ${day}.`,
    ),
    endingNext: ending('et', (day, until, count, besides, budget, list) => {
      const begin = `Parmi les projets en cours au ${day},`;
      return count === 0
        ? `${begin} aucun ne prend fin d’ici fin ${until}.`
        : `${begin} ${say.number(count)} ${count === 1 ? 'prend' : 'prennent'} fin d’ici fin ${until}, ${none(count, besides, budget)}\u00a0: ${list}.`;
    }),
  };
}
