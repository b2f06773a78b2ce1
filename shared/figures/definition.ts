import * as z from 'zod';
import { shownText } from '../words/text.ts';
import figures from './definitions.json' with { type: 'json' };
import wording from './wording.json' with { type: 'json' };

export type FigureName = keyof typeof figures;
type Word = keyof typeof wording.words;
export type SentenceName = keyof typeof wording.sentences;

/** The rule that a figure follows: what it is, and which version of its definition. One that changes gets a new name. */
export const ruleOf = <Name extends FigureName>(figure: Name): `${Name}/${number}` =>
  `${figure}/${figures[figure].version}`;

/** What to call a figure, in English. */
export const titleOf = (figure: FigureName): string => figures[figure].title.en;

/** The rule that a sentence follows. */
export const sentenceRule = (sentence: SentenceName): string =>
  `sentence-${sentence}/${wording.sentences[sentence].version}`;

/** The sentences there are, in the order in which they are published. */
export const sentenceNames = Object.keys(wording.sentences) as SentenceName[];

const wordRule = (word: Word): string => `${word}/${wording.words[word].version}`;

const rule = z.string().meta({ description: 'The name of the rule.' });
const definition = shownText.meta({ description: 'The definition.' });

/** The rules of figures, of what stands beside them, of words, sentences and days. */
export const definitions = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        rule,
        figure: z.string().meta({ description: 'The id of the figure.' }),
        title: shownText.meta({ description: 'What to call it.' }),
        additive: z.union([z.boolean(), z.record(z.string(), z.boolean())]).meta({
          description:
            'As the figure bears it: whether values of disjoint sets of activities, or the rows of a breakdown, add up to that of them all.',
        }),
        unit: shownText.meta({ description: 'What the value counts or is measured in.' }),
        definition,
        includes: z.array(shownText).meta({ description: 'What is counted that might be doubted.' }),
        excludes: z.array(shownText).meta({ description: 'What is not counted.' }),
        columns: z
          .record(z.string(), shownText)
          .meta({ description: 'What each column of the breakdown says.' })
          .optional(),
      }),
    )
    .meta({ description: 'The rule of every figure.' }),
  words: z
    .array(z.strictObject({ rule, word: shownText.meta({ description: 'The word.' }), definition }))
    .meta({ description: 'The words that stand before rounded numbers, and when.' }),
  notes: z
    .array(
      z.strictObject({
        rule,
        field: z.string().meta({ description: 'The name of the field.' }),
        definition,
      }),
    )
    .meta({ description: 'What else stands beside figures, and when.' }),
  sentences: z
    .array(
      z.strictObject({
        rule,
        sentence: z.string().meta({ description: 'The id of the sentence.' }),
        words: z.array(z.string()).meta({ description: 'The rules of the words it may use.' }),
        definition,
      }),
    )
    .meta({ description: 'What each sentence says, and when it is left out.' }),
  days: z
    .array(
      z.strictObject({
        day: z.string().meta({ description: 'The name of the field that has the day.' }),
        definition,
      }),
    )
    .meta({ description: 'The rules by which the days are chosen that figures name.' }),
});

/** What definitions.json holds, unstamped. */
export const definitionsBody = (): z.infer<typeof definitions> => ({
  rules: named(figures).map(([figure, { version: _version, en, fr, ...rule }]) => ({
    rule: ruleOf(figure),
    figure,
    ...rule,
    definition: { en, fr },
  })),
  words: named(wording.words).map(([word, { version: _version, ...text }]) => ({
    rule: wordRule(word),
    ...text,
  })),
  notes: named(wording.notes).map(([field, definition]) => ({ rule: `${field}/1`, field, definition })),
  sentences: named(wording.sentences).map(([sentence, { words, definition }]) => ({
    rule: sentenceRule(sentence),
    sentence,
    words: (words as Word[]).map(wordRule),
    definition,
  })),
  days: named(wording.days).map(([day, definition]) => ({ day, definition })),
});

/** The entries of what is named, with their names. */
const named = <Named extends object>(all: Named) =>
  Object.entries(all) as [keyof Named & string, Named[keyof Named]][];
