import { countryCode, countryCodes, countryShown, mistakenCodes } from '../words/country.ts';
import spellings from './country-spellings.json' with { type: 'json' };
import { bare, folded, nearest } from './likeness.ts';

/**
 * What a printed country says: a code; or nothing sure, with the codes that may be meant: one where only one can
 * be (what to write instead), several where nobody can tell, none where nothing is near.
 */
export type PrintedCountry = { kind: 'one'; code: string } | { kind: 'refused'; candidates: string[] };

/** What is left of a name when the marks of a footnote, quotation marks and a leading article are left out. */
const stem = (name: string): string =>
  bare(
    folded(name)
      .replace(/[*"]/g, ' ')
      .trim()
      .replace(/^(?:the|la|le|les|l')(?: |(?<='))/, ''),
  );

/** Every name and spelling by its stem. A name that two countries share is the name of neither. */
const byStem = new Map<string, string[]>();
const spelt: [name: string, code: string][] = [
  ...countryCodes.flatMap((code): [string, string][] => {
    const { en, fr } = countryShown(code).names;
    return [
      [en, code],
      [fr, code],
    ];
  }),
  ...Object.entries(spellings).flatMap(([code, names]) =>
    names.map((name): [string, string] => [name, code]),
  ),
];
for (const [name, code] of spelt) {
  const before = byStem.get(stem(name)) ?? [];
  if (!before.includes(code)) byStem.set(stem(name), [...before, code]);
}
for (const [name, codes] of [
  ['Congo', ['CG', 'CD']],
  ['Korea', ['KR', 'KP']],
  ['Corée', ['KR', 'KP']],
  ['Virgin Islands', ['VG', 'VI']],
  ['Îles Vierges', ['VG', 'VI']],
  ['Saint Martin', ['MF', 'SX']],
] as const)
  byStem.set(stem(name), [...codes]);

/**
 * Reads one country as sources print it: its code in capitals (NA is Namibia, NO is Norway), its name in English
 * or French with or without accents, an older name or another spelling, "Kosovo*". What is no country is refused
 * with the codes that may be meant: "UK" with GB, "ro" with RO, "Nigera" with NE and NG.
 */
export function readPrintedCountry(text: string): PrintedCountry {
  const printed = text.trim();
  const codes = codesFor(printed);
  const [code, ...others] = codes;
  if (code !== undefined && others.length === 0) return { kind: 'one', code };
  if (codes.length > 0 || printed.length > 200) return { kind: 'refused', candidates: codes };
  const upper = printed.toUpperCase();
  const mistaken = mistakenCodes.get(upper) ?? (countryCode.safeParse(upper).success ? upper : undefined);
  if (mistaken !== undefined) return { kind: 'refused', candidates: [mistaken] };
  const near = printed.length < 4 ? [] : nearest(stem(printed), byStem).flat();
  return { kind: 'refused', candidates: [...new Set(near)].slice(0, 5) };
}

/** The codes of the countries that bear exactly this code, name or spelling. */
function codesFor(printed: string): string[] {
  if (countryCode.safeParse(printed).success) return [printed];
  return printed.length > 200 ? [] : (byStem.get(stem(printed)) ?? []);
}

/** One item of a printed list of countries, and what it says. */
export type ListedCountry = { printed: string; read: PrintedCountry };

/**
 * Reads a list of countries as sources print it: by commas, semicolons, slashes, new lines, "and", "et" or "&",
 * none of which part a name that has them ("Bosnia and Herzegovina", "Korea, Republic of"). Empty items are left
 * out; spellings of one country give it once.
 */
export function readPrintedCountries(text: string): ListedCountry[] {
  const pieces = text.slice(0, 20_000).split(/(\s*(?:[,;/\n&]|\b(?:and|et)\b(?=\s))\s*)/u);
  const items = (pieces.length + 1) / 2;
  const found: ListedCountry[] = [];
  for (let at = 0, taken = 1; at < items; at += taken) {
    const joined = (many: number) => pieces.slice(2 * at, 2 * (at + many) - 1).join('');
    taken = [4, 3, 2].find((many) => codesFor(joined(many).trim()).length === 1) ?? 1;
    const [printed, read] = [joined(taken).trim(), readPrintedCountry(joined(taken))];
    const isKnown = found.some((other) => read.kind === 'one' && isSame(other.read, read));
    if (printed !== '' && !isKnown) found.push({ printed, read });
  }
  return found;
}

const isSame = (one: PrintedCountry, other: PrintedCountry): boolean =>
  one.kind === 'one' && other.kind === 'one' && one.code === other.code;
