import { whenNeeded } from '../../words/when-needed.ts';
import { bare, nearest } from './likeness.ts';
import spellings from './term-spellings.json' with { type: 'json' };

/** The vocabularies whose terms have other spellings: those of an activity, and the names of its fields. */
export type Vocabulary = keyof typeof spellings;

/** What a printed term says: a term; or nothing sure, with the terms that may be meant, none where nothing is near. */
type PrintedTerm = { kind: 'one'; term: string } | { kind: 'refused'; candidates: string[] };

const read = whenNeeded(
  (): ReadonlyMap<string, ReadonlyMap<string, string[]>> =>
    new Map(
      Object.entries(spellings).map(([vocabulary, terms]) => {
        const byStem = new Map<string, string[]>();
        for (const [term, others] of Object.entries<string[]>(terms))
          for (const name of new Set(others.map(bare))) byStem.set(name, [...(byStem.get(name) ?? []), term]);
        for (const term of Object.keys(terms)) byStem.set(bare(term), [term]);
        return [vocabulary, byStem];
      }),
    ),
);

/**
 * Reads a term of a vocabulary as people write it in English or French: "Table-top exercise" and "exercice de
 * simulation" are simulation_exercise. What is none is refused with the nearest: "webiner" with webinar.
 */
export function readPrintedTerm(vocabulary: Vocabulary, text: string): PrintedTerm {
  const wanted = text.length > 200 ? '' : bare(text);
  const byStem = read().get(vocabulary) ?? new Map<string, string[]>();
  const terms = byStem.get(wanted) ?? [];
  const [term, ...others] = terms;
  if (term !== undefined && others.length === 0) return { kind: 'one', term };
  if (terms.length > 0 || wanted.length < 3) return { kind: 'refused', candidates: terms };
  const near = nearest(wanted, byStem).flat();
  return { kind: 'refused', candidates: [...new Set(near)].slice(0, 5) };
}
