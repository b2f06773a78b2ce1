import type { Names } from './text.ts';

// The rules of these words are published: wording.json, "words".

/** A noun for one and for several, and the French word for one of them: ["activité", "activités", "une"]. */
export type Noun = {
  en: readonly [one: string, many: string];
  fr: readonly [one: string, many: string, article: 'un' | 'une'];
};

export const activity: Noun = { en: ['activity', 'activities'], fr: ['activité', 'activités', 'une'] };

/** A text as it begins a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const each = (en: string, fr: string): Names => ({ en, fr });
const more = ({ en, fr }: Names): Names => each(`more than ${en}`, `plus de ${fr}`);
const less = ({ en, fr }: Names): Names => each(`less than ${en}`, `moins de ${fr}`);

/** A whole number with its thousands set apart: "1,245", and "1 245" with a narrow no-break space. */
export function grouped(value: number): Names {
  const apart = (mark: string) => String(value).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, mark);
  return each(apart(','), apart('\u202F'));
}

/** A number within a sentence: one is a word, of the gender of what is counted. */
export const inWord = (value: number, article: 'un' | 'une'): Names =>
  value === 1 ? each('one', article) : grouped(value);

/** A number of things: none or one takes the singular in French, only one in English. */
export function withNoun(value: number, { en, fr }: Noun): Names {
  const number = inWord(value, fr[2]);
  return each(`${number.en} ${en[value === 1 ? 0 : 1]}`, `${number.fr} ${fr[value < 2 ? 0 : 1]}`);
}

/** A whole number of things: exact below 100 and where it is a multiple of ten, else "about" the nearest one, half up. */
export function about(value: number, noun: Noun): Names {
  if (value < 100 || value % 10 === 0) return withNoun(value, noun);
  const up = value % 10 >= 5 ? 10 : 0;
  const { en, fr } = withNoun(value - (value % 10) + up, noun);
  return each(`about ${en}`, `environ ${fr}`);
}

/** A part of a whole in whole per cent (the whole is not nothing): exact, "more than" what is left of it once cut
 * off, or "less than 1". */
export function perCent(part: number, whole: number): Names {
  const cut = wholePerCent(part, whole);
  if (BigInt(part) * 100n === BigInt(cut) * BigInt(whole)) return shownPerCent(cut);
  return cut === 0 ? less(shownPerCent(1)) : more(shownPerCent(cut));
}

/**
 * A part of a whole (not nothing) beside the numbers themselves, in whole per cent: exact, else "about" the nearest one,
 * half up; undefined where that would be nothing, or the whole.
 */
export function aboutPerCent(part: number, whole: number): Names | undefined {
  const cut = wholePerCent(part, whole);
  const rest = BigInt(part) * 100n - BigInt(cut) * BigInt(whole);
  if (rest === 0n) return shownPerCent(cut);
  const nearest = cut + (2n * rest >= BigInt(whole) ? 1 : 0);
  if (nearest === 0 || nearest === 100) return undefined;
  const { en, fr } = shownPerCent(nearest);
  return each(`about ${en}`, `environ ${fr}`);
}

/** A part of a whole cut off to whole per cent (the whole is not nothing). */
export const wholePerCent = (part: number, whole: number): number =>
  Number((BigInt(part) * 100n) / BigInt(whole));

/** A whole percentage to be shown. */
export const shownPerCent = (percentage: number): Names => each(`${percentage}%`, `${percentage}\u00A0%`);

const million = 100_000_000;
/** From how many cents on amounts are cut off to what, in cents. */
const cuts = [
  [10 * million, million],
  [million, million / 10],
  [100_000, 100_000],
  [0, 100],
] as const;

/** An amount in cents: exact, "more than" what is left once it is cut off, or "less than 1 euro". */
export function euros(cents: number): Names {
  if (cents > 0 && cents < 100) return less(exactEuros(100));
  const [, unit] = cuts.find(([from]) => cents >= from) ?? cuts[3];
  const cut = cents - (cents % unit);
  return cut === cents ? exactEuros(cut) : more(exactEuros(cut));
}

/** An amount of whole euros; from a million on of whole tenths of a million. */
function exactEuros(cents: number): Names {
  if (cents < million) {
    const { en, fr } = grouped(cents / 100);
    return each(`${en} ${cents === 100 ? 'euro' : 'euros'}`, `${fr} ${cents < 200 ? 'euro' : 'euros'}`);
  }
  const tenths = cents / (million / 10);
  const whole = grouped((tenths - (tenths % 10)) / 10);
  const tenth = tenths % 10 === 0 ? each('', '') : each(`.${tenths % 10}`, `,${tenths % 10}`);
  const millions = tenths < 20 ? 'million' : 'millions';
  return each(`${whole.en}${tenth.en} million euros`, `${whole.fr}${tenth.fr} ${millions} d’euros`);
}

const english = 'January February March April May June July August September October November December'.split(
  ' ',
);
const french = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);

/** A month in words: "2020-08" gives "August 2020" and "août 2020". */
export function monthInWords(month: string): Names {
  const [year = '', number = ''] = month.split('-');
  const at = Number(number) - 1;
  return { en: `${english[at]} ${year}`, fr: `${french[at]} ${year}` };
}

/** A day in words: "2020-08-01" gives "1 August 2020" and "1er août 2020". */
export function dayInWords(day: string): Names {
  const { en, fr } = monthInWords(day.slice(0, 7));
  const number = Number(day.slice(8));
  return { en: `${number} ${en}`, fr: `${number}${number === 1 ? 'er' : ''} ${fr}` };
}

/**
 * What begins a sentence about the months from the first to the last; without a last, or either, about all since, or
 * all. The year stands once where it is the same, and for itself where it is whole.
 */
export function spanInWords(first: string | undefined, last: string | undefined): Names {
  if (first === undefined) return { en: 'In all', fr: 'Au total' };
  const from = monthInWords(first);
  if (last === undefined) return { en: `From ${from.en} on`, fr: elided(`À partir de ${from.fr}`) };
  if (first === last) return { en: `In ${from.en}`, fr: `En ${from.fr}` };
  const to = monthInWords(last);
  const year = first.slice(0, 4);
  if (last.slice(0, 4) !== year)
    return { en: `From ${from.en} to ${to.en}`, fr: elided(`De ${from.fr} à ${to.fr}`) };
  if (first.endsWith('-01') && last.endsWith('-12')) return { en: `In ${year}`, fr: `En ${year}` };
  const [begin, beginning] = [from.en, from.fr].map((month) => month.slice(0, -year.length - 1));
  return { en: `From ${begin} to ${to.en}`, fr: elided(`De ${beginning} à ${to.fr}`) };
}
const elided = (text: string): string => text.replace(/(d)e (?=[ao])/i, '$1’');

/** A list in words: "A, B and C". */
export function inWords(items: readonly Names[]): Names {
  const joined = (texts: string[], and: string) =>
    texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1)}`;
  return {
    en: joined(
      items.map(({ en }) => en),
      'and',
    ),
    fr: joined(
      items.map(({ fr }) => fr),
      'et',
    ),
  };
}
