import { unmarked } from '../../shared/printed/likeness.ts';
import { takeModeWords } from '../../shared/printed/mode-words.ts';
import { readPrintedCountries, readPrintedCountry } from '../../shared/printed/printed-country.ts';
import { citiesMeant, citiesNamed, cityNear } from './city.ts';
import {
  cityIn,
  inBoth,
  type Refusal,
  refused,
  severalCities,
  unclear,
  type VenueRead,
  venueAt,
} from './read-city.ts';
import { readCountries } from './read-countries.ts';
import type { Sentence } from './remark.ts';

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
  const told = mode === undefined ? {} : { mode };
  if (where === '') return { kind: 'place', ...told };
  const read = readVenue(where);
  if ('says' in read) return read;
  return { kind: 'place', ...told, ...read, ...(known === rest ? {} : { doubt: toBeConfirmed }) };
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
