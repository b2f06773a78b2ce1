/** One seeded stream of numbers: everything a schedule leaves to chance is drawn from it, in order. */
export type Random = {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number at least 0 and less than `limit`. */
  below(limit: number): number;
  chance(of: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
};

/** The stream of a seed (a whole number): sfc32, its state filled by splitmix32. */
export function randomFrom(seed: number): Random {
  let [mixed, a, b, c, count] = [seed | 0, 0, 0, 0, 1];
  const mix = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let part = mixed ^ (mixed >>> 16);
    part = Math.imul(part, 0x21f0aaad);
    part ^= part >>> 15;
    part = Math.imul(part, 0x735a2d97);
    return part ^ (part >>> 15);
  };
  [a, b, c] = [mix(), mix() ^ Math.floor(seed / 2 ** 32), mix()];
  const next = () => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (of) => next() < of,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new Error('there is nothing to pick from');
      return items[below(items.length)] as Item;
    },
  };
}
