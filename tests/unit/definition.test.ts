import { describe, expect, it } from 'vitest';
import { documentSchemas } from '../../shared/feed/documents.ts';
import { definitionsBody } from '../../shared/figures/definition.ts';
import { numbersOf, typography } from './words.ts';

const stamp = { snapshot: 1, generatedAt: '2026-11-20T12:00:00Z', dataAsOf: '2026-11-20T12:00:00Z' };
const { rules, words, sentences, days } = documentSchemas.definitions.parse({
  ...stamp,
  ...definitionsBody(),
});

describe('the published definitions', () => {
  it('keep their schema, with nothing left out', () => {
    expect(documentSchemas.definitions.parse({ ...stamp, ...definitionsBody() })).toEqual({
      ...stamp,
      ...definitionsBody(),
    });
  });

  it.each(rules)('of $figure say in both languages what counts, what does not, and in what unit', (rule) => {
    expect(rule.rule).toMatch(new RegExp(`^${rule.figure}/[1-9]$`));
    expect(rule.includes.length).toBeGreaterThan(0);
    expect(rule.excludes.length).toBeGreaterThan(0);
    const texts = [
      rule.definition,
      rule.title,
      rule.unit,
      ...rule.includes,
      ...rule.excludes,
      ...Object.values(rule.columns ?? {}),
    ];
    for (const { en, fr } of texts) {
      expect(en).toMatch(/\S/);
      expect(fr).toMatch(/\S/);
      expect(typography(fr), fr).toEqual([]);
      expect(numbersOf('fr', fr)).toEqual(numbersOf('en', en));
    }
    for (const { en, fr } of [rule.definition, ...rule.includes, ...rule.excludes])
      for (const text of [en, fr]) expect(text).toMatch(/[.)]$/);
  });

  it('label both columns of the activities by project, and say of each whether it adds up', () => {
    const byProject = rules.find(({ figure }) => figure === 'byProject');
    expect(byProject?.additive).toEqual({ whole: false, shared: true });
    expect(Object.keys(byProject?.columns ?? {})).toEqual(['whole', 'shared']);
  });

  it('mark every figure of countries as not additive', () => {
    const countries = rules.filter(({ figure }) => /countr/i.test(figure));
    expect(countries).not.toEqual([]);
    expect(countries.filter(({ additive }) => additive !== false)).toEqual([]);
  });

  it('are held to French typography by a check that finds what is not', () => {
    const wrong = ['ceci ; cela', '5 %', '« mot »', 'l\u0027activité', 'de avril', '1 000 euros', 'fin .'];
    expect(wrong.filter((text) => typography(text).length === 0)).toEqual([]);
    expect(typography('Ceci\u00A0; « mot\u00A0» d’avril, 1\u202F000 euros'.replace('« ', '«\u00A0'))).toEqual(
      [],
    );
  });

  it('name a rule once', () => {
    const all = [...rules, ...words, ...sentences].map(({ rule }) => rule);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([...words, ...sentences, ...days])(
    'say when a word or a sentence is used, and how a day is chosen: $definition.en',
    ({ definition }) => {
      expect(definition.en).toMatch(/\S\.$/);
      expect(definition.fr).toMatch(/\S\.$/);
      expect(typography(definition.fr)).toEqual([]);
    },
  );

  it('say how the days are chosen on which the portfolio is read', () => {
    expect(days.map(({ day }) => day)).toEqual(['since', 'on', 'from', 'to']);
  });

  it('of sentences name words that are defined', () => {
    const known = words.map(({ rule }) => rule);
    expect(sentences.flatMap((sentence) => sentence.words).filter((word) => !known.includes(word))).toEqual(
      [],
    );
  });
});
