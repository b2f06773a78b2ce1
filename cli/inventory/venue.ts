import { takeModeWords } from '../../shared/checks/printed/mode.ts';
import type { Activity } from '../../shared/words/activity.ts';
import type { Columns } from './columns.ts';
import type { Dates } from './dates.ts';
import { readCountryCell, readOrganisations, readWordCell } from './lists.ts';
import { type PrintedPlace, readPlace, type Venue } from './place.ts';
import type { Field, Notes } from './row-as-read.ts';

type Cells = {
  text: (field: Field) => string;
  type: string | undefined;
  dates: Dates | undefined;
  notes: Notes;
  concluded: Field[];
};
/** Where and how an activity took place, and who is named beside "online". */
type Place = {
  mode: Activity['mode'] | undefined;
  venue?: Venue;
  countries: string[];
  groups: string[];
};

/**
 * Reads where and how an activity took place, from the columns of the mode and of the place (or city and country),
 * which may say "online" as well as the date may. A place alone does not tell the mode: it is then unknown.
 */
export function readVenueCells({ text, type, dates, notes, concluded }: Cells): Place {
  const stated =
    text('mode') === ''
      ? undefined
      : (modeIn(text('mode')) ?? (readWordCell('mode', text('mode'), notes) as Activity['mode'] | undefined));
  const [field, written, place] = printedPlace(text);
  const nothing: Place = { mode: stated, countries: [], groups: [] };
  if (place.kind === 'refused') {
    notes.error(field, written, place.says, place.instead);
    return nothing;
  }
  if (place.kind === 'place' && place.corrected !== undefined)
    notes.warning(
      field,
      place.corrected,
      { en: `is read as ${place.venue?.city}`, fr: `est lu comme ${place.venue?.city}` },
      place.venue?.city,
    );
  if (place.kind === 'place' && place.doubt !== undefined) notes.warning(field, written, place.doubt);
  const modes = [place.kind === 'online' ? ('online' as const) : place.mode, dates?.mode].filter(
    (each) => each !== undefined,
  );
  if (stated !== undefined && stated !== 'hybrid' && modes.some((each) => each !== stated))
    return conflict(notes, field, written, text('mode'));
  if (new Set(modes).size > 1 && stated === undefined)
    return conflict(notes, field, written, dates?.mode ?? '');
  const mode = stated ?? modes[0] ?? (type === 'webinar' && !('venue' in place) ? 'online' : undefined);
  if (stated === undefined) concluded.push('mode');
  if (place.kind === 'online') return { mode, countries: place.countries, groups: place.groups };
  if (mode === 'online' && place.venue !== undefined) {
    if (place.venue.city !== undefined) return conflict(notes, field, written, 'online');
    return { mode, countries: [place.venue.country], groups: [] };
  }
  return {
    ...nothing,
    mode: mode ?? 'unknown',
    ...(place.venue === undefined ? {} : { venue: place.venue }),
  };
}

/** "Online (Zoom)", "réunion virtuelle": a mode with words beside it that say no more. */
function modeIn(written: string): Activity['mode'] | undefined {
  const { mode, rest } = takeModeWords(written);
  return /[\p{L}\p{N}]/u.test(rest) ? undefined : mode;
}

function conflict(notes: Notes, field: Field, written: string, other: string): Place {
  notes.error(field, written, {
    en: `does not go with "${other}" of the same row: write "hybrid" as the mode, or leave one of them out`,
    fr: `ne va pas avec « ${other} » de la même ligne : écrire « hybride » comme mode, ou retirer l’un des deux`,
  });
  return { mode: undefined, countries: [], groups: [] };
}

/** The place of a row, from the column that holds it, with its country where that has a column of its own. */
function printedPlace(text: (field: Field) => string): [Field, string, PrintedPlace] {
  const [place, city, country] = [text('place'), text('city'), text('country')];
  const field: Field = place !== '' ? 'place' : city !== '' ? 'city' : 'country';
  const local = [place, city].filter((part) => part !== '').join(', ');
  if (local === '' || country === '') return [field, local || country, readPlace(local || country)];
  const whole = `${local}, ${country}`;
  return [field, whole, readPlace(whole)];
}

const roles = ['organiser', 'co_organiser', 'host', 'funder', 'contributor', 'participant'] as const;
type Text = (field: Field) => string;

/**
 * The countries and groups that the columns of a row name: for whom it was, who took part, who was the host. The
 * country of the venue is its host, unless it is named already.
 */
export function countriesOf(text: Text, place: Place, notes: Notes) {
  const found: { code: string; role: 'beneficiary' | 'participant' | 'host' }[] = [];
  const groups = new Set(place.groups);
  const add = (codes: readonly string[], role: (typeof found)[number]['role']) => {
    for (const code of codes) if (!found.some((other) => other.code === code)) found.push({ code, role });
  };
  for (const [field, role] of [
    ['countries', 'beneficiary'],
    ['countries.participant', 'participant'],
    ['countries.host', 'host'],
  ] as const) {
    if (text(field) === '') continue;
    const read = readCountryCell(field, text(field), notes);
    add(read.countries, role);
    for (const group of read.groups) groups.add(group);
  }
  add(place.countries, 'beneficiary');
  if (place.venue !== undefined) add([place.venue.country], 'host');
  if (text('groups') !== '') {
    const read = readCountryCell('groups', text('groups'), notes);
    for (const group of read.groups) groups.add(group);
    add(read.countries, 'beneficiary');
  }
  return {
    countries: found.length > 0 ? found : undefined,
    groups: groups.size > 0 ? [...groups] : undefined,
  };
}

/** The organisations that the columns of a row name, each once, in the first role they are named in. */
export function organisationsOf(text: Text, { separators }: Columns, notes: Notes) {
  const found: { name: string; role: (typeof roles)[number] | 'partner' }[] = [];
  const fields = [
    ...roles.map((role) => [`partners.${role}`, role] as const),
    ['partners', 'partner'] as const,
  ];
  for (const [field, role] of fields) {
    if (text(field) === '') continue;
    for (const name of readOrganisations(field, text(field), separators.get(field), notes))
      if (!found.some((other) => other.name === name)) found.push({ name, role });
  }
  return found;
}
