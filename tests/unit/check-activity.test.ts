import { describe, expect, it } from 'vitest';
import { type CheckContext, checkActivity } from '../../shared/checks/check-activity.ts';
import { worded } from '../../shared/checks/finding.ts';
import { type Project, project } from '../../shared/words/project.ts';
import { contributionTo } from '../../shared/words/public-record.ts';
import { aBody, anActivity, stored } from './made-activities.ts';

const glacyPlus = project.parse({
  code: 'GLACY+',
  names: { en: 'GLACY+', fr: 'GLACY+' },
  versions: [
    { validFrom: '2016-03', start: '2016-03', end: '2020-02', source: 'first' },
    { validFrom: '2020-01', start: '2016-03', end: '2024-02', source: 'extended' },
  ],
});
const octopus = project.parse({
  code: 'Octopus Project',
  names: { en: 'Octopus Project', fr: 'Projet Octopus' },
  versions: [{ validFrom: '2021-01', start: '2021-01', source: 'first' }],
});
const portfolio = new Map<string, Project>([glacyPlus, octopus].map((each) => [each.code, each]));
const context: Omit<CheckContext, 'suggestions'> = {
  partner: { id: 'glacy-plus', name: 'GLACY+', office: false, projects: ['GLACY+'] },
  project: async (code) => portfolio.get(code),
  projects: async () => [...portfolio.values()],
  today: '2026-11-20',
  nearby: async () => [],
};

const check = (body: unknown, more: Partial<CheckContext> = {}) =>
  checkActivity(body, { ...context, suggestions: { left: 50 }, ...more });

/** The findings on an activity with these fields, each as "severity code pointer". */
async function findings(changes: Record<string, unknown>, more: Partial<CheckContext> = {}) {
  const outcome = await check(aBody(changes), more);
  return outcome.findings.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
}

describe('a submission', () => {
  it('without a fault gives the activity and no finding', async () => {
    const { activity, findings: none } = await check(aBody());
    expect(activity?.reference).toBe('A-1');
    expect(none).toEqual([]);
  });

  it('with six faults gives all six at once', async () => {
    const six = {
      contactPerson: 'Jane Doe',
      projects: ['GLACY+', 'GLACY++'],
      end: '2020-03-14',
      mode: 'remote',
      countries: [{ code: 'UK', role: 'host' }],
      participants: { count: 1, qualifier: 'exact', women: 2 },
    };
    const { activity, findings: all } = await check(aBody(six));
    expect(activity).toBeUndefined();
    expect(all.map(({ code, pointer }) => `${code} ${pointer}`).sort()).toEqual([
      'ends_before_start /end',
      'not_one_of /mode',
      'unknown_country /countries/0/code',
      'unknown_field /contactPerson',
      'unknown_project /projects/1',
      'women_exceed_participants /participants/women',
    ]);
    expect(all.every(({ severity }) => severity === 'error')).toBe(true);
  });

  it('is told of every unknown field by itself', async () => {
    expect(await findings({ contactPerson: 'Jane Doe', email: 'jane@example.org' })).toEqual([
      'error unknown_field /contactPerson',
      'error unknown_field /email',
    ]);
  });

  it('that names UK is told to write GB', async () => {
    const { findings: all } = await check(aBody({ countries: [{ code: 'UK', role: 'host' }] }));
    expect(all).toMatchObject([
      {
        pointer: '/countries/0/code',
        detail: 'is not a code of ISO 3166-1 (nor XK); write "GB"',
        suggestion: 'GB',
      },
    ]);
  });

  it('that would be too large to store once its texts are in NFC is refused', async () => {
    const codes = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) => [`x${letter}`, `y${letter}`]);
    const inAll = (text: string) => ({ description: Object.fromEntries(codes.map((code) => [code, text])) });
    expect(await findings(inAll('a'.repeat(4000)))).toEqual([]);
    expect(await findings(inAll('\u{1d160}'.repeat(400)))).toEqual([]);
    expect(await findings(inAll('\u{1d160}'.repeat(450)))).toEqual(['error too_long ']);
  });

  it('that is no object gives one finding, for the whole of it', async () => {
    for (const body of [null, [], 'text', 1, true])
      expect((await check(body)).findings).toMatchObject([
        { severity: 'error', code: 'wrong_type', pointer: '', detail: 'is not an object' },
      ]);
  });
});

describe('the dates of an activity', () => {
  it.each([
    ['2020-03-15', '2020-03-14'],
    ['2020-03-15', '2020-02'],
    ['2020-03', '2020-02-29'],
    ['2020-03', '2020-02'],
  ])('are refused from %s to %s', async (start, end) => {
    expect(await findings({ start, end })).toEqual(['error ends_before_start /end']);
  });

  it.each([
    ['2020-03-15', '2020-03-15'],
    ['2020-03-15', '2020-03'],
    ['2020-03', '2020-03-01'],
    ['2020-03', '2020-03'],
    ['2019-12-31', '2020-01-01'],
  ])('may be from %s to %s', async (start, end) => {
    expect(await findings({ start, end })).toEqual([]);
  });

  it('are not compared while one of them is no date', async () => {
    expect(await findings({ start: '2020-03-15', end: '2019-02-30' })).toEqual(['error no_such_day /end']);
  });
});

describe('the status of an activity', () => {
  const on = (today: string, dates: Record<string, unknown>, status: string) =>
    findings({ ...dates, status, projects: ['GLACY+'] }, { today });

  it.each([
    [{ start: '2020-03-16' }, ['error completed_in_future /start']],
    [{ start: '2020-03-15', end: '2020-03-16' }, ['error completed_in_future /end']],
    [{ start: '2020-03-16', end: '2020-03-17' }, ['error completed_in_future /start']],
    [{ start: '2020-04' }, ['error completed_in_future /start']],
    [{ start: '2020-03-01', end: '2020-04' }, ['error completed_in_future /end']],
    [{ start: '2020-03-15' }, []],
    [{ start: '2020-03-01', end: '2020-03-15' }, []],
    [{ start: '2020-03' }, []],
    [{ start: '2020-02', end: '2020-03' }, []],
  ])('is not completed on 15 March 2020 where its dates are %j: %j', async (dates, expected) => {
    expect(await on('2020-03-15', dates, 'completed')).toEqual(expected);
    for (const status of ['planned', 'ongoing', 'postponed', 'cancelled'])
      expect((await on('2020-03-15', dates, status)).join()).not.toContain('future');
  });

  it.each([
    [{ start: '2020-03-14' }, ['warning planned_in_past /start']],
    [{ start: '2020-03-14', end: '2020-03-20' }, ['warning planned_in_past /start']],
    [{ start: '2020-02' }, ['warning planned_in_past /start']],
    [{ start: '2020-03-15' }, []],
    [{ start: '2020-03' }, []],
  ])('is still planned on 15 March 2020 where its dates are %j: %j', async (dates, expected) => {
    expect(await on('2020-03-15', dates, 'planned')).toEqual(expected);
    for (const status of ['completed', 'ongoing', 'postponed', 'cancelled'])
      expect((await on('2020-03-15', dates, status)).join()).not.toContain('past');
  });
});

describe('the organisations of an activity', () => {
  const named = (...names: string[]) => ({ partners: names.map((name) => ({ name, role: 'partner' })) });

  it.each([
    ['Interpol', 'INTERPOL'],
    ['Europol', 'EUROPOL'],
    ['world  bank', 'World Bank'],
    ['Institut superieur de la magistrature', 'Institut supérieur de la Magistrature'],
  ])('are told how they are written elsewhere: %s', async (written, known) => {
    const { activity, findings: all } = await check(aBody(named('OCWAR-C', written)));
    expect(activity).toBeDefined();
    expect(all).toMatchObject([
      { severity: 'warning', code: 'organisation_spelling', pointer: '/partners/1/name', suggestion: known },
    ]);
  });

  it('may be any, and are not told of those that are only alike', async () => {
    expect(await findings(named('INTERPOL', ' INTERPOL', 'INTERPOLE', 'Somebody Else'))).toEqual([
      'error duplicate /partners',
    ]);
    expect(await findings(named('INTERPOL ', 'INTERPOLE', 'Somebody Else'))).toEqual([]);
  });
});

describe('the reference of an activity', () => {
  const named = (reference: string) => ({ reference });
  const { reference: _left, ...unnamed } = aBody();

  it('is taken from the address where the body has none', async () => {
    const { activity } = await check(unnamed, named('B-2'));
    expect(activity?.reference).toBe('B-2');
  });

  it('may stand in both, if it is the same', async () => {
    expect(await findings({}, named('A-1'))).toEqual([]);
    expect(await findings({}, named('B-2'))).toEqual(['error identifier_differs /reference']);
  });

  it('is refused where the address has what cannot be one', async () => {
    const { findings: all } = await check(unnamed, named('a b'));
    expect(all).toMatchObject([{ code: 'bad_format', pointer: '/reference' }]);
  });
});

describe('the projects of an activity', () => {
  it('are refused where the portfolio does not have them, by the code as written and no other', async () => {
    expect(await findings({ projects: ['GLACY+', 'Glacy+'] })).toEqual(['error unknown_project /projects/1']);
  });

  it('include one of the projects of the key, if the key has any', async () => {
    const foreign = { projects: ['Octopus Project'], start: '2021-05' };
    expect(await findings(foreign)).toEqual(['error project_not_yours /projects']);
    expect(await findings({ ...foreign, projects: ['Octopus Project', 'GLACY+'] })).toEqual([]);
    expect(await findings(foreign, { partner: { id: 'office', name: 'Office', office: true } })).toEqual([]);
  });

  it('may be none, with a warning, unless the key is limited to some', async () => {
    const open = { partner: { id: 'office', name: 'Office', office: true } };
    expect(await findings({ projects: [] }, open)).toEqual(['warning no_project /projects']);
    expect(await findings({ projects: undefined }, open)).toEqual(['warning no_project /projects']);
    expect(await findings({ projects: [] })).toContain('error project_not_yours /projects');
    expect(await findings({ projects: ['Glacy+'] }, open)).toEqual(['error unknown_project /projects/0']);
  });

  it.each([
    ['in the project', '2016-03-01', undefined, []],
    ['before it', '2016-02-29', undefined, ['warning outside_project /projects/0']],
    ['from before it into it', '2016-02-29', '2016-03-01', []],
    ['after its end as it stood then', '2024-03-01', undefined, ['warning outside_project /projects/0']],
    ['after its first end, once it was extended', '2020-03-01', undefined, []],
    ['in the last month', '2024-02-29', '2024-03-02', []],
  ])('are expected to run: an activity %s', async (_, start, end, expected) => {
    expect(await findings(end === undefined ? { start } : { start, end })).toEqual(expected);
  });
});

describe('the countries of an activity', () => {
  const listed = (from: string, to: string) => async (code: string) =>
    project.parse({ ...glacyPlus, code, countries: [{ code: 'GH', from, to, priority: true }] });
  const inSenegal = (role: string) => ({ countries: [{ code: 'SN', role }] });

  it('are expected to be on a list of the projects, in the month of the start, unless they are the host', async () => {
    const more = { project: listed('2020-03', '2020-03') };
    expect(await findings(inSenegal('beneficiary'), more)).toEqual([
      'warning country_outside_project /countries/0/code',
    ]);
    expect(await findings(inSenegal('participant'), more)).toHaveLength(1);
    expect(await findings(inSenegal('host'), more)).toEqual([]);
    expect(await findings({}, more)).toEqual([]);
  });

  it('are not held against projects that list none then, or are not known', async () => {
    expect(await findings(inSenegal('participant'), { project: listed('2020-04', '2024-02') })).toEqual([]);
    expect(await findings(inSenegal('participant'))).toEqual([]);
    const one = listed('2020-03', '2020-03');
    const project = async (code: string) => (code === 'GLACY+' ? one(code) : portfolio.get(code));
    const both = { ...inSenegal('participant'), projects: ['GLACY+', 'Octopus Project'] };
    expect(await findings(both, { project })).toEqual(['warning outside_project /projects/1']);
  });
});

describe('another activity of the partner', () => {
  const other = anActivity({ reference: 'B-1' });
  const asked: string[] = [];
  const more = {
    async nearby(month: string, reference: string) {
      asked.push(`${month} ${reference}`);
      return [contributionTo('2020-03', stored(other))];
    },
  };

  it('that may be the same is named in a warning, and the activity passes', async () => {
    const { activity, findings: all } = await check(aBody(), more);
    expect(activity).toBeDefined();
    expect(all).toMatchObject([{ severity: 'warning', code: 'probable_duplicate', pointer: '' }]);
    expect(all.map((each) => worded(each, 'fr').detail).join()).toContain('votre activité B-1');
    expect(asked).toEqual(['2020-03 A-1']);
  });

  it('is not looked for where the activity is refused', async () => {
    asked.length = 0;
    expect(await findings({ mode: 'remote' }, more)).toEqual(['error not_one_of /mode']);
    expect(asked).toEqual([]);
  });
});

describe('a warning', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['no country or group', { countries: [] }, 'no_country /countries'],
    ['an unknown mode', { mode: 'unknown' }, 'unknown_mode /mode'],
    ['a group without a name', { groups: ['NEW_GROUP'] }, 'unknown_group /groups/0'],
    ['a date outside the project', { start: '2030-01', status: 'planned' }, 'outside_project /projects/0'],
  ])('is given for %s, and the activity passes', async (_, changes, expected) => {
    const { activity, findings: all } = await check(aBody(changes));
    expect(activity).toBeDefined();
    expect(all).toMatchObject([{ severity: 'warning' }]);
    expect(await findings(changes)).toEqual([`warning ${expected}`]);
  });

  it('is not given for no country where there is a group', async () => {
    expect(await findings({ countries: [], groups: ['CARICOM'] })).toEqual([]);
  });
});
