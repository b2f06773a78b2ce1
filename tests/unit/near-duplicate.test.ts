import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isNearlyTheSame,
  nearDuplicates,
  readingOnce,
  suspectsAmong,
} from '../../shared/checks/near-duplicate.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { type Contribution, contributionTo } from '../../shared/words/public-record.ts';
import { anActivity, recordOf, records, stored } from './made-activities.ts';

/** What an activity like the made one, with these changes, contributes to its month. */
const row = (changes: Record<string, unknown>): Contribution => {
  const current = anActivity({ reference: 'B-1', ...changes });
  return contributionTo(monthOf(current.start), stored(current));
};
const found = (changes: Record<string, unknown>, ...rows: Contribution[]) =>
  nearDuplicates(anActivity(changes), rows);

describe('the suspects among the records of a page', () => {
  const record = (reference: string, changes: Record<string, unknown> = {}) =>
    recordOf(anActivity({ reference, ...changes }));

  it('are those whose rule a pair fulfils, whosever they are, told of both', () => {
    const own = record('A');
    const other = { ...record('B'), id: 'octopus/B', partner: 'octopus' };
    const another = record('C', { start: '2020-03-16' });
    expect([...suspectsAmong([own, other, another])]).toEqual([
      [own.id, ['octopus/B']],
      ['octopus/B', [own.id]],
    ]);
    expect(suspectsAmong([own, record('R', { visibility: 'restricted' })]).size).toBe(0);
  });

  it('are five of each at most, as many as there may be', () => {
    const many = Array.from({ length: 20 }, (_, at) => record(`M-${at}`));
    const found = suspectsAmong(many);
    expect(found.size).toBe(20);
    for (const others of found.values()) expect(others).toHaveLength(5);
  });

  it('are those that each has by itself among the others, whatever the activities', () => {
    fc.assert(
      fc.property(records, (all) => {
        const distinct = [...new Map(all.map((each) => [each.id, each])).values()];
        const found = suspectsAmong(distinct);
        for (const one of distinct) {
          if (one.title === undefined) continue;
          const rows = distinct.map((each) => ({ reference: each.id, record: each }) as Contribution);
          const activity = { ...one, reference: one.id } as unknown as Parameters<typeof nearDuplicates>[0];
          const naive = nearDuplicates(activity, rows);
          if (naive.length < 5) expect([...(found.get(one.id) ?? [])].sort()).toEqual([...naive].sort());
        }
      }),
    );
  });
});

describe('a probable duplicate', () => {
  it.each([
    ['has the same days, countries and title', {}],
    ['has a title with a letter wrong', { title: { en: 'Workshop on electronic evidense' } }],
    ['has a title in other case and with other marks', { title: { en: 'WORKSHOP ON ELECTRONIC EVIDENCE.' } }],
    ['has the same end as its start', { end: '2020-03-15' }],
    [
      'shares one of its countries',
      {
        countries: [
          { code: 'SN', role: 'host' },
          { code: 'GH', role: 'participant' },
        ],
      },
    ],
    [
      'has the same title in one language of two',
      { title: { en: 'Workshop on electronic evidence', fr: 'Atelier' } },
    ],
  ])('%s', (_, changes) => {
    expect(found({}, row(changes))).toEqual(['B-1']);
  });

  it.each([
    ['has the same reference', { reference: 'A-1' }],
    ['starts on another day', { start: '2020-03-16' }],
    ['ends on another day', { end: '2020-03-16' }],
    ['is known to the month only', { start: '2020-03' }],
    ['has other countries', { countries: [{ code: 'SN', role: 'beneficiary' }] }],
    ['has no country', { countries: [] }],
    ['has another title', { title: { en: 'Workshop on cryptocurrencies' } }],
    ['has its title in another language', { title: { fr: 'Workshop on electronic evidence' } }],
    ['is another of a series', { title: { en: 'Workshop on electronic evidence 2' } }],
    ['is restricted, so that its title is not known', { visibility: 'restricted' }],
  ])('is no activity that %s', (_, changes) => {
    expect(found({}, row(changes))).toEqual([]);
  });

  it('may have no country, if neither has one', () => {
    expect(found({ countries: [] }, row({ countries: [] }))).toEqual(['B-1']);
  });

  it('is none that was withdrawn or has moved to another month', () => {
    const { record: _record, ...tombstone } = row({});
    expect(found({}, tombstone)).toEqual([]);
  });

  it('is one of five that are named at most', () => {
    const many = Array.from({ length: 7 }, (_, at) => row({ reference: `B-${at}` }));
    expect(found({}, row({ start: '2020-03-20' }), ...many)).toEqual(['B-0', 'B-1', 'B-2', 'B-3', 'B-4']);
  });
});

describe('a month', () => {
  it.each([
    ['that is seen whole is asked for once', true, 2],
    ['that is not is asked for beside each reference', false, 4],
  ])('%s', async (_, whole, wanted) => {
    const asked: string[] = [];
    const { nearby } = readingOnce({
      async nearby(...given) {
        asked.push(given.join(' '));
        return { rows: [row({})], whole };
      },
    });
    for (const reference of ['A-1', 'A-2'])
      for (const month of ['2020-03', '2020-04'])
        expect(await nearby(month, 'octopus', reference)).toEqual({ rows: [row({})], whole });
    expect(asked).toHaveLength(wanted);
  });
});

describe('titles', () => {
  it.each([
    ['Workshop', 'Workshop', true],
    ['Atelier régional', 'ATELIER REGIONAL', true],
    ['Part 1', 'Part 2', false],
    ['2nd meeting of the Steering Committee', '3rd meeting of the Steering Committee', false],
    ['研修', '研修', true],
    ['研修', '会議', false],
    ['...', '!!!', false],
    ['', '', false],
  ])('"%s" and "%s" are nearly the same: %s', (one, other, expected) => {
    expect(isNearlyTheSame(one, other)).toBe(expected);
  });
});
