// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.

export type Language = 'en' | 'fr';

const set = { en: new Intl.NumberFormat('en-GB'), fr: new Intl.NumberFormat('fr-FR') };
const months = {
  en: new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }),
  fr: new Intl.DateTimeFormat('fr-FR', { month: 'long', timeZone: 'UTC' }),
};
const words = {
  en: { about: 'about', more: 'more than', less: 'less than', euro: 'euro', euros: 'euros' },
  fr: { about: 'environ', more: 'plus de', less: 'moins de', euro: 'euro', euros: 'euros' },
};

/** A whole number as a language writes it. */
export const numeral = (language: Language, value: number | bigint) => set[language].format(value);

/** Whether a number takes the plural. */
export const isPlural = (language: Language, value: number) => (language === 'en' ? value !== 1 : value > 1);

/** A number and its noun; that of one says so itself. */
export const things = (language: Language, value: number, one: string, many: string) =>
  value === 1 ? one : `${numeral(language, value)} ${many}`;

/** A number, about the nearest ten from 100 on, and its noun. */
export function aboutThings(language: Language, value: number, one: string, many: string): string {
  const nearest = Math.round(value / 10) * 10;
  if (value < 100 || nearest === value) return things(language, value, one, many);
  return `${words[language].about} ${things(language, nearest, one, many)}`;
}

/** A percentage with its sign. */
const signed = (language: Language, per: bigint) => (language === 'en' ? `${per}%` : `${per}\u00a0%`);

/** A part of a whole, in whole per cent that never say more than there is. */
export function share(language: Language, part: bigint, whole: bigint): string {
  let per = 0n;
  while ((per + 1n) * whole <= part * 100n) per += 1n;
  if (per * whole === part * 100n) return signed(language, per);
  return per === 0n
    ? `${words[language].less} ${signed(language, 1n)}`
    : `${words[language].more} ${signed(language, per)}`;
}

/** A part of a whole beside its numbers, to the nearest per cent; undefined where that is nothing or all of it. */
export function nearShare(language: Language, part: number, whole: number): string | undefined {
  const nearest = Math.floor((200 * part + whole) / (2 * whole));
  if (nearest * whole === part * 100) return signed(language, BigInt(nearest));
  if (nearest <= 0 || nearest >= 100) return undefined;
  return `${words[language].about} ${signed(language, BigInt(nearest))}`;
}

/** A part of a whole, cut off to whole per cent; undefined below one. */
export function shareAtLeast(language: Language, part: bigint, whole: bigint): string | undefined {
  const per = (part * 100n) / whole;
  return per === 0n ? undefined : signed(language, per);
}

/** An amount of cents in words that never say more than there is. */
export function sum(language: Language, amount: number): string {
  const [cents, { euro, euros, more, less }] = [BigInt(amount), words[language]];
  if (cents > 0n && cents < 100n) return `${less} 1 ${euro}`;
  const whole = cents / 100n;
  const digits = whole.toString().length;
  const kept = digits >= 8 ? digits - 6 : digits === 7 ? 2 : digits > 3 ? digits - 3 : digits;
  const cut = BigInt(whole.toString().slice(0, kept).padEnd(digits, '0'));
  const prefix = cut * 100n === cents ? '' : `${more} `;
  if (digits < 7)
    return `${prefix}${numeral(language, cut)} ${isPlural(language, Number(cut)) ? euros : euro}`;
  const tenth = digits === 7 ? cut.toString()[1] : '0';
  const point = language === 'en' ? '.' : ',';
  const decimals = tenth === '0' ? '' : `${point}${tenth}`;
  const number = `${numeral(language, cut / 1_000_000n)}${decimals}`;
  if (language === 'en') return `${prefix}${number} million euros`;
  return `${prefix}${number} ${cut < 2_000_000n ? 'million' : 'millions'} d’euros`;
}

/** A month, and a day, in words. */
export const monthIn = (language: Language, month: string) =>
  `${months[language].format(new Date(`${month.slice(0, 7)}-01`))} ${month.slice(0, 4)}`;
export function dayIn(language: Language, day: string): string {
  const number = day.slice(8).replace(/^0/, '');
  return `${number}${language === 'fr' && number === '1' ? 'er' : ''} ${monthIn(language, day)}`;
}

/** The French preposition before a month: "de mars", "d’avril". */
const ofMonth = (month: string) => (/^[aeiouh]/.test(month) ? `d’${month}` : `de ${month}`);

/** What begins a sentence on some months: the year once where it is the same, and alone where it is whole. */
export function spanIn(language: Language, first?: string, last?: string): string {
  const english = language === 'en';
  if (first === undefined) return english ? 'In all' : 'Au total';
  const begin = monthIn(language, first);
  if (last === undefined) return english ? `From ${begin} on` : `À partir ${ofMonth(begin)}`;
  const within = english ? 'In' : 'En';
  if (first === last) return `${within} ${begin}`;
  const [[year, one], [other, end]] = [first.split('-'), last.split('-')];
  if (year === other && one === '01' && end === '12') return `${within} ${year}`;
  const short = year === other ? (begin.split(' ')[0] ?? '') : begin;
  return english
    ? `From ${short} to ${monthIn('en', last)}`
    : `D${ofMonth(short).slice(1)} à ${monthIn('fr', last)}`;
}

/** A list with its last two joined by a word. */
export const listed = (texts: string[], and: string) =>
  texts.reduce(
    (all, text, at) => (at === 0 ? text : `${all}${at < texts.length - 1 ? ',' : ` ${and}`} ${text}`),
    '',
  );
