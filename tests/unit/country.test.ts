import { describe, expect, it } from 'vitest';
import { countryCode, countryCodes, countryShown } from '../../shared/words/country.ts';

/** What a code is refused for, or undefined. */
const refusal = (code: unknown) => countryCode.safeParse(code).error?.issues.map(({ message }) => message);

describe('the countries', () => {
  it('are the 249 of ISO 3166-1 and Kosovo*', () => {
    expect(countryCodes).toHaveLength(250);
    expect(new Set(countryCodes).size).toBe(250);
    const ofUnicode = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(countryCodes.filter((code) => ofUnicode.of(code) === undefined)).toEqual([]);
  });

  it('are all accepted', () => {
    expect(countryCodes.filter((code) => refusal(code) !== undefined)).toEqual([]);
  });

  it('have a name in English and in French each, and share none', () => {
    for (const language of ['en', 'fr'] as const) {
      const names = countryCodes.map((code) => countryShown(code).names[language]);
      expect(names.filter((name) => name.trim() !== name || name === '')).toEqual([]);
      expect(new Set(names).size).toBe(250);
    }
  });

  it.each([
    ['NA', 'Namibia', 'Namibie'],
    ['NO', 'Norway', 'Norvège'],
    ['GB', 'United Kingdom', 'Royaume-Uni'],
    ['CD', 'Democratic Republic of the Congo', 'République démocratique du Congo'],
    ['CG', 'Congo', 'Congo'],
    ['NE', 'Niger', 'Niger'],
    ['NG', 'Nigeria', 'Nigeria'],
    ['TR', 'Türkiye', 'Türkiye'],
  ])('%s is %s, %s', (code, en, fr) => {
    expect(countryShown(code)).toEqual({ code, names: { en, fr } });
  });
});

describe('a country code', () => {
  it.each(['UK', 'EL', 'EU', 'ZZ', 'SU', 'AN', 'YU'])('%s is refused: no country has it', (code) => {
    expect(refusal(code)).toEqual(['is not a code of ISO 3166-1 (nor XK)']);
  });

  it.each(['ro', 'ROU', 'R', '', 'R0', 'ΡΟ', 'RO ', '__proto__', 'constructor'])(
    '"%s" is refused: it is none',
    (code) => {
      expect(refusal(code)).toEqual(['is not a code of two capital letters such as "RO"']);
    },
  );
});

describe('a designation', () => {
  it.each([
    ['XK', 'Kosovo*', 'UNSC 1244', 'Résolution 1244'],
    ['PS', 'Palestine*', 'State of Palestine', 'État de Palestine'],
  ])('stands with %s, shown as %s, in both languages', (code, name, en, fr) => {
    const { names, note } = countryShown(code);
    expect(names).toEqual({ en: name, fr: name });
    expect(note?.en).toMatch(/^\* /);
    expect(note?.en).toContain(en);
    expect(note?.fr).toMatch(/^\* /);
    expect(note?.fr).toContain(fr);
  });

  it('stands with exactly the countries whose names bear an asterisk', () => {
    const starred = countryCodes.filter((code) => countryShown(code).names.en.includes('*'));
    const noted = countryCodes.filter((code) => countryShown(code).note !== undefined);
    expect(starred).toEqual(['PS', 'XK']);
    expect(noted).toEqual(starred);
  });
});

describe('showing a country', () => {
  it.each(['UK', 'ZZ', 'toString'])('throws on %s, which is none', (code) => {
    expect(() => countryShown(code)).toThrow(`no country has the code ${code}`);
  });
});
