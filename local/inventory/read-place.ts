import { readPrintedCountry } from '../../shared/printed/printed-country.ts';
import { countryShown } from '../../shared/words/country.ts';
import { citiesMeant, citiesNamed, cityNear } from './city.ts';
import { readCountries } from './read-countries.ts';
import type { Sentence } from './remark.ts';

export type Venue = { city?: string; country: string };
export type Refusal = { kind: 'refused'; says: Sentence; instead?: string };

/**
 * What a printed place says. An online activity has no venue: the countries named beside "online" took part. A
 * place may be hybrid, and may name no venue at all. `corrected` is the misspelt city.
 */
export type PrintedPlace =
  | { kind: 'online'; countries: string[]; groups: string[] }
  | { kind: 'place'; isHybrid: boolean; venue?: Venue; corrected?: string }
  | Refusal;

const outsideWords = (words: string): RegExp =>
  new RegExp(`[([]?(?<![\\p{L}\\p{N}-])(?:${words})(?![\\p{L}\\p{N}-])[)\\]]?`, 'giu');
const onlineWords = outsideWords(
  'on[- ]?line|en ligne|virtual(?:ly)?|virtuelle?|(?:en |par )?visio(?:-?conf[ée]rence)?|video-?conference|remote(?:ly)?|[àa] distance|webinar|webinaire|zoom|webex',
);
const hybridWords = outsideWords(
  'hybride?|(?:on-?line|en ligne) (?:and|et|/) (?:in[- ]person|en pr[ée]sentiel)|(?:in[- ]person|en pr[ée]sentiel) (?:and|et|/) (?:on-?line|en ligne)',
);
const besideWords = outsideWords(
  'via|platform|plateforme|event|meeting|r[ée]union|format|(?:ms |microsoft )?teams|kudo|interprefy|[ée]v[ée]nement',
);
const unknownWords = outsideWords(
  'tb[cd]|to be (?:confirmed|determined|decided)|[àa] (?:confirmer|d[ée]terminer|pr[ée]ciser)',
);
/** Countries that are cities: their name is the city's as well. */
const cityStates = ['SG', 'MC', 'VA'];

/** Reads a place as inventories print it: "Tirana, Albania , ", "(Online) Serbia, Turkey", "Strasbourg (France)". */
export function readPlace(text: string): PrintedPlace {
  const isHybrid = text.search(hybridWords) >= 0;
  const onSite = text.replace(hybridWords, ' ').replace(unknownWords, ' ');
  const isOnline = onSite.search(onlineWords) >= 0;
  const rest = trimmed(isOnline ? onSite.replace(onlineWords, ' ').replace(besideWords, ' ') : onSite);
  if (isOnline && !isHybrid) return besideOnline(rest);
  if (rest === '') return { kind: 'place', isHybrid };
  const place = readVenue(rest);
  return place.kind === 'refused' ? place : { ...place, isHybrid };
}

/** Without signs at its ends, and with one comma for whatever may part a city from its country. */
const trimmed = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\s+[-–—/|:]\s+|\s*;\s*/g, ', ')
    .replace(/(?<=\p{L}[*.]?)\s*\(([^()]*)\)/gu, ', $1')
    .replace(/(?:\s*,)+\s*/g, ', ')
    .replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/g, '');

function besideOnline(rest: string): PrintedPlace {
  const { countries, groups, unread } = rest === '' ? readCountries('') : readCountries(rest);
  return unread.length === 0
    ? { kind: 'online', countries, groups }
    : refused({
        en: 'says online and names a place too: add "hybrid", or keep only the countries that took part',
        fr: 'dit en ligne et nomme aussi un lieu : ajouter « hybride », ou ne garder que les pays participants',
      });
}

const refused = (says: Sentence, instead?: string): Refusal => ({
  kind: 'refused',
  says,
  ...(instead === undefined ? {} : { instead }),
});
const at = (country: string, city?: string, corrected?: string) => ({
  kind: 'place' as const,
  isHybrid: false,
  venue: { ...(city === undefined ? {} : { city }), country },
  ...(corrected === undefined ? {} : { corrected }),
});
const inEnglish = (country: string): string => countryShown(country).names.en;

/** Reads "City, Country" and whatever stands before it, a country alone, or a known city alone. */
function readVenue(text: string): Extract<PrintedPlace, { kind: 'place' | 'refused' }> {
  const steps = text.split(', ');
  const end = countryAtEnd(steps);
  if (end === undefined) return withoutCountry(text, steps);
  const { country, before } = end;
  const [first, ...more] = before;
  if (first === undefined) return at(country, cityStates.includes(country) ? inEnglish(country) : undefined);
  const named = before.map(readPrintedCountry).flatMap((read) => (read.kind === 'one' ? [read.code] : []));
  if (named.some((code) => code !== country))
    return refused({
      en: 'names several countries: keep the one of the venue here and the others under Countries',
      fr: 'nomme plusieurs pays : ne garder ici que celui du lieu, et les autres sous Pays',
    });
  const known = before.flatMap(citiesNamed).find((city) => city.country === country);
  if (known !== undefined) return at(country, known.name);
  if (more.length > 0) return refused(unclear, `${before.at(-1)}, ${inEnglish(country)}`);
  const near = cityNear(first, country);
  return near === undefined ? at(country, first) : at(country, near.name, first);
}

const unclear: Sentence = {
  en: 'does not tell the city: write the city and the country only',
  fr: 'ne dit pas quelle est la ville : n’écrire que la ville et le pays',
};

/** The country that the last steps name ("Korea, Republic of" has two), and the steps before it. */
function countryAtEnd(steps: readonly string[]): { country: string; before: string[] } | undefined {
  for (const length of [2, 1]) {
    const read = readPrintedCountry(steps.slice(-length).join(', '));
    if (steps.length >= length && read.kind === 'one')
      return { country: read.code, before: steps.slice(0, -length) };
  }
  return undefined;
}

/** A known city, alone or after the venue: what stands after a city may be a country that is not known. */
function withoutCountry(text: string, steps: readonly string[]): ReturnType<typeof readVenue> {
  const whole = citiesNamed(text);
  const found = whole.length > 0 ? whole : citiesNamed(steps.at(-1) ?? '');
  const countries = new Set(found.map(({ country }) => country));
  const before = steps.slice(0, -1).map(readPrintedCountry);
  const others = before.flatMap((read) => (read.kind === 'one' ? [read.code] : []));
  const [city] = found;
  if (city !== undefined && countries.size === 1 && others.every((code) => code === city.country))
    return at(city.country, city.name);
  const meant = found.length > 0 ? found : citiesMeant(text);
  const instead = [
    ...new Map(meant.map(({ name, country }) => [country, `${name}, ${inEnglish(country)}`])).values(),
  ];
  return refused(
    {
      en: 'does not tell the country: write the city and the country',
      fr: 'ne dit pas quel est le pays : écrire la ville et le pays',
    },
    instead.length > 0 && instead.length <= 3 ? instead.join(' | ') : undefined,
  );
}
