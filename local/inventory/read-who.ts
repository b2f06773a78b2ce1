import type { Field } from './field.ts';
import type { Columns } from './find-columns.ts';
import { readCountryCell, readOrganisations } from './read-lists.ts';
import type { Place } from './read-venue.ts';
import type { Notes } from './remark.ts';

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
