import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  day,
  dayAfter,
  dayMonthOrYear,
  dayOf,
  dayOrMonth,
  firstDay,
  instant,
  lastDay,
  month,
  monthAfter,
  monthOf,
} from '../../shared/words/calendar.ts';

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const months = days.map((date) => date.slice(0, 7));
const dates = fc.tuple(days, fc.constantFrom(4, 7, 10)).map(([date, length]) => date.slice(0, length));

/** Year, month (from 1) and day, counted on by JavaScript's Date: (2020, 3, 0) is the last of February. */
const counted = (year: number, number: number, date: number): string =>
  new Date(Date.UTC(year, number - 1, date)).toISOString().slice(0, 10);
const partsOf = (date: string): [number, number, number] => {
  const [year = 0, number = 1, on = 1] = date.split('-').map(Number);
  return [year, number, on];
};

describe('a date', () => {
  it.each([
    ['2020-02-29', true, true, true, false],
    ['2000-02-29', true, true, true, false],
    ['2020-03', false, true, true, true],
    ['2020', false, false, true, false],
    ['1900-01-01', true, true, true, false],
    ['2099-12-31', true, true, true, false],
    ['2019-02-29', false, false, false, false],
    ['1900-02-29', false, false, false, false],
    ['2020-02-30', false, false, false, false],
    ['2020-04-31', false, false, false, false],
    ['2020-13', false, false, false, false],
    ['2020-00', false, false, false, false],
    ['2020-3', false, false, false, false],
    ['2020-03-00', false, false, false, false],
    ['2020-03-32', false, false, false, false],
    ['1899-12-31', false, false, false, false],
    ['2100-01-01', false, false, false, false],
    ['20200315', false, false, false, false],
    ['2020-03-15T00:00:00Z', false, false, false, false],
    [' 2020-03-15', false, false, false, false],
    ['2020-03-15\n', false, false, false, false],
    ['٢٠٢٠-٠٣', false, false, false, false],
    ['', false, false, false, false],
  ])(
    '"%s" is a day: %s, a day or a month: %s, a day, a month or a year: %s, a month: %s',
    (date, ...expected) => {
      const accepted = [day, dayOrMonth, dayMonthOrYear, month].map(
        (schema) => schema.safeParse(date).success,
      );
      expect(accepted).toEqual(expected);
    },
  );

  it('is a day exactly if Date knows it', () => {
    const two = (most: number) =>
      fc.integer({ min: 0, max: most }).map((number) => String(number).padStart(2, '0'));
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2099 }), two(13), two(32), (year, number, on) => {
        const date = `${year}-${number}-${on}`;
        expect(day.safeParse(date).success).toBe(counted(year, Number(number), Number(on)) === date);
      }),
    );
  });

  it('that does not exist draws one finding, and so does one that is none', () => {
    for (const date of ['2019-02-29', 'tomorrow'])
      for (const schema of [day, dayOrMonth, dayMonthOrYear])
        expect(schema.safeParse(date).error?.issues).toHaveLength(1);
  });

  it('begins no later than it ends', () => {
    fc.assert(fc.property(dates, (date) => firstDay(date) <= lastDay(date)));
  });

  it('lies between its first and its last day, which are its own', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(4, 7, 10), (date, length) => {
        const short = date.slice(0, length);
        expect(firstDay(short) <= date && date <= lastDay(short)).toBe(true);
        expect([firstDay(short).slice(0, length), lastDay(short).slice(0, length)]).toEqual([short, short]);
        const before = new Date(Date.parse(firstDay(short)) - 86_400_000).toISOString();
        expect(before.slice(0, length)).not.toBe(short);
        expect(dayAfter(lastDay(short)).slice(0, length)).not.toBe(short);
      }),
    );
  });

  it('counts in the month in which it begins', () => {
    expect(monthOf('2020-03-31')).toBe('2020-03');
    fc.assert(fc.property(months, (date) => monthOf(firstDay(date)) === date));
  });
});

describe('the days of the calendar', () => {
  it('follow each other as those of Date do', () => {
    fc.assert(
      fc.property(days, (date) => {
        const [year, number, on] = partsOf(date);
        expect(dayAfter(date)).toBe(counted(year, number, on + 1));
      }),
    );
  });

  it('end each month as those of Date do', () => {
    fc.assert(
      fc.property(months, (date) => {
        const [year, number] = partsOf(date);
        expect(lastDay(date)).toBe(counted(year, number + 1, 0));
      }),
    );
  });

  it.each([
    ['2020', '2020-01-01', '2020-12-31'],
    ['2020-02', '2020-02-01', '2020-02-29'],
    ['2021-02', '2021-02-01', '2021-02-28'],
    ['2020-12', '2020-12-01', '2020-12-31'],
    ['2099', '2099-01-01', '2099-12-31'],
    ['2020-03-15', '2020-03-15', '2020-03-15'],
  ])('make %s last from %s to %s', (date, first, last) => {
    expect([firstDay(date), lastDay(date)]).toEqual([first, last]);
  });

  it('are told in UTC', () => {
    expect(dayOf(new Date('2020-03-15T23:59:59.999Z'))).toBe('2020-03-15');
    expect(dayOf(new Date('2020-03-15T23:59:59-02:00'))).toBe('2020-03-16');
  });
});

describe('the months of the calendar', () => {
  it('follow each other as those of Date do', () => {
    fc.assert(
      fc.property(months, (date) => {
        const [year, number] = partsOf(date);
        expect(monthAfter(date)).toBe(counted(year, number + 1, 1).slice(0, 7));
        expect(monthAfter(date) > date).toBe(true);
      }),
    );
  });
});

describe('an instant', () => {
  it.each([
    ['2020-03-15T10:00:00.000Z', true],
    ['2020-03-15T10:00:00Z', true],
    ['2020-03-15T10:00:00+01:00', false],
    ['2020-03-15T10:00:00', false],
    ['2020-02-30T10:00:00Z', false],
    ['2020-03-15', false],
  ])('%s is in UTC and exists: %s', (text, expected) => {
    expect(instant.safeParse(text).success).toBe(expected);
  });
});
