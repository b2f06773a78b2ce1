import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import portfolio from '../../cli/sample/projects-2020.json' with { type: 'json' };
import { countriesFigure } from '../../shared/figures/countries.ts';
import { definitionsBody, ruleOf } from '../../shared/figures/definition.ts';
import definitions from '../../shared/figures/definitions.json' with { type: 'json' };
import { type Ground, proofsOf } from '../../shared/figures/figure.ts';
import { breakdowns, breakdownsOf, headline, headlineOf } from '../../shared/figures/figures.ts';
import { projectsFigure } from '../../shared/figures/projects.ts';
import { merge, summaryOf } from '../../shared/figures/summary.ts';
import { type Project, project } from '../../shared/words/project.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { anActivity, recordOf, records } from './made-activities.ts';

const sample = z.array(project).parse(portfolio);

/** The ground of the figures of October 2019 - September 2020 from these records alone. */
function groundWith(all: readonly PublicRecord[], projects: readonly Project[] = []): Ground {
  return { merged: merge(all.map(summaryOf)), projects, from: '2019-10-01', to: '2020-09-30' };
}
const activitiesWith = (...changes: Record<string, unknown>[]): PublicRecord[] =>
  changes.map((change, at) => recordOf(anActivity({ reference: `A-${at}`, ...change })));
const headlineWith = (...changes: Record<string, unknown>[]) =>
  headlineOf(groundWith(activitiesWith(...changes)));

describe('every figure', () => {
  it('keeps its schema, whatever the activities', () => {
    fc.assert(
      fc.property(records, (all) => {
        const ground = groundWith(all, sample);
        headline.parse(headlineOf(ground));
        breakdowns.parse(breakdownsOf(ground));
      }),
    );
  });

  it('follows a rule that is defined, and every rule is that of a figure', () => {
    const ground = groundWith(activitiesWith({}), sample);
    const own = { countries: countriesFigure.of(ground), projects: projectsFigure.of(ground) };
    const figures = Object.entries({ ...headlineOf(ground), ...breakdownsOf(ground), ...own });
    const rules = definitionsBody().rules.map(({ rule }) => rule);
    for (const [name, { id, rule }] of figures)
      expect([id, rule, rules.includes(rule)]).toEqual([name, ruleOf(id), true]);
    expect(figures.map(([name]) => name).sort()).toEqual(Object.keys(definitions).sort());
  });

  it('says itself whether it is additive, as its definition does', () => {
    const ground = groundWith(activitiesWith({}), sample);
    const own = { countries: countriesFigure.of(ground), projects: projectsFigure.of(ground) };
    const figures = Object.values({ ...headlineOf(ground), ...breakdownsOf(ground), ...own });
    for (const { id, additive } of figures) expect(additive, id).toEqual(definitions[id].additive);
    const countriesAdditive = figures.filter(({ id }) => /countr/i.test(id)).map(({ additive }) => additive);
    expect(new Set(countriesAdditive)).toEqual(new Set([false]));
  });

  it('is proved by the documents of the months that list an activity', () => {
    const ground = groundWith(
      activitiesWith({ start: '2020-02' }, { start: '2020-03', status: 'cancelled' }),
    );
    expect(headlineOf(ground).activities).toEqual({
      id: 'activities',
      value: 1,
      additive: true,
      rule: 'activities/1',
      proof: ['activities'],
    });
    expect(proofsOf(['activities/2020-02.json', 'activities/2020-03.json'])).toEqual({
      activities: ['activities/2020-02.json', 'activities/2020-03.json'],
      projects: ['projects.json'],
    });
  });

  it('that counts activities by one property each adds up to the activities, where its definition says so', () => {
    fc.assert(
      fc.property(records, (all) => {
        const ground = groundWith(all);
        const { activities, units } = headlineOf(ground);
        const { byMonth, byType, byMode, byPartner } = breakdownsOf(ground);
        for (const { id, value } of [byMonth, byType, byMode, byPartner]) {
          expect(definitions[id].additive).toBe(true);
          expect(value.reduce((sum, row) => sum + row.activities, 0)).toBe(activities.value);
          expect(value.reduce((sum, row) => sum + row.units, 0)).toBe(units.value);
        }
      }),
    );
  });

  it('is nothing, or unknown, where there is no activity', () => {
    const figures = headlineOf(groundWith([]));
    expect(figures.activities.value).toBe(0);
    expect(figures.onlineShare).toMatchObject({ value: null, numerator: 0, denominator: 0 });
    expect(figures.participants).toMatchObject({ value: 0, qualifier: 'exact' });
    expect(proofsOf([]).activities).toEqual([]);
  });
});

describe('what is planned', () => {
  const planned = {
    status: 'planned',
    countries: [{ code: 'SN', role: 'beneficiary' }],
    participants: { count: 40, qualifier: 'exact', women: 20 },
  };
  const done = {
    status: 'completed',
    countries: [{ code: 'GH', role: 'participant' }],
    participants: { count: 9, qualifier: 'exact' },
  };
  const ground = groundWith(activitiesWith(done, { ...done, status: 'ongoing' }, planned), sample);
  const figures = headlineOf(ground);

  it('is counted, and told apart from what is completed or ongoing', () => {
    expect([
      figures.activities.value,
      figures.activitiesCompletedOrOngoing.value,
      figures.activitiesPlanned.value,
    ]).toEqual([3, 2, 1]);
  });

  it('has reached no country and no participant', () => {
    expect(figures.countriesReached.value).toBe(1);
    expect(figures.participants).toMatchObject({
      value: 18,
      qualifier: 'exact',
      stated: { exact: { activities: 2, participants: 18 } },
      women: { activities: 0, participants: 0 },
      activitiesStatingNone: 0,
    });
    const senegal = breakdownsOf(ground).byCountry.value.find(({ country }) => country === 'SN');
    expect(senegal).toMatchObject({ reached: { activities: 0 }, beneficiary: { activities: 1 } });
  });

  it('and what is not add up to what is counted, whatever the activities', () => {
    fc.assert(
      fc.property(records, (all) => {
        const { activities, activitiesCompletedOrOngoing, activitiesPlanned } = headlineOf(groundWith(all));
        expect(activitiesCompletedOrOngoing.value + activitiesPlanned.value).toBe(activities.value);
        expect(activitiesPlanned.value).toBe(all.filter(({ status }) => status === 'planned').length);
      }),
    );
  });
});

describe('the online share', () => {
  it('leaves desk studies out, and counts hybrid and unknown as not online', () => {
    const modes = ['online', 'online', 'in_person', 'hybrid', 'unknown', 'desk'].map((mode) => ({ mode }));
    const { onlineShare } = headlineWith(...modes, { mode: 'online', type: 'desk_study' });
    expect(onlineShare).toMatchObject({ value: 40, numerator: 2, denominator: 5 });
  });

  it('is rounded half up to two decimals', () => {
    const { onlineShare } = headlineWith({ mode: 'online' }, { mode: 'online' }, { mode: 'in_person' });
    expect(onlineShare.value).toBe(66.67);
  });
});

describe('the participants', () => {
  const stating = (qualifier: string, count = 10) => ({ participants: { count, qualifier } });

  it('are a floor: what is exact or at least, with the rest beside it', () => {
    const { participants } = headlineWith(
      stating('exact', 1),
      stating('about', 20),
      stating('at_least', 300),
      stating('at_most', 4000),
      { participants: { count: 50_000, qualifier: 'exact', women: 25_000 } },
      {},
    );
    expect(participants).toMatchObject({
      value: 50_301,
      qualifier: 'at_least',
      stated: {
        exact: { activities: 2, participants: 50_001 },
        about: { activities: 1, participants: 20 },
        at_least: { activities: 1, participants: 300 },
        at_most: { activities: 1, participants: 4000 },
      },
      women: { activities: 1, participants: 25_000 },
      activitiesStatingNone: 1,
    });
  });

  it('are exact only if every counted activity says so', () => {
    expect(headlineWith(stating('exact'), stating('exact')).participants.qualifier).toBe('exact');
    expect(headlineWith(stating('exact'), {}).participants.qualifier).toBe('at_least');
    const cancelled = { status: 'cancelled', ...stating('about') };
    expect(headlineWith(stating('exact'), cancelled).participants.qualifier).toBe('exact');
  });
});

describe('the countries reached', () => {
  const countries = [{ code: 'GH', from: '2020-02', to: '2020-02', priority: true }];
  const listing = project.parse({ ...portfolio[1], countries });
  const reaching = (...changes: Record<string, unknown>[]) =>
    groundWith(activitiesWith(...changes), [listing]);
  const values = (ground: Ground) => {
    const { countriesReached, priorityCountriesReached, otherCountriesReached } = headlineOf(ground);
    return [countriesReached.value, priorityCountriesReached.value, otherCountriesReached.value];
  };

  it('are counted once each, without those that only host and without groups', () => {
    const host = { countries: [{ code: 'RO', role: 'host' }], groups: ['CARICOM'] };
    expect(values(reaching({}, {}, host))).toEqual([1, 0, 1]);
  });

  it('are priority countries if reached in a month in which a project lists them so', () => {
    expect(values(reaching({ start: '2020-02-15' }, { start: '2020-03-15' }))).toEqual([1, 1, 0]);
    expect(values(reaching({ start: '2020-03-15' }))).toEqual([1, 0, 1]);
  });

  it('are no priority countries where they only host', () => {
    expect(values(reaching({ start: '2020-02', countries: [{ code: 'GH', role: 'host' }] }))).toEqual([
      0, 0, 0,
    ]);
  });

  it('stand with their names and notes in the breakdown', () => {
    const { byCountry } = breakdownsOf(reaching({ countries: [{ code: 'XK', role: 'participant' }] }));
    expect(byCountry.value).toMatchObject([
      { country: 'XK', names: { en: 'Kosovo*' }, note: {}, priority: false },
    ]);
  });
});

describe('the countries supported', () => {
  const forCountries = (status: string, ...roles: [code: string, role: string][]) => ({
    status,
    countries: roles.map(([code, role]) => ({ code, role })),
  });
  const supported = (...changes: Record<string, unknown>[]) => {
    const { countriesSupported, countriesReached } = headlineWith(...changes);
    return [countriesSupported.value, countriesReached.value];
  };

  it('are the beneficiaries of what is counted, once each, be it done or planned', () => {
    expect(supported(forCountries('completed', ['GH', 'beneficiary']), forCountries('ongoing'))).toEqual([
      1, 1,
    ]);
    expect(supported(forCountries('planned', ['GH', 'beneficiary']))).toEqual([1, 0]);
    const ghana = forCountries('planned', ['GH', 'beneficiary'], ['SN', 'beneficiary']);
    expect(supported(ghana, ghana)).toEqual([2, 0]);
  });

  it('are none that only take part or host, none of a group, and none of what was cancelled', () => {
    expect(supported(forCountries('completed', ['GH', 'participant'], ['RO', 'host']))).toEqual([0, 1]);
    expect(supported({ groups: ['CARICOM'], countries: [] })).toEqual([0, 0]);
    expect(supported(forCountries('cancelled', ['GH', 'beneficiary']))).toEqual([0, 0]);
  });

  it('are the rows of the breakdown by country that have a beneficiary, whatever the activities', () => {
    fc.assert(
      fc.property(records, (all) => {
        const ground = groundWith(all);
        const rows = breakdownsOf(ground).byCountry.value.filter(
          ({ beneficiary }) => beneficiary.activities > 0,
        );
        expect(headlineOf(ground).countriesSupported.value).toBe(rows.length);
      }),
    );
  });
});

describe('the shares of projects', () => {
  it('are exact fractions, with a value rounded to two decimals', () => {
    const three = { projects: ['CyberEast', 'CyberSouth', 'GLACY+'], units: 2 };
    const { byProject } = breakdownsOf(groundWith(activitiesWith(three, { projects: ['GLACY+'] })));
    const third = (numerator: number, value: number) => ({ numerator, denominator: 3, value });
    const ofThree = { activities: third(1, 0.33), units: third(2, 0.67) };
    expect(
      byProject.value.map(({ project: code, whole, shared }) => [code, whole.activities, shared]),
    ).toEqual([
      ['CyberEast', 1, ofThree],
      ['CyberSouth', 1, ofThree],
      ['GLACY+', 2, { activities: third(4, 1.33), units: third(5, 1.67) }],
    ]);
  });
});

describe('the activities by project', () => {
  it('add up to the total where they are shared, and say which column does', () => {
    fc.assert(
      fc.property(records, (all) => {
        const ground = groundWith(all);
        const { activities, units } = headlineOf(ground);
        const { byProject } = breakdownsOf(ground);
        const sumOf = (property: 'activities' | 'units') =>
          byProject.value.reduce(
            (sum, { shared }) => sum + (27_720 / shared[property].denominator) * shared[property].numerator,
            0,
          );
        expect([sumOf('activities'), sumOf('units')]).toEqual([
          activities.value * 27_720,
          units.value * 27_720,
        ]);
        expect(byProject.additive).toEqual({ whole: false, shared: true });
        expect(byProject.columns).toEqual(definitions.byProject.columns);
      }),
    );
  });
});

describe('the figures of the portfolio', () => {
  it('are those of the last day, and name what they leave out', () => {
    const unfunded = project.parse({
      code: 'AB',
      names: { en: 'AB', fr: 'AB' },
      versions: [{ validFrom: '2014', start: '2014', source: 'made up' }],
    });
    const { projectsRunning, projectsOngoing, budgetOngoing } = headlineOf(
      groundWith([], [...sample, unfunded]),
    );
    expect([projectsRunning.value, projectsOngoing.value]).toEqual([8, 7]);
    expect(budgetOngoing).toMatchObject({ value: 3_803_500_000, millions: 38.04, on: '2020-09-30' });
    expect(budgetOngoing.projectsWithoutBudget).toEqual(['AB']);
  });
});
