import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptySummary,
  merge,
  nameless,
  type Summary,
  summary,
  summaryOf,
  type Tally,
  wholeShare,
} from '../../shared/figures/summary.ts';
import { mostProjects } from '../../shared/words/activity.ts';
import { lastDay } from '../../shared/words/calendar.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { anActivity, recordOf, records } from './made-activities.ts';

const whole = (all: readonly PublicRecord[]): Summary => merge(all.map(summaryOf));
const summed = (tallies: readonly Tally[]): Tally => ({
  activities: tallies.reduce((sum, { activities }) => sum + activities, 0),
  units: tallies.reduce((sum, { units }) => sum + units, 0),
});
/** How many of the records are such that, and how many units they have. */
const tallied = (all: readonly PublicRecord[], such: (record: PublicRecord) => boolean): Tally =>
  summed(all.filter(such).map(({ units }) => ({ activities: 1, units })));

/** Records, each with the number of the set that it falls into, in no order. */
const partitioned = records.chain((all) =>
  fc.tuple(
    fc.constant(all),
    fc.shuffledSubarray(all, { minLength: all.length }),
    fc.array(fc.nat(3), { minLength: all.length, maxLength: all.length }),
  ),
);

describe('the summaries of disjoint sets', () => {
  it('merge into the summary of the union, in any order', () => {
    fc.assert(
      fc.property(partitioned, ([all, shuffled]) => {
        expect(whole(shuffled)).toEqual(whole(all));
      }),
    );
  });

  it('merge into the summary of the union, in any grouping', () => {
    fc.assert(
      fc.property(partitioned, ([all, shuffled, sets]) => {
        const groups = [0, 1, 2, 3].map((set) => shuffled.filter((_, at) => sets[at] === set));
        expect(merge(groups.map(whole))).toEqual(whole(all));
        const [one = [], ...others] = groups;
        expect(merge([merge(others.map(whole)), whole(one)])).toEqual(whole(all));
      }),
    );
  });

  it('merge to the byte, and leave what was merged as it was', () => {
    fc.assert(
      fc.property(partitioned, ([all, shuffled]) => {
        const parts = shuffled.map(summaryOf);
        const before = JSON.stringify(parts);
        expect(JSON.stringify(merge(parts))).toBe(JSON.stringify(whole(all)));
        expect(JSON.stringify(parts)).toBe(before);
      }),
    );
  });

  it('are not changed by that of nothing', () => {
    expect(merge([])).toEqual(emptySummary);
    fc.assert(
      fc.property(records, (all) => {
        expect(merge([emptySummary, whole(all), emptySummary])).toEqual(whole(all));
      }),
    );
  });
});

describe('a summary', () => {
  it('keeps its schema, its lists in the order of their keys', () => {
    fc.assert(
      fc.property(records, (all) => {
        const kept = summary.parse(whole(all));
        expect(kept).toEqual(whole(all));
        for (const list of Object.values(kept).filter((each) => Array.isArray(each))) {
          const keys = list.map(({ key }) => key);
          expect(keys).toEqual([...new Set(keys)].sort());
        }
      }),
    );
  });

  it('adds up: what each activity has exactly one of, adds up to the total', () => {
    fc.assert(
      fc.property(records, (all) => {
        const { total, byMonth, byType, byMode, byPartner, byStatus, listed } = whole(all);
        for (const list of [byMonth, byType, byMode, byPartner]) expect(summed(list)).toEqual(total);
        expect(summed(byStatus)).toEqual(tallied(all, () => true));
        expect(listed).toBe(all.length);
      }),
    );
  });

  it('gives each of n projects 1/n, which adds up exactly to all activities and units', () => {
    fc.assert(
      fc.property(records, (all) => {
        const { total, byProject } = whole(all);
        expect(summed(byProject.map(({ shared }) => shared))).toEqual({
          activities: total.activities * wholeShare,
          units: total.units * wholeShare,
        });
      }),
    );
  });

  it('can share an activity among as many projects as it may have', () => {
    for (let projects = 1; projects <= mostProjects; projects += 1) expect(wholeShare % projects).toBe(0);
  });

  it('agrees with counting the records one by one', () => {
    fc.assert(
      fc.property(records, (all) => {
        const counted = all.filter((record) => record.counted);
        const sums = whole(all);
        expect(sums.total).toEqual(tallied(counted, () => true));
        for (const { key, activities, units } of sums.byTheme)
          expect({ activities, units }).toEqual(
            tallied(counted, ({ themes }) => themes.some((each) => each === key)),
          );
        for (const { key, activities, units } of sums.byGroup)
          expect({ activities, units }).toEqual(tallied(counted, ({ groups }) => groups.includes(key)));
        for (const { key, activities, units } of sums.byOrganisation)
          expect({ activities, units }).toEqual(
            tallied(counted, ({ visibility, partners }) =>
              key === nameless ? visibility === 'restricted' : partners.some(({ name }) => name === key),
            ),
          );
        for (const { key, whole: own } of sums.byProject)
          expect(own).toEqual(
            tallied(counted, ({ projects }) =>
              key === nameless ? projects.length === 0 : projects.includes(key),
            ),
          );
        for (const { key, reached, host } of sums.byCountry) {
          const as = (among: typeof counted, ...roles: string[]) =>
            tallied(among, ({ countries }) =>
              countries.some(({ code, role }) => code === key && roles.includes(role)),
            );
          const done = counted.filter(({ status }) => status !== 'planned');
          expect([reached, host]).toEqual([as(done, 'beneficiary', 'participant'), as(counted, 'host')]);
        }
      }),
    );
  });

  it.each(['cancelled', 'postponed'] as const)(
    'lists an activity that is %s and counts nothing of it',
    (status) => {
      const sums = summaryOf(
        recordOf(anActivity({ status, units: 3, participants: { count: 9, qualifier: 'exact' } })),
      );
      expect(sums).toEqual({
        ...emptySummary,
        listed: 1,
        newest: '2020-04-01T08:00:00.000Z',
        byLastDay: [{ key: '2020-03-15', activities: 1, units: 3 }],
        byStatus: [{ key: status, activities: 1, units: 3 }],
      });
    },
  );

  it('knows the newest acceptance, and the last days of what is not completed and has one', () => {
    fc.assert(
      fc.property(records, (all) => {
        const at = all.map((record, days) => ({
          ...record,
          acceptedAt: new Date(Date.UTC(2026, 0, 1 + ((days * 7) % 5))).toISOString(),
        }));
        const { newest, byLastDay } = whole(at);
        expect(newest).toBe(
          at
            .map(({ acceptedAt }) => acceptedAt)
            .sort()
            .at(-1) ?? '',
        );
        const open = at.filter(
          ({ status, type, end }) =>
            status !== 'completed' && !(type === 'online_resource' && end === undefined),
        );
        expect(summed(byLastDay)).toEqual(tallied(open, () => true));
        for (const { start, end } of open)
          expect(byLastDay.map(({ key }) => key)).toContain(lastDay(end ?? start));
      }),
    );
  });

  it.each(['planned', 'ongoing', 'completed'] as const)('counts an activity that is %s', (status) => {
    expect(summaryOf(recordOf(anActivity({ status }))).total).toEqual({ activities: 1, units: 1 });
  });

  it.each([
    ['in_person', 'workshop', 1, 0],
    ['online', 'workshop', 1, 1],
    ['hybrid', 'workshop', 1, 0],
    ['unknown', 'workshop', 1, 0],
    ['desk', 'workshop', 0, 0],
    ['online', 'desk_study', 0, 0],
    ['in_person', 'desk_study', 0, 0],
  ])(
    'counts a %s %s %i times among what is no desk study, %i times as online',
    (mode, type, otherThanDesk, online) => {
      expect(summaryOf(recordOf(anActivity({ mode, type })))).toMatchObject({ otherThanDesk, online });
    },
  );

  it('counts a country reached once, whatever its roles, and a host alone as not reached', () => {
    const country = (...roles: string[]) =>
      summaryOf(recordOf(anActivity({ countries: roles.map((role) => ({ code: 'GH', role })), units: 2 })))
        .byCountry;
    const [one, none] = [
      { activities: 1, units: 2 },
      { activities: 0, units: 0 },
    ];
    const in2020 = (reached: number) => [{ key: '2020-03', reached }];
    expect(country('beneficiary', 'participant', 'host')).toEqual([
      { key: 'GH', reached: one, beneficiary: one, participant: one, host: one, months: in2020(1) },
    ]);
    expect(country('host')).toEqual([
      { key: 'GH', reached: none, beneficiary: none, participant: none, host: one, months: in2020(0) },
    ]);
  });
});
