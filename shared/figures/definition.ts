import definitions from './definitions.json' with { type: 'json' };
import wording from './wording.json' with { type: 'json' };

/** The rules of the figures, of the words before rounded numbers, of the sentences and of days: definitions.json, unstamped. */
export const definitionsBody = () => ({
  rules: Object.entries(definitions).map(([figure, { en, fr, ...rule }]) => ({
    rule: `${figure}/1`,
    figure,
    ...rule,
    definition: { en, fr },
  })),
  words: Object.entries(wording.words).map(([word, text]) => ({ rule: `${word}/1`, ...text })),
  sentences: Object.entries(wording.sentences).map(([sentence, { words, definition }]) => ({
    rule: `sentence-${sentence}/1`,
    sentence,
    words: words.map((word) => `${word}/1`),
    definition,
  })),
  days: Object.entries(wording.days).map(([day, definition]) => ({ day, definition })),
});
