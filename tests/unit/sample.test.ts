import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import activities from '../../cli/sample/activities.json' with { type: 'json' };
import { partnerOf, readSample } from '../../cli/sample/load.ts';
import periods from '../../cli/sample/periods.json' with { type: 'json' };
import projects from '../../cli/sample/projects.json' with { type: 'json' };
import projectsOf2020 from '../../cli/sample/projects-2020.json' with { type: 'json' };
import { checkActivity } from '../../shared/checks/check-activity.ts';
import { findingsOf } from '../../shared/checks/finding.ts';
import { isKnownGroup } from '../../shared/words/group.ts';
import { partnerId } from '../../shared/words/partner.ts';
import { period } from '../../shared/words/period.ts';
import { project } from '../../shared/words/project.ts';

const findings = (schema: z.ZodType, input: unknown) =>
  findingsOf(schema.safeParse(input).error?.issues ?? [], input);
const codes = new Set(projects.map(({ code }) => code));

describe('the sample activities', () => {
  const sample = readSample();
  const outcomes = activities.map((item) => {
    const code = item.activity.projects[0] ?? '';
    const partner = { id: partnerOf(code), name: code, office: false, projects: [code] };
    const projects = async () => sample.projects;
    const nearby = async () => [];
    const context = { projects, nearby, today: '2026-11-20', suggestions: { left: 50 } };
    const project = async (wanted: string) => sample.projects.find((each) => each.code === wanted);
    return [item.activity.reference, checkActivity(item.activity, { ...context, partner, project })] as const;
  });

  test.each(outcomes)('%s is taken from the partner of its leading project', async (_, outcome) => {
    const { findings } = await outcome;
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('draw warnings only where the source names no country or mode, contradicts the portfolio or its lists of countries, or announced what is over', async () => {
    const warnings = await Promise.all(
      outcomes.map(async ([reference, outcome]) =>
        (await outcome).findings.map(({ code, pointer }) => `${reference} ${code} ${pointer}`),
      ),
    );
    expect(warnings.flat()).toEqual([
      'r7ea971a7 planned_in_past /start',
      'rd22b27ae outside_project /projects/0',
      'r8b7761f3 country_outside_project /countries/0/code',
      'rcd1ebd50 no_country /countries',
      'r1e6ad49a planned_in_past /start',
      'r4a9043df planned_in_past /start',
      'r14cd5f8c country_outside_project /countries/0/code',
      'rc573877d planned_in_past /start',
      'rb416dd1c no_country /countries',
      'r73872d60 no_country /countries',
      'r3c531d4f no_country /countries',
      'r4fb6dc19 no_country /countries',
      'rd37c961a unknown_mode /mode',
      're81e5a3d country_outside_project /countries/0/code',
      'r7bcf90c0 no_country /countries',
      'r3101f6df planned_in_past /start',
      'ra0d148dc unknown_mode /mode',
      'r32d7385d unknown_mode /mode',
      'r07a392bc country_outside_project /countries/0/code',
      'rd3a70c92 no_country /countries',
      'reb2ed343 country_outside_project /countries/0/code',
      'r505b3c28 country_outside_project /countries/0/code',
      'r5fd213da no_country /countries',
    ]);
  });

  test('are 92, each with a source and a reference of its own', () => {
    expect(activities).toHaveLength(92);
    expect(new Set(activities.map((item) => item.activity.reference)).size).toBe(92);
    expect(activities.every(({ source }) => source !== '')).toBe(true);
  });

  test('name only projects of the portfolio, by their codes', () => {
    expect(activities.flatMap((item) => item.activity.projects).filter((code) => !codes.has(code))).toEqual(
      [],
    );
  });

  test('name only groups that the register has names for', () => {
    const groups = sample.activities.flatMap((item) => item.activity.groups);
    expect(groups.filter((code) => !isKnownGroup(code))).toEqual([]);
  });

  test.each([
    ['2014-04_2015-09', 3],
    ['2015-10_2016-09', 5],
    ['2016-10_2017-09', 3],
    ['2017-10_2018-09', 4],
    ['2018-10_2019-09', 15],
    ['2019-10_2020-09', 21],
    ['2020-10_2021-09', 14],
    ['2021-10_2022-12', 13],
    ['2023-01_2023-12', 5],
  ])('fall into the period %s: %i', (id, expected) => {
    const { first = '', last = '' } = periods.find((each) => each.id === id) ?? {};
    const months = activities.map((item) => item.activity.start.slice(0, 7));
    expect(months.filter((month) => first <= month && month <= last)).toHaveLength(expected);
  });

  test('are posted by a partner of their own per leading project', () => {
    const leads = [...new Set(activities.flatMap((item) => item.activity.projects.slice(0, 1)))];
    const ids = leads.map(partnerOf);
    expect(z.array(partnerId).safeParse(ids).success).toBe(true);
    expect(new Set(ids).size).toBe(leads.length);
    expect(leads).toHaveLength(15);
    expect(partnerOf('GLACY+')).toBe('glacy-plus');
  });
});

describe('the sample portfolio', () => {
  test.each([...projects, ...projectsOf2020].map((each) => [each.code, each] as const))(
    'describes %s by the schema',
    (_, each) => {
      expect(findings(project, each)).toEqual([]);
    },
  );

  test.each(periods.map((each) => [each.id, each] as const))(
    'describes the period %s by the schema',
    (_, each) => {
      expect(findings(period, each)).toEqual([]);
    },
  );

  test('has 23 projects, each with a code that is no alias of another', () => {
    const aliases = projects.flatMap((each) => ('aliases' in each ? each.aliases : []));
    expect(projects).toHaveLength(23);
    expect(codes.size).toBe(23);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases.filter((alias) => codes.has(alias))).toEqual([]);
  });

  test('lists a project after the one it succeeds', () => {
    const order = projects.map(({ code }) => code);
    for (const each of projects)
      if ('successorOf' in each) expect(order.slice(0, order.indexOf(each.code))).toContain(each.successorOf);
  });

  test('has nine periods without gap or overlap', () => {
    expect(periods).toHaveLength(9);
    const months = periods.map(({ first, last }) => [first, last].map((month) => Date.parse(month)));
    for (const [at, [first = 0]] of months.entries()) {
      const before = months[at - 1]?.[1];
      if (before !== undefined) expect(first - before).toBeLessThanOrEqual(31 * 86_400_000);
      if (before !== undefined) expect(first).toBeGreaterThan(before);
    }
  });

  test('has, as the report of 2020 prints it, seven projects in one version each', () => {
    expect(projectsOf2020.map(({ code }) => code)).toEqual([
      'Cybercrime@Octopus',
      'GLACY+',
      'iPROCEEDS',
      'iPROCEEDS-2',
      'EndOCSEA@Europe',
      'CyberSouth',
      'CyberEast',
    ]);
    for (const { versions } of projectsOf2020) expect(versions).toHaveLength(1);
  });
});
