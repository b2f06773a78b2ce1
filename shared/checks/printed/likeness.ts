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
  const far = most + 1;
  // A letter is two code units at most.
  if (Math.abs(one.length - other.length) > 2 * most) return far;
  const [from, to] = [lettersOf(one), lettersOf(other)];
  if (Math.abs(from.length - to.length) > most) return far;
  let [begin, fromEnd, toEnd] = [0, from.length, to.length];
  while (begin < fromEnd && begin < toEnd && from[begin] === to[begin]) begin += 1;
  while (fromEnd > begin && toEnd > begin && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd -= 1;
    toEnd -= 1;
  }
  const width = toEnd - begin;
  if (width === 0) return fromEnd - begin;
  // Of each row of the table only the cells that are at most `most` from its diagonal; the others are further anyway.
  let before: number[] = [];
  let above = Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = 1; row <= fromEnd - begin; row += 1) {
    const here = new Array<number>(width + 1).fill(far);
    if (row <= most) here[0] = row;
    let least = here[0] ?? far;
    for (let column = Math.max(1, row - most); column <= Math.min(width, row + most); column += 1) {
      const [letter, wanted] = [from[begin + row - 1], to[begin + column - 1]];
      let cheapest = Math.min(
        cost(above, column) + 1,
        cost(here, column - 1) + 1,
        cost(above, column - 1) + (letter === wanted ? 0 : 1),
      );
      if (row > 1 && column > 1 && letter === to[begin + column - 2] && from[begin + row - 2] === wanted)
        cheapest = Math.min(cheapest, cost(before, column - 2) + 1);
      here[column] = cheapest;
      least = Math.min(least, cheapest);
    }
    if (least > most) return far;
    [before, above] = [above, here];
  }
  return Math.min(cost(above, width), far);
}

/** The letters of a text by their places: the text itself, unless some are beyond the first 65,536 of Unicode. */
const lettersOf = (text: string): ArrayLike<string> => (/[\ud800-\udfff]/.test(text) ? [...text] : text);

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
