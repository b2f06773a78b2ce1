import organisations from '../../words/organisations.json' with { type: 'json' };
import { whenNeeded } from '../../words/when-needed.ts';
import { bare } from './likeness.ts';

const known = whenNeeded(() => new Map(organisations.map((name) => [bare(name), name])));

/**
 * How the organisation is written that a name means, where that differs from the name in nothing but capitals, accents,
 * blanks and marks; undefined for a name that is so written, and for one that the register does not know.
 */
export function otherSpelling(name: string): string | undefined {
  const spelling = known().get(bare(name));
  return spelling === name ? undefined : spelling;
}
