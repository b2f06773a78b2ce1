import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../shared/checks/finding.ts';
import {
  basisPoints,
  isPriority,
  type Project,
  project,
  runsWithin,
  versionOn,
} from '../../shared/words/project.ts';

const version = (validFrom: string, more: Record<string, unknown> = {}) => ({
  validFrom,
  start: '2016-03',
  source: validFrom,
  ...more,
});
const body = (versions: unknown, more: Record<string, unknown> = {}) => ({
  code: 'GLACY+',
  names: { en: 'GLACY+', fr: 'GLACY+' },
  versions,
  ...more,
});
const aProject = (versions: unknown, more: Record<string, unknown> = {}): Project =>
  project.parse(body(versions, more));

function refusals(versions: unknown, more: Record<string, unknown> = {}): string[] {
  const input = body(versions, more);
  const issues = project.safeParse(input).error?.issues ?? [];
  return findingsOf(issues, input).map(({ code, pointer }) => `${code} ${pointer}`);
}
const funded = (...shares: number[]) => [
  version('2016', { funding: shares.map((share, at) => ({ funder: `Funder ${at}`, share })) }),
];
const costing = (amount: number, currency = 'EUR') => [version('2016', { budget: { amount, currency } })];

describe('a project', () => {
  it.each<[string, unknown, string[]]>([
    ['no version', [], ['too_short /versions']],
    ['an end before its start', [version('2016', { end: '2016-02' })], ['ends_before_start /versions/0/end']],
    ['two versions from the same day', [version('2016'), version('2016-01-01')], ['duplicate /versions']],
    ['a version without a source', [{ validFrom: '2016', start: '2016' }], ['missing /versions/0/source']],
    ['a budget in pounds', costing(1, 'GBP'), ['not_one_of /versions/0/budget/currency']],
    ['a budget of half a cent', costing(0.5), ['wrong_type /versions/0/budget/amount']],
    ['a negative budget', costing(-1), ['too_small /versions/0/budget/amount']],
    ['shares of 99.99', funded(90, 9.99), ['shares_not_100 /versions/0/funding']],
    ['shares of 100.01', funded(90, 10.01), ['shares_not_100 /versions/0/funding']],
    [
      'a share of three decimals',
      funded(90, 9.999, 0.001),
      ['bad_format /versions/0/funding/1/share', 'bad_format /versions/0/funding/2/share'],
    ],
    ['a share of almost nothing', funded(100, 1e-12), ['bad_format /versions/0/funding/1/share']],
    ['a share of almost everything', funded(99.999999999999), ['bad_format /versions/0/funding/0/share']],
    ['a share of nothing', funded(100, 0), ['too_small /versions/0/funding/1/share']],
  ])('is refused with %s', (_, versions, expected) => {
    expect(refusals(versions)).toEqual(expected);
  });

  it('is refused with the same funder twice, and with an unknown field', () => {
    const funding = [50, 50].map((share) => ({ funder: 'European Union', share }));
    expect(refusals([version('2016', { funding })])).toEqual(['duplicate /versions/0/funding']);
    expect(refusals([version('2016')], { manager: 'Jane Doe' })).toEqual(['unknown_field /manager']);
  });

  it.each<[string, unknown]>([
    ['an end in the month of its start', [version('2016', { start: '2016-03-15', end: '2016-03' })]],
    ['no end, budget or funding', [version('2016')]],
    ['shares in hundredths of a per cent', funded(33.33, 33.33, 33.34)],
    ['a budget in cents', costing(494_500_000)],
  ])('may have %s', (_, versions) => {
    expect(refusals(versions)).toEqual([]);
  });

  it.each(['GLACY+', 'Octopus Project', 'Cybercrime@Octopus', 'iPROCEEDS-2', 'A1'])(
    'may be called %s',
    (code) => {
      expect(refusals([version('2016')], { code })).toEqual([]);
    },
  );

  it.each(['', 'A', 'A/B', ' GLACY', 'GLACY ', 'É2', 'a'.repeat(65)])('is not called "%s"', (code) => {
    expect(refusals([version('2016')], { code })).toEqual(['bad_format /code']);
  });
});

describe('a share', () => {
  it('of any whole number of hundredths is accepted, and told exactly in basis points', () => {
    const points = Array.from({ length: 9_999 }, (_, at) => at + 1);
    const written = (each: number) =>
      Number(`${Math.floor(each / 100)}.${String(each % 100).padStart(2, '0')}`);
    expect(points.filter((each) => basisPoints(written(each)) !== each)).toEqual([]);
    expect(
      points.filter((each) => refusals(funded(written(each))).some((one) => one.startsWith('bad'))),
    ).toEqual([]);
    expect(refusals(funded(0.01, 99.99))).toEqual([]);
  });

  it('of more decimals is refused', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 99.9, noNaN: true }), (share) => {
        const twoDecimals = /^\d+(?:\.\d\d?)?$/.test(String(share));
        expect(refusals(funded(share)).includes('bad_format /versions/0/funding/0/share')).toBe(!twoDecimals);
      }),
    );
  });
});

describe('the version of a project that holds on a day', () => {
  const versions = [version('2019-06'), version('2016-03'), version('2020-11-12')];

  it.each([
    ['2016-02-29', undefined],
    ['2016-03-01', '2016-03'],
    ['2019-05-31', '2016-03'],
    ['2019-06-01', '2019-06'],
    ['2020-11-11', '2019-06'],
    ['2020-11-12', '2020-11-12'],
    ['2099-12-31', '2020-11-12'],
  ])('on %s is that of %s, in whatever order they stand', (day, expected) => {
    expect(versionOn(aProject(versions), day)?.source).toBe(expected);
    expect(versionOn(aProject([...versions].reverse()), day)?.source).toBe(expected);
  });
});

describe('a version', () => {
  const [ending, endless] = aProject([
    version('2016', { start: '2016-03', end: '2020-02' }),
    version('2017', { start: '2016-03-15' }),
  ]).versions.map((each) => (from: string, to: string) => runsWithin(each, from, to));

  it('runs from the first day of its start to the last day of its end', () => {
    expect(ending?.('2016-01-01', '2016-02-29')).toBe(false);
    expect(ending?.('2016-03-01', '2016-03-01')).toBe(true);
    expect(ending?.('2020-02-29', '2020-02-29')).toBe(true);
    expect(ending?.('2020-03-01', '2099-12-31')).toBe(false);
    expect(ending?.('2000-01-01', '2099-12-31')).toBe(true);
  });

  it('runs on if it has no end', () => {
    expect(endless?.('2016-03-01', '2016-03-14')).toBe(false);
    expect(endless?.('2099-12-31', '2099-12-31')).toBe(true);
  });
});

describe('a priority country', () => {
  const listing = (...countries: unknown[]) => [
    aProject([version('2016')]),
    aProject([version('2016')], { countries }),
  ];

  it.each<[string, unknown, string, boolean]>([
    ['listed without months', { code: 'GH', priority: true }, '2016-03', true],
    ['from its first month', { code: 'GH', from: '2016-03', to: '2020-02', priority: true }, '2016-03', true],
    ['to its last month', { code: 'GH', from: '2016-03', to: '2020-02', priority: true }, '2020-02', true],
    ['not before', { code: 'GH', from: '2016-03', priority: true }, '2016-02', false],
    ['not after', { code: 'GH', to: '2020-02', priority: true }, '2020-03', false],
    ['not if it is listed as no priority', { code: 'GH', priority: false }, '2016-03', false],
    ['not if another is', { code: 'SN', priority: true }, '2016-03', false],
  ])('is one %s', (_, country, month, expected) => {
    expect(isPriority(listing(country), 'GH', month)).toBe(expected);
  });

  it('is one again after a pause', () => {
    const twice = listing(
      { code: 'GH', to: '2017-12', priority: true },
      { code: 'GH', from: '2019-01', priority: true },
    );
    expect(['2017-12', '2018-06', '2019-01'].map((month) => isPriority(twice, 'GH', month))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
