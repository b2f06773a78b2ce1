import definitions from './definitions.json' with { type: 'json' };
import wording from './wording.json' with { type: 'json' };

export type FigureName = keyof typeof definitions;
type Word = keyof typeof wording.words;
export type SentenceName = keyof typeof wording.sentences;

/** The rule that a figure follows: what it is, and which version of its definition. One that changes gets a new name. */
export const ruleOf = <Name extends FigureName>(figure: Name): `${Name}/${number}` =>
  `${figure}/${definitions[figure].version}`;

/** The rule that a sentence follows. */
export const sentenceRule = (sentence: SentenceName): string =>
  `sentence-${sentence}/${wording.sentences[sentence].version}`;

/** The sentences there are, in the order in which they are published. */
export const sentenceNames = Object.keys(wording.sentences) as SentenceName[];

const wordRule = (word: Word): string => `${word}/${wording.words[word].version}`;

/** The rules of figures, of what stands beside them, of words, sentences and days: definitions.json, unstamped. */
export const definitionsBody = () => ({
  rules: named(definitions).map(([figure, { version: _version, en, fr, ...rule }]) => ({
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
