import type { Names } from './text.ts';

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
