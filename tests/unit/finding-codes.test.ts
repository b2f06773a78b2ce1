import { describe, expect, it } from 'vitest';
import { checkActivity } from '../../shared/checks/check-activity.ts';
import { type Finding, finding, findingCodes, findingsOf, worded } from '../../shared/checks/finding.ts';
import { Refused } from '../../shared/checks/problem.ts';
import { putFact } from '../../shared/intake/facts.ts';
import { putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { activity } from '../../shared/words/activity.ts';
import { project } from '../../shared/words/project.ts';
import { contributionTo } from '../../shared/words/public-record.ts';
import { noRows, storesOn } from '../simulation/stores.ts';
import { startTime } from '../simulation/virtual-time.ts';
import { aContribution, anEvent } from '../support/made-facts.ts';
import { aBody, anActivity, stored } from './made-activities.ts';

const version = { validFrom: '2014', start: '2014', end: '2024', source: 'made up' };
const glacy = {
  names: { en: 'GLACY+', fr: 'GLACY+' },
  versions: [version],
  countries: [{ code: 'GH', priority: true }],
};
const office = { id: 'office', name: 'Office', office: true };

/** The findings on an activity with these fields, of a partner that has another one like it in the register. */
async function onActivity(changes: Record<string, unknown>, of = {}): Promise<Finding[]> {
  const { findings } = await checkActivity(aBody(changes), {
    partner: { ...office, ...of },
    reference: 'A-1',
    project: async (code) => (code === 'GLACY+' ? project.parse({ ...glacy, code }) : undefined),
    projects: async () => [],
    today: '2026-11-20',
    suggestions: { left: 50 },
    nearby: async () => [
      contributionTo('2020-03', stored(anActivity({ reference: 'B-1', start: '2020-03-20' }))),
    ],
  });
  return findings;
}

/** The findings on a project or a period that the office puts. */
async function onPut(put: Promise<unknown>): Promise<readonly Finding[]> {
  return refusedFor(await put.catch((thrown: unknown) => thrown));
}
const refusedFor = (thrown: unknown): readonly Finding[] =>
  thrown instanceof Refused ? (thrown.problem.findings ?? []) : [];
const ports = {
  portfolio: storesOn(noRows(), [], startTime()).portfolio,
  marks: { put: async () => undefined },
  newToken: () => 'token',
};
const onProject = (changes: object) => onPut(putProject(ports)('GLACY+', { ...glacy, ...changes }));
const onPeriod = (body: object) => onPut(putPeriod(ports)('2020', body));

/** The findings on the last of the treaty events of a country, and on a contribution, that the office puts. */
async function onEvents(...all: object[]): Promise<readonly Finding[]> {
  const put = putFact({ ...ports, facts: storesOn(noRows(), [], startTime()).facts });
  let findings: readonly Finding[] = [];
  for (const [at, changes] of all.entries())
    findings = await onFact(
      put('treatyEvent', `185-GH-${at}`, { ...anEvent, id: `185-GH-${at}`, ...changes }),
    );
  return findings;
}
const onContribution = (changes: object) =>
  onFact(
    putFact({ ...ports, facts: storesOn(noRows(), [], startTime()).facts })(
      'donorContribution',
      aContribution.id,
      { ...aContribution, ...changes },
    ),
  );
const onFact = (put: Promise<{ findings: Finding[] }>) => put.then(({ findings }) => findings, refusedFor);

/** For each code something that draws it, and where. A code that is not here is an error of the type checker. */
const drawn: Record<Finding['code'], [pointer: string, from: () => PromiseLike<readonly Finding[]>]> = {
  missing: ['/status', () => onActivity({ status: undefined })],
  unknown_field: ['/contact~1person~0', () => onActivity({ 'contact/person~': 'Jane Doe' })],
  wrong_type: ['/units', () => onActivity({ units: true })],
  not_one_of: ['/mode', () => onActivity({ mode: 'remote' })],
  too_long: ['/title/en', () => onActivity({ title: { en: 'x'.repeat(501) } })],
  too_short: ['/title/en', () => onActivity({ title: { en: '' } })],
  too_large: ['/units', () => onActivity({ units: 1001 })],
  too_small: ['/units', () => onActivity({ units: 0 })],
  bad_format: ['/start', () => onActivity({ start: 'soon' })],
  duplicate: ['/languages', () => onActivity({ languages: ['en', 'en'] })],
  no_such_day: ['/start', () => onActivity({ start: '2020-02-30' })],
  ends_before_start: ['/end', () => onActivity({ end: '2020-03-14' })],
  women_exceed_participants: [
    '/participants/women',
    () => onActivity({ participants: { count: 1, qualifier: 'exact', women: 2 } }),
  ],
  unknown_country: ['/venue/country', () => onActivity({ venue: { country: 'UK' } })],
  shares_not_100: [
    '/versions/0/funding',
    () => onProject({ versions: [{ ...version, funding: [{ funder: 'European Union', share: 90 }] }] }),
  ],
  identifier_differs: ['/reference', () => onActivity({ reference: 'B-1' })],
  unknown_project: ['/projects/1', () => onActivity({ projects: ['GLACY+', 'GLACY++'] })],
  project_not_yours: ['/projects', () => onActivity({}, { projects: ['CyberSouth'] })],
  unknown_group: ['/groups/0', () => onActivity({ groups: ['NEW_GROUP'] })],
  no_country: ['/countries', () => onActivity({ countries: [] })],
  unknown_mode: ['/mode', () => onActivity({ mode: 'unknown' })],
  outside_project: ['/projects/0', () => onActivity({ start: '2026-01' })],
  country_outside_project: [
    '/countries/0/code',
    () => onActivity({ countries: [{ code: 'SN', role: 'beneficiary' }] }),
  ],
  no_project: ['/projects', () => onActivity({ projects: [] })],
  completed_in_future: ['/end', () => onActivity({ end: '2027-02' })],
  planned_in_past: ['/start', () => onActivity({ status: 'planned' })],
  organisation_spelling: [
    '/partners/0/name',
    () => onActivity({ partners: [{ name: 'Interpol', role: 'organiser' }] }),
  ],
  contradiction: ['/validUntil', () => onEvents({ validUntil: '2023-12-03' })],
  not_ratified: ['/event', () => onEvents({ event: 'entry_into_force' })],
  not_invited: ['/event', () => onEvents({})],
  in_force_twice: ['/event', () => onEvents({ event: 'entry_into_force' }, { event: 'entry_into_force' })],
  out_of_order: ['/date', () => onEvents({ event: 'entry_into_force', date: '2018-11' }, {})],
  no_amount: ['/amount', () => onContribution({ amount: undefined, currency: undefined })],
  probable_duplicate: ['', () => onActivity({ start: '2020-03-20' })],
};

describe('the codes of findings', () => {
  it.each(findingCodes)('include %s, which is drawn, and told in English and in French', async (code) => {
    const [pointer, from] = drawn[code];
    const found = (await from()).find((each) => each.code === code);
    if (found === undefined) throw new Error(`nothing draws ${code}`);
    expect(found.pointer).toBe(pointer);
    const [english, french] = [worded(found, 'en'), worded(found, 'fr')];
    for (const told of [english, french]) expect(finding.parse(told)).toEqual(told);
    expect(french.detail).not.toBe(english.detail);
    expect({ ...french, detail: '' }).toEqual({ ...english, detail: '' });
  });

  it('include those of a period', async () => {
    const names = { en: '2020', fr: '2020' };
    const found = await onPeriod({ names, first: '2020-05', last: '2020-02', document: 'made up' });
    expect(found).toMatchObject([{ pointer: '/last', detail: 'is before the first month' }]);
  });

  it('say no rule of the schema of an activity but by a sentence of the catalogue', () => {
    const texts = ['', ' ', '\0', 'x', 'X', '1', '2020-02-30', 'http://a', 'x'.repeat(6000)];
    const values = [
      ...texts,
      0,
      -1,
      1.5,
      1e9,
      true,
      null,
      [],
      {},
      ['x', 'x'],
      [{}],
      [{ code: 'x', role: 'x' }],
    ];
    const odd = [
      ...values,
      { en: '' },
      { EN: 'a' },
      { count: 1, qualifier: 'exact', women: 2 },
      { country: 'x' },
    ];
    for (const field of Object.keys(activity.shape))
      for (const value of [...odd, [{ url: 'x', rel: 'X', lang: 'X' }], [{ name: '', role: 1 }]]) {
        const body = aBody({ [field]: value });
        for (const { says } of findingsOf(activity.safeParse(body).error?.issues ?? [], body))
          expect(says?.say).not.toMatch(/rule of the schema|%\{kind\}/);
      }
  });
});
