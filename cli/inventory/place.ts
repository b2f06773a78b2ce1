import { readPrintedCountries, readPrintedCountry } from '../../shared/checks/printed/country.ts';
import { bare, distance, folded, unmarked } from '../../shared/checks/printed/likeness.ts';
import { takeModeWords } from '../../shared/checks/printed/mode.ts';
import { countryShown } from '../../shared/words/country.ts';
import table from './cities.json' with { type: 'json' };
import { readCountries } from './lists.ts';
import type { Sentence } from './row-as-read.ts';

/** A city that is known by name: the capitals, and where the sources have met. `place` is its first name of several. */
type City = { name: string; country: string; place: string };

const cities: City[] = Object.entries(table).flatMap(([country, all]) =>
  all.flatMap((names) => names.split(' | ').map((name, _, [place = name]) => ({ name, country, place }))),
);
const isShort = (name: string): boolean => bare(name).length < 6;
const isNear = (name: string) => (city: City) =>
  !isShort(name) && distance(bare(name), bare(city.name), 1) === 1;

/** The known cities of a name, whatever its case and accents: several if several countries have one. */
const citiesNamed = (name: string): City[] => cities.filter((city) => bare(city.name) === bare(name));

/** The only known city of a country whose name is one letter off; names of less than six letters have none. */
function cityNear(name: string, country: string): City | undefined {
  const near = cities.filter((city) => city.country === country).filter(isNear(name));
  return near.length === 1 ? near[0] : undefined;
}

/** The known cities whose name stands in a text as words. */
function citiesWithin(text: string): City[] {
  const words = (each: string) =>
    ` ${folded(each)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `;
  return cities.filter(({ name }) => words(text).includes(words(name)));
}

/** The known cities that a text may mean: those whose name stands in it as words, or else is one letter off. */
function citiesMeant(text: string): City[] {
  const within = citiesWithin(text);
  return within.length > 0 ? within : cities.filter(isNear(text));
}

/** Each city once, by whichever of its names comes first. */
const distinct = (all: readonly City[]): City[] =>
  [...new Map(all.toReversed().map((city) => [`${city.place} ${city.country}`, city])).values()].reverse();

export type Venue = { city?: string; country: string };
/** A venue that was read: `corrected` is the misspelt city, `doubt` what to look at. */
type VenueRead = { venue: Venue; corrected?: string; doubt?: Sentence };
type Refusal = { kind: 'refused'; says: Sentence; instead?: Sentence };

const refused = (says: Sentence, instead?: Sentence): Refusal => ({
  kind: 'refused',
  says,
  ...(instead === undefined ? {} : { instead }),
});

/** Countries that are cities: their name is the city's as well. */
const cityStates = ['SG', 'MC', 'VA'];

/** A country, and a city of it where one is known, as a venue. */
function venueAt(country: string, city?: string): VenueRead {
  const name = city ?? (cityStates.includes(country) ? countryShown(country).names.en : undefined);
  return { venue: { ...(name === undefined ? {} : { city: name }), country } };
}

/** A country, and a city of it, as it is written in either language. */
function inBoth(country: string, city?: string): Sentence {
  const { en, fr } = countryShown(country).names;
  return city === undefined ? { en, fr } : { en: `${city}, ${en}`, fr: `${city}, ${fr}` };
}

const unclear: Sentence = {
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
function severalCities(steps: readonly string[], country?: string): Refusal | undefined {
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
function cityIn(country: string, before: readonly string[]): VenueRead | Refusal {
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

/**
 * What a printed place says. An online activity has no venue: the countries named beside "online" took part. A
 * place may tell the mode, and may name no venue at all. `doubt` is a remark on what was read.
 */
export type PrintedPlace =
  | { kind: 'online'; countries: string[]; groups: string[] }
  | (Partial<VenueRead> & { kind: 'place'; mode?: 'hybrid' | 'in_person' | 'desk' })
  | Refusal;

const unknownWords =
  /[([]?(?<![\p{L}\p{N}-])(?:tb[acd]|to be (?:announced|confirmed|determined|decided|defined)|[àa] (?:confirmer|d[ée]finir|d[ée]terminer|pr[ée]ciser)|unknown|not known|inconnue?|n\/a)(?![\p{L}\p{N}-])[)\]]?/giu;
const deskWords =
  /^(?:desk(?:[ -](?:study|review|research|work|based))?|[ée]tude (?:documentaire|sur dossier)|sur dossier|home[ -]based)$/iu;
const severalWords =
  /^(?:various|several|multiple|different|divers(?:es)?|plusieurs|diff[ée]rent(?:e?s)?|nation-?wide|country-?wide|world-?wide|regional|global|itinerant|itin[ée]rante?)(?!\p{L})/iu;

/** Reads a place as inventories print it: "Tirana, Albania , ", "(Online) Serbia, Turkey", "Strasburg-France". */
export function readPlace(text: string): PrintedPlace {
  const line = unmarked(text)
    .trim()
    .replace(/\s*\n\s*/g, ', ');
  if (deskWords.test(line)) return { kind: 'place', mode: 'desk' };
  const { mode, rest } = takeModeWords(line);
  const known = rest.replace(unknownWords, ' ');
  const where = trimmed(known);
  if (mode === 'online') return besideOnline(where);
  const stated = mode === undefined ? {} : { mode };
  if (where === '') return { kind: 'place', ...stated };
  const read = readVenue(where);
  if ('says' in read) return read;
  return { kind: 'place', ...stated, ...read, ...(known === rest ? {} : { doubt: toBeConfirmed }) };
}

const toBeConfirmed: Sentence = {
  en: 'is still to be confirmed: submit it again when it is',
  fr: 'est encore à confirmer : soumettre à nouveau quand ce sera fait',
};

/** Without signs at its ends, and with one comma for whatever may part a city from its country. */
const trimmed = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\s+[-–—/|:]\s+|\s*;\s*/g, ', ')
    .replace(/(?<=\p{L}[*.]?)\s*\(([^()]*)\)/gu, ', $1')
    .replace(/(?:\s*,)+\s*/g, ', ')
    .replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/g, '');

function besideOnline(rest: string): PrintedPlace {
  const { countries, groups, unread } = readCountries(rest.replace(/^(?:for|pour)\s+/i, ''));
  if (unread.length === 0) return { kind: 'online', countries, groups };
  return unread.some(({ printed }) => citiesMeant(printed).length > 0)
    ? refused({
        en: 'says online and names a place too: add "hybrid", or keep only the countries that took part',
        fr: 'dit en ligne et nomme aussi un lieu : ajouter « hybride », ou ne garder que les pays participants',
      })
    : refused({
        en: 'says online and something more: keep only "online" and the countries or groups that took part',
        fr: 'dit en ligne et autre chose encore : ne garder que « en ligne » et les pays ou groupes participants',
      });
}

/** Reads "City, Country" and whatever stands before it, a country alone, or a known city alone. */
function readVenue(text: string): VenueRead | Refusal {
  const steps = text.split(', ');
  const end = countryAtEnd(steps);
  if (severalWords.test(text))
    return refused(
      {
        en: 'names no one place: write the city and the country, or only the country, or leave the cell empty',
        fr: 'ne nomme pas un lieu précis : écrire la ville et le pays, ou le pays seul, ou laisser la cellule vide',
      },
      end === undefined ? undefined : inBoth(end.country),
    );
  if (end === undefined) return countriesAlone(text) ?? glued(steps) ?? withoutCountry(text, steps);
  const { country, before } = end;
  const named = before.flatMap((each) => codesIn(each));
  if (named.some((code) => code !== country)) return refused(severalCountries);
  return before.length === 0 ? venueAt(country) : cityIn(country, before);
}

const severalCountries: Sentence = {
  en: 'names several countries: keep the one of the venue here and the others under Countries',
  fr: 'nomme plusieurs pays : ne garder ici que celui du lieu, et les autres sous Pays',
};

/** The countries that a text names if it names nothing else. */
function codesIn(text: string): string[] {
  const read = readPrintedCountries(text).map((each) => each.read);
  return read.every((each) => each.kind === 'one') ? read.map(({ code }) => code) : [];
}

/** "Serbia and Turkey", which are several, or "Turkey/Türkiye", which is one. */
function countriesAlone(text: string): VenueRead | Refusal | undefined {
  const [country, ...more] = codesIn(text);
  if (country === undefined) return undefined;
  return more.length > 0 ? refused(severalCountries) : venueAt(country);
}

/** The country that the last steps name ("Korea, Republic of" has two), and the steps before it. */
function countryAtEnd(steps: readonly string[]): { country: string; before: string[] } | undefined {
  for (const length of [2, 1]) {
    const read = readPrintedCountry(steps.slice(-length).join(', '));
    if (steps.length >= length && read.kind === 'one')
      return { country: read.code, before: steps.slice(0, -length) };
  }
  return undefined;
}

/** "Strasburg-France", "Geneva/Switzerland": a country after a dash or slash, which counts only after a known city. */
function glued(steps: readonly string[]): VenueRead | Refusal | undefined {
  const last = steps.at(-1) ?? '';
  for (const { index } of last.matchAll(/[-–—/]/g)) {
    const [city, read] = [last.slice(0, index).trim(), readPrintedCountry(last.slice(index + 1))];
    if (read.kind !== 'one' || city === '') continue;
    const isKnown = citiesNamed(city).some(({ country }) => country === read.code);
    return isKnown || cityNear(city, read.code) !== undefined
      ? cityIn(read.code, [...steps.slice(0, -1), city])
      : refused(unclear, inBoth(read.code, city));
  }
  return undefined;
}

/** A known city, alone or after the venue: what stands after a city may be a country that is not known. */
function withoutCountry(text: string, steps: readonly string[]): VenueRead | Refusal {
  const whole = citiesNamed(text);
  const found = whole.length > 0 ? whole : citiesNamed(steps.at(-1) ?? '');
  const countries = new Set(found.map(({ country }) => country));
  const others = steps.slice(0, -1).flatMap(codesIn);
  const [city] = found;
  const several = severalCities(steps);
  if (several !== undefined) return several;
  if (city !== undefined && countries.size === 1 && others.every((code) => code === city.country))
    return venueAt(city.country, city.name);
  const meant = new Map((found.length > 0 ? found : citiesMeant(text)).map((each) => [each.country, each]));
  const choices = [...meant.values()].map(({ name, country }) => inBoth(country, name));
  return refused(
    {
      en: 'does not tell the country: write the city and the country',
      fr: 'ne dit pas quel est le pays : écrire la ville et le pays',
    },
    choices.length > 0 && choices.length <= 3
      ? { en: choices.map(({ en }) => en).join(' | '), fr: choices.map(({ fr }) => fr).join(' | ') }
      : undefined,
  );
}
