import { dayInWords, grouped, inWords, withNoun } from '../words/in-words.ts';
import type { Names } from '../words/text.ts';
import definitions from './definitions.json' with { type: 'json' };
import { millionEuros } from './rounding.ts';

/** What a revision of a closed period changed, and why: numbers of changes, ranges of them, or a cause by its name. */
export type Revised = {
  revision: string;
  day: string;
  because: readonly (number | readonly [number, number] | 'portfolio' | 'release' | 'anew')[];
  differences: { figures: readonly { id: string; before: unknown; after: unknown }[]; rows: number };
};

/** A revision in a sentence: its number and day, each headline figure that is another, how many rows are, and the cause. */
export function revisionInWords({ revision, day, because, differences }: Revised): Names {
  const on = dayInWords(day);
  const rows = withNoun(differences.rows, {
    en: ['row of breakdowns', 'rows of breakdowns'],
    fr: ['ligne de répartition', 'lignes de répartition', 'une'],
  });
  const parts = [...differences.figures.map(difference), ...(differences.rows === 0 ? [] : [rows])];
  const cause = inWords(because.length > mostCauses ? [hull(because)] : because.map(causeInWords));
  return {
    en: `Revision ${revision} of ${on.en}: ${parts.map(({ en }) => en).join('; ')}. Cause: ${cause.en}.`,
    fr: `Révision ${revision} du ${on.fr}\u00A0: ${parts.map(({ fr }) => fr).join('\u00A0; ')}. Cause\u00A0: ${cause.fr}.`,
  };
}

/** How many causes are listed one by one. */
const mostCauses = 6;

function difference({ id, before, after }: Revised['differences']['figures'][number]): Names {
  const { title, unit } = definitions[id as keyof typeof definitions] ?? unknown(id);
  const [was, is] = [inUnit(before, unit.en), inUnit(after, unit.en)];
  if (was === undefined || is === undefined)
    return { en: `${title.en}: another list`, fr: `${title.fr}\u00A0: une autre liste` };
  return {
    en: `${title.en}: ${is.en} instead of ${was.en}`,
    fr: `${title.fr}\u00A0: ${is.fr} au lieu de ${was.fr}`,
  };
}

/** What a figure is called that another release of the register has published. */
const unknown = (id: string) => ({ title: { en: id, fr: id }, unit: { en: '', fr: '' } });

/** A value as it is read; undefined of one that is a list. */
function inUnit(value: unknown, unit: string): Names | undefined {
  if (value === null) return { en: 'no value', fr: 'aucune valeur' };
  if (typeof value !== 'number') return undefined;
  if (unit === 'euro cents') return millionEuros(value);
  if (unit === 'per cent') return { en: `${value}%`, fr: `${String(value).replace('.', ',')}\u00A0%` };
  return grouped(value);
}

type Cause = Revised['because'][number];

function causeInWords(cause: Cause): Names {
  if (typeof cause === 'number') return { en: `change ${cause}`, fr: `le changement ${cause}` };
  if (typeof cause === 'string') return otherCauses[cause];
  return { en: `changes ${cause[0]} to ${cause[1]}`, fr: `les changements ${cause[0]} à ${cause[1]}` };
}

const otherCauses = {
  portfolio: { en: 'the portfolio', fr: 'le portefeuille' },
  release: { en: 'the rules of another release', fr: 'les règles d’une autre version' },
  anew: { en: 'the loss of what was published', fr: 'la perte de ce qui était publié' },
};

/** Many causes: how many changes, from which to which, and what else. */
function hull(because: readonly Cause[]): Names {
  const ranges = because.flatMap((cause) =>
    typeof cause === 'string' ? [] : [typeof cause === 'number' ? [cause, cause] : cause],
  ) as [number, number][];
  const others = because.filter((cause) => typeof cause === 'string').map(causeInWords);
  const number = grouped(ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0));
  const [first, last] = [ranges[0]?.[0], ranges.at(-1)?.[1]];
  return inWords([
    {
      en: `${number.en} of the changes from ${first} to ${last}`,
      fr: `${number.fr} des changements ${first} à ${last}`,
    },
    ...others,
  ]);
}
