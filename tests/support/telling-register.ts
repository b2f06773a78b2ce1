import { anActivity, type Register, somebody } from './register.ts';

const projects = {
  'GLACY+': {
    names: { en: 'GLACY+', fr: 'GLACY+' },
    versions: [
      {
        validFrom: '2016-03',
        start: '2016-03',
        end: '2020-12',
        budget: { amount: 1_000_000_000, currency: 'EUR' },
        funding: [
          { funder: 'European Union', share: 90 },
          { funder: 'Council of Europe', share: 10 },
        ],
        source: 'a report',
      },
      {
        validFrom: '2018-06',
        start: '2016-03',
        end: '2021-02',
        budget: { amount: 494_500_000, currency: 'EUR' },
        funding: [
          { funder: 'European Union', share: 90 },
          { funder: 'Council of Europe', share: 10 },
        ],
        source: 'a later report',
      },
    ],
    countries: [
      { code: 'GH', priority: true },
      { code: 'SN', priority: false, from: '2019-01' },
    ],
  },
  'Octopus Project': {
    names: { en: 'Octopus Project', fr: 'Projet Octopus' },
    versions: [{ validFrom: '2020-01', start: '2020-01', source: 'a page' }],
  },
};

const activities: Record<string, Record<string, unknown>> = {
  plain: { start: '2020-01-10', end: '2020-01-12' },
  shared: { start: '2020-01-20', projects: ['GLACY+', 'Octopus Project'], units: 4 },
  wide: {
    start: '2020-02-03',
    mode: 'in_person',
    countries: [
      { code: 'SN', role: 'beneficiary' },
      { code: 'XK', role: 'participant' },
      { code: 'FR', role: 'host' },
    ],
    groups: ['ECOWAS'],
    themes: ['legislation'],
    partners: [{ name: 'INTERPOL', role: 'organiser' }],
    participants: { count: 40, qualifier: 'about', women: 15 },
    venue: { city: 'Dakar', country: 'SN' },
    links: [{ url: 'https://example.org/report', rel: 'report' }],
    title: { en: '=SUM(1), a title', fr: 'Un titre' },
    description: { en: 'Two\nlines' },
  },
  restricted: { start: '2020-02-10', visibility: 'restricted', title: { en: 'Not for everybody' } },
  cancelled: { start: '2020-03-02', status: 'cancelled' },
  desk: { start: '2020-04', mode: 'desk', type: 'desk_study', countries: [] },
  planned: {
    start: '2021-03-15',
    end: '2027-03-16',
    status: 'planned',
    participants: { count: 25, qualifier: 'exact' },
  },
  free: { start: '2020-04-20', projects: [] },
  moved: { start: '2020-02-20' },
};

const period = (first: string, last: string) => ({ names: { en: first, fr: first }, first, last });

/** Fills a register with something of everything that a feed tells of, and publishes it in three snapshots. */
export async function makeTelling(register: Register): Promise<void> {
  for (const [code, project] of Object.entries(projects)) await register.putProject(code, project);
  await register.putPeriod('2019', period('2019-01', '2019-12'));
  await register.putPeriod('2020', { ...period('2020-01', '2020-12'), document: 'SG/Inf(2020)32' });
  const submit = (reference: string, changes: Record<string, unknown>) =>
    register.submit(somebody, anActivity({ reference, ...changes }));
  for (const [reference, changes] of Object.entries(activities)) await submit(reference, changes);
  await submit('gone', { start: '2020-01-31' });
  await register.recordAll();
  await register.publish();
  register.at('2026-11-20T12:05:00.000Z');
  await register.withdraw(somebody, 'gone');
  await submit('moved', { start: '2020-05-20' });
  await register.recordAll();
  await register.publish();
  register.at('2026-11-20T12:10:00.000Z');
  await submit('plain', { ...activities.plain, units: 2 });
  await register.recordAll();
  await register.publish();
}
