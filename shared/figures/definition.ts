import definitions from './definitions.json' with { type: 'json' };
import wording from './wording.json' with { type: 'json' };

/** The rules of figures, of what stands beside them, of words, sentences and days: definitions.json, unstamped. */
export const definitionsBody = () => ({
  rules: Object.entries(definitions).map(([figure, { en, fr, ...rule }]) => ({
    rule: `${figure}/1`,
    figure,
    ...rule,
    definition: { en, fr },
  })),
  words: Object.entries(wording.words).map(([word, text]) => ({ rule: `${word}/1`, ...text })),
  notes: Object.entries(wording.notes).map(([field, definition]) => ({
    rule: `${field}/1`,
    field,
    definition,
  })),
  sentences: Object.entries(wording.sentences).map(([sentence, { words, definition }]) => ({
    rule: `sentence-${sentence}/1`,
    sentence,
    words: words.map((word) => `${word}/1`),
    definition,
  })),
  days: Object.entries(wording.days).map(([day, definition]) => ({ day, definition })),
});
