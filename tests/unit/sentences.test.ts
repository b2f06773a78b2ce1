import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import portfolio from '../../local/sample/projects-2020.json' with { type: 'json' };
import { definitionsBody } from '../../shared/figures/definition.ts';
import { breakdownsOf, headlineOf, mergedOf } from '../../shared/figures/figures.ts';
import { type Figures, type Span, sentencesOf } from '../../shared/figures/sentences.ts';
import { merge, summaryOf } from '../../shared/figures/summary.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import { type Project, project } from '../../shared/words/project.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { anActivity, recordOf, records } from './made-activities.ts';
import { numbersOf, typography } from './words.ts';

const sample = z.array(project).parse(portfolio);
const reported = { first: '2019-10', last: '2020-09' };

function figuresOf(all: readonly PublicRecord[], projects: readonly Project[], to = '2020-09-30'): Figures {
  const byMonth = Map.groupBy(all, ({ start }) => monthOf(start));
  const months = [...byMonth].map(([month, own]) => ({ month, summary: merge(own.map(summaryOf)) }));
  const ground = { months, projects, from: '2019-10-01', to };
  return { ...headlineOf(ground, mergedOf(months)), ...breakdownsOf(ground, mergedOf(months)) };
}
const activitiesWith = (...changes: Record<string, unknown>[]): PublicRecord[] =>
  changes.map((change, at) => recordOf(anActivity({ reference: `A-${at}`, countries: [], ...change })));
const many = (number: number, change: Record<string, unknown> = {}) =>
  activitiesWith(...Array.from({ length: number }, () => change));
/** The sentence of an id about these activities, in both languages, or nothing. */
function said(
  id: string,
  all: readonly PublicRecord[],
  projects: readonly Project[] = sample,
  span: Span = reported,
) {
  const text = sentencesOf(figuresOf(all, projects), span).find((each) => each.id === id)?.text;
  return text && [text.en, text.fr];
}

describe('the sentences of the report of October 2019 - September 2020', () => {
  it('say about 240 activities where 237 are counted', () => {
    expect(said('activities', many(237))).toEqual([
      'From October 2019 to September 2020, the register counts about 240 activities.',
      'D’octobre 2019 à septembre 2020, le registre compte environ 240 activités.',
    ]);
  });

  it('say that all 130 activities other than desk studies are online', () => {
    expect(said('onlineShare', [...many(130, { mode: 'online' })])).toEqual([
      'All 130 activities other than desk studies are online.',
      'Les 130 activités autres que les études documentaires sont toutes en ligne.',
    ]);
  });

  it('say more than 38 million euros in six ongoing projects, and never 43', () => {
    expect(said('projectsOngoing', [])).toEqual([
      'On 30 September 2020, 6 projects are ongoing, with a combined budget of more than 38 million euros.',
      'Au 30 septembre 2020, 6 projets sont en cours, pour un budget cumulé de plus de 38 millions d’euros.',
    ]);
  });

  it('say that more than 91 % of it is external funding', () => {
    expect(said('externalFunding', [])).toEqual([
      'External funding makes up more than 91% of the stated budget of the projects ongoing on 30 September 2020.',
      'Le financement externe représente plus de 91\u00A0% du budget déclaré des projets en cours au 30 septembre 2020.',
    ]);
  });

  it('name the three projects that the report says will end', () => {
    expect(said('endingNext', [])).toEqual([
      'Of the projects ongoing on 30 September 2020, 3 end by the end of December 2021, with a combined budget of more than 9.9 million euros: Cybercrime@Octopus (December 2020), EndOCSEA@Europe (June 2021) and CyberSouth (December 2021).',
      'Parmi les projets en cours au 30 septembre 2020, 3 prennent fin d’ici fin décembre 2021, pour un budget cumulé de plus de 9,9 millions d’euros\u00A0: Cybercrime@Octopus (décembre 2020), EndOCSEA@Europe (juin 2021) et CyberSouth (décembre 2021).',
    ]);
  });
});

describe('a sentence', () => {
  it.each<[string, PublicRecord[], string | undefined, string | undefined]>([
    ['activities', [], 'counts no activity.', 'ne compte aucune activité.'],
    ['activities', many(1), 'counts 1 activity.', 'compte 1 activité.'],
    ['activities', many(2), 'counts 2 activities.', 'compte 2 activités.'],
    ['units', many(2), undefined, undefined],
    ['units', many(1, { units: 2 }), 'It stands for 2 events.', 'Elle représente 2 événements.'],
    [
      'units',
      many(2, { units: 500 }),
      'They stand for 1,000 events.',
      'Elles représentent 1\u202F000 événements.',
    ],
    ['onlineShare', many(1, { mode: 'desk' }), undefined, undefined],
    ['onlineShare', many(1), 'is not listed as online.', 'ne figure pas comme activité en ligne.'],
    ['onlineShare', many(1, { mode: 'online' }), 'desk studies is online.', 'documentaire est en ligne.'],
    ['onlineShare', many(2), 'None of the 2', 'ne figure comme activité en ligne.'],
    [
      'onlineShare',
      [...many(1, { mode: 'online' }), ...many(2)],
      '1 is listed as online, more than 33%.',
      '1 figure comme activité en ligne, soit plus de 33\u00A0%.',
    ],
    ['countriesReached', [], undefined, undefined],
    [
      'countriesReached',
      many(1),
      'No country or territory is reached.',
      'Aucun pays ou territoire n’est atteint.',
    ],
    ['groups', many(1), undefined, undefined],
    [
      'groups',
      many(2, { groups: ['CARICOM'] }),
      'Caribbean Community (2 activities).',
      'comme pays\u00A0: Communauté des Caraïbes (2 activités).',
    ],
    ['participants', many(1), undefined, undefined],
    [
      'participants',
      many(1, { participants: { count: 0, qualifier: 'exact' } }),
      'No participant is counted.',
      'Aucun participant n’est compté.',
    ],
    [
      'participants',
      many(1, { participants: { count: 1, qualifier: 'at_least' } }),
      'At least 1 participant is counted.',
      'Au moins 1 participant est compté.',
    ],
    [
      'participants',
      many(1, { participants: { count: 237, qualifier: 'at_least' } }),
      'At least 237 participants are',
      'Au moins 237 participants sont',
    ],
    [
      'participants',
      many(1, { participants: { count: 237, qualifier: 'exact' } }),
      'About 240 participants are',
      'Environ 240 participants sont',
    ],
  ])('of %s takes the form of its number', (id, all, en, fr) => {
    const texts = said(id, all);
    if (en === undefined || fr === undefined) expect(texts).toBeUndefined();
    else expect(texts).toEqual([expect.stringContaining(en), expect.stringContaining(fr)]);
  });

  it.each<[number, number, string, string]>([
    [1, 0, '1 priority country is reached, and no other.', '1 pays prioritaire est atteint, et aucun autre.'],
    [
      2,
      0,
      '2 priority countries are reached, and no other.',
      '2 pays prioritaires sont atteints, et aucun autre.',
    ],
    [
      0,
      1,
      '1 country or territory is reached, and no priority country.',
      '1 pays ou territoire est atteint, et aucun pays prioritaire.',
    ],
    [
      0,
      2,
      '2 countries and territories are reached, and no priority country.',
      '2 pays et territoires sont atteints, et aucun pays prioritaire.',
    ],
    [
      1,
      1,
      '1 priority country and 1 other country or territory are reached, 2 in all.',
      '1 pays prioritaire et 1 autre pays ou territoire sont atteints, soit 2 en tout.',
    ],
    [
      2,
      2,
      '2 priority countries and 2 other countries and territories are reached, 4 in all.',
      '2 pays prioritaires et 2 autres pays et territoires sont atteints, soit 4 en tout.',
    ],
  ])('of %i priority countries and %i others says which are which', (priority, others, en, fr) => {
    const listed = ['GH', 'SN'].slice(0, priority).map((code) => ({ code, priority: true }));
    const countries = [...listed.map(({ code }) => code), ...['FR', 'RO'].slice(0, others)].map((code) => ({
      code,
      role: 'beneficiary',
    }));
    const listing = project.parse({ ...portfolio[1], countries: listed });
    expect(said('countriesReached', activitiesWith({ countries }), [listing])).toEqual([en, fr]);
  });

  it.each<[Span, string, string]>([
    [{}, 'In all, the', 'Au total, le'],
    [{ first: '2024-08' }, 'From August 2024 on, the', 'À partir d’août 2024, le'],
    [{ first: '2024-01' }, 'From January 2024 on, the', 'À partir de janvier 2024, le'],
    [{ first: '2024-04', last: '2024-04' }, 'In April 2024, the', 'En avril 2024, le'],
    [
      { first: '2024-01', last: '2024-04' },
      'From January 2024 to April 2024, the',
      'De janvier 2024 à avril 2024, le',
    ],
  ])('names the months %j', (span, en, fr) => {
    const texts = said('activities', [], sample, span);
    expect([texts?.[0]?.startsWith(en), texts?.[1]?.startsWith(fr)]).toEqual([true, true]);
  });
});

const version = (more: object) => ({ validFrom: '2014', start: '2014', source: 'made up', ...more });
const portfolios = fc
  .array(
    fc.record(
      {
        end: fc.constantFrom('2020-10', '2021-12', '2022-01', '2019'),
        budget: fc.nat(10 ** 10).map((amount) => ({ amount, currency: 'EUR' })),
        funding: fc.constantFrom(
          [{ funder: 'European Union', share: 100 }],
          [
            { funder: 'Council of Europe', share: 99.5 },
            { funder: 'Japan', share: 0.5 },
          ],
        ),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 4 },
  )
  .map((all) =>
    all.map((more, at) =>
      project.parse({ code: `P${at}`, names: { en: 'P', fr: 'P' }, versions: [version(more)] }),
    ),
  );

describe('the sentences of any figures', () => {
  const rules = new Map(definitionsBody().sentences.map((each) => [each.rule, each.words]));
  const words = definitionsBody().words.filter(({ rule }) => rule !== 'exact/1');

  it('say the same numbers in both languages, well set, by published rules and with the words these name', () => {
    fc.assert(
      fc.property(records, portfolios, (all, projects) => {
        const figures = figuresOf(all, projects);
        for (const { rule, figures: ids, text } of sentencesOf(figures, reported)) {
          expect(numbersOf('fr', text.fr)).toEqual(numbersOf('en', text.en));
          expect(typography(text.fr)).toEqual([]);
          expect(ids.filter((id) => !(id in figures))).toEqual([]);
          const used = (language: 'en' | 'fr') =>
            words.flatMap((each) =>
              new RegExp(`\\b${each.word[language]}\\b`, 'i').test(text[language]) ? [each.rule] : [],
            );
          expect(used('fr')).toEqual(used('en'));
          for (const word of used('en')) expect(rules.get(rule)).toContain(word);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('speak of a budget only as far as it is stated', () => {
    fc.assert(
      fc.property(portfolios, (projects) => {
        const figures = figuresOf([], projects);
        const text = sentencesOf(figures, reported).find(({ id }) => id === 'projectsOngoing')?.text.en ?? '';
        const silent = figures.budgetOngoing.projectsWithoutBudget.length;
        const ongoing = figures.projectsOngoing.value;
        expect(text.includes('with no stated budget')).toBe(ongoing > 0 && silent === ongoing);
        expect(text.includes(`not counting ${silent} that`)).toBe(silent > 0 && silent < ongoing);
      }),
    );
  });

  it('give external funding as a floor where some funding is not stated', () => {
    fc.assert(
      fc.property(portfolios, (projects) => {
        const figures = figuresOf([], projects);
        const text = sentencesOf(figures, reported).find(({ id }) => id === 'externalFunding')?.text.en;
        const { unstated, external } = figures.fundingShares;
        if (unstated.amount === 0) expect(text ?? '').not.toContain('at least');
        else if (text === undefined) expect(external.amount * 100).toBeLessThan(figures.budgetOngoing.value);
        else
          expect(text).toContain(
            `at least ${Math.floor((external.amount * 100) / figures.budgetOngoing.value)}%`,
          );
      }),
    );
  });
});
