import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrintedMoney } from '../../shared/printed/printed-money.ts';

describe('a printed amount', () => {
  it.each([
    ["EUR 4 millions d'euros", 4_000_000_00],
    ["18,9 millions d'euros", 18_900_000_00],
    ['EUR 4, 945, 000', 4_945_000_00],
    ['EUR 50 000', 50_000_00],
    ['€ 3.35 million', 3_350_000_00],
    ['3,35 M€', 3_350_000_00],
    ['1.234.567,89 EUR', 1_234_567_89],
    ['1,234,567.89 EUR', 1_234_567_89],
    ['4.945 million euros', 4_945_000_00],
    ['EUR 4,945', 4_945_00],
    ['EUR 12.5', 12_50],
    ['1,2 milliard d’euros', 1_200_000_000_00],
    ['EUR 0', 0],
  ])('%s is %i cents', (text, amount) => {
    expect(readPrintedMoney(text)).toEqual({ kind: 'money', amount, currency: 'EUR' });
  });

  it.each([
    ['4 945 000', 'no_currency'],
    ['USD 4,945', 'unreadable'],
    ['EUR 1.2.3', 'unreadable'],
    ['EUR 1,234.567,89', 'unreadable'],
    ['EUR 1.234,567.89', 'unreadable'],
    ['EUR 12 34', 'unreadable'],
    ['EUR 3 - 4 millions', 'unreadable'],
    ['EUR -5', 'unreadable'],
    ['about EUR 5 million', 'unreadable'],
    ['EUR', 'unreadable'],
    ['EUR 0.000000012 million', 'parts_of_cents'],
    ['EUR 100001 million', 'too_large'],
  ])('%s is refused: %s', (text, why) => {
    expect(readPrintedMoney(text)).toEqual({ kind: 'refused', why });
  });

  it('is read back, to the cent, from what an English or a French document would print', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000_000), (amount) => {
        for (const locale of ['en-GB', 'fr-FR', 'de-DE']) {
          const text = (amount / 100).toLocaleString(locale, { style: 'currency', currency: 'EUR' });
          expect(readPrintedMoney(text)).toEqual({ kind: 'money', amount, currency: 'EUR' });
        }
      }),
    );
  });
});
