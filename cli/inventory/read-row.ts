import type { NamedProject } from '../../shared/checks/printed/project.ts';
import { type Activity, reference as referenceSchema } from '../../shared/words/activity.ts';
import type { Columns } from './columns.ts';
import { type Dates, readDates } from './dates.ts';
import { itemsOf, readProjects, readWordCell, readWordList } from './lists.ts';
import { readNumbers } from './participants.ts';
import type { Field } from './row-as-read.ts';
import { type Cell, isEmpty, type Notes, newNotes, type Remark, type Row, textOf } from './row-as-read.ts';
import { countriesOf, organisationsOf, readVenueCells } from './venue.ts';
import { readWord, typeInTitle } from './word.ts';

/** What a row needs to be read: where its columns are, what to take for empty cells, the portfolio, and the day. */
type Reading = {
  columns: Columns;
  defaults: Partial<Record<Field, string>>;
  projects: readonly NamedProject[];
  /** The day on which the inventory is read: an activity without status that ended before it is completed. */
  today: string;
  /** A date of the table that is month first, if there is one. */
  monthFirst?: string | undefined;
};

/**
 * A row as read: the activity, as far as it could be read (never sent with an error among the remarks), and the
 * fields that were concluded from others because nothing is written for them.
 */
export type RowRead = { number: number; draft: Draft; remarks: readonly Remark[]; concluded: Field[] };
export type Draft = Partial<Omit<Activity, 'reference'>> & { reference?: string };

/** Reads a row. What cannot be read for sure is an error with what to write instead; nothing is guessed. */
export function readRow(row: Row, reading: Reading): RowRead {
  const { columns, defaults, projects } = reading;
  const notes = newNotes();
  const concluded: Field[] = [];
  const cell = (field: Field): Cell | undefined => {
    const at = columns.at.get(field);
    const value = at === undefined ? undefined : (row.cells[at] ?? null);
    return isEmpty(value) ? (defaults[field] ?? value) : value;
  };
  const text = (field: Field): string => {
    const value = cell(field);
    if (isEmpty(value)) return '';
    if (typeof value === 'boolean')
      notes.error(field, textOf(value), {
        en: 'is true or false: the cell must hold text (NO is Norway)',
        fr: 'est vrai ou faux : la cellule doit contenir du texte (NO est la Norvège)',
      });
    return typeof value === 'boolean' ? '' : typeof value === 'string' ? lines(value) : textOf(value);
  };
  const when = <Value>(field: Field, read: (written: string) => Value): Value | undefined =>
    text(field) === '' ? undefined : read(text(field));

  const title = readTexts('title', columns.language, text);
  if (title === undefined) notes.error('title', '', required);
  const dates = readDates(
    { date: cell('date'), start: cell('start'), end: cell('end'), year: cell('year') },
    notes,
    reading.monthFirst,
  );
  const codes = when('projects', (written) => readProjects(written, projects, notes));
  if (codes === undefined) notes.error('projects', '', noProjectSaid);
  const type =
    when('type', (written) => readType(written, notes)) ?? typeFrom(title, text('type'), notes, concluded);
  const place = readVenueCells({ text, type, dates, notes, concluded });
  const countries = countriesOf(text, place, notes);
  const description = readTexts('description', columns.language, text);
  const themes = when('themes', (written) => readWordList('themes', written, notes));
  const languages = when('languages', (written) => readWordList('languages', written, notes));
  const partners = organisationsOf(text, columns, notes);
  const links = when('links', (written) =>
    itemsOf(written, /[\s;]+/).map((url) => ({ url, rel: 'related' })),
  );

  const draft = {
    reference: when('reference', (written) => readReference(written, cell('reference'), notes)),
    title,
    description,
    projects: codes,
    start: dates?.start,
    end: dates === undefined || dates.end === dates.start ? undefined : dates.end,
    status:
      when('status', (written) => readWordCell('status', written, notes)) ??
      statusFrom(dates, text('status'), reading, concluded),
    mode: place.mode,
    type,
    themes,
    ...countries,
    venue: place.venue,
    partners: partners.length > 0 ? partners : undefined,
    ...readNumbers(text, notes),
    languages,
    links,
    visibility: when('visibility', (written) => readWordCell('visibility', written, notes)),
  };
  const filled = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined));
  return { number: row.number, draft: filled, remarks: notes.list, concluded };
}

const required = {
  en: 'is empty and is required (a merged cell holds its value in its first row only)',
  fr: 'est vide et doit être rempli (une cellule fusionnée n’a de valeur que sur sa première ligne)',
};

const noProjectSaid = {
  en: 'is empty: write the project, or "none" if it belongs to none (a merged cell holds its value in its first row only)',
  fr: 'est vide : écrire le projet, ou « aucun » s’il n’y en a pas (une cellule fusionnée n’a de valeur que sur sa première ligne)',
};

/** Text with its lines kept, in plain blanks. */
const lines = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .trim();
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function readTexts(field: 'title' | 'description', language: 'en' | 'fr', text: (field: Field) => string) {
  const tidy = field === 'title' ? oneLine : lines;
  const inLanguages = { [language]: text(field), ...others() };
  const filled = Object.entries(inLanguages).filter(([, value]) => value !== '');
  return filled.length === 0
    ? undefined
    : Object.fromEntries(filled.map(([code, value]) => [code, tidy(value)]));

  function others(): Record<string, string> {
    const [en, fr] = [text(`${field}.en`), text(`${field}.fr`)];
    return { ...(en === '' ? {} : { en }), ...(fr === '' ? {} : { fr }) };
  }
}

function readReference(written: string, cell: Cell | undefined, notes: Notes): string | undefined {
  if (typeof cell === 'number' && !Number.isSafeInteger(cell))
    return notes.error('reference', written, {
      en: 'is a number that is not kept exactly: store it as text',
      fr: 'est un nombre qui n’est pas gardé exactement : l’enregistrer comme texte',
    });
  if (referenceSchema.safeParse(written).success) return written;
  const instead = written
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._~:+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  return notes.error(
    'reference',
    written,
    {
      en: 'is not a reference: 1 to 100 of A-Z a-z 0-9 . _ ~ : + -',
      fr: 'n’est pas une référence : 1 à 100 des caractères A-Z a-z 0-9 . _ ~ : + -',
    },
    instead === '' ? undefined : instead,
  );
}

/** The type that a cell names, as one of the words or, like a title, with others around it. */
function readType(written: string, notes: Notes): string | undefined {
  const known = readWord('type', written);
  return 'code' in known ? known.code : (typeInTitle(written) ?? readWordCell('type', written, notes));
}

function typeFrom(
  title: Record<string, string> | undefined,
  written: string,
  notes: Notes,
  concluded: Field[],
) {
  if (written !== '' || title === undefined) return undefined;
  const found = new Set(Object.values(title).flatMap((each) => typeInTitle(each) ?? []));
  concluded.push('type');
  if (found.size === 1) return [...found][0] as Activity['type'];
  notes.warning('type', '', {
    en: 'is empty, and the title does not tell it: taken as "other"',
    fr: 'est vide, et le titre ne le dit pas : pris pour « other »',
  });
  return 'other';
}

function statusFrom(dates: Dates | undefined, written: string, { today }: Reading, concluded: Field[]) {
  if (written !== '' || dates === undefined) return undefined;
  concluded.push('status');
  const { start, end } = dates;
  if (end.slice(0, 10) < today.slice(0, end.length)) return 'completed';
  return start <= today.slice(0, start.length) ? 'ongoing' : 'planned';
}
