import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import portfolio from '../../cli/sample/projects-2020.json' with { type: 'json' };
import { definitionsBody } from '../../shared/figures/definition.ts';
import type { Span } from '../../shared/figures/figure.ts';
import { breakdownsOf, type Figures, headlineOf, sentencesOf } from '../../shared/figures/figures.ts';
import { merge, summaryOf } from '../../shared/figures/summary.ts';
import { type Project, project } from '../../shared/words/project.ts';
import type { PublicRecord } from '../../shared/words/public-record.ts';
import { anActivity, recordOf, records } from './made-activities.ts';
import { numbersOf, typography } from './words.ts';

const sample = z.array(project).parse(portfolio);
const reported: Span = { first: '2019-10', last: '2020-09', tense: 'past' };

function figuresOf(all: readonly PublicRecord[], projects: readonly Project[], to = '2020-09-30'): Figures {
  const ground = { merged: merge(all.map(summaryOf)), projects, from: '2019-10-01', to };
  return { ...headlineOf(ground), ...breakdownsOf(ground) };
}
const activitiesWith = (...changes: Record<string, unknown>[]): PublicRecord[] =>
  changes.map((change, at) => recordOf(anActivity({ reference: `A-${at}`, countries: [], ...change })));
const many = (number: number, change: Record<string, unknown> = {}) =>
  activitiesWith(...Array.from({ length: number }, () => change));
const forGhana = { countries: [{ code: 'GH', role: 'beneficiary' }] };
const forSenegal = { countries: [{ code: 'SN', role: 'beneficiary' }] };
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
      'D’octobre 2019 à septembre 2020, le registre recense environ 240 activités.',
    ]);
  });

  it('say that all 130 activities other than desk studies are online', () => {
    expect(said('onlineShare', [...many(130, { mode: 'online' })])).toEqual([
      'All 130 activities are listed as online.',
      'Les 130 activités sont toutes recensées comme activités en ligne.',
    ]);
  });

  it('say more than 38 million euros in six ongoing projects, and never 43', () => {
    expect(said('projectsOngoing', [])).toEqual([
      'On 30 September 2020, 6 projects were ongoing, with a combined budget of more than 38 million euros.',
      'Au 30 septembre 2020, 6 projets étaient en cours, pour un budget cumulé de plus de 38 millions d’euros.',
    ]);
  });

  it('say that more than 91 % of it is external funding', () => {
    expect(said('externalFunding', [])).toEqual([
      'External funding made up more than 91% of the stated budget of the projects ongoing on 30 September 2020.',
      'Le financement externe représentait plus de 91\u00A0% du budget déclaré des projets en cours au 30 septembre 2020.',
    ]);
  });

  it('name the three projects that the report says will end', () => {
    expect(said('endingNext', [])).toEqual([
      'Of the projects ongoing on 30 September 2020, 3 were to end by the end of December 2021, with a combined budget of more than 9.9 million euros: Cybercrime@Octopus (December 2020), EndOCSEA@Europe (June 2021) and CyberSouth (December 2021).',
      'Parmi les projets en cours au 30 septembre 2020, 3 devaient prendre fin d’ici fin décembre 2021, pour un budget cumulé de plus de 9,9 millions d’euros\u00A0: Cybercrime@Octopus (décembre 2020), EndOCSEA@Europe (juin 2021) et CyberSouth (décembre 2021).',
    ]);
  });
});

describe('a sentence', () => {
  it.each<[string, PublicRecord[], string | undefined, string | undefined]>([
    ['activities', [], 'counts no activity.', 'ne recense aucune activité.'],
    ['activities', many(1), 'counts one activity.', 'recense une activité.'],
    ['activities', many(2), 'counts 2 activities.', 'recense 2 activités.'],
    [
      'activities',
      [...many(2), ...many(1, { status: 'ongoing' }), ...many(16, { status: 'planned' })],
      'counts 19 activities: 3 completed or ongoing and 16 planned.',
      'recense 19 activités\u00A0: 3 achevées ou en cours et 16 prévues.',
    ],
    [
      'activities',
      [...many(1), ...many(1, { status: 'planned' })],
      'counts 2 activities: one completed or ongoing and one planned.',
      'recense 2 activités\u00A0: une achevée ou en cours et une prévue.',
    ],
    [
      'activities',
      many(2, { status: 'planned' }),
      'counts 2 activities, all planned.',
      'recense 2 activités, toutes prévues.',
    ],
    ['activities', many(1, { status: 'planned' }), 'one activity, planned.', 'une activité, prévue.'],
    ['countriesReached', many(2, { status: 'planned' }), undefined, undefined],
    ['participants', many(2, { status: 'planned' }), undefined, undefined],
    ['units', many(2), undefined, undefined],
    ['units', many(1, { units: 2 }), 'It stands for 2 events.', 'Elle représente 2 événements.'],
    [
      'units',
      many(2, { units: 500 }),
      'They stand for 1,000 events.',
      'Elles représentent 1\u202F000 événements.',
    ],
    ['onlineShare', many(1, { mode: 'desk' }), undefined, undefined],
    ['onlineShare', many(1), 'activity is not listed as', 'activité n’est pas recensée comme'],
    ['onlineShare', many(1, { mode: 'online' }), 'activity is listed', 'activité est recensée comme'],
    [
      'onlineShare',
      [...many(1, { mode: 'online' }), ...many(1, { mode: 'desk' })],
      'The only activity other than desk studies is',
      'La seule activité autre qu’une étude documentaire est',
    ],
    ['onlineShare', many(2), 'None of the 2 activities is', 'Aucune des 2 activités n’est recensée'],
    [
      'onlineShare',
      [...many(1, { mode: 'online' }), ...many(2), ...many(1, { mode: 'desk' })],
      'Of the 3 activities other than desk studies, one is listed as online, or about 33%.',
      'Sur les 3 activités autres que les études documentaires, une est recensée comme activité en ligne, soit environ 33\u00A0%.',
    ],
    [
      'onlineShare',
      [...many(199, { mode: 'online' }), ...many(1)],
      '199 are listed as online.',
      '199 sont recensées comme activités en ligne.',
    ],
    ['countriesReached', [], undefined, undefined],
    [
      'countriesReached',
      many(1),
      'No country or territory is listed as taking part.',
      'Aucun pays ou territoire n’est recensé comme participant.',
    ],
    ['countriesSupported', [], undefined, undefined],
    [
      'countriesSupported',
      many(1),
      'No country or territory is listed as a beneficiary.',
      'Aucun pays ou territoire n’est recensé comme bénéficiaire.',
    ],
    [
      'countriesSupported',
      activitiesWith(forGhana),
      'One country or territory is listed as a beneficiary of the activity.',
      'Un pays ou territoire est recensé comme bénéficiaire de l’activité.',
    ],
    [
      'countriesSupported',
      activitiesWith({ ...forGhana, status: 'planned' }),
      'One country or territory is listed as a beneficiary of the planned activity.',
      'Un pays ou territoire est recensé comme bénéficiaire de l’activité prévue.',
    ],
    [
      'countriesSupported',
      many(2, { ...forGhana, status: 'planned' }),
      'One country or territory is listed as a beneficiary of the planned activities.',
      'Un pays ou territoire est recensé comme bénéficiaire des activités prévues.',
    ],
    [
      'countriesSupported',
      activitiesWith(forGhana, forSenegal),
      '2 countries and territories are listed as beneficiaries of the activities.',
      '2 pays et territoires sont recensés comme bénéficiaires des activités.',
    ],
    [
      'countriesSupported',
      activitiesWith(forGhana, { ...forSenegal, status: 'planned' }),
      '2 countries and territories are listed as beneficiaries of the activities, the planned one included.',
      '2 pays et territoires sont recensés comme bénéficiaires des activités, y compris de celle qui est prévue.',
    ],
    [
      'countriesSupported',
      [...activitiesWith(forGhana), ...many(2, { ...forSenegal, status: 'planned' })],
      '2 countries and territories are listed as beneficiaries of the activities, planned ones included.',
      '2 pays et territoires sont recensés comme bénéficiaires des activités, y compris de celles qui sont prévues.',
    ],
    ['groups', many(1), undefined, undefined],
    [
      'groups',
      many(2, { groups: ['CARICOM'] }),
      'One group of countries is named as such, its members being counted only where named themselves: Caribbean Community (2 activities).',
      'Un groupe de pays est nommé en tant que tel, ses membres n’étant comptés que s’ils sont nommés eux-mêmes\u00A0: Communauté des Caraïbes (2 activités).',
    ],
    [
      'groups',
      [...many(1, { groups: ['CARICOM'] }), ...many(2, { groups: ['ECOWAS', 'CARICOM'] })],
      '2 groups of countries are named as such, their members being counted only where named themselves: Caribbean Community (3 activities) and Economic',
      '2 groupes de pays sont nommés en tant que tels, leurs membres n’étant comptés que s’ils sont nommés eux-mêmes\u00A0: Communauté des Caraïbes (3 activités) et Communauté économique des États de l’Afrique de l’Ouest (2 activités).',
    ],
    ['groups', many(2, { groups: ['NEW_GROUP'] }), undefined, undefined],
    [
      'groups',
      many(2, { groups: ['CARICOM', 'NEW_GROUP'] }),
      '2 groups of countries are named as such, their members being counted only where named themselves: Caribbean Community (2 activities) and one the register has no name for.',
      '2 groupes de pays sont nommés en tant que tels, leurs membres n’étant comptés que s’ils sont nommés eux-mêmes\u00A0: Communauté des Caraïbes (2 activités) et un dont le registre ne connaît pas le nom.',
    ],
    ['participants', many(1), undefined, undefined],
    [
      'participants',
      many(1, { participants: { count: 0, qualifier: 'exact' } }),
      'No participant is recorded.',
      'Aucun participant n’est recensé.',
    ],
    [
      'participants',
      many(1, { participants: { count: 1, qualifier: 'at_least' } }),
      'At least one participant is recorded.',
      'Au moins un participant est recensé.',
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
    [
      1,
      0,
      'One priority country took part, and no other.',
      'Un pays prioritaire a participé, et aucun autre.',
    ],
    [
      2,
      0,
      '2 priority countries took part, and no other.',
      '2 pays prioritaires ont participé, et aucun autre.',
    ],
    [
      0,
      1,
      'One country or territory took part, not a priority country.',
      'Un pays ou territoire, non prioritaire, a participé.',
    ],
    [
      0,
      2,
      '2 countries and territories took part, none of them a priority country.',
      '2 pays et territoires ont participé, dont aucun pays prioritaire.',
    ],
    [
      1,
      1,
      '2 countries and territories took part, one of them a priority country.',
      '2 pays et territoires ont participé, dont un pays prioritaire.',
    ],
    [
      2,
      2,
      '4 countries and territories took part, 2 of them priority countries.',
      '4 pays et territoires ont participé, dont 2 pays prioritaires.',
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

  it.each<[Omit<Span, 'tense'>, string, string]>([
    [{}, 'In all, the', 'Au total, le'],
    [{ first: '2024-08' }, 'From August 2024 on, the', 'À partir d’août 2024, le'],
    [{ first: '2024-01' }, 'From January 2024 on, the', 'À partir de janvier 2024, le'],
    [{ first: '2024-04', last: '2024-04' }, 'In April 2024, the', 'En avril 2024, le'],
    [{ first: '2024-01', last: '2024-04' }, 'From January to April 2024, the', 'De janvier à avril 2024, le'],
    [
      { first: '2020-04', last: '2020-09' },
      'From April to September 2020, the',
      'D’avril à septembre 2020, le',
    ],
    [
      { first: '2019-08', last: '2020-04' },
      'From August 2019 to April 2020, the',
      'D’août 2019 à avril 2020, le',
    ],
    [{ first: '2023-01', last: '2023-12' }, 'In 2023, the', 'En 2023, le'],
    [
      { first: '2014-01', last: '2015-12' },
      'From January 2014 to December 2015, the',
      'De janvier 2014 à décembre 2015, le',
    ],
  ])('names the months %j', (span, en, fr) => {
    const texts = said('activities', [], sample, { ...span, tense: 'past' });
    expect([texts?.[0]?.startsWith(en), texts?.[1]?.startsWith(fr)]).toEqual([true, true]);
  });
});

describe('the sentences about projects', () => {
  const only = (...codes: string[]) => sample.filter(({ code }) => codes.includes(code));
  const texts = (tense: Span['tense'], projects = sample, to = '2020-09-30') =>
    sentencesOf(figuresOf([], projects, to), { ...reported, tense }).flatMap(({ id, text }) =>
      id === 'activities' ? [] : [text.en, text.fr],
    );
  const [octopus] = only('Cybercrime@Octopus').map(({ code }) => code);

  it('speak of a day that is over in the past', () => {
    expect(texts('past', only('Cybercrime@Octopus'))).toEqual([
      'On 30 September 2020, one project was ongoing, with a budget of 4 million euros.',
      'Au 30 septembre 2020, un projet était en cours, pour un budget de 4 millions d’euros.',
      expect.stringContaining('External funding made up '),
      expect.stringContaining('Le financement externe représentait '),
      `Of the projects ongoing on 30 September 2020, one was to end by the end of December 2021, with a budget of 4 million euros: ${octopus} (December 2020).`,
      `Parmi les projets en cours au 30 septembre 2020, un devait prendre fin d’ici fin décembre 2021, pour un budget de 4 millions d’euros\u00A0: ${octopus} (décembre 2020).`,
    ]);
  });

  it('name the day since which all is as it is, and do not say that it is today', () => {
    expect(texts('present', sample, '2020-09-01')).toEqual([
      'Since 1 September 2020, 6 projects have been ongoing, with a combined budget of more than 38 million euros.',
      'Depuis le 1er septembre 2020, 6 projets sont en cours, pour un budget cumulé de plus de 38 millions d’euros.',
      'Since 1 September 2020, external funding has made up more than 91% of the stated budget of the ongoing projects.',
      'Depuis le 1er septembre 2020, le financement externe représente plus de 91\u00A0% du budget déclaré des projets en cours.',
      expect.stringMatching(
        /^Of the ongoing projects \(unchanged since 1 September 2020\), 3 are to end by the end of December 2021, /,
      ),
      expect.stringMatching(
        /^Parmi les projets en cours \(liste inchangée depuis le 1er septembre 2020\), 3 doivent prendre fin d’ici fin décembre 2021, /,
      ),
    ]);
  });

  it('speak of a day that is not over in the future', () => {
    expect(texts('future', only('GLACY+'))).toEqual([
      expect.stringMatching(/^On 30 September 2020, one project will be ongoing, with a budget of /),
      expect.stringMatching(/^Au 30 septembre 2020, un projet sera en cours, pour un budget de /),
      expect.stringContaining('External funding will make up '),
      expect.stringContaining('Le financement externe représentera '),
      'Of the projects ongoing on 30 September 2020, none is to end by the end of December 2021.',
      'Parmi les projets en cours au 30 septembre 2020, aucun ne doit prendre fin d’ici fin décembre 2021.',
    ]);
  });

  it.each<[Span['tense'], string, string]>([
    ['past', 'On 30 September 2020, no project was ongoing.', 'aucun projet n’était en cours.'],
    ['present', 'Since 30 September 2020, no project has been ongoing.', 'aucun projet n’est en cours.'],
    ['future', 'On 30 September 2020, no project will be ongoing.', 'aucun projet ne sera en cours.'],
  ])('say in the %s that none is ongoing', (tense, en, fr) => {
    expect(texts(tense, only('iPROCEEDS'))).toEqual([en, expect.stringMatching(new RegExp(`${fr}$`))]);
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

const tenses = fc.constantFrom<Span['tense']>('past', 'present', 'future');

describe('the sentences of any figures', () => {
  const rules = new Map(definitionsBody().sentences.map((each) => [each.rule, each.words]));
  const words = definitionsBody().words.filter(({ rule }) => rule !== 'exact/1');

  it('say the same numbers in both languages, well set, by published rules and with the words these name', () => {
    fc.assert(
      fc.property(records, portfolios, tenses, (all, projects, tense) => {
        const figures = figuresOf(all, projects);
        for (const { rule, figures: ids, text } of sentencesOf(figures, { ...reported, tense })) {
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
        expect(text.includes(`not counting ${silent === 1 ? 'one' : silent} that`)).toBe(
          silent > 0 && silent < ongoing,
        );
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
