import { bare } from '../../shared/printed/likeness.ts';
import { countryShown } from '../../shared/words/country.ts';
import { type City, citiesNamed, citiesWithin, cityNear, distinct } from './city.ts';
import type { Sentence } from './remark.ts';

export type Venue = { city?: string; country: string };
/** A venue that was read: `corrected` is the misspelt city, `doubt` what to look at. */
export type VenueRead = { venue: Venue; corrected?: string; doubt?: Sentence };
export type Refusal = { kind: 'refused'; says: Sentence; instead?: Sentence };

export const refused = (says: Sentence, instead?: Sentence): Refusal => ({
  kind: 'refused',
  says,
  ...(instead === undefined ? {} : { instead }),
});

/** Countries that are cities: their name is the city's as well. */
const cityStates = ['SG', 'MC', 'VA'];

/** A country, and a city of it where one is known, as a venue. */
export function venueAt(country: string, city?: string): VenueRead {
  const name = city ?? (cityStates.includes(country) ? countryShown(country).names.en : undefined);
  return { venue: { ...(name === undefined ? {} : { city: name }), country } };
}

/** A country, and a city of it, as it is written in either language. */
export function inBoth(country: string, city?: string): Sentence {
  const { en, fr } = countryShown(country).names;
  return city === undefined ? { en, fr } : { en: `${city}, ${en}`, fr: `${city}, ${fr}` };
}

export const unclear: Sentence = {
  en: 'does not tell the city: write the city and the country only',
  fr: 'ne dit pas quelle est la ville : n’écrire que la ville et le pays',
};
const several: Sentence = {
  en: 'names several cities: keep the one of the venue, or write one row for each',
  fr: 'nomme plusieurs villes : ne garder que celle du lieu, ou écrire une ligne pour chacune',
};

const joiners = /\s+(?:and|et|&|\+)\s+|\s*[/&+]\s*/u;
const listed = (cities: readonly Omit<City, 'place'>[]): Sentence | undefined => {
  const choices = cities.map(({ name, country }) => inBoth(country, name));
  return choices.length > 4
    ? undefined
    : { en: choices.map(({ en }) => en).join(' | '), fr: choices.map(({ fr }) => fr).join(' | ') };
};

/** The refusal of steps that name several known cities, of which none may be meant alone. */
export function severalCities(steps: readonly string[], country?: string): Refusal | undefined {
  const names = steps.flatMap((step) => (citiesNamed(step).length > 0 ? [step] : step.split(joiners)));
  const found = distinct(names.flatMap(citiesNamed)).filter(
    (city) => country === undefined || city.country === country,
  );
  const apart = new Set(found.map(({ place }) => bare(place)));
  return apart.size > 1 ? refused(several, listed(found)) : undefined;
}

/** What a lone name of a city has not: digits, five words, or the name of a house. */
const isNoCity = (name: string): boolean =>
  /\d/.test(name) ||
  name.split(/\s+/).length > 4 ||
  /(?<!\p{L})(?:h[oô]tel|universit|minist|acad[eé]m|cent(?:er|re)(?!\p{L})|institut|school|[eé]cole|office|bureau|building|b[aâ]timent|palais|palace|parlia|parlement|council|conseil|headquarters|si[eè]ge|room|salle|resort|street|rue(?!\p{L})|avenue|campus|court(?!\p{L})|tribunal|police|premises|locaux)/iu.test(
    name,
  );

/** Decides on the city among the steps that stand before a country: a known one first, a single unknown one last. */
export function cityIn(country: string, before: readonly string[]): VenueRead | Refusal {
  const many = severalCities(before, country);
  if (many !== undefined) return many;
  const known = before.flatMap(citiesNamed).find((city) => city.country === country);
  if (known !== undefined) return venueAt(country, known.name);
  const [only = '', ...more] = before;
  if (more.length > 0) return refused(unclear, inBoth(country, before.at(-1)));
  const near = cityNear(only, country);
  if (near !== undefined) return { ...venueAt(country, near.name), corrected: only };
  const joined = only.split(joiners);
  if (joined.length > 1) return refused(several, listed(joined.map((name) => ({ name, country }))));
  const within = distinct(citiesWithin(only).filter((city) => city.country === country));
  if (within.length > 0) return refused(within.length > 1 ? several : unclear, listed(within));
  if (isNoCity(only)) return refused(unclear);
  const elsewhere = citiesNamed(only);
  return { ...venueAt(country, only), ...(elsewhere.length > 0 ? { doubt: inAnother(elsewhere) } : {}) };
}

/** What is said of a city of a country that is better known in another. */
function inAnother(cities: readonly City[]): Sentence {
  const names = cities.map(({ country }) => countryShown(country).names);
  return {
    en: `is known as a city of ${names.map(({ en }) => en).join(', ')}: check the country`,
    fr: `est connue comme une ville d’un autre pays (${names.map(({ fr }) => fr).join(', ')}) : vérifier le pays`,
  };
}
