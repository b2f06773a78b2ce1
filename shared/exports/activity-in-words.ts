import { type Activity, isOpenEnded } from '../words/activity.ts';
import { monthOf } from '../words/calendar.ts';
import { countryShown } from '../words/country.ts';
import { groupNames } from '../words/group.ts';
import { dayInWords, monthInWords } from '../words/in-words.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import * as vocabulary from '../words/vocabulary.ts';

/** A language of the office, in which texts are made. */
export type Tongue = keyof Names;

const fixed = {
  colon: { en: ': ', fr: '\u00A0: ' },
  projects: { en: 'Projects', fr: 'Projets' },
  groups: { en: 'Groups and regions', fr: 'Groupes et régions' },
  themes: { en: 'Themes', fr: 'Thèmes' },
  place: { en: 'Place', fr: 'Lieu' },
  organisations: { en: 'Organisations', fr: 'Organisations' },
  participants: { en: 'Participants', fr: 'Participants' },
  units: { en: 'Events', fr: 'Événements' },
  languages: { en: 'Languages', fr: 'Langues' },
  cancelled: {
    en: 'This activity was cancelled and is not counted.',
    fr: 'Cette activité a été annulée et n’est pas comptée.',
  },
  postponed: {
    en: 'This activity was postponed and is not counted.',
    fr: 'Cette activité a été reportée et n’est pas comptée.',
  },
  restricted: {
    en: 'This activity is restricted: its title, text and place, and who took part, are not public.',
    fr: 'Cette activité est à diffusion restreinte\u00A0: son titre, son texte, son lieu et les organisations participantes ne sont pas publics.',
  },
} satisfies Record<string, Names>;

/**
 * When an activity takes place: "15 to 16 September 2020", "du 15 au 16 septembre 2020". A month stands for
 * itself; nothing more precise is known.
 */
export function datesInWords(tongue: Tongue, start: string, end = start): string {
  const [from, to] = [partsOf(tongue, start), partsOf(tongue, end)];
  if (start === end) return said(from, true, true);
  const sameYear = from.year === to.year;
  const sameMonth = sameYear && from.month === to.month && from.day !== '' && to.day !== '';
  const first = said(from, !sameMonth, !sameYear);
  const last = said(to, true, true);
  if (tongue === 'en') return `${first} to ${last}`;
  const of = from.day !== '' ? 'du ' : /^[ao]/.test(first) ? 'd’' : 'de ';
  return `${of}${first} ${to.day === '' ? 'à' : 'au'} ${last}`;
}

/** When an activity takes place, or, of one that is open-ended, from when on: "from March 2014". */
function whenInWords(tongue: Tongue, activity: Pick<Activity, 'type' | 'start' | 'end'>): string {
  const { start, end } = activity;
  const dates = datesInWords(tongue, start, end);
  if (!isOpenEnded(activity)) return dates;
  if (tongue === 'en') return `from ${dates}`;
  return start.length === 10
    ? `à partir du ${dates}`
    : `à partir ${/^[ao]/.test(dates) ? 'd’' : 'de '}${dates}`;
}

type DateParts = { day: string; month: string; year: string };

function partsOf(tongue: Tongue, date: string): DateParts {
  const [month = '', year = ''] = monthInWords(monthOf(date))[tongue].split(' ');
  const [day = ''] = date.length === 10 ? dayInWords(date)[tongue].split(' ') : [];
  return { day, month, year };
}

const said = ({ day, month, year }: DateParts, withMonth: boolean, withYear: boolean): string =>
  [day, withMonth ? month : '', withYear ? year : ''].filter((part) => part !== '').join(' ');

/** The codes of the countries that an activity names in a role (in any, where none is given), in order and once. */
export const countriesOf = (
  { countries }: Pick<Activity, 'countries'>,
  ...roles: Activity['countries'][number]['role'][]
): string[] =>
  [
    ...new Set(
      countries.filter(({ role }) => roles.length === 0 || roles.includes(role)).map(({ code }) => code),
    ),
  ].sort(byCodeUnit);

/** The designation notes that must travel with the countries which the activity names, its venue's among them. */
export function notesOf(tongue: Tongue, record: Pick<Activity, 'countries' | 'venue'>): string[] {
  const venue = record.venue === undefined ? [] : [record.venue.country];
  const named = new Set([...countriesOf(record), ...venue]);
  return [...named].sort(byCodeUnit).flatMap((code) => countryShown(code).note?.[tongue] ?? []);
}

/** Where an activity takes place: "Accra, Ghana"; nothing where no venue is public. */
export const placeInWords = (tongue: Tongue, { venue }: Pick<Activity, 'venue'>): string | undefined =>
  venue &&
  [venue.city, countryShown(venue.country).names[tongue]].filter((part) => part !== undefined).join(', ');

/** What an activity is in two words, for one without a title: "Workshop, 15 March 2020". */
export const kindInWords = (tongue: Tongue, record: PublicRecord): string =>
  `${capitalized(vocabulary.typeNames[record.type][tongue])}, ${whenInWords(tongue, record)}`;

/**
 * What is known of an activity besides its own title and description, one fact a line: kind and dates first,
 * designation notes last. A restricted activity has its countable facts only, for its record has no others.
 */
export function factsOf(tongue: Tongue, record: PublicRecord): string[] {
  const { type, mode, status, participants } = record;
  const listed = (heading: Names, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`${heading[tongue]}${fixed.colon[tongue]}${items.join(', ')}`];
  const kind = [vocabulary.typeNames[type], vocabulary.modeNames[mode], vocabulary.statusNames[status]];
  const inRole = (role: Activity['countries'][number]['role']) =>
    listed(
      vocabulary.countryRoleNames[role],
      countriesOf(record, role).map((code) => countryShown(code).names[tongue]),
    );
  const place = placeInWords(tongue, record);
  const women = { en: 'women', fr: 'femmes' }[tongue];
  return [
    ...(status === 'cancelled' || status === 'postponed' ? [fixed[status][tongue]] : []),
    ...(record.visibility === 'restricted' ? [fixed.restricted[tongue]] : []),
    `${capitalized(kind.flatMap((words) => words?.[tongue] ?? []).join(', '))}, ${whenInWords(tongue, record)}`,
    ...listed(fixed.projects, record.projects),
    ...inRole('beneficiary'),
    ...inRole('participant'),
    ...inRole('host'),
    ...listed(
      fixed.groups,
      record.groups.map((code) => groupNames(code)[tongue]),
    ),
    ...listed(
      fixed.themes,
      record.themes.map((theme) => vocabulary.themeNames[theme][tongue]),
    ),
    ...listed(fixed.place, place === undefined ? [] : [place]),
    ...listed(
      fixed.organisations,
      record.partners.map(({ name, role }) => `${name} (${vocabulary.organisationRoleNames[role][tongue]})`),
    ),
    ...listed(
      fixed.participants,
      participants === undefined
        ? []
        : [
            `${vocabulary.qualifierNames[participants.qualifier][tongue]}${participants.count}` +
              (participants.women === undefined
                ? ''
                : ` (${women}${fixed.colon[tongue]}${participants.women})`),
          ],
    ),
    ...listed(fixed.units, record.units === 1 ? [] : [String(record.units)]),
    ...listed(fixed.languages, record.languages),
    ...notesOf(tongue, record),
  ];
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A text in the language wanted, else in the first it has; with the language it is in. */
export function textIn(
  tongue: string,
  texts: Record<string, string> | undefined,
): { text: string; language: string } | undefined {
  const language = [tongue, 'en', 'fr', ...Object.keys(texts ?? {})].find(
    (tag) => texts?.[tag] !== undefined,
  );
  const text = language === undefined ? undefined : texts?.[language];
  return language === undefined || text === undefined ? undefined : { text, language };
}
