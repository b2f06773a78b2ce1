import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import portfolio from '../../local/sample/projects-2020.json' with { type: 'json' };
import { fundingOf, lastDayOf, ongoingOn, runningWithin } from '../../shared/funding.ts';
import { type ProjectVersion, project } from '../../shared/project.ts';
import { millionEuros, millions } from '../../shared/rounding.ts';

const projects = z.array(project).parse(portfolio);
const codesOf = (running: { code: string }[]) => running.map(({ code }) => code);
const fundingOn = (day: string) => fundingOf(ongoingOn(projects, day).map(({ version }) => version));

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
    expect(fundingOn(day).total).toBe(cents);
    expect(millionEuros(fundingOn(day).total).en).toBe(`${shown} million euros`);
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
    expect(millions(fundingOf(all).total)).toBe(43.6);
    expect(all.map(lastDayOf)).toContain('2019-12-31');
    expect(millions(fundingOn('2020-09-30').total)).not.toBe(43.6);
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
        const { total, funders, external, unstated } = fundingOf(all);
        const own = funders.find(({ funder }) => funder === 'Council of Europe')?.amount ?? 0;
        expect(total).toBe(all.reduce((sum, { budget }) => sum + (budget?.amount ?? 0), 0));
        expect(Math.abs(external.amount + own + unstated.amount - total)).toBeLessThanOrEqual(1);
        const stated = funders.reduce((sum, { amount }) => sum + amount, 0) + unstated.amount;
        expect(Math.abs(stated - total)).toBeLessThanOrEqual(funders.length);
      }),
    );
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
    for (const all of [[], [penniless]])
      expect(fundingOf(all)).toEqual({ total: 0, funders: [], external: nothing, unstated: nothing });
  });
});
