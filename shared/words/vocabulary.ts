import type { Activity } from './activity.ts';
import type { Names } from './text.ts';

type Organisation = Activity['partners'][number];
type Country = Activity['countries'][number];

/** The kinds of activity in words. French words are written as within a sentence. */
export const typeNames: Record<Activity['type'], Names> = {
  workshop: { en: 'workshop', fr: 'atelier' },
  training: { en: 'training', fr: 'formation' },
  training_of_trainers: { en: 'training of trainers', fr: 'formation de formateurs' },
  conference: { en: 'conference', fr: 'conférence' },
  meeting: { en: 'meeting', fr: 'réunion' },
  steering_committee: { en: 'steering committee', fr: 'comité de pilotage' },
  webinar: { en: 'webinar', fr: 'webinaire' },
  simulation_exercise: { en: 'simulation exercise', fr: 'exercice de simulation' },
  advisory_mission: { en: 'advisory mission', fr: 'mission de conseil' },
  assessment_visit: { en: 'assessment visit', fr: 'visite d’évaluation' },
  study_visit: { en: 'study visit', fr: 'visite d’étude' },
  legislative_drafting: { en: 'legislative drafting', fr: 'rédaction législative' },
  working_group: { en: 'working group', fr: 'groupe de travail' },
  desk_study: { en: 'desk study', fr: 'étude documentaire' },
  support_to_participation: { en: 'support to participation', fr: 'soutien à la participation' },
  online_resource: { en: 'online resource', fr: 'ressource en ligne' },
  treaty_body_meeting: { en: 'treaty body meeting', fr: 'réunion d’un organe conventionnel' },
  other: { en: 'other activity', fr: 'autre activité' },
};

/** The ways in which an activity is held. Nothing is said of an unknown one. */
export const modeNames: Record<Activity['mode'], Names | undefined> = {
  in_person: { en: 'in person', fr: 'en présentiel' },
  online: { en: 'online', fr: 'en ligne' },
  hybrid: { en: 'in person and online', fr: 'en présentiel et en ligne' },
  desk: { en: 'desk work', fr: 'travail documentaire' },
  unknown: undefined,
};

/** The statuses of an activity. French agrees with "activité". */
export const statusNames: Record<Activity['status'], Names> = {
  planned: { en: 'planned', fr: 'prévue' },
  ongoing: { en: 'ongoing', fr: 'en cours' },
  completed: { en: 'completed', fr: 'achevée' },
  postponed: { en: 'postponed', fr: 'reportée' },
  cancelled: { en: 'cancelled', fr: 'annulée' },
};

/** The fields of support of the office, and what cuts across them. */
export const themeNames: Record<Activity['themes'][number], Names> = {
  legislation: { en: 'legislation', fr: 'législation' },
  training: {
    en: 'training of the judiciary and law enforcement',
    fr: 'formation des magistrats et enquêteurs',
  },
  specialised_units: { en: 'specialised units', fr: 'unités spécialisées' },
  public_private_cooperation: { en: 'public-private cooperation', fr: 'coopération public-privé' },
  child_protection: { en: 'child protection', fr: 'protection des enfants' },
  international_cooperation: { en: 'international cooperation', fr: 'coopération internationale' },
  data_protection: { en: 'data protection', fr: 'protection des données' },
  policy: { en: 'policy', fr: 'politiques' },
  treaty: { en: 'treaty', fr: 'traité' },
};

/** What the countries of an activity are to it, as the heading of a list of them. */
export const countryRoleNames: Record<Country['role'], Names> = {
  beneficiary: { en: 'For', fr: 'Au bénéfice de' },
  participant: { en: 'With participants from', fr: 'Avec des participants de' },
  host: { en: 'Hosted by', fr: 'Pays hôte' },
};

/** What an organisation is to an activity. */
export const organisationRoleNames: Record<Organisation['role'], Names> = {
  organiser: { en: 'organiser', fr: 'organisateur' },
  co_organiser: { en: 'co-organiser', fr: 'coorganisateur' },
  host: { en: 'host', fr: 'hôte' },
  funder: { en: 'funder', fr: 'bailleur de fonds' },
  contributor: { en: 'contributor', fr: 'contributeur' },
  participant: { en: 'participant', fr: 'participant' },
  partner: { en: 'partner', fr: 'partenaire' },
};

/** What stands before a number of participants. */
export const qualifierNames: Record<NonNullable<Activity['participants']>['qualifier'], Names> = {
  exact: { en: '', fr: '' },
  about: { en: 'about ', fr: 'environ ' },
  at_least: { en: 'at least ', fr: 'au moins ' },
  at_most: { en: 'at most ', fr: 'au plus ' },
};

/** The office, which owns the portfolio and publishes the register. */
export const office: Names & { url: string } = {
  en: 'Cybercrime Programme Office of the Council of Europe (C-PROC)',
  fr: 'Bureau de programme sur la cybercriminalité du Conseil de l’Europe (C-PROC)',
  url: 'https://www.coe.int/cybercrime',
};
