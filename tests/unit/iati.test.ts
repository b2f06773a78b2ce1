import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iatiActivities, iatiIdentifier, iatiProjects } from '../../shared/exports/iati.ts';
import { countryCodes } from '../../shared/words/country.ts';
import { hostileRecords } from './hostile-records.ts';
import { activitiesIn, faultsOf, valuesOf } from './iati-documents.ts';
import { anActivity, recordOf } from './made-activities.ts';
import { aProject, projects } from './made-projects.ts';

const generatedAt = '2026-01-02T03:04:05.678Z';
const one = (changes: Record<string, unknown> = {}, accepted = {}): string =>
  iatiActivities([{ ...recordOf(anActivity(changes)), ...accepted }], { generatedAt });
const gathered = <Item>(arbitrary: fc.Arbitrary<Item[]>): Item[][] =>
  fc.sample(arbitrary, { numRuns: 60, seed: 2026 }).filter((items) => items.length > 0);

/** Whether percentages are there exactly where IATI wants them, and add up to 100. */
const divided = (activity: string): boolean => {
  const codes = valuesOf(activity, 'recipient-country', 'code');
  const shares = valuesOf(activity, 'recipient-country', 'percentage');
  const cents = shares.reduce((sum, share) => sum + Math.round(Number(share) * 100), 0);
  const regions = valuesOf(activity, 'recipient-region', 'code');
  if (codes.length === 0) return regions.length === 1;
  return regions.length === 0 && (codes.length === 1 ? shares.length === 0 : cents === 10_000);
};

describe('activities in IATI', () => {
  it('have the elements, the order and the codes of the standard', { timeout: 60_000 }, async () => {
    const documents = gathered(hostileRecords).map((records) => iatiActivities(records, { generatedAt }));
    expect(documents.length).toBeGreaterThan(40);
    expect(await faultsOf(...documents)).toEqual([]);
  });

  it.each([
    ['without a title', /<title>.*?<\/title>/s, ''],
    ['without a status', /<activity-status [^>]*>/, ''],
    ['without a sector', /<sector [^>]*>/, ''],
    ['without an organisation that takes part', /(?:<participating-org .*?<\/participating-org>)+/s, ''],
    ['without a version', / version="2.03"/, ''],
    ['with a status that is not on the list', /<activity-status code="4"/, '<activity-status code="7"'],
    ['with a role that is not on the list', / role="2"/, ' role="9"'],
    ['with an empty narrative', />Workshop on electronic evidence</, '><'],
    ['with a date that is none', /iso-date="2020-03-15"/, 'iso-date="2020-03"'],
    ['with a slash in an identifier', /<iati-identifier>/, '<iati-identifier>a/b'],
    ['with its status after its dates', /(<activity-status [^>]*>)((?:<activity-date [^>]*>)+)/, '$2$1'],
  ])('are refused %s', async (_what, found, instead) => {
    const broken = one().replace(found, instead);
    expect(broken).not.toBe(one());
    expect(await faultsOf(broken)).not.toEqual([]);
  });

  it('divide their countries into parts that add up to 100', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        const found = activitiesIn(iatiActivities(records, { generatedAt }));
        expect(found).toHaveLength(records.length);
        expect(found.filter((activity) => !divided(activity))).toEqual([]);
      }),
    );
    const three = ['GH', 'NA', 'NO'].map((code) => ({ code, role: 'beneficiary' }));
    expect(valuesOf(one({ countries: three }), 'recipient-country', 'percentage')).toEqual([
      '33.34',
      '33.33',
      '33.33',
    ]);
  });

  it('have the region that is not specified, and name their groups, where no country is known', () => {
    const xml = one({ countries: [{ code: 'RO', role: 'host' }], groups: ['CARICOM', 'ECOWAS'] });
    expect(valuesOf(xml, 'recipient-region', 'code')).toEqual(['998']);
    expect(xml).toContain('Caribbean Community; Economic Community of West African States');
  });

  it.each([
    ['planned', '1', ['1', '3']],
    ['ongoing', '2', ['2', '3']],
    ['completed', '4', ['2', '4']],
    ['cancelled', '5', ['1', '3']],
    ['postponed', '6', ['1', '3']],
  ])('say with codes that they are %s', (status, code, dates) => {
    const xml = one({ status });
    expect(valuesOf(xml, 'activity-status', 'code')).toEqual([code]);
    expect(valuesOf(xml, 'activity-date', 'type')).toEqual(dates);
  });

  it('call no date actual that was to come when the submission was accepted', () => {
    const early = one({ start: '2020-03-15', end: '2020-03' }, { acceptedAt: '2020-03-20T00:00:00Z' });
    expect(valuesOf(early, 'activity-date', 'type')).toEqual(['2', '3']);
    const earlier = one({ start: '2020-03-15' }, { acceptedAt: '2020-03-14T23:59:59Z' });
    expect(valuesOf(earlier, 'activity-date', 'type')).toEqual(['1', '3']);
  });

  it('have no end where an activity is open-ended', () => {
    const xml = one({ type: 'online_resource', status: 'ongoing', start: '2014-05' });
    expect(valuesOf(xml, 'activity-date', 'type')).toEqual(['2']);
  });

  it('name an organisation once that has two roles of one kind', () => {
    const partners = ['organiser', 'host', 'funder'].map((role) => ({ name: 'INTERPOL', role }));
    const named = one({ partners }).match(/<participating-org role="\d"><narrative[^>]*>INTERPOL</g) ?? [];
    expect(named.map((each) => each.slice(0, 29))).toEqual([
      '<participating-org role="4"><',
      '<participating-org role="1"><',
    ]);
  });

  it('have no parent where they are of no project', () => {
    expect(one({ projects: [] })).not.toContain('related-activity');
  });

  it('name their projects as parents', () => {
    const xml = one({ projects: ['GLACY+', 'Octopus Project'] });
    expect(valuesOf(xml, 'related-activity', 'ref')).toEqual([
      'XM-DAC-47138-GLACY_2B',
      'XM-DAC-47138-Octopus_20Project',
    ]);
    const parents = iatiProjects([aProject('GLACY+')], { generatedAt, since: '2020-01-01' });
    expect(parents).toContain('<iati-identifier>XM-DAC-47138-GLACY_2B</iati-identifier>');
  });

  it('have identifiers that differ where their ids do', () => {
    const id = fc.stringMatching(/^[a-z0-9-]{1,4}\/[A-Za-z0-9._~:+@ -]{1,5}$/);
    fc.assert(
      fc.property(id, id, (some, other) => {
        expect(iatiIdentifier(some) === iatiIdentifier(other)).toBe(some === other);
        expect(iatiIdentifier(some)).toMatch(/^XM-DAC-47138-[^/&|?]+$/);
      }),
    );
    expect(iatiIdentifier('a_2F')).not.toBe(iatiIdentifier('a/'));
  });
});

describe('projects in IATI', () => {
  it('have the elements, the order and the codes of the standard', { timeout: 60_000 }, async () => {
    const documents = gathered(projects).flatMap((some) =>
      ['2005-01-01', '2021-06-30'].map((since) => iatiProjects(some, { generatedAt, since })),
    );
    expect(documents.length).toBeGreaterThan(40);
    expect(await faultsOf(...documents)).toEqual([]);
  });

  it('divide even all countries into parts that add up to 100', () => {
    const countries = countryCodes.map((code) => ({ code, priority: true }));
    const xml = iatiProjects([aProject('GLACY+', {}, { countries })], { generatedAt, since: '2020-01-01' });
    expect(divided(xml)).toBe(true);
    expect(valuesOf(xml, 'recipient-country', 'percentage')).not.toContain('0.00');
  });

  it.each([
    ['2016-02-29', '1', ['1', '3']],
    ['2016-03-01', '2', ['2', '3']],
    ['2024-02-29', '2', ['2', '3']],
    ['2024-03-01', '4', ['2', '4']],
  ])('are on %s in the state %s', (since, status, dates) => {
    const xml = iatiProjects([aProject('GLACY+')], { generatedAt, since });
    expect(valuesOf(xml, 'activity-status', 'code')).toEqual([status]);
    expect(valuesOf(xml, 'activity-date', 'type')).toEqual(dates);
  });

  it('call a budget revised once it has been another', () => {
    const version = { start: '2016-03', end: '2016-12', source: 'A report' };
    const budget = (amount: number) => ({ budget: { amount, currency: 'EUR' } });
    const versions = [
      { ...version, validFrom: '2016', ...budget(100) },
      { ...version, validFrom: '2018', ...budget(250) },
    ];
    const types = (since: string) =>
      valuesOf(
        iatiProjects([aProject('GLACY+', {}, { versions })], { generatedAt, since }),
        'budget',
        'type',
      );
    expect([types('2017-01-01'), types('2018-01-01')]).toEqual([['1'], ['2']]);
  });
});
