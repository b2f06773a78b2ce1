import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSample } from '../../cli/sample/load.ts';
import { documentSchemas } from '../../shared/feed/documents.ts';
import { figureDrafts } from '../../shared/feed/figure-documents.ts';
import { projectsDraft, turnsOf } from '../../shared/feed/portfolio-documents.ts';
import { dayOf } from '../../shared/words/calendar.ts';
import { monthsOf, type Period } from '../../shared/words/period.ts';
import { type Project, project } from '../../shared/words/project.ts';
import { provisional } from '../support/finality-of-tests.ts';
import { type MonthSum, monthsFrom, sumsOf } from '../support/sums.ts';
import { anActivity, recordOf } from './made-activities.ts';

const stamp = { snapshot: 1, generatedAt: '2026-11-20T12:00:00Z', dataAsOf: '2026-11-20T12:00:00Z' };
const { projects, periods, activities } = readSample();

const startingIn = (...starts: string[]) =>
  monthsFrom(starts.map((start, at) => recordOf(anActivity({ reference: `A-${at}`, start }))));

/** The documents by their paths, each as its schema has it. */
function documents(
  months: MonthSum[],
  some: { projects?: Project[]; periods?: Period[] } = {},
  since?: string,
) {
  const portfolio = { projects: some.projects ?? [], periods: some.periods ?? [] };
  const drafts = figureDrafts(sumsOf(months, portfolio.periods), portfolio, since, provisional);
  const bodies = new Map(drafts.map(({ path, body }) => [path, { ...stamp, ...body }]));
  return {
    paths: [...bodies.keys()],
    metrics: documentSchemas.metrics.parse(bodies.get('metrics.json')),
    allTime: documentSchemas.span.parse(bodies.get('all-time.json')),
    latest: bodies.has('since-last-period.json')
      ? documentSchemas.span.parse(bodies.get('since-last-period.json'))
      : undefined,
    countries: documentSchemas.countries.parse(bodies.get('countries.json')),
    texts: new Map([...bodies].map(([path, body]) => [path, JSON.stringify(body)])),
  };
}
const aPeriod = (id: string, first: string, last: string): Period => ({
  id,
  names: { en: id, fr: id },
  first,
  last,
});

describe('the figures of all time', () => {
  it('stand in full in a document that names its first and last month, and in short in metrics.json', () => {
    const { allTime, metrics } = documents(startingIn('2019-05', '2024-02', '2021-01'));
    expect([allTime.first, allTime.last]).toEqual(['2019-05', '2024-02']);
    expect(allTime.figures.activities.value).toBe(3);
    expect(allTime.figures.byMonth.value.map(({ month }) => month)).toEqual([
      '2019-05',
      '2021-01',
      '2024-02',
    ]);
    expect(allTime.figures).toMatchObject(metrics.allTime);
    expect(metrics.allTimePath).toBe('all-time.json');
  });

  it('name no months where there is no activity', () => {
    const { allTime } = documents([]);
    expect(allTime).not.toHaveProperty('first');
    expect(allTime.figures.activities.value).toBe(0);
  });
});

describe('the figures since the last reporting period', () => {
  const some = [aPeriod('b', '2021-10', '2022-12'), aPeriod('a', '2022-01', '2022-06')];
  const months = startingIn('2022-12', '2023-01', '2023-03-31');

  it('are those of the months after the period that ends last', () => {
    const { latest, metrics } = documents(months, { periods: some });
    expect([latest?.first, latest?.last]).toEqual(['2023-01', '2023-03']);
    expect(latest?.figures.activities).toMatchObject({ value: 2, proof: ['activities'] });
    expect(latest?.proofs.activities).toEqual(['activities/2023-01.json', 'activities/2023-03.json']);
    expect(metrics.sinceLastPeriod?.proofs.activities).toEqual(['since-last-period.json']);
    expect(metrics.sinceLastPeriod).toMatchObject({ first: '2023-01', path: 'since-last-period.json' });
    expect(latest?.figures).toMatchObject(metrics.sinceLastPeriod?.figures ?? { none: true });
    expect(latest?.sentences[0]?.text.en).toBe('From January 2023 on, the register counts 2 activities.');
  });

  it('read the portfolio on the day since which it is as it is, or on their first day if that is later', () => {
    const on = (since?: string) =>
      documents(months, { periods: some, projects }, since).latest?.figures.budgetOngoing.on;
    expect([on('2024-03-01'), on('2022-07-01'), on()]).toEqual(['2024-03-01', '2023-01-01', '2023-01-01']);
  });

  it('know no last month where nothing has been listed since', () => {
    const { latest } = documents(startingIn('2022-12'), { periods: some });
    expect(latest).not.toHaveProperty('last');
    expect(latest?.figures.activities.value).toBe(0);
  });

  it.each<[string, Period[]]>([
    ['there is no period', []],
    ['the last one ends with the last month there is', [...some, aPeriod('c', '2099-01', '2099-12')]],
  ])('are left out where %s', (_, given) => {
    const { paths, metrics } = documents(months, { periods: given });
    expect(paths).not.toContain('since-last-period.json');
    expect(metrics).not.toHaveProperty('sinceLastPeriod');
  });
});

describe('the projects', () => {
  it('say how many activities name each, and in which months, for whoever wants these alone', () => {
    const record = (reference: string, changes: object) => recordOf(anActivity({ reference, ...changes }));
    const months = monthsFrom([
      record('A', { start: '2020-01', projects: ['GLACY+'], units: 2 }),
      record('B', { start: '2020-03', projects: ['GLACY+', 'CyberSouth'] }),
      record('C', { start: '2020-02', projects: ['GLACY+'], status: 'cancelled' }),
      record('D', { start: '2020-04', projects: [] }),
    ]);
    const { body } = projectsDraft(sumsOf(months, []).always, projects, '2023-07-01');
    const { figures } = documentSchemas.projects.parse({ ...stamp, ...body });
    expect(figures.projects.value).toEqual([
      { project: null, activities: 1, units: 1, months: ['2020-04'] },
      { project: 'CyberSouth', activities: 1, units: 1, months: ['2020-03'] },
      { project: 'GLACY+', activities: 2, units: 3, months: ['2020-01', '2020-03'] },
    ]);
  });
});

describe('the day of the run', () => {
  const some = [aPeriod('b', '2021-10', '2022-12'), aPeriod('a', '2023-01', '2023-12')];
  const months = startingIn('2022-12', '2023-03-31', '2024-02');
  const made = (today: string) => {
    const { since, turnsOn } = turnsOf({ projects, periods: some }, new Date(`${today}T12:00:00Z`));
    const drafts = [
      ...figureDrafts(sumsOf(months, some), { projects, periods: some }, since, provisional),
      projectsDraft(sumsOf(months, some).always, projects, since),
    ];
    return {
      since,
      turnsOn,
      documents: new Map(drafts.map(({ path, body }) => [path, JSON.stringify(body)])),
    };
  };
  const about = (today: string, path: string) =>
    /"id":"projectsOngoing","rule":"sentence-[^}]*"en":"((?:On|Since) [^,]*, [^,]*),/.exec(
      made(today).documents.get(path) ?? '',
    )?.[1];

  it('turns a period into the past the day after its last, and not before', () => {
    expect(about('2023-12-31', 'periods/a.json')).toMatch(
      /^On 31 December 2023, \d projects will be ongoing$/,
    );
    expect(about('2024-01-01', 'periods/a.json')).toMatch(/^On 31 December 2023, \d projects were ongoing$/);
    expect([made('2023-12-31').turnsOn, made('2024-01-01').since]).toEqual(['2024-01-01', '2024-01-01']);
  });

  it('is not named by the figures of all time, but the day since which they hold', () => {
    expect(about('2026-11-24', 'all-time.json')).toMatch(
      /^Since 1 September 2026, \d projects have been ongoing$/,
    );
    expect(about('2026-11-24', 'since-last-period.json')).toMatch(/^Since 1 September 2026, /);
    expect(about('2023-11-24', 'since-last-period.json')).toMatch(
      /^On 1 January 2024, \d projects will be ongoing$/,
    );
  });

  it('changes no document between two days on which the portfolio turns', () => {
    for (let day = '2022-06-01'; day < '2024-12-01'; ) {
      const { turnsOn, documents } = made(day);
      expect(made(dayBefore(turnsOn)).documents).toEqual(documents);
      day = turnsOn;
    }
  });
});

const dayBefore = (day: string) => dayOf(new Date(Date.parse(day) - 86_400_000));

describe('the countries', () => {
  const listing = (code: string, countries: object[]) => project.parse({ ...projects[0], code, countries });
  const some = [
    listing('P2', [{ code: 'GH', from: '2023-01', priority: false }]),
    listing('P1', [
      { code: 'GH', to: '2022-12', priority: true },
      { code: 'XK', from: '2023-01', priority: true },
      { code: 'XK', priority: false },
      { code: 'FR', to: '2022-12', priority: true },
    ]),
  ];
  const reached = recordOf(
    anActivity({
      units: 3,
      countries: [
        { code: 'GH', role: 'beneficiary' },
        { code: 'RO', role: 'host' },
      ],
    }),
  );
  const { figures, proofs } = documents(monthsFrom([reached]), { projects: some }, '2023-01-15').countries;

  it('are those of an activity, and those on a list in the month of the day, by code', () => {
    expect(figures.countries).toMatchObject({ on: '2023-01-15', additive: false, rule: 'countries/2' });
    expect(figures.countries.proof).toEqual(['activities', 'projects']);
    expect(proofs).toEqual({ activities: ['years/2020.json'], projects: ['projects.json'] });
    expect(figures.countries.value.map(({ country }) => country)).toEqual(['GH', 'RO', 'XK']);
  });

  it('say who lists them now, whether as a priority, and what they have been to activities', () => {
    const [once, none] = [
      { activities: 1, units: 3 },
      { activities: 0, units: 0 },
    ];
    expect(figures.countries.value[0]).toEqual({
      country: 'GH',
      names: { en: 'Ghana', fr: 'Ghana' },
      priority: false,
      projects: [{ project: 'P2', priority: false }],
      reached: once,
      beneficiary: once,
      participant: none,
      host: none,
      months: ['2020-03'],
    });
    expect(figures.countries.value[1]).toMatchObject({
      priority: false,
      projects: [],
      reached: none,
      host: once,
    });
  });

  it('bear their notes, also where they have not been reached', () => {
    expect(figures.countries.value[2]).toMatchObject({
      names: { en: 'Kosovo*' },
      note: { en: expect.stringContaining('1244'), fr: expect.stringContaining('1244') },
      priority: true,
      projects: [{ project: 'P1', priority: true }],
      reached: { activities: 0, units: 0 },
    });
  });
});

describe('metrics.json', () => {
  const some = [
    aPeriod('a', '2021-01', '2021-12'),
    aPeriod('b', '2021-07', '2021-12'),
    aPeriod('c', '2022-03', '2022-12'),
  ];
  it.each([
    ['2020-12-31', undefined],
    ['2021-01-01', { id: 'a', path: 'periods/a.json' }],
    ['2021-07-01', { id: 'b', path: 'periods/b.json' }],
    ['2022-01-01', undefined],
    ['2022-12-31', { id: 'c', path: 'periods/c.json' }],
    ['2023-01-01', { path: 'since-last-period.json' }],
  ])('names the span under way on %s', (today, current) => {
    const { since } = turnsOf({ projects: [], periods: some }, new Date(`${today}T12:00:00Z`));
    expect(documents([], { periods: some }, since).metrics.current).toEqual(current);
  });

  it('says of every span the sentences of its document', () => {
    const months = startingIn('2021-02', '2023-03-31');
    const made = documents(months, { projects, periods: some }, '2024-07-01');
    const sentencesAt = (path = '') => JSON.parse(made.texts.get(path) ?? '{}').sentences;
    const { periods: spans, sinceLastPeriod, allTimePath, allTimeSentences } = made.metrics;
    expect(allTimeSentences).toEqual(sentencesAt(allTimePath));
    for (const { path, sentences } of spans) expect(sentences).toEqual(sentencesAt(path));
    expect(sinceLastPeriod?.sentences).toEqual(sentencesAt(sinceLastPeriod?.path));
    expect([allTimeSentences, sinceLastPeriod?.sentences].map((all) => all?.[0]?.text.en)).toEqual([
      'In all, the register counts 2 activities.',
      'From January 2023 on, the register counts one activity.',
    ]);
  });

  const ten = [...periods, aPeriod('2024', '2024-01', '2024-12')];
  const gzipped = (text = '') => gzipSync(text).length;

  it('is under 20 KB gzip with ten periods and the sample', () => {
    const all = activities.map((each) => recordOf(each.activity));
    const { texts, metrics } = documents(monthsFrom(all), { projects, periods: ten }, '2024-07-01');
    expect(metrics.periods).toHaveLength(10);
    expect(metrics.allTime.activities.value).toBe(all.length);
    expect(gzipped(texts.get('metrics.json'))).toBeLessThan(20_000);
  });

  it('names the documents that name the lists, and is under 7 KB gzip with ten periods and an activity in each of their months', () => {
    const months = startingIn(...monthsOf('2014-04', '2024-12'));
    const { texts, metrics } = documents(months, { projects, periods: ten }, '2024-07-01');
    expect(metrics.proofs.activities).toHaveLength(11);
    expect(metrics.proofs.activities[0]).toBe('years/2014.json');
    for (const { path, proofs } of metrics.periods) expect(proofs.activities).toEqual([path]);
    // Each list stands once: in the document of the period.
    const naming = [...texts].filter(([, text]) => text.includes('activities/2020-03.json'));
    expect(naming.map(([path]) => path)).toHaveLength(1);
    expect(naming[0]?.[1].split('activities/2020-03.json')).toHaveLength(2);
    expect(gzipped(texts.get('metrics.json'))).toBeLessThan(7_000);
  });
});

describe('projects.json', () => {
  const shown = documentSchemas.projects.parse({
    ...stamp,
    ...projectsDraft(sumsOf([], []).always, projects, '2023-07-01').body,
  });

  it('is ready to show: names, budgets and countries in both languages, with the notes that travel', () => {
    const glacy = shown.current.find(({ code }) => code === 'GLACY+');
    expect(glacy?.budget?.shown).toEqual({ en: '18.90 million euros', fr: '18,90 millions d’euros' });
    expect(glacy?.funding.length).toBeGreaterThan(0);
    const kosovo = shown.current
      .find(({ code }) => code === 'iPROCEEDS-2')
      ?.countries.find(({ code }) => code === 'XK');
    expect(kosovo).toMatchObject({
      names: { en: 'Kosovo*', fr: 'Kosovo*' },
      note: { fr: expect.any(String) },
    });
  });

  it('lists every project once, as current, upcoming or completed, with all its versions and countries', () => {
    const all = [...shown.current, ...shown.upcoming, ...shown.completed];
    expect(all.map(({ code }) => code).sort()).toEqual(projects.map(({ code }) => code).sort());
    for (const { code, versions, countries } of all) {
      const own = projects.find((each) => each.code === code);
      expect(versions).toEqual(own?.versions);
      expect(countries.map(({ names: _names, note: _note, ...listed }) => listed)).toEqual(own?.countries);
    }
    expect(shown.completed.map(({ code }) => code)).toContain('iPROCEEDS');
    expect(shown.upcoming.map(({ code }) => code)).toContain('CyberSouth+');
  });
});
