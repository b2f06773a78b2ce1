import { countryShown } from '../words/country.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import { countriesOf, notesOf } from './activity-in-words.ts';

/**
 * The columns of the CSV, in this order for ever (new ones come last), each with what it holds of an activity.
 * Several values in a cell are parted by "|"; a "|" or "\" within a value has a "\" before it. Texts in other
 * languages than English and French stand as "es: texto", organisations as "organiser: INTERPOL", links as
 * "report: https://..." or, where the language is known, "report (en): https://...".
 */
export const csvColumns: Readonly<Record<string, (record: PublicRecord) => string>> = {
  id: ({ id }) => id,
  partner: ({ partner = '' }) => partner,
  reference: ({ reference = '' }) => reference,
  revision: ({ revision }) => String(revision),
  accepted_at: ({ acceptedAt }) => acceptedAt,
  counted: ({ counted }) => String(counted),
  visibility: ({ visibility }) => visibility,
  status: ({ status }) => status,
  type: ({ type }) => type,
  mode: ({ mode }) => mode,
  start: ({ start }) => start,
  end: ({ end }) => end ?? '',
  title_en: ({ title }) => title?.en ?? '',
  title_fr: ({ title }) => title?.fr ?? '',
  title_other: ({ title }) => others(title),
  projects: ({ projects }) => list(projects),
  themes: ({ themes }) => list(themes),
  beneficiary_countries: (record) => list(countriesOf(record, 'beneficiary')),
  participant_countries: (record) => list(countriesOf(record, 'participant')),
  host_countries: (record) => list(countriesOf(record, 'host')),
  country_names: (record) => list(countriesOf(record).map((code) => countryShown(code).names.en)),
  designation_notes: (record) => list(notesOf('en', record)),
  groups: ({ groups }) => list(groups),
  venue_city: ({ venue }) => venue?.city ?? '',
  venue_country: ({ venue }) => venue?.country ?? '',
  organisations: ({ partners }) => list(partners.map(({ role, name }) => `${role}: ${name}`)),
  participants: ({ participants }) => number(participants?.count),
  participants_qualifier: ({ participants }) => participants?.qualifier ?? '',
  women: ({ participants }) => number(participants?.women),
  units: ({ units }) => String(units),
  languages: ({ languages }) => list(languages),
  links: ({ links }) =>
    list(links.map(({ rel, lang, url }) => `${rel}${lang === undefined ? '' : ` (${lang})`}: ${url}`)),
  description_en: ({ description }) => description?.en ?? '',
  description_fr: ({ description }) => description?.fr ?? '',
  description_other: ({ description }) => others(description),
};

const number = (value: number | undefined): string => (value === undefined ? '' : String(value));

const list = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(/[\\|]/g, '\\$&')).join('|');

const others = (texts: Record<string, string> | undefined): string =>
  list(
    Object.entries(texts ?? {})
      .filter(([language]) => language !== 'en' && language !== 'fr')
      .sort(([one], [other]) => byCodeUnit(one, other))
      .map(([language, text]) => `${language}: ${text}`),
  );

/**
 * A cell that no spreadsheet takes for a formula: one that begins as a formula does, or with "'", gets a "'"
 * before it. Undone by dropping one "'" from the beginning of a cell that has it. Identifiers, dates, numbers and lists
 * never begin so.
 */
const inert = (cell: string): string => (/^[=+\-@\t\r\n'＝＋－＠]/.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string): string =>
  /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

const row = (cells: readonly string[]): string => `${cells.map((cell) => quoted(inert(cell))).join(',')}\r\n`;

/**
 * What a CSV begins with: the names of the columns, after a byte order mark. Excel reads UTF-8 only where it finds
 * the mark, and those who want CSV mostly have Excel; everybody else has JSON.
 */
export const csvHeader: string = `\uFEFF${row(Object.keys(csvColumns))}`;

/** The rows of activities, in their order (RFC 4180). The CSV of a period is the header and the rows of its months. */
export const csvRows = (records: readonly PublicRecord[]): string =>
  records.map((record) => row(Object.values(csvColumns).map((cellOf) => cellOf(record)))).join('');
