import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { about, aboutPerCent, euros, grouped, perCent } from '../../shared/words/in-words.ts';
import { numbersOf, typography } from './words.ts';

const activity = { en: ['activity', 'activities'], fr: ['activité', 'activités', 'une'] } as const;

/** The number that a text states, in hundredths: of euros, of a per cent, of a thing. */
function stated(text: string): bigint {
  const [number = ''] = numbersOf('en', text);
  const [whole = '', part = ''] = number.split('.');
  const hundredths = BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'));
  return hundredths * (text.includes('million') ? 1_000_000n : 1n);
}
const word = (text: string) => /^(?:about|more than|less than)/.exec(text)?.[0];
const inFrench = { about: 'environ ', 'more than': 'plus de ', 'less than': 'moins de ' };
/** Whether both languages state the same number with the same word, well set. */
function agree({ en, fr }: { en: string; fr: string }) {
  expect(numbersOf('fr', fr)).toEqual(numbersOf('en', en));
  expect(/^(?:environ |plus de |moins de |)/.exec(fr)?.[0]).toBe(
    inFrench[word(en) as keyof typeof inFrench] ?? '',
  );
  expect(typography(fr)).toEqual([]);
}

describe('a number of things', () => {
  it.each([
    [0, '0 activities', '0 activité'],
    [1, 'one activity', 'une activité'],
    [2, '2 activities', '2 activités'],
    [99, '99 activities', '99 activités'],
    [100, '100 activities', '100 activités'],
    [104, 'about 100 activities', 'environ 100 activités'],
    [130, '130 activities', '130 activités'],
    [235, 'about 240 activities', 'environ 240 activités'],
    [237, 'about 240 activities', 'environ 240 activités'],
    [996, 'about 1,000 activities', 'environ 1\u202F000 activités'],
    [1_234_567, 'about 1,234,570 activities', 'environ 1\u202F234\u202F570 activités'],
  ])('that is %i is "%s", "%s"', (value, en, fr) => {
    expect(about(value, activity)).toEqual({ en, fr });
  });

  it('is true of the value: exact without a word, and with "about" the nearest ten', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(2_000), fc.nat(2 ** 31)), (value) => {
        const words = about(value, activity);
        const shown = value === 1 ? 1 : Number(stated(words.en) / 100n);
        agree(words);
        if (word(words.en) === undefined) expect(shown).toBe(value);
        else {
          expect(word(words.en)).toBe('about');
          expect([value >= 100, value % 10 === 0, shown % 10]).toEqual([true, false, 0]);
          expect(shown - value).toBeLessThanOrEqual(5);
          expect(value - shown).toBeLessThan(5);
        }
      }),
    );
  });

  it('is set apart by thousands as English and French do', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const { en, fr } = grouped(value);
        expect(en).toBe(new Intl.NumberFormat('en-GB').format(value));
        expect(fr).toBe(new Intl.NumberFormat('fr-FR').format(value));
      }),
    );
  });
});

describe('an amount of money', () => {
  it.each([
    [3_803_500_000, 'more than 38 million euros', 'plus de 38 millions d’euros'],
    [3_800_000_000, '38 million euros', '38 millions d’euros'],
    [3_800_000_001, 'more than 38 million euros', 'plus de 38 millions d’euros'],
    [3_799_999_999, 'more than 37 million euros', 'plus de 37 millions d’euros'],
    [997_000_000, 'more than 9.9 million euros', 'plus de 9,9 millions d’euros'],
    [494_500_000, 'more than 4.9 million euros', 'plus de 4,9 millions d’euros'],
    [150_000_000, '1.5 million euros', '1,5 million d’euros'],
    [199_999_999, 'more than 1.9 million euros', 'plus de 1,9 million d’euros'],
    [100_000_000, '1 million euros', '1 million d’euros'],
    [97_000_000, '970,000 euros', '970\u202F000 euros'],
    [97_050_000, 'more than 970,000 euros', 'plus de 970\u202F000 euros'],
    [99_999, 'more than 999 euros', 'plus de 999 euros'],
    [200, '2 euros', '2 euros'],
    [101, 'more than 1 euro', 'plus de 1 euro'],
    [1, 'less than 1 euro', 'moins de 1 euro'],
    [0, '0 euros', '0 euro'],
    [
      123_456_789_000_000,
      'more than 1,234,567 million euros',
      'plus de 1\u202F234\u202F567 millions d’euros',
    ],
  ])('of %i cents is "%s", "%s"', (cents, en, fr) => {
    expect(euros(cents)).toEqual({ en, fr });
  });

  it('is true of the value: exact, more, or less, by less than one of what it is cut off to', () => {
    const unit = (cents: bigint) =>
      [100_000_000n, 10_000_000n, 100_000n, 100n].find(
        (_, at) => cents >= ([1_000_000_000n, 100_000_000n, 100_000n][at] ?? 0n),
      ) ?? 0n;
    const cents = fc
      .integer({ min: 0, max: 15 })
      .chain((digits) => fc.nat({ max: 2 ** 31 - 1 }).map((some) => Math.floor(some * 10 ** (digits - 9))));
    fc.assert(
      fc.property(cents, fc.constantFrom(0, 1, -1), (some, off) => {
        const value = BigInt(Math.max(0, some + off));
        const words = euros(Number(value));
        const shown = stated(words.en);
        agree(words);
        if (word(words.en) === undefined) expect(shown).toBe(value);
        else if (word(words.en) === 'less than')
          expect([shown, value > 0n && value < 100n]).toEqual([100n, true]);
        else {
          expect(shown < value).toBe(true);
          expect(value - shown < unit(value)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a share', () => {
  it.each([
    [0, 7, '0%', '0\u00A0%'],
    [7, 7, '100%', '100\u00A0%'],
    [1, 2, '50%', '50\u00A0%'],
    [1, 3, 'more than 33%', 'plus de 33\u00A0%'],
    [1, 101, 'less than 1%', 'moins de 1\u00A0%'],
    [999_999, 1_000_000, 'more than 99%', 'plus de 99\u00A0%'],
    [3_472_850_000, 3_803_500_000, 'more than 91%', 'plus de 91\u00A0%'],
  ])('of %i in %i is "%s", "%s"', (part, whole, en, fr) => {
    expect(perCent(part, whole)).toEqual({ en, fr });
  });

  it('is true of the value: exact, more by less than one per cent, or less than one', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat(200), fc.maxSafeNat()),
        fc.oneof(fc.nat(200), fc.maxSafeNat()),
        (one, other) => {
          const [part, whole] = [Math.min(one, other), Math.max(one, other, 1)];
          const words = perCent(part, whole);
          const [shown, exact] = [stated(words.en) * BigInt(whole), BigInt(part) * 10_000n];
          agree(words);
          if (word(words.en) === undefined) expect(shown).toBe(exact);
          else if (word(words.en) === 'less than')
            expect(part > 0 && exact < 100n * BigInt(whole)).toBe(true);
          else expect(shown < exact && exact - shown < 100n * BigInt(whole)).toBe(true);
        },
      ),
    );
  });
});

describe('a share beside the numbers it is of', () => {
  it.each([
    [0, 7, '0%', '0\u00A0%'],
    [7, 7, '100%', '100\u00A0%'],
    [1, 2, '50%', '50\u00A0%'],
    [10, 21, 'about 48%', 'environ 48\u00A0%'],
    [1, 3, 'about 33%', 'environ 33\u00A0%'],
    [1, 8, 'about 13%', 'environ 13\u00A0%'],
  ])('of %i in %i is "%s", "%s"', (part, whole, en, fr) => {
    expect(aboutPerCent(part, whole)).toEqual({ en, fr });
  });

  it.each([
    [1, 201],
    [199, 200],
  ])('of %i in %i is not given, for it would be nothing or the whole', (part, whole) => {
    expect(aboutPerCent(part, whole)).toBeUndefined();
  });

  it('is true of the value: exact, or about the nearest per cent, half up', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 2_000 }), (one, other) => {
        const [part, whole] = [Math.min(one, other), Math.max(one, other)];
        const words = aboutPerCent(part, whole);
        const share = (part * 100) / whole;
        if (words === undefined) {
          expect(share < 0.5 || share >= 99.5).toBe(true);
          return;
        }
        agree(words);
        const shown = Number(stated(words.en) / 100n);
        if (word(words.en) === undefined) expect(shown * whole).toBe(part * 100);
        else expect([word(words.en), shown]).toEqual(['about', Math.floor(share + 0.5)]);
      }),
    );
  });
});
