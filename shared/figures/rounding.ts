/** numerator / denominator, both whole and not negative, rounded half up; exact at any size. */
export const halfUp = (numerator: bigint | number, denominator: bigint | number): number =>
  Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));

/** A part of a whole in per cent with two decimals, half up: (2, 3) gives 66.67. */
export const percent = (part: bigint | number, whole: bigint | number): number =>
  halfUp(BigInt(part) * 10_000n, whole) / 100;

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
