import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfUp, lowestTerms, millionEuros, percent } from '../../shared/figures/rounding.ts';

const whole = (max: bigint) => fc.bigInt({ min: 0n, max });
const positive = (max: bigint) => fc.bigInt({ min: 1n, max });

/** numerator / denominator with `places` decimals, half up, by long division on decimal digits. */
function divided(numerator: bigint, denominator: bigint, places: number): string {
  let [digits, rest] = [`${numerator / denominator}`, numerator % denominator];
  for (let place = 0; place < places; place += 1) {
    digits += `${(rest * 10n) / denominator}`;
    rest = (rest * 10n) % denominator;
  }
  const rounded = rest * 2n >= denominator ? `${BigInt(digits) + 1n}` : `${BigInt(digits)}`;
  if (places === 0) return rounded;
  const padded = rounded.padStart(places + 1, '0');
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

describe('rounding', () => {
  it.each([
    [0, 1, 0],
    [1, 2, 1],
    [3, 2, 2],
    [49, 100, 0],
    [50, 100, 1],
    [149, 100, 1],
    [5, 2, 3],
  ])('makes of %i / %i half up %i', (numerator, denominator, expected) => {
    expect(halfUp(numerator, denominator)).toBe(expected);
  });

  it('agrees with long division, however long the numbers', () => {
    fc.assert(
      fc.property(whole(10n ** 30n), positive(10n ** 15n), (numerator, denominator) => {
        fc.pre(numerator / denominator < 2n ** 53n);
        expect(String(BigInt(halfUp(numerator, denominator)))).toBe(divided(numerator, denominator, 0));
      }),
    );
  });
});

describe('a share in per cent', () => {
  it.each([
    [0, 7, 0],
    [7, 7, 100],
    [2, 3, 66.67],
    [1, 3, 33.33],
    [1, 8, 12.5],
    [1, 16, 6.25],
    [1, 32, 3.13],
    [1, 20_000, 0.01],
    [1, 20_001, 0],
    [29_758_500_000_000n, 38_035_000_000_000n, 78.24],
  ])('of %s in %s is %d', (part, all, expected) => {
    expect(percent(part, all)).toBe(expected);
  });

  it('agrees with long division', () => {
    fc.assert(
      fc.property(whole(10n ** 17n), positive(10n ** 17n), (part, more) => {
        expect(percent(part, part + more).toFixed(2)).toBe(divided(part * 100n, part + more, 2));
      }),
    );
  });

  it('is printed with no more than two decimals', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1 }), (part, more) => {
        expect(JSON.stringify(percent(part, part + more))).toMatch(/^\d+(?:\.\d{1,2})?$/);
      }),
    );
  });
});

describe('money', () => {
  it.each([
    [494_500_000, '4.95', '4,95 millions'],
    [494_499_999, '4.94', '4,94 millions'],
    [3_803_500_000, '38.04', '38,04 millions'],
    [1_890_000_000, '18.90', '18,90 millions'],
    [199_500_000, '2.00', '2,00 millions'],
    [199_499_999, '1.99', '1,99 million'],
    [97_000_000, '0.97', '0,97 million'],
    [0, '0.00', '0,00 million'],
    [499_999, '0.00', '0,00 million'],
    [500_000, '0.01', '0,01 million'],
  ])('of %i cents is shown as %s million in English, %s in French', (cents, en, fr) => {
    expect(millionEuros(cents)).toEqual({ en: `${en} million euros`, fr: `${fr} d’euros` });
  });

  it('is shown as long division has it', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (cents) => {
        expect(millionEuros(cents).en).toBe(`${divided(BigInt(cents), 100_000_000n, 2)} million euros`);
      }),
    );
  });
});

describe('a fraction', () => {
  it('is in its lowest terms and of the same value', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), fc.integer({ min: 1, max: 10 ** 9 }), (above, below) => {
        const { numerator, denominator } = lowestTerms(above, below);
        expect(BigInt(numerator) * BigInt(below)).toBe(BigInt(above) * BigInt(denominator));
        const common = [2, 3, 5, 7, 11].filter(
          (prime) => numerator % prime === 0 && denominator % prime === 0,
        );
        expect(common).toEqual([]);
        expect(denominator).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it.each([
    [55_440, 27_720, 2, 1],
    [9_240, 27_720, 1, 3],
    [0, 27_720, 0, 1],
  ])('%i / %i is %i / %i', (above, below, numerator, denominator) => {
    expect(lowestTerms(above, below)).toEqual({ numerator, denominator });
  });
});
