import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastDay } from '../../shared/words/calendar.ts';
import { type Register, startRegister } from '../support/register.ts';

const sample = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../cli/sample/${file}`, import.meta.url), 'utf-8'));

/** A period that ends with the month of the day wanted; before that day nothing of the portfolio changes in it. */
const endingIn = (last: string) => ({ names: { en: last, fr: last }, first: '2019-10', last });

describe('the published documents of the portfolio that the report of 2020 prints', () => {
  let register: Register;
  beforeAll(async () => {
    register = await startRegister();
    for (const project of sample('projects-2020.json')) await register.putProject(project.code, project);
    for (const period of sample('periods.json')) await register.putPeriod(period.id, period);
    for (const last of ['2021-01', '2021-07', '2022-01', '2022-07', '2023-07', '2024-03'])
      await register.putPeriod(`until-${last}`, endingIn(last));
    await register.publish();
  });
  afterAll(() => register.stop());

  const figures = async (id: string) => (await register.read('period', `periods/${id}.json`)).figures;

  it('say that the ongoing budget on 2020-09-30 is 38.04 million euros', async () => {
    const { budgetOngoing } = await figures('2019-10_2020-09');
    expect(budgetOngoing).toMatchObject({ on: '2020-09-30', value: 3_803_500_000, millions: 38.04 });
    expect(budgetOngoing.shown).toEqual({ en: '38.04 million euros', fr: '38,04 millions d’euros' });
  });

  it('say that the European Union funds 78.24 % of it, and others than the Council of Europe 91.31 %', async () => {
    const { fundingShares } = await figures('2019-10_2020-09');
    expect(fundingShares.value).toContainEqual(
      expect.objectContaining({ funder: 'European Union', share: 78.24 }),
    );
    expect(fundingShares.external.share).toBe(91.31);
  });

  it('count seven projects in October 2019 - September 2020, of which six were ongoing at its end', async () => {
    const { projectsRunning, projectsOngoing } = await figures('2019-10_2020-09');
    expect(projectsRunning.value).toBe(7);
    expect(projectsOngoing.value).toBe(6);
    expect(projectsRunning.projects.filter((code) => !projectsOngoing.projects.includes(code))).toEqual([
      'iPROCEEDS',
    ]);
  });

  it('do not say 43.60 million, the sum of all seven, of which one had ended', async () => {
    const { budgetOngoing, projectsRunning } = await figures('2019-10_2020-09');
    const { completed } = await register.read('projects', 'projects.json');
    const ended = completed.find(({ code }) => code === 'iPROCEEDS');
    expect(projectsRunning.projects).toContain('iPROCEEDS');
    expect(budgetOngoing.value + (ended?.budget?.amount ?? 0)).toBe(4_359_500_000);
    expect(budgetOngoing.millions).not.toBe(43.6);
  });

  it('name the three projects that the report says will end, by December 2021', async () => {
    const { endingNext } = await figures('2019-10_2020-09');
    expect(endingNext.value).toEqual([
      { project: 'Cybercrime@Octopus', end: '2020-12-31', budget: 400_000_000 },
      { project: 'EndOCSEA@Europe', end: '2021-06-30', budget: 97_000_000 },
      { project: 'CyberSouth', end: '2021-12-31', budget: 500_000_000 },
    ]);
    expect(endingNext).toMatchObject({ on: '2020-09-30', combined: 997_000_000, withinMonths: 15 });
  });

  it.each([
    ['projectsOngoing', 'more than 38 million euros', 'plus de 38 millions d’euros'],
    ['externalFunding', 'more than 91%', 'plus de 91\u00A0%'],
    ['endingNext', 'by the end of December 2021', 'd’ici fin décembre 2021'],
  ])('say it in the words of the report: %s, %s', async (id, en, fr) => {
    const { sentences } = await register.read('period', 'periods/2019-10_2020-09.json');
    expect(sentences.find((sentence) => sentence.id === id)?.text).toEqual({
      en: expect.stringContaining(en),
      fr: expect.stringContaining(fr),
    });
  });

  it('say the same in metrics.json as in the document of the period', async () => {
    const { periods } = await register.read('metrics', 'metrics.json');
    const { budgetOngoing, endingNext } = await figures('2019-10_2020-09');
    expect(periods.find(({ id }) => id === '2019-10_2020-09')?.figures).toMatchObject({
      budgetOngoing,
      endingNext,
    });
  });

  it.each([
    ['2021-01', 34.04],
    ['2021-07', 33.07],
    ['2022-01', 28.07],
    ['2022-07', 23.85],
    ['2023-07', 18.9],
    ['2024-03', 0],
  ])('say that the ongoing budget in %s is %d million', async (month, millions) => {
    const { budgetOngoing } = await figures(`until-${month}`);
    expect(budgetOngoing).toMatchObject({ on: lastDay(month), millions });
  });

  it('show the 4,945,000 euros of iPROCEEDS-2 as 4.95 million', async () => {
    const { completed } = await register.read('projects', 'projects.json');
    expect(completed.find(({ code }) => code === 'iPROCEEDS-2')?.budget).toMatchObject({
      amount: 494_500_000,
      shown: { en: '4.95 million euros', fr: '4,95 millions d’euros' },
    });
  });

  it('list every reporting period of the source in metrics.json, 12, 15 and 18 months long', async () => {
    const { periods } = await register.read('metrics', 'metrics.json');
    const months = (first: string, last: string) =>
      (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 +
      Number(last.slice(5)) -
      Number(first.slice(5)) +
      1;
    const printed = periods.filter(({ id }) => !id.startsWith('until-'));
    expect(printed.map(({ first, last }) => months(first, last))).toEqual([
      18, 12, 12, 12, 12, 12, 12, 15, 12,
    ]);
  });
});
