import type { DateRefusal, Span } from '../../shared/checks/printed/date.ts';
import { readPrintedDate } from '../../shared/checks/printed/date.ts';
import type { PrintedMode } from '../../shared/checks/printed/mode.ts';
import type { Field, Notes, Sentence } from './row-as-read.ts';
import { type Cell, isEmpty, textOf } from './row-as-read.ts';

/** The days or months of a row; `mode` where the dates themselves say it. */
export type Dates = Span & { mode?: PrintedMode | undefined };
type DateCells = Record<'date' | 'start' | 'end' | 'year', Cell | undefined>;

/** A date in digits that may be day first or month first. */
const digits = /(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/.-])/g;
/** The first two numbers of every date in digits of a cell. */
const pairsOf = (cell: Cell | undefined): [number, number][] =>
  [...textOf(cell).matchAll(digits)].map(([, first, , second]) => [Number(first), Number(second)]);

/** A cell that is month first beyond doubt, such as "3/25/2020", if there is one: then 3/4/2020 may be March. */
export const monthFirst = (cells: readonly (Cell | undefined)[]): string | undefined =>
  cells
    .filter((cell) =>
      pairsOf(cell).some(([first, second]) => second > 12 && second <= 31 && first >= 1 && first <= 12),
    )
    .map(textOf)[0];

const why: Record<DateRefusal, Sentence> = {
  unreadable: {
    en: 'is not read as a date: write 2020-03-15, 15 March 2020, or 15 - 17 March 2020',
    fr: 'ne se lit pas comme une date : écrire 2020-03-15, 15 mars 2020 ou 15 - 17 mars 2020',
  },
  more_than_a_date: {
    en: 'says more than a date: write the date alone, and the rest in its own column',
    fr: 'dit plus qu’une date : écrire la date seule, et le reste dans sa propre colonne',
  },
  no_date: {
    en: 'names no date: write when it is planned or was held; whether it was cancelled or postponed goes in a column Status',
    fr: 'ne nomme pas de date : écrire quand elle est prévue ou a eu lieu ; son annulation ou son report va dans une colonne Statut',
  },
  needs_year: {
    en: 'names no year: write it, or add a column Year',
    fr: 'ne dit pas l’année : l’écrire, ou ajouter une colonne Année',
  },
  needs_month: {
    en: 'names no month: write at least the month, such as 2020-03, or the first and last month',
    fr: 'ne dit pas le mois : écrire au moins le mois, comme 2020-03, ou le premier et le dernier mois',
  },
  part_of_month: {
    en: 'names a part of a month or of a year: write the days, or the months if the days are not known',
    fr: 'nomme une partie d’un mois ou d’une année : écrire les jours, ou les mois si les jours ne sont pas connus',
  },
  open_ended: {
    en: 'tells only one end: write the first and the last day, or the one day if it was one',
    fr: 'ne dit qu’un bout : écrire le premier et le dernier jour, ou le jour s’il n’y en avait qu’un',
  },
  duration: {
    en: 'counts the days instead of naming the last one, or otherwise than its dates: write the first and the last day',
    fr: 'compte les jours au lieu de nommer le dernier, ou autrement que ses dates : écrire le premier et le dernier jour',
  },
  days_or_range: {
    en: 'does not tell whether the days between belong to it: write a range such as 15 - 17 March 2020, or one row for each day',
    fr: 'ne dit pas si les jours intermédiaires en font partie : écrire une période comme 15 - 17 mars 2020, ou une ligne pour chaque jour',
  },
  no_such_day: { en: 'is a day that does not exist', fr: 'est un jour qui n’existe pas' },
  ends_before_start: { en: 'ends before it starts', fr: 'finit avant de commencer' },
  wrong_weekday: { en: 'is not on that day of the week', fr: 'ne tombe pas ce jour de la semaine' },
};

const shown = ({ start, end }: Span): string => (start === end ? start : `${start} - ${end}`);

/**
 * Reads the days or months of a row from one cell (a range) or two. `suspect` is a cell of the table that is month
 * first, which makes dates such as 3/4/2020 doubtful. Undefined once an error is noted.
 */
export function readDates(cells: DateCells, notes: Notes, suspect?: string): Dates | undefined {
  const year = yearOf(cells.year, notes);
  if (year === 'error') return undefined;
  const stated: number | undefined = year;
  const read = (field: Field, cell: Cell | undefined, assumed = stated) =>
    readCell(field, cell, assumed, notes, suspect);
  if (!isEmpty(cells.date)) {
    const dates = read('date', cells.date);
    if (isEmpty(cells.start) && isEmpty(cells.end)) return dates;
    const apart = apartOf(cells, read);
    if (dates === undefined || apart === undefined) return undefined;
    if (dates.start === apart.start && dates.end === apart.end) return dates;
    return notes.error('date', textOf(cells.date), {
      en: `differs from the start and end beside it (${apart.start} to ${apart.end})`,
      fr: `diffère du début et de la fin à côté (${apart.start} au ${apart.end})`,
    });
  }
  return isEmpty(cells.start) && isEmpty(cells.end)
    ? notes.error(cells.start === undefined ? 'date' : 'start', '', missing)
    : apartOf(cells, read);

  function apartOf({ start, end }: DateCells, readOne: typeof read): Dates | undefined {
    if (isEmpty(start)) return notes.error('start', '', missing);
    const from = readOne('start', start, stated ?? soleYear(end));
    if (from === undefined || isEmpty(end)) return from;
    const to = readOne('end', end, stated ?? Number(from.start.slice(0, 4)));
    if (to === undefined) return undefined;
    const whole = { start: from.start, end: to.end, mode: from.mode ?? to.mode };
    if ((from.start !== from.end && from.end !== to.end) || (to.start !== to.end && to.start !== from.start))
      return notes.error('end', textOf(end), {
        en: `does not fit the start beside it (${textOf(start)})`,
        fr: `ne va pas avec le début à côté (${textOf(start)})`,
      });
    return whole.end.slice(0, whole.start.length) < whole.start.slice(0, whole.end.length)
      ? notes.error('end', textOf(end), why.ends_before_start, afterNewYear(from, to, end))
      : whole;
  }
}

/** The end in the year after the start, where it prints no year and was given that of the start. */
function afterNewYear(from: Span, to: Span, cell: Cell | undefined): string | undefined {
  const next = `${Number(to.end.slice(0, 4)) + 1}${to.end.slice(4)}`;
  const isNext = from.start.slice(5) > to.end.slice(5) && !/\d{4}/.test(textOf(cell));
  return isNext ? next : undefined;
}

const missing: Sentence = {
  en: 'is empty: write when it began (a merged cell holds its value in its first row only)',
  fr: 'est vide : écrire quand elle a commencé (une cellule fusionnée n’a de valeur que sur sa première ligne)',
};

function yearOf(cell: Cell | undefined, notes: Notes): number | undefined | 'error' {
  if (isEmpty(cell)) return undefined;
  if (/^(?:19|20)\d\d$/.test(textOf(cell))) return Number(textOf(cell));
  notes.error('year', textOf(cell), {
    en: 'is not a year such as 2020',
    fr: 'n’est pas une année comme 2020',
  });
  return 'error';
}

/** The only year that a cell names. */
const soleYear = (cell: Cell | undefined): number | undefined => {
  const years = new Set(textOf(cell).match(/\b(?:19|20)\d\d\b/g));
  return years.size === 1 ? Number([...years][0]) : undefined;
};

/** Dates as programs export them, as people print them: "2020-03-15 00:00:00", "15-Mar-20". */
const asPrinted = (text: string): string =>
  text
    .replace(/^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?$/, '$1')
    .replace(/^(\d{1,2})-(\p{L}{3,9}\.?)-(?:20)?(\d{2})$/u, '$1 $2 20$3');

function readCell(
  field: Field,
  cell: Cell | undefined,
  year: number | undefined,
  notes: Notes,
  suspect?: string,
) {
  const text = textOf(cell);
  if (cell instanceof Date) return { start: text, end: text };
  const serial = /^\d{5}(?:\.\d+)?$/.test(text) ? Math.floor(Number(text)) : undefined;
  if (serial !== undefined)
    return notes.error(
      field,
      text,
      {
        en: 'is a number: give the cell the format of a date',
        fr: 'est un nombre : donner à la cellule le format d’une date',
      },
      serial < 80_000 ? new Date((serial - 25_569) * 86_400_000).toISOString().slice(0, 10) : undefined,
    );
  const isDoubtful = pairsOf(cell).some(
    ([first, second]) => first !== second && first <= 12 && second <= 12 && first > 0,
  );
  if (suspect !== undefined && isDoubtful)
    return notes.error(field, text, {
      en: `may be day first or month first, as this file has "${suspect}": write it as 2020-03-15`,
      fr: `peut commencer par le jour ou par le mois, car ce fichier a « ${suspect} » : l’écrire comme 2020-03-15`,
    });
  const read = readPrintedDate(asPrinted(text), year === undefined ? {} : { year });
  if (read.kind === 'one') return { start: read.start, end: read.end, mode: read.mode };
  if (read.kind === 'refused')
    return notes.error(field, text, why[read.why], read.instead && shown(read.instead));
  return notes.error(
    field,
    text,
    {
      en: `names ${read.spans.length} dates: write one row for each, with a title or reference of its own, or a range if it was one activity`,
      fr: `nomme ${read.spans.length} dates : écrire une ligne pour chacune, avec un titre ou une référence à elle, ou une période si c’était une seule activité`,
    },
    read.spans.map(shown).join(' | '),
  );
}
