import { folded } from './likeness.ts';

/** An amount in whole cents, or why the text is not read as one. */
export type PrintedMoney =
  | { kind: 'money'; amount: number; currency: 'EUR' }
  | { kind: 'refused'; why: 'unreadable' | 'no_currency' | 'parts_of_cents' | 'too_large' };

const scales: Record<string, number> = {
  million: 6,
  m: 6,
  mio: 6,
  milliard: 9,
  billion: 9,
  thousand: 3,
  k: 3,
};
const currency = /€|\b(?:eur|euros?)\b/g;
const scaled =
  /^(?<number>[\d., ]*\d) ?(?<scale>millions?|mio|milliards?|billions?|thousand|m|k)?(?: d'| de)?$/;

/**
 * Reads an amount in euros as documents in English and French print it: "EUR 4, 945, 000", "18,9 millions d'euros",
 * "EUR 4 millions d'euros". A comma, point or space that parts three digits is a separator of thousands; before a
 * million, or one or two digits at the end, a comma or point is the decimal one. Nothing is rounded.
 */
export function readPrintedMoney(text: string): PrintedMoney {
  const refused = (why: Extract<PrintedMoney, { kind: 'refused' }>['why']): PrintedMoney => ({
    kind: 'refused',
    why,
  });
  const plain = folded(text.slice(0, 200));
  const amount = plain.replace(currency, ' ').replace(/ +/g, ' ').trim();
  const { number, scale } = scaled.exec(amount)?.groups ?? {};
  const parts = number === undefined ? undefined : partsOf(number, scale !== undefined);
  if (parts === undefined) return refused('unreadable');
  if (plain.search(currency) < 0) return refused('no_currency');
  const power = scales[scale?.replace(/s$/, '') ?? ''] ?? 0;
  const cents = shifted(parts, power + 2);
  if (cents === undefined) return refused('parts_of_cents');
  return Number(cents) > 100_000_000_000_00
    ? refused('too_large')
    : { kind: 'money', amount: Number(cents), currency: 'EUR' };
}

type Parts = { whole: string; decimals: string };

/** The digits before and after the decimal sign; undefined where the signs between the digits make no number. */
function partsOf(number: string, isScaled: boolean): Parts | undefined {
  const tight = number.replace(/ ?([.,]) ?/g, '$1');
  const decimal = isScaled ? /^(\d+)[.,](\d+)$/.exec(tight) : /^(.*\d)[.,](\d{1,2})$/.exec(tight);
  const [whole = '', decimals = ''] = decimal === null ? [tight, ''] : decimal.slice(1);
  const sign = /\D/.exec(whole)?.[0];
  if (sign === undefined) return { whole, decimals };
  const isGrouped = /^\d{1,3}(?:(?<sign>[., ])\d{3})(?:\k<sign>\d{3})*$/.test(whole);
  const isClear = decimals === '' || tight[whole.length] !== sign;
  return isGrouped && isClear ? { whole: whole.replace(/\D/g, ''), decimals } : undefined;
}

/** A number times a power of ten, in digits; undefined if that leaves decimals. */
const shifted = ({ whole, decimals }: Parts, power: number): bigint | undefined =>
  /[1-9]/.test(decimals.slice(power))
    ? undefined
    : BigInt(whole + decimals.slice(0, power).padEnd(power, '0'));
