import { countryCode, countryCodes, countryShown, mistakenCodes } from '../../words/country.ts';
import { whenNeeded } from '../../words/when-needed.ts';
import spellings from './country-spellings.json' with { type: 'json' };
import { bare, folded, nearest, unmarked } from './likeness.ts';

/**
 * What a printed country says: a code; or nothing sure, with the codes that may be meant: one where only one can
 * be (what to write instead), several where nobody can tell, none where nothing is near.
 */
type PrintedCountry = { kind: 'one'; code: string } | { kind: 'refused'; candidates: string[] };

/** What is left of a name when the marks of a footnote, the article, "and", and the way to write "Saint" are left out. */
const stem = (name: string): string =>
  bare(
    folded(unmarked(name))
      .replace(/"/g, ' ')
      .trim()
      .replace(/^(?:the|la|le|les|l')(?: |(?<='))/, '')
      .replace(/(?:, ?| ?\()the\)?$/, '')
      .replace(/\bst(e?)\b\.?(?=[ -])/g, (_, feminine: string) => `saint${feminine}`)
      .replace(/(?:&|(?<=[\s-])(?:and|et)(?=[\s-]))/g, ' '),
  );

/** The longest text that is looked at. */
const longest = 200;

/** Every name and spelling by its stem. A name that two countries share is the name of neither. */
const byStem = whenNeeded(() => {
  const codesByStem = new Map<string, string[]>();
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
    const before = codesByStem.get(stem(name)) ?? [];
    if (!before.includes(code)) codesByStem.set(stem(name), [...before, code]);
  }
  for (const [name, codes] of [
    ['Congo', ['CG', 'CD']],
    ['Korea', ['KR', 'KP']],
    ['Corée', ['KR', 'KP']],
    ['Virgin Islands', ['VG', 'VI']],
    ['Îles Vierges', ['VG', 'VI']],
    ['Saint Martin', ['MF', 'SX']],
  ] as const)
    codesByStem.set(stem(name), [...codes]);
  return codesByStem;
});

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
  if (codes.length > 0 || printed.length > longest) return { kind: 'refused', candidates: codes };
  const upper = printed.toUpperCase().replaceAll('.', '');
  const mistaken = mistakenCodes.get(upper) ?? (countryCode.safeParse(upper).success ? upper : undefined);
  if (mistaken !== undefined) return { kind: 'refused', candidates: [mistaken] };
  const within = codesFor(printed.replace(/\s*(?:\([^()]*\)|:?\s\d+(?: \S+)?)$/, ''));
  const near = within.length > 0 || printed.length < 4 ? within : nearest(stem(printed), byStem()).flat();
  return { kind: 'refused', candidates: [...new Set(near)].slice(0, 5) };
}

/** The codes of the countries that bear exactly this code, name or spelling, or its long form ("Kingdom of Morocco"). */
function codesFor(printed: string): string[] {
  if (countryCode.safeParse(printed).success) return [printed];
  if (printed.length > longest) return [];
  return byStem().get(stem(printed)) ?? withoutForm(printed) ?? twice(printed) ?? [];
}

const adjectives =
  "federal|federative|democratic|islamic|arab|united|hashemite|socialist|people's|bolivarian|plurinational|co-?operative|oriental|independent";
const adjectifs =
  'federale|federative|democratique|islamique|arabe|unie|hachemite|socialiste|populaire|bolivarienne|cooperative|orientale';
const formOfState = new RegExp(
  `^(?:the )?(?:(?:${adjectives}) ){0,3}(?:republic|rep\\.|kingdom|sultanate|principality|grand duchy|commonwealth) of (?:the )?|^(?:la |le )?(?:republique|royaume|sultanat|principaute|grand-duche)(?: (?:${adjectifs})){0,2} (?:de la |de l'|du |des |de |d')`,
);
/** Names whose form of state tells one country from another. */
const toldByForm = ['congo', 'korea', 'coree', 'china', 'chine'];

/** The codes for a name after its form of state; nothing where it has none, or where the form tells two countries apart. */
function withoutForm(printed: string): string[] | undefined {
  const plain = folded(printed);
  const name = plain.replace(formOfState, '');
  return name === plain || toldByForm.includes(stem(name)) ? undefined : byStem().get(stem(name));
}

/** The code of a country that is named twice: "Türkiye (Turkey)". */
function twice(printed: string): string[] | undefined {
  const [, first = '', second = ''] = /^(.+?)\s*\(([^()]+)\)$/.exec(printed) ?? [];
  const [one, other] = [first, second].map((name) =>
    byStem().get(stem(name.replace(/^(?:ex|former(?:ly)?)[ -]/i, ''))),
  );
  return one?.length === 1 && one[0] === other?.[0] && other?.length === 1 ? one : undefined;
}

/** One item of a printed list of countries, and what it says. */
type ListedCountry = { printed: string; read: PrintedCountry };

/**
 * Reads a list of countries as sources print it: by commas, semicolons, slashes, bars, bullets, "+", dashes
 * between blanks, new lines, "and", "et", "&", "as well as" or "ainsi que", none of which part a name that has them ("Bosnia and Herzegovina", "Korea, Republic of"). Empty items are left
 * out; spellings of one country give it once.
 */
export function readPrintedCountries(text: string): ListedCountry[] {
  const pieces = text
    .slice(0, 20_000)
    .split(/(\s*(?:[,;/\n&|•·+]|(?<=\s)[-–—](?=\s)|\b(?:and|et|as well as|ainsi que)\b(?=\s))\s*)/u);
  const items = (pieces.length + 1) / 2;
  const found: ListedCountry[] = [];
  for (let at = 0, taken = 1; at < items; at += taken) {
    const joined = (many: number) => pieces.slice(2 * at, 2 * (at + many) - 1).join('');
    // "CU, BA" is not Cuba: what is a code by itself begins no name.
    const most = countryCode.safeParse(joined(1).trim()).success ? [] : [4, 3, 2];
    taken = most.find((many) => codesFor(joined(many).trim()).length === 1) ?? 1;
    const [printed, read] = [joined(taken).trim(), readPrintedCountry(joined(taken))];
    const isKnown = found.some((other) => read.kind === 'one' && isSame(other.read, read));
    if (printed !== '' && !isKnown) found.push({ printed, read });
  }
  return found;
}

const isSame = (one: PrintedCountry, other: PrintedCountry): boolean =>
  one.kind === 'one' && other.kind === 'one' && one.code === other.code;
