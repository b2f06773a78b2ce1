import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrintedCountries, readPrintedCountry } from '../../shared/checks/printed/country.ts';
import { countryCodes, countryShown } from '../../shared/words/country.ts';

describe('a printed country', () => {
  it.each([
    ['Kosovo*', 'XK'],
    ['Kosovo *', 'XK'],
    ['Kosovo', 'XK'],
    ['Turkey', 'TR'],
    ['Türkiye', 'TR'],
    ['Turkiye', 'TR'],
    ['Tu\u0308rkiye', 'TR'],
    ['TURQUIE', 'TR'],
    ['“The former Yugoslav Republic of Macedonia”', 'MK'],
    ['« L’ex-République yougoslave de Macédoine »', 'MK'],
    ['Cape Verde', 'CV'],
    ['Cabo Verde', 'CV'],
    ['Moldova (Republic of)', 'MD'],
    ['Republic of Moldova', 'MD'],
    ['Cote d’Ivoire', 'CI'],
    ["COTE D'IVOIRE", 'CI'],
    ['Montserrat', 'MS'],
    ['NA', 'NA'],
    ['NO', 'NO'],
    [' Namibia ', 'NA'],
    ['United Kingdom', 'GB'],
    ['the Philippines', 'PH'],
    ['Les Pays-Bas', 'NL'],
    ['Russie', 'RU'],
    ['Guinea', 'GN'],
    ['Guinée-Bissau', 'GW'],
    ['Dominica', 'DM'],
    ['Dominican Republic', 'DO'],
    ['Niger', 'NE'],
    ['BENIN', 'BJ'],
    ['Saint Vincent', 'VC'],
    ['St. Vincent & the Grenadines', 'VC'],
    ['Ste-Lucie', 'LC'],
    ['Kosovo¹', 'XK'],
    ['Kosovo* [2]', 'XK'],
    ['Trinidad & Tobago', 'TT'],
    ['Antigua-et-Barbuda', 'AG'],
    ['Kingdom of Morocco', 'MA'],
    ['Royaume du Maroc', 'MA'],
    ['the Federal Republic of Germany', 'DE'],
    ['Republic of the Philippines', 'PH'],
    ['République du Bénin', 'BJ'],
    ['Rep. of Moldova', 'MD'],
    ['Republic of Korea', 'KR'],
    ['Democratic People’s Republic of Korea', 'KP'],
    ['Republic of the Congo', 'CG'],
    ['Türkiye (Turkey)', 'TR'],
    ['North Macedonia (formerly Macedonia)', 'MK'],
    ['Zaire', 'CD'],
    ['Centrafrique', 'CF'],
    ['S. Korea', 'KR'],
  ])('"%s" is %s', (printed, code) => {
    expect(readPrintedCountry(printed)).toEqual({ kind: 'one', code });
  });

  it.each([
    ['UK', ['GB']],
    ['uk', ['GB']],
    ['EL', ['GR']],
    ['ro', ['RO']],
    ['no', ['NO']],
    ['Romenia', ['RO']],
    ['Moldvoa', ['MD']],
    ['Nigerr', ['NE']],
    ['Austrlia', ['AT', 'AU']],
    ['Colmbia', ['CO']],
    ['Congo', ['CG', 'CD']],
    ['Korea', ['KR', 'KP']],
    ['Nigera', ['NE', 'NG']],
    ['Atlantis', []],
    ['U.K.', ['GB']],
    ['Ghana (12 participants)', ['GH']],
    ['Ghana 12', ['GH']],
    ['Republic of China', []],
    ['Georgia (Armenia)', ['GE']],
    ['multiple', []],
    ['XX', []],
    ['', []],
    ['x'.repeat(100_000), []],
  ])('"%s" is refused, and may mean %j', (printed, candidates) => {
    expect(readPrintedCountry(printed)).toEqual({ kind: 'refused', candidates });
  });

  it('is read by each of its names, except those that another country may bear', () => {
    const readings = countryCodes.flatMap((code) => {
      const { en, fr } = countryShown(code).names;
      return [en, fr, en.toUpperCase(), ` ${fr.normalize('NFD')} `].map((name) => {
        const read = readPrintedCountry(name);
        return read.kind === 'one' && read.code === code ? [] : [name.trim()];
      });
    });
    expect([...new Set(readings.flat())].sort()).toEqual([
      'CONGO',
      'Congo',
      'SAINT MARTIN',
      'Saint Martin',
      'Saint-Martin',
    ]);
  });
});

const listed = (text: string) =>
  readPrintedCountries(text).map(({ printed, read }) => (read.kind === 'one' ? read.code : `${printed}?`));

describe('a printed list of countries', () => {
  it.each([
    ['Serbia, Turkey, Kosovo*, Bosnia and Herzegovina , ', ['RS', 'TR', 'XK', 'BA']],
    ['Turkey / Türkiye / Turkiye / Turquie', ['TR']],
    ['Cape Verde / Cabo Verde', ['CV']],
    ['Moldova (Republic of) / Republic of Moldova', ['MD']],
    ['Antigua and Barbuda, Trinidad and Tobago and Barbados', ['AG', 'TT', 'BB']],
    ['Korea, Republic of; Japan', ['KR', 'JP']],
    ['Congo, Democratic Republic of the, Niger', ['CD', 'NE']],
    ['NA\nNO', ['NA', 'NO']],
    ['CU, BA', ['CU', 'BA']],
    ['Albanie et Serbie', ['AL', 'RS']],
    ['UK & France', ['UK?', 'FR']],
    ['Gambia, The; Bahamas (The), Niger', ['GM', 'BS', 'NE']],
    ['Albania - Serbia – Kosovo*', ['AL', 'RS', 'XK']],
    ['Armenia + Georgia | Moldova • Ukraine', ['AM', 'GE', 'MD', 'UA']],
    ['Sénégal, Bénin ainsi que Togo', ['SN', 'BJ', 'TG']],
    ['Albania as well as Guinea-Bissau', ['AL', 'GW']],
    ['Saint Kitts and Nevis, Saint Vincent and the Grenadines', ['KN', 'VC']],
    ['Tirana, Albania , ', ['Tirana?', 'AL']],
    [' , ;', []],
  ])('"%s" is %j', (text, codes) => {
    expect(listed(text)).toEqual(codes);
  });

  it('gives back the codes of which it is made', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...countryCodes), { maxLength: 12 }),
        fc.constantFrom(', ', '; ', ' / ', '\n', ' & '),
        (codes, separator) => {
          expect(listed(codes.join(separator))).toEqual(codes);
        },
      ),
    );
  });

  it('gives back the countries of which it is made by their names, and joins none that stand side by side', () => {
    const named = countryCodes.filter((code) => !['CG', 'MF', 'SX', 'KR', 'KP'].includes(code));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...named), { maxLength: 6 }),
        fc.constantFrom('en' as const, 'fr' as const),
        fc.constantFrom(', ', '; ', ' and ', ' et ', ' & ', ' – ', ' + '),
        (codes, language, separator) => {
          const names = codes.map((code) => countryShown(code).names[language]);
          expect(listed(names.join(separator))).toEqual(codes);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { read } of readPrintedCountries(text))
          for (const code of read.kind === 'one' ? [read.code] : read.candidates)
            expect(countryCodes).toContain(code);
      }),
    );
  });
});
