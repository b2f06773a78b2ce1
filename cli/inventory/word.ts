import { bare, folded, nearest } from '../../shared/checks/printed/likeness.ts';
import { modes, statuses, themes, types } from '../../shared/words/activity.ts';
import table from './words.json' with { type: 'json' };

/** The fields that take one of a list of words. */
export type Vocabulary = keyof typeof table;

const codes: Record<Vocabulary, readonly string[]> = {
  status: statuses,
  mode: modes,
  type: types,
  themes,
  languages: Object.keys(table.languages),
  visibility: ['public', 'restricted'],
};

const wordsOf = (vocabulary: Vocabulary): [word: string, code: string][] => [
  ...codes[vocabulary].map((code): [string, string] => [code, code]),
  ...Object.entries<string[]>(table[vocabulary]).flatMap(([code, words]) =>
    words.map((word): [string, string] => [word, code]),
  ),
];

const vocabularies = Object.keys(table) as Vocabulary[];
const byWord = Object.fromEntries(vocabularies.map((each) => [each, wordsOf(each)])) as Record<
  Vocabulary,
  [word: string, code: string][]
>;

const stems = Object.fromEntries(
  vocabularies.map((each) => [each, byWord[each].map(([word, code]) => [bare(word), code] as const)]),
) as Record<Vocabulary, (readonly [word: string, code: string])[]>;

/**
 * The code of a word of a vocabulary in English or French, whatever its case, accents and signs. Otherwise the
 * codes that may be meant.
 */
export function readWord(vocabulary: Vocabulary, text: string): { code: string } | { candidates: string[] } {
  const known = byWord[vocabulary].find(([word]) => bare(word) === bare(text));
  if (known !== undefined) return { code: known[1] };
  const within = wordsWithin(text, byWord[vocabulary]);
  const near = within.length > 0 ? within : nearest(bare(text), stems[vocabulary]);
  return { candidates: [...new Set(near)].slice(0, 3) };
}

/** A text and a word as they are compared word by word. */
const plain = (text: string): string =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The codes of the words that stand in a text, the longest first: "training" is none of "training of trainers". */
function wordsWithin(text: string, words: readonly (readonly [word: string, code: string])[]): string[] {
  let rest = ` ${plain(text)} `;
  const found = new Set<string>();
  for (const [word, code] of words.toSorted(([one], [other]) => other.length - one.length)) {
    if (!rest.includes(` ${plain(word)} `)) continue;
    rest = rest.replaceAll(` ${plain(word)} `, '  ');
    found.add(code);
  }
  return [...found];
}

/** Words that say too little when they stand in a title. */
const vague = new Set(
  'participation|mission|study|etude|course|cours|stage|exercise|exercice|convention|assessment|evaluation|advisory|resource|plenary|simulation|tot|forum|drafting|other|autre|divers|rencontre|t cy|participation in'.split(
    '|',
  ),
);

/**
 * The type of activity that a title names, if it names just one: the longest words first, so that "training of
 * trainers" is no training, nor "2nd meeting of the Steering Committee" a meeting.
 */
export function typeInTitle(title: string): string | undefined {
  const found = new Set(
    wordsWithin(
      title,
      byWord.type.filter(([word]) => !vague.has(plain(word))),
    ),
  );
  if (found.size > 1) found.delete('meeting');
  const [code] = found;
  return found.size === 1 ? code : undefined;
}
