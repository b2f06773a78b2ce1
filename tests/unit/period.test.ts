import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../shared/checks/finding.ts';
import { daysOf, monthsOf, period } from '../../shared/words/period.ts';

const named = { id: '2019-10_2020-09', names: { en: 'A year', fr: 'Une année' } };

function refusals(changes: Record<string, unknown>): string[] {
  const body = { ...named, first: '2019-10', last: '2020-09', ...changes };
  const issues = period.safeParse(body).error?.issues ?? [];
  return findingsOf(issues, body).map(({ code, pointer }) => `${code} ${pointer}`);
}

const months = fc
  .tuple(fc.integer({ min: 1900, max: 2099 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);
/** The number of months since the year 0. */
const ordinal = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));

describe('a reporting period', () => {
  it.each([
    ['2014-04', '2015-09', 18],
    ['2019-10', '2020-09', 12],
    ['2021-10', '2022-12', 15],
    ['2020-03', '2020-03', 1],
    ['2019-12', '2020-01', 2],
  ])('from %s to %s has %i months', (first, last, count) => {
    expect(refusals({ first, last })).toEqual([]);
    const all = monthsOf(first, last);
    expect([all.length, all[0], all.at(-1)]).toEqual([count, first, last]);
  });

  it('has every month from its first to its last, once and in order', () => {
    fc.assert(
      fc.property(months, fc.nat(120), (first, more) => {
        const end = ordinal(first) + more - 1;
        const last = `${Math.floor(end / 12)}-${String((end % 12) + 1).padStart(2, '0')}`;
        expect(monthsOf(first, last).map(ordinal)).toEqual(
          Array.from({ length: more + 1 }, (_, at) => ordinal(first) + at),
        );
      }),
    );
  });

  it('has no month if it ends before it begins', () => {
    expect(monthsOf('2020-03', '2020-02')).toEqual([]);
  });

  it('lasts from the first day of its first month to the last day of its last', () => {
    expect(daysOf({ first: '2019-10', last: '2020-02' })).toEqual({ from: '2019-10-01', to: '2020-02-29' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['that ends before it begins', { last: '2019-09' }, 'ends_before_start /last'],
    ['of more than ten years', { last: '2029-10' }, 'too_long /last'],
    ['that begins on a day', { first: '2019-10-01' }, 'bad_format /first'],
    ['without a name in French', { names: { en: 'A year' } }, 'missing /names/fr'],
    ['with a slash in its id', { id: '2019/2020' }, 'bad_format /id'],
    ['with an unknown field', { author: 'Jane Doe' }, 'unknown_field /author'],
    ['that is closed before it is over', { closed: '2020-09-30' }, 'ends_before_start /closed'],
    ['that is called as what is of all time', { id: 'all-time' }, 'bad_format /id'],
  ])('%s is refused', (_, changes, expected) => {
    expect(refusals(changes)).toEqual([expected]);
  });

  it('may be closed on the day after its last, or later', () => {
    expect(refusals({ closed: '2020-10-01' })).toEqual([]);
  });

  it('may last ten years', () => {
    expect(refusals({ last: '2029-09' })).toEqual([]);
  });
});
