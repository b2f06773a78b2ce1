/** A text as it is compared: lower case, without accents, typographic quotes, dashes or blanks made plain. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’‘ʼ`´]/g, "'")
    .replace(/[“”«»„]/g, '"')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

/** A text without the marks that lead to footnotes: "Kosovo*", "25¹", "12 May [3]". Superscript letters stay: "1ᵉʳ". */
export const unmarked = (text: string): string =>
  text.replace(/[¹²³⁰⁴-⁹*†‡§]+|\s?\[\d{1,2}\]|<sup>\d{1,2}<\/sup>|<\/?sup>/g, '');

/** A folded text with nothing but its letters, its digits and "+": what tells one name from another. */
export const bare = (text: string): string => folded(text).replace(/[^\p{L}\p{N}+]/gu, '');

/**
 * How many letters must be inserted, left out, replaced or swapped with their neighbour to make one text of the
 * other (Damerau-Levenshtein, optimal string alignment); `most` + 1 as soon as it is more than `most`.
 */
export function distance(one: string, other: string, most: number): number {
  const [from, to] = [[...one], [...other]];
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let above = to.map((_, at) => at).concat(to.length);
  for (const [row, letter] of from.entries()) {
    const here = [row + 1];
    for (const [column, wanted] of to.entries()) {
      const swapped = row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === wanted;
      here.push(
        Math.min(
          cost(above, column + 1) + 1,
          cost(here, column) + 1,
          cost(above, column) + (letter === wanted ? 0 : 1),
          swapped ? cost(before, column - 1) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...here) > most) return most + 1;
    [before, above] = [above, here];
  }
  return Math.min(cost(above, to.length), most + 1);
}

const cost = (row: readonly number[], at: number): number => row[at] ?? Number.POSITIVE_INFINITY;

/** The longest text that is compared by its letters. */
const longest = 120;

/**
 * Of the things that have names, those whose name is nearest to the text, both as {@link bare} leaves them; none if
 * all are too far (more than a letter in four is wrong, or more than three). Several if several are equally near:
 * nobody knows which is meant.
 */
export function nearest<Thing>(
  text: string,
  named: Iterable<readonly [name: string, thing: Thing]>,
): Thing[] {
  if (text.length > longest) return [];
  let [least, found] = [Math.min(3, Math.ceil(text.length / 4)), new Set<Thing>()];
  for (const [name, thing] of named) {
    const far = distance(text, name, least);
    if (far < least) [least, found] = [far, new Set([thing])];
    else if (far === least) found.add(thing);
  }
  return [...found];
}
