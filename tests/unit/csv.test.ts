import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countriesOf } from '../../shared/exports/activity-in-words.ts';
import { csvColumns, csvHeader, csvRows } from '../../shared/exports/csv.ts';
import { hostileLines, hostileRecords } from './hostile-records.ts';
import { anActivity, recordOf } from './made-activities.ts';

const csvOf = (records: Parameters<typeof csvRows>[0]): string => csvHeader + csvRows(records);

type Row = Record<string, string>;

/** Reads a CSV as a stranger does. */
const read = (csv: string): Row[] =>
  parse(csv, { bom: true, columns: true, record_delimiter: '\r\n', relax_column_count: false });

const undone = (cell = ''): string => (cell.startsWith("'") ? cell.slice(1) : cell);
const listed = (cell = ''): string[] =>
  cell === ''
    ? []
    : (undone(cell).match(/(?:\\.|[^|\\])+/gsu) ?? []).map((value) => value.replaceAll(/\\(.)/gsu, '$1'));

describe('the CSV of activities', () => {
  it('begins with a byte order mark and the names of its columns', () => {
    expect(csvHeader).toBe(`\uFEFF${Object.keys(csvColumns).join(',')}\r\n`);
    expect(csvOf([])).toBe(csvHeader);
  });

  it('has a row with every field of an activity', () => {
    const record = recordOf(
      anActivity({
        title: { en: 'Workshop, "evidence"', fr: 'Atelier', es: 'Taller | uno' },
        countries: [
          { code: 'XK', role: 'beneficiary' },
          { code: 'GH', role: 'participant' },
        ],
        partners: [{ name: 'INTERPOL', role: 'organiser' }],
        participants: { count: 25, qualifier: 'about', women: 12 },
        links: [{ url: 'https://example.org/a', rel: 'report', lang: 'en' }],
      }),
    );
    expect(read(csvOf([record]))).toEqual([
      expect.objectContaining({
        id: 'glacy-plus/A-1',
        counted: 'true',
        title_en: 'Workshop, "evidence"',
        title_fr: 'Atelier',
        title_other: 'es: Taller \\| uno',
        beneficiary_countries: 'XK',
        participant_countries: 'GH',
        country_names: 'Ghana|Kosovo*',
        designation_notes: expect.stringContaining('UNSC 1244'),
        organisations: 'organiser: INTERPOL',
        participants: '25',
        participants_qualifier: 'about',
        women: '12',
        links: 'report (en): https://example.org/a',
      }),
    ]);
  });

  it('gives back every text, list and number', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        const rows = read(csvOf(records));
        expect(rows).toHaveLength(records.length);
        for (const [at, record] of records.entries()) {
          const row = rows[at] ?? {};
          expect(Object.keys(row)).toEqual(Object.keys(csvColumns));
          expect(row.id).toBe(record.id);
          expect(row.start).toBe(record.start);
          expect(row.units).toBe(String(record.units));
          expect(undone(row.title_en)).toBe(record.title?.en ?? '');
          expect(undone(row.title_fr)).toBe(record.title?.fr ?? '');
          expect(undone(row.description_en)).toBe(record.description?.en ?? '');
          expect(undone(row.venue_city)).toBe(record.venue?.city ?? '');
          expect(listed(row.organisations)).toEqual(
            record.partners.map(({ role, name }) => `${role}: ${name}`),
          );
          expect(listed(row.projects)).toEqual(record.projects);
          expect(listed(row.beneficiary_countries)).toEqual(countriesOf(record, 'beneficiary'));
          const other = Object.entries(record.title ?? {}).filter(([tag]) => tag !== 'en' && tag !== 'fr');
          expect(listed(row.title_other).sort()).toEqual(
            other.map(([tag, text]) => `${tag}: ${text}`).sort(),
          );
        }
      }),
    );
  });

  it('has no cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(hostileRecords, (records) => {
        for (const row of read(csvOf(records)))
          for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
    const title = (text: string) => read(csvOf([recordOf(anActivity({ title: { en: text } }))]))[0]?.title_en;
    expect(title('=1+1')).toBe("'=1+1");
    expect(title("'tis")).toBe("''tis");
    expect(title('1 = 1')).toBe('1 = 1');
  });

  it('gives different cells to different texts', () => {
    const cell = (text: string) => csvRows([recordOf(anActivity({ title: { en: text } }))]);
    fc.assert(
      fc.property(hostileLines, hostileLines, (one, other) => {
        expect(cell(one) === cell(other)).toBe(one === other);
      }),
    );
  });

  it('is put together from the rows of its parts', () => {
    fc.assert(
      fc.property(hostileRecords, hostileRecords, (some, others) => {
        expect(csvHeader + csvRows(some) + csvRows(others)).toBe(csvOf([...some, ...others]));
      }),
    );
  });
});
