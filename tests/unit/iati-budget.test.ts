import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yearlyBudgets } from '../../shared/exports/iati.ts';
import { firstDay, lastDay } from '../../shared/words/calendar.ts';
import type { Project } from '../../shared/words/project.ts';
import { aProject, projects } from './made-projects.ts';

const of = ({ versions: [version] }: Project) => (version === undefined ? [] : yearlyBudgets(version));

describe('a budget by calendar year', () => {
  it('is in proportion to the months of each year', () => {
    const budget = { amount: 1_890_000_000, currency: 'EUR' };
    const years = of(aProject('GLACY+', { start: '2016-03', end: '2018-02-15', budget }));
    expect(years).toEqual([
      { start: '2016-03-01', end: '2016-12-31', cents: 787_500_000 },
      { start: '2017-01-01', end: '2017-12-31', cents: 945_000_000 },
      { start: '2018-01-01', end: '2018-02-15', cents: 157_500_000 },
    ]);
  });

  it('is none where the budget or the end is not known', () => {
    expect(of(aProject('GLACY+'))).toEqual([]);
    const endless = { end: undefined, budget: { amount: 1, currency: 'EUR' } };
    expect(of(aProject('GLACY+', endless))).toEqual([]);
  });

  it('adds up to the whole, cent by cent, and covers every day once', () => {
    fc.assert(
      fc.property(projects, (some) => {
        for (const version of some.flatMap(({ versions }) => versions)) {
          const years = yearlyBudgets(version);
          if (version.budget === undefined || version.end === undefined) {
            expect(years).toEqual([]);
            continue;
          }
          expect(years.reduce((sum, { cents }) => sum + BigInt(cents), 0n)).toBe(
            BigInt(version.budget.amount),
          );
          expect(years[0]?.start).toBe(firstDay(version.start));
          expect(years.at(-1)?.end).toBe(lastDay(version.end));
          for (const { start, end, cents } of years) {
            expect(start.slice(0, 4)).toBe(end.slice(0, 4));
            expect(start <= end).toBe(true);
            expect(cents).toBeGreaterThanOrEqual(0);
          }
          for (const [at, { start }] of years.entries())
            if (at > 0) expect(years[at - 1]?.end).toBe(`${Number(start.slice(0, 4)) - 1}-12-31`);
        }
      }),
    );
  });
});
