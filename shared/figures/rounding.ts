/** numerator / denominator, both whole and not negative, rounded half up; exact at any size. */
export const halfUp = (numerator: bigint | number, denominator: bigint | number): number =>
  Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));

/** A part of a whole in per cent with two decimals, half up: (2, 3) gives 66.67. */
export const percent = (part: bigint | number, whole: bigint | number): number =>
  halfUp(BigInt(part) * 10_000n, whole) / 100;

/**
 * Parts of a whole as so many whole pieces that add up to all of them: each gets those it has in full, and those that
 * are left go to the largest remainders, of equal ones to the first (the method of the largest remainder). `parts` add
 * up to more than nothing.
 */
export function apportioned(parts: readonly bigint[], pieces: bigint): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  const full = parts.map((part) => (part * pieces) / whole);
  const left = Number(pieces - full.reduce((sum, part) => sum + part, 0n));
  const remainders = parts.map((part, at) => ({ at, remainder: (part * pieces) % whole }));
  remainders.sort((one, other) =>
    one.remainder === other.remainder ? 0 : one.remainder < other.remainder ? 1 : -1,
  );
  const more = new Set(remainders.slice(0, left).map(({ at }) => at));
  return full.map((part, at) => Number(part) + (more.has(at) ? 1 : 0));
}

/** Cents as millions with two decimals, half up: 494_500_000 gives 4.95. */
export const millions = (cents: number): number => halfUp(cents, 1_000_000) / 100;

/** Cents to be shown: 494_500_000 gives "4.95 million euros" and "4,95 millions d’euros". */
export function millionEuros(cents: number): { en: string; fr: string } {
  const shown = millions(cents).toFixed(2);
  const million = millions(cents) < 2 ? 'million' : 'millions';
  return { en: `${shown} million euros`, fr: `${shown.replace('.', ',')} ${million} d’euros` };
}

/** A fraction in its lowest terms: (55_440, 27_720) gives {numerator: 2, denominator: 1}. */
export function lowestTerms(
  numerator: number,
  denominator: number,
): { numerator: number; denominator: number } {
  let [a, b] = [numerator, denominator];
  while (b !== 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}
