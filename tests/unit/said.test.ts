import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, type ProblemName } from '../../shared/checks/problem.ts';
import {
  answerLanguages,
  inLanguage,
  isPlainSentence,
  recognized,
  type Sentence,
} from '../../shared/words/bilingual.ts';
import french from '../../shared/words/french.json' with { type: 'json' };

const sentences = Object.keys(french) as Sentence[];
const namesIn = (text: string) => [...text.matchAll(/%\{(\w+)\}/g)].map(([, name = '']) => name).sort();

/** A sentence with a value for each of its names. */
const filled = (value: fc.Arbitrary<string | number>) =>
  fc
    .constantFrom(...sentences)
    .chain((say) =>
      fc
        .record(Object.fromEntries(namesIn(say).map((name) => [name, value])))
        .map((params) => ({ say, with: params as Record<string, string | number> })),
    );

describe('the catalogue of sentences', () => {
  it.each(sentences)('has "%s" in French, with the same that varies, and not in English', (say) => {
    expect(namesIn(french[say])).toEqual(namesIn(say));
    expect(french[say]).not.toBe(say);
    expect(french[say].trim()).toBe(french[say]);
  });

  it('has French with apostrophes and blanks as French wants them', () => {
    const prose = Object.values(french).map((text) =>
      text.replace(/"[^"]*"|\bcontent-type: \S+|: Bearer/g, ''),
    );
    expect(prose.filter((text) => /\w'\w/.test(text))).toEqual([]);
    expect(
      prose.filter((text) => /[^\u00a0][;!?]|[^\u00a0]: /.test(text.replace(/_ ~ : \+|\{.*\}/, ''))),
    ).toEqual([]);
  });
});

describe('a sentence', () => {
  it('is said in every language with the same values, whatever they are', () => {
    fc.assert(
      fc.property(filled(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())), (each) => {
        for (const language of answerLanguages)
          for (const value of Object.values(each.with))
            expect(inLanguage(each, language)).toContain(String(value));
      }),
    );
  });

  it('is found again in its English', () => {
    fc.assert(
      fc.property(filled(fc.oneof(fc.stringMatching(/^[A-Za-z-]{1,12}$/), fc.nat())), (each) => {
        const found = recognized(inLanguage(each, 'en'));
        expect(found === undefined ? undefined : inLanguage(found, 'fr')).toBe(inLanguage(each, 'fr'));
      }),
      { numRuns: 500 },
    );
  });

  it('is found within another', () => {
    const text = 'The body cannot be taken as it is: it has more than 32 levels (line 1, column 9).';
    expect(inLanguage(recognized(text) ?? { say: 'is required', with: {} }, 'fr')).toBe(
      'Le corps ne peut être pris tel quel\u00a0: il compte plus de 32 niveaux (ligne 1, colonne 9).',
    );
  });

  it('that is none is not found', () => {
    expect(recognized('This is no sentence of the catalogue.')).toBeUndefined();
    expect(recognized('x'.repeat(1_000_000))).toBeUndefined();
  });

  it('that the catalogue no longer has is said as it was noted', () => {
    expect(inLanguage({ say: 'an old one of %{n}' as Sentence, with: { n: 1 } }, 'fr')).toBe(
      'an old one of 1',
    );
  });

  it.each([
    [['GB'], '; write "GB"', '\u00a0; écrivez "GB"'],
    [['NE', 'NG', 'NI'], '; perhaps "NE", "NG" or "NI"', '\u00a0; peut-être "NE", "NG" ou "NI"'],
    [[{ en: 'a' }], '; write {"en":"a"}', '\u00a0; écrivez {"en":"a"}'],
    [['x'.repeat(1000)], '', ''],
  ])('advises to write %j', (instead, english, inFrench) => {
    const each = { say: 'is required' as const, with: {}, instead };
    expect(inLanguage(each, 'en')).toBe(`is required${english}`);
    expect(inLanguage(each, 'fr')).toBe(`est obligatoire${inFrench}`);
  });
});

const sources = ['shared', 'functions', 'infra', 'local'].flatMap((folder) =>
  readdirSync(new URL(`../../${folder}/`, import.meta.url), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.ts') && !/(?:^|\/)openapi/.test(name))
    .map((name) => readFileSync(new URL(`../../${folder}/${name}`, import.meta.url), 'utf-8')),
);

/** Every sentence with which the code refuses, with a word where something varies. */
const refusals = sources.flatMap((text) =>
  [
    ...text.matchAll(
      /(?:\bnew Refused|\bproblemOf)\(\s*'[a-z-]+',\s*(?:'(?<plain>[^'\n]+)'|`(?<template>[^`]+)`|(?<other>[^,)]+))/g,
    ),
    ...text.matchAll(/\b(?:refusal|unsupported)\(\s*(?:'(?<plain>[^'\n]+)'|`(?<template>[^`]+)`)/g),
    ...text.matchAll(/\brefusal\(text, at, (?:'(?<plain>[^'\n]+)'|`(?<template>[^`]+)`)/g),
  ].map(({ groups = {} }) => ({
    sentence: groups.plain ?? groups.template?.replaceAll(/\$\{[^}]*\}/g, 'a') ?? '',
    other: groups.other,
  })),
);

describe('what the code refuses with', () => {
  const said = refusals.filter(({ other }) => other === undefined).map(({ sentence }) => sentence);

  it('is found in the code', () => {
    expect(said.length).toBeGreaterThan(20);
    expect(new Set(refusals.flatMap(({ other }) => other ?? []))).toEqual(
      new Set(['asking.refusal', 'detail']),
    );
  });

  it.each(said)('"%s" is in the catalogue', (sentence) => {
    expect(recognized(sentence)).toBeDefined();
  });

  it.each(Object.keys(catalogue) as ProblemName[])('as %s has its title in the catalogue', (name) => {
    expect(isPlainSentence(catalogue[name].title)).toBe(true);
  });

  it('leaves no sentence in the catalogue that is never said', () => {
    const all = sources.join('\n').replaceAll(/\$\{[^}]*\}/g, '%{}');
    const unsaid = sentences.filter((say) => {
      const plain = say.replaceAll(/%\{\w+\}/g, '%{}');
      return !all.includes(say) && !all.includes(plain);
    });
    expect(unsaid).toEqual([]);
  });
});
