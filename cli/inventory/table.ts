import { createHash } from 'node:crypto';
import { bare, folded } from '../../shared/checks/printed/likeness.ts';
import type { NamedProject } from '../../shared/checks/printed/project.ts';
import { type Columns, findColumns, type Mapping } from './columns.ts';
import { monthFirst } from './dates.ts';
import { type RowRead, readRow } from './read-row.ts';
import { checkedLocally, columnOf, type InventoryRow, type Shown } from './row.ts';
import {
  type Cell,
  type Field,
  isEmpty,
  type Language,
  type Row,
  type Sentence,
  textOf,
} from './row-as-read.ts';

/** A row with its reference, and what is wrong with that. */
type Referenced = { read: RowRead; twin?: { says: Sentence } };

/**
 * Gives every row without a reference one that is derived from what it is: title, projects, dates, venue and
 * countries as read. Repeating an inventory finds its activities again while these stay the same, wherever the
 * row stands and however it is spelt; another status, number of participants or description replaces the activity.
 * Rows that would share a reference all have an error: nobody can tell which of them is which.
 */
function withReferences(rows: readonly RowRead[], prefix: string): Referenced[] {
  const named = rows.map((read) =>
    read.draft.reference === undefined
      ? { ...read, draft: { reference: derivedReference(read.draft, prefix), ...read.draft } }
      : read,
  );
  const byReference = Map.groupBy(named, ({ draft }) => draft.reference ?? '');
  return named.map((read, at) => {
    const twins = (byReference.get(read.draft.reference ?? '') ?? []).filter((other) => other !== read);
    if (twins.length === 0) return { read };
    const numbers = twins.map(({ number }) => number).join(', ');
    const isDerived = rows[at]?.draft.reference === undefined;
    return { read, twin: { says: isDerived ? sameContent(numbers) : sameReference(numbers) } };
  });
}

const sameReference = (numbers: string): Sentence => ({
  en: `is the reference of row ${numbers} too: every activity needs its own`,
  fr: `est aussi la référence de la ligne ${numbers} : chaque activité doit avoir la sienne`,
});
const sameContent = (numbers: string): Sentence => ({
  en: `is empty, and row ${numbers} has the same title, projects, dates, place and countries: remove the double, or add a column Reference with one for each`,
  fr: `est vide, et la ligne ${numbers} a les mêmes titre, projets, dates, lieu et pays : retirer le doublon, ou ajouter une colonne Référence avec une pour chacune`,
});

function derivedReference(
  { title, projects, start, end, venue, countries }: RowRead['draft'],
  prefix: string,
): string {
  const identity = [
    Object.entries(title ?? {})
      .sort()
      .map(([language, text]) => [language, bare(text)]),
    projects?.toSorted(),
    start,
    end,
    [bare(venue?.city ?? ''), venue?.country],
    countries?.map(({ code }) => code).sort(),
  ];
  return prefix + createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
}

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
function notesOn({ columns, sums, aside, reads, language }: Found): string[] {
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

/** How a table is to be read. `titles` is the language of a title whose heading does not tell it. */
export type TableReading = {
  mapping: Mapping;
  defaults: Partial<Record<Field, string>>;
  projects: readonly NamedProject[];
  today: string;
  prefix: string;
  titles?: Language | undefined;
  language: Language;
};

/** The rows of a table, ready to be sent, and what there is to say about the table as a whole. */
type ReadTable = { rows: InventoryRow[]; columns: Columns; notes: string[] };

/** Reads the rows of a table. Throws a Refusal where no headings are found (see {@link findColumns}). */
export function readTable(table: readonly Row[], reading: TableReading): ReadTable {
  const found = findColumns(table, reading.mapping, reading.language);
  const columns = reading.titles === undefined ? found : { ...found, language: reading.titles };
  const { language } = reading;
  const filled = columns.rows.filter(({ cells }) => !cells.every(isEmpty));
  const sums = filled.filter((row) => isSum(row, columns));
  const aside = filled.filter((row) => !sums.includes(row) && isAside(row, columns));
  const items = filled.filter((row) => !sums.includes(row) && !aside.includes(row));
  const context = { ...reading, columns, monthFirst: monthFirst(cellsOf(filled, columns, dateFields)) };
  const reads = items.map((row) => readRow(row, context));
  const rows = withReferences(reads, reading.prefix).map((each) =>
    checkedLocally(rowOf(each, columns, language), columns, language),
  );
  return { rows, columns, notes: notesOn({ columns, sums, aside, reads, language }) };
}

const dateFields = ['date', 'start', 'end'] as const;

const cellsOf = (rows: readonly Row[], columns: Columns, fields: readonly Field[]): (Cell | undefined)[] =>
  fields.flatMap((field) => {
    const at = columns.at.get(field);
    return at === undefined ? [] : rows.map(({ cells }) => cells[at]);
  });

/** The title of a section, a footnote, or the headings again. */
const isAside = ({ cells }: Row, columns: Columns): boolean =>
  cells.filter((cell) => !isEmpty(cell)).length === 1 ||
  cells.every((cell, at) => textOf(cell) === columns.names[at]);

const sum =
  /^(?:grand |general |sub-?|sous-)?(?:totals?|totaux)(?!\p{L})|^(?:sum|somme|average|moyenne|mean|cumul)(?!\p{L})/u;

/** Where only activities have something. */
const ofActivities = ['countries', 'country', 'place', 'city', 'type', 'mode', 'status'] as const;

/** A row that begins with "Total" or the like and has no date, country or place (but perhaps how many), or only numbers. */
function isSum(row: Row, columns: Columns): boolean {
  if (!cellsOf([row], columns, dateFields).every(isEmpty)) return false;
  if (!cellsOf([row], columns, ofActivities).every((cell) => isEmpty(cell) || /^\d/.test(textOf(cell))))
    return false;
  const written = row.cells.filter((cell) => !isEmpty(cell)).map(textOf);
  return (
    sum.test(folded(written[0] ?? '')) ||
    (written.length > 1 && written.every((text) => /^[\d., %]+$/.test(text)))
  );
}

function rowOf({ read, twin }: Referenced, columns: Columns, language: Language): InventoryRow {
  const remarks: Shown[] = read.remarks.map(({ severity, field, written, says, instead }) => ({
    severity,
    where: columnOf(columns, field, language),
    written,
    says: says[language],
    instead: typeof instead === 'object' ? instead[language] : instead,
  }));
  if (twin !== undefined)
    remarks.push({
      severity: 'error',
      where: columnOf(columns, 'reference', language),
      written: columns.at.has('reference') ? (read.draft.reference ?? '') : '',
      says: twin.says[language],
    });
  return { number: read.number, activity: read.draft, remarks };
}
