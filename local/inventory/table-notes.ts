import { folded } from '../../shared/printed/likeness.ts';
import type { Columns } from './find-columns.ts';
import { columnOf } from './inventory-row.ts';
import type { RowRead } from './read-row.ts';
import type { Language, Sentence } from './remark.ts';
import { isEmpty, type Row, textOf } from './table.ts';

/** What was found in a table: its columns, the rows that are no activities, and the others as they were read. */
type Found = {
  columns: Columns;
  /** Rows of totals. */
  sums: readonly Row[];
  /** Titles of sections, footnotes and repeated headings. */
  aside: readonly Row[];
  reads: readonly RowRead[];
  language: Language;
};

/** What there is to say about a table as a whole: its columns, and what was left out of it or concluded. */
export function notesOn({ columns, sums, aside, reads, language }: Found): string[] {
  const say = (sentence: Sentence): string => sentence[language];
  const read = (as: string): string =>
    [...columns.at].map(([field]) => `${columnOf(columns, field, language)} ${as} ${field}`).join(', ');
  const unread = columns.unread.join(', ');
  const first = ({ cells }: Row): string => textOf(cells.find((cell) => !isEmpty(cell)));
  const many = reads.length;
  const without = (field: (typeof concluded)[number]): number =>
    reads.filter((row) => row.concluded.includes(field)).length;
  return [
    { en: `Read: ${read('as')}`, fr: `Lu : ${read('comme')}` },
    ...(unread === '' ? [] : [{ en: `Not read: ${unread}`, fr: `Non lu : ${unread}` }]),
    ...(columns.unread.some(isOfMoney) ? [money] : []),
    ...sums.map((row) => ({
      en: `Row ${row.number} is a sum, no activity: "${first(row)}"`,
      fr: `La ligne ${row.number} est un total, pas une activité : « ${first(row)} »`,
    })),
    ...aside.map((row) => ({
      en: `Row ${row.number} is no activity: "${first(row)}"`,
      fr: `La ligne ${row.number} n’est pas une activité : « ${first(row)} »`,
    })),
    ...(many > 0 && !columns.at.has('reference') ? [derived] : []),
    ...concluded.flatMap((field) => (without(field) > 0 ? [conclusion(field, without(field))] : [])),
  ].map(say);
}

const isOfMoney = (label: string): boolean =>
  /budget|\bcosts?\b|amount|expen|cout|montant|depense|\bprix\b|\bprice|\beur\b|\busd\b|[€$£]/.test(
    folded(label),
  );

const money: Sentence = {
  en: 'An activity has no amount of money: budgets belong to projects, which the office keeps',
  fr: 'Une activité n’a pas de montant : les budgets sont ceux des projets, que tient le bureau',
};
const derived: Sentence = {
  en: 'There is no column of references: each is derived from title, projects, dates, place and countries. A row in which one of these is changed becomes another activity, and the old one must be withdrawn',
  fr: 'Il n’y a pas de colonne de références : chacune est tirée du titre, des projets, des dates, du lieu et des pays. Une ligne dont l’un change devient une autre activité, et l’ancienne doit être retirée',
};

const concluded = ['status', 'mode', 'type'] as const;
const conclusions: Record<(typeof concluded)[number], Sentence> = {
  status: {
    en: 'completed, ongoing or planned by their dates and today',
    fr: 'completed, ongoing ou planned selon leurs dates et la date du jour',
  },
  mode: {
    en: 'what the place, the date or the word webinar says, else unknown',
    fr: 'ce qu’en disent le lieu, la date ou le mot webinaire, sinon unknown',
  },
  type: { en: 'the one that the title names, else other', fr: 'celui que nomme le titre, sinon other' },
};

const conclusion = (field: (typeof concluded)[number], many: number): Sentence => ({
  en: `${many} ${many === 1 ? 'row states' : 'rows state'} no ${field}: ${conclusions[field].en} (or say --default ${field}=WORD)`,
  fr: `${many} ${many === 1 ? 'ligne ne dit' : 'lignes ne disent'} pas ${field} : ${conclusions[field].fr} (ou dire --default ${field}=MOT)`,
});
