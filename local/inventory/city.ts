import { bare, distance, folded } from '../../shared/printed/likeness.ts';
import table from './cities.json' with { type: 'json' };

/** A city that is known by name: the capitals, and where the sources have met. `place` is its first name of several. */
export type City = { name: string; country: string; place: string };

const cities: City[] = Object.entries(table).flatMap(([country, all]) =>
  all.flatMap((names) => names.split(' | ').map((name, _, [place = name]) => ({ name, country, place }))),
);
const isShort = (name: string): boolean => bare(name).length < 6;
const isNear = (name: string) => (city: City) =>
  !isShort(name) && distance(bare(name), bare(city.name), 1) === 1;

/** The known cities of a name, whatever its case and accents: several if several countries have one. */
export const citiesNamed = (name: string): City[] => cities.filter((city) => bare(city.name) === bare(name));

/** The only known city of a country whose name is one letter off; names of less than six letters have none. */
export function cityNear(name: string, country: string): City | undefined {
  const near = cities.filter((city) => city.country === country).filter(isNear(name));
  return near.length === 1 ? near[0] : undefined;
}

/** The known cities whose name stands in a text as words. */
export function citiesWithin(text: string): City[] {
  const words = (each: string) =>
    ` ${folded(each)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
  return cities.filter(({ name }) => words(text).includes(words(name)));
}

/** The known cities that a text may mean: those whose name stands in it as words, or else is one letter off. */
export function citiesMeant(text: string): City[] {
  const within = citiesWithin(text);
  return within.length > 0 ? within : cities.filter(isNear(text));
}

/** Each city once, by whichever of its names comes first. */
export const distinct = (all: readonly City[]): City[] =>
  [...new Map(all.toReversed().map((city) => [`${city.place} ${city.country}`, city])).values()].reverse();
