import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import portfolio from '../../cli/sample/projects-2020.json' with { type: 'json' };
import { endingAfter, lastDayOf } from '../../shared/figures/ending-next.ts';
import { fundingOf } from '../../shared/figures/funding.ts';
import { budgetOf, ongoingOn, runningWithin } from '../../shared/figures/portfolio.ts';
import { millionEuros, millions } from '../../shared/figures/rounding.ts';
import { type ProjectVersion, project } from '../../shared/words/project.ts';

const projects = z.array(project).parse(portfolio);
const codesOf = (running: { code: string }[]) => running.map(({ code }) => code);
const versionsOn = (day: string) => ongoingOn(projects, day).map(({ version }) => version);
const fundingOn = (day: string) => fundingOf(versionsOn(day));
const budgetOn = (day: string) => Number(budgetOf(versionsOn(day)));

describe('the portfolio that the report of 2020 prints', () => {
  it.each([
    ['2020-09-30', 3_803_500_000, '38.04'],
    ['2021-01-01', 3_403_500_000, '34.04'],
    ['2021-07-01', 3_306_500_000, '33.07'],
    ['2022-01-01', 2_806_500_000, '28.07'],
    ['2022-07-01', 2_384_500_000, '23.85'],
    ['2023-07-01', 1_890_000_000, '18.90'],
    ['2024-03-01', 0, '0.00'],
  ])('has on %s an ongoing budget of %i cents, shown as %s million', (day, cents, shown) => {
    expect(budgetOn(day)).toBe(cents);
    expect(millionEuros(budgetOn(day)).en).toBe(`${shown} million euros`);
  });

  it('has on 2020-09-30 an EU share of 78.24 % and an external share of 91.31 %', () => {
    const { funders, external, unstated } = fundingOn('2020-09-30');
    expect(funders).toEqual([
      { funder: 'European Union', amount: 2_975_850_000, share: 78.24 },
      { funder: 'Voluntary contributions', amount: 400_000_000, share: 10.52 },
      { funder: 'Council of Europe', amount: 330_650_000, share: 8.69 },
      { funder: 'Fund to End Violence Against Children', amount: 97_000_000, share: 2.55 },
    ]);
    expect(external).toEqual({ amount: 3_472_850_000, share: 91.31 });
    expect(unstated).toEqual({ amount: 0, share: 0 });
  });

  it('has seven projects that overlap October 2019 - September 2020, and six ongoing at its end', () => {
    const running = codesOf(runningWithin(projects, '2019-10-01', '2020-09-30'));
    const ongoing = codesOf(ongoingOn(projects, '2020-09-30'));
    expect(running).toHaveLength(7);
    expect(ongoing).toHaveLength(6);
    expect(running.filter((code) => !ongoing.includes(code))).toEqual(['iPROCEEDS']);
  });

  it('sums to 43.60 million only if a project that had ended is added', () => {
    const all = runningWithin(projects, '2019-10-01', '2020-09-30').map(({ version }) => version);
    expect(millions(Number(budgetOf(all)))).toBe(43.6);
    expect(all.map(lastDayOf)).toContain('2019-12-31');
    expect(millions(budgetOn('2020-09-30'))).not.toBe(43.6);
  });
});

describe('what ends next', () => {
  it('on 2020-09-30 are the three projects that the report says will end soon', () => {
    expect(endingAfter(projects, '2020-09-30')).toEqual([
      { project: 'Cybercrime@Octopus', end: '2020-12-31', budget: 400_000_000 },
      { project: 'EndOCSEA@Europe', end: '2021-06-30', budget: 97_000_000 },
      { project: 'CyberSouth', end: '2021-12-31', budget: 500_000_000 },
    ]);
  });

  const ending = (end: string | undefined, more: object = {}) =>
    project.parse({
      code: 'AB',
      names: { en: 'AB', fr: 'AB' },
      versions: [{ validFrom: '2018', start: '2018-03', ...(end && { end }), source: 'made up', ...more }],
    });

  it.each<[string, string | undefined, boolean]>([
    ['ends on the last day of the 15th month', '2021-12-31', true],
    ['ends on the first day of the 16th', '2022-01-01', false],
    ['ends in the year that has the 15th month as its last', '2021', true],
    ['ends on that very day', '2020-09-30', true],
    ['ended the day before', '2020-09-29', false],
    ['has no end', undefined, false],
  ])('on 2020-09-30, of a project that %s: %s, %s', (_, end, ends) => {
    expect(endingAfter([ending(end)], '2020-09-30')).toHaveLength(ends ? 1 : 0);
  });

  it('is read from the version of the day, and no project that has not started', () => {
    const moved = ending('2020-12', { validFrom: '2020-10' });
    expect(endingAfter([moved], '2020-09-30')).toEqual([]);
    expect(endingAfter([moved], '2020-10-01')).toEqual([{ project: 'AB', end: '2020-12-31' }]);
    expect(endingAfter([ending('2021', { start: '2020-10' })], '2020-09-30')).toEqual([]);
  });
});

const versions: fc.Arbitrary<ProjectVersion> = fc
  .record({
    amount: fc.option(fc.nat(10 ** 11), { nil: undefined }),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: 5 }),
    stated: fc.boolean(),
  })
  .map(({ amount, cuts, stated }) => {
    const edges = [0, ...cuts.sort((one, other) => one - other), 10_000];
    const points = edges.slice(1).map((edge, at) => edge - (edges[at] ?? 0));
    const funders = ['European Union', 'Council of Europe', 'Estonia', 'Japan', 'Monaco', 'Microsoft'];
    return {
      validFrom: '2016',
      start: '2016',
      ...(amount === undefined ? {} : { budget: { amount, currency: 'EUR' as const } }),
      funding: stated ? points.map((point, at) => ({ funder: funders[at] ?? '', share: point / 100 })) : [],
      source: 'made up',
    };
  });

describe('the funding of any set of projects', () => {
  it('comes from others, from the Council of Europe or from nobody named, and from nowhere else', () => {
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 8 }), (all) => {
        const { funders, external, unstated } = fundingOf(all);
        const total = Number(budgetOf(all));
        const own = funders.find(({ funder }) => funder === 'Council of Europe')?.amount ?? 0;
        expect(total).toBe(all.reduce((sum, { budget }) => sum + (budget?.amount ?? 0), 0));
        expect(external.amount + own + unstated.amount).toBe(total);
      }),
    );
  });

  it('adds up to the budget in cents, and to 100.00 in shares, each within one of what it is', () => {
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 8 }), (all) => {
        const { funders, external, unstated } = fundingOf(all);
        const total = Number(budgetOf(all));
        const shown = [...funders, unstated];
        const sum = (of: typeof shown, field: 'amount' | 'share') =>
          of.reduce((before, each) => before + Math.round(each[field] * 100), 0) / 100;
        const others = funders.filter(({ funder }) => funder !== 'Council of Europe');
        expect(sum(shown, 'amount')).toBe(total);
        expect(sum(shown, 'share')).toBe(total === 0 ? 0 : 100);
        expect([external.amount, external.share]).toEqual([sum(others, 'amount'), sum(others, 'share')]);
        for (const { funder, amount, share } of funders) {
          const exact = all.reduce(
            (before, { budget, funding }) =>
              before +
              (budget?.amount ?? 0) * ((funding.find((each) => each.funder === funder)?.share ?? 0) / 100),
            0,
          );
          expect(Math.abs(amount - exact)).toBeLessThan(1.01);
          expect(Math.abs(share - (exact / total) * 100)).toBeLessThan(0.0101);
        }
      }),
    );
  });

  it('gives what is left to the largest remainders, and of equal ones to the first', () => {
    const thirds = (amount: number) =>
      fundingOf([
        {
          validFrom: '2016',
          start: '2016',
          budget: { amount, currency: 'EUR' },
          funding: [
            { funder: 'Japan', share: 33.33 },
            { funder: 'Estonia', share: 33.33 },
            { funder: 'Monaco', share: 33.34 },
          ],
          source: 'made up',
        },
      ]).funders.map(({ funder, amount: cents, share }) => [funder, cents, share]);
    expect(thirds(101)).toEqual([
      ['Monaco', 34, 33.34],
      ['Estonia', 34, 33.33],
      ['Japan', 33, 33.33],
    ]);
    expect(thirds(1)).toEqual([
      ['Monaco', 1, 33.34],
      ['Estonia', 0, 33.33],
      ['Japan', 0, 33.33],
    ]);
  });

  it('lists nobody who pays a part of nothing', () => {
    const half = (funder: string) => ({ funder, share: 50 });
    const base = { validFrom: '2016', start: '2016', source: 'made up' };
    const all: ProjectVersion[] = [
      { ...base, budget: { amount: 100, currency: 'EUR' }, funding: [half('Estonia'), half('Japan')] },
      { ...base, budget: { amount: 0, currency: 'EUR' }, funding: [half('Monaco'), half('Japan')] },
      { ...base, funding: [half('Microsoft'), half('Estonia')] },
    ];
    expect(fundingOf(all).funders.map(({ funder }) => funder)).toEqual(['Estonia', 'Japan']);
  });

  it('does not depend on the order of the projects', () => {
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 8 }), (all) => {
        expect(fundingOf([...all].reverse())).toEqual(fundingOf(all));
      }),
    );
  });

  it('is listed from the largest part to the smallest', () => {
    fc.assert(
      fc.property(fc.array(versions, { maxLength: 8 }), (all) => {
        const amounts = fundingOf(all).funders.map(({ amount }) => amount);
        expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
      }),
    );
  });

  it('is nothing, in shares of nothing, where there is no project or none with a budget', () => {
    const nothing = { amount: 0, share: 0 };
    const penniless = { validFrom: '2016', start: '2016', funding: [], source: 'made up' };
    for (const all of [[], [penniless]]) {
      expect(budgetOf(all)).toBe(0n);
      expect(fundingOf(all)).toEqual({ funders: [], external: nothing, unstated: nothing });
    }
  });
});
