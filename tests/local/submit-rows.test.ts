import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParticipants } from '../../local/inventory/read-participants.ts';
import { readPlace } from '../../local/inventory/read-place.ts';
import { readTable } from '../../local/inventory/read-table.ts';
import { typeInTitle } from '../../local/inventory/read-word.ts';
import { columnName } from '../../local/inventory/table.ts';
import table from '../../local/inventory/words.json' with { type: 'json' };
import { bare } from '../../shared/printed/likeness.ts';
import { reading, rowFrom, tableOf } from './inventory-rows.ts';

const errors = (row: ReturnType<typeof rowFrom>) =>
  row.remarks
    .filter(({ severity }) => severity === 'error')
    .map(({ where, written, instead }) => [where, written, instead]);
const says = (row: ReturnType<typeof rowFrom>) => row.remarks.map(({ says: said }) => said).join('\n');

describe('the dates of a row', () => {
  it.each([
    [{ Date: new Date('2020-03-15T00:00:00Z') }, '2020-03-15', undefined],
    [{ Date: new Date('2020-03-15T23:59:00Z') }, '2020-03-15', undefined],
    [{ Date: null, Start: '2020-03-15', End: '2020-03-17' }, '2020-03-15', '2020-03-17'],
    [{ Date: null, Start: '12 March 2020', End: '14 March' }, '2020-03-12', '2020-03-14'],
    [{ Date: null, Start: '12 March', End: '14 March 2020' }, '2020-03-12', '2020-03-14'],
    [{ Date: null, Start: 'March 2020', End: 'May 2020' }, '2020-03', '2020-05'],
    [{ Date: null, Start: '12-14 March 2020', End: null }, '2020-03-12', '2020-03-14'],
    [{ Date: null, Start: '12-14 March 2020', End: '14 March 2020' }, '2020-03-12', '2020-03-14'],
    [{ Date: '15-Mar-20' }, '2020-03-15', undefined],
    [{ Date: '2020-03-15 00:00:00' }, '2020-03-15', undefined],
    [{ Date: '26/27 May', Year: 2021 }, '2021-05-26', '2021-05-27'],
    [{ Date: '12 - 14 March 2020', Start: '2020-03-12', End: '2020-03-14' }, '2020-03-12', '2020-03-14'],
  ])('are read from %j', (cells, start, end) => {
    const row = rowFrom(cells);
    expect(errors(row)).toEqual([]);
    expect([row.activity.start, row.activity.end]).toEqual([start, end]);
  });

  it.each([
    [{ Date: null, Start: '2020-12-30', End: '2 January' }, 'ends before it starts'],
    [{ Date: null, Start: '2020-03-17', End: '2020-03-15' }, 'ends before it starts'],
    [{ Date: null, Start: '12-14 March 2020', End: '20 March 2020' }, 'does not fit the start'],
    [{ Date: null, Start: null, End: '2020-03-15' }, 'is empty'],
    [{ Date: '2020-03-15', Start: '2020-03-16', End: null }, 'differs from the start and end'],
    [{ Date: 2020 }, 'is not read as a date'],
    [{ Date: '15 March', Year: 'twenty' }, 'is not a year'],
    [{ Date: false }, 'is not read as a date'],
  ])('are refused in %j: %s', (cells, said) => {
    const row = rowFrom(cells);
    expect(says(row)).toContain(said);
    expect(row.activity.start).toBeUndefined();
  });

  it('are never a number that lost its format, whose day is told', () => {
    expect(errors(rowFrom({ Date: 43_905 }))).toEqual([['D "Date"', '43905', '2020-03-15']]);
  });

  it('are doubted in digits where another row of the file is month first', () => {
    const headings = ['Reference', 'Title', 'Project', 'Date', 'Type', 'Status'];
    const row = (reference: string, date: string) => [
      reference,
      'T',
      'GLACY+',
      date,
      'workshop',
      'completed',
    ];
    const { rows } = readTable(
      tableOf(headings, row('a', '3/25/2020'), row('b', '3/4/2020'), row('c', '4/4/2020')),
      reading(),
    );
    expect(rows.map(({ remarks }) => remarks.filter(({ severity }) => severity === 'error').length)).toEqual([
      1, 1, 0,
    ]);
    expect(rows[1]?.remarks[0]?.says).toContain('3/25/2020');
  });
});

describe('the place of a row', () => {
  it.each([
    [{ City: 'Tbilisi', Country: 'Georgia' }, { city: 'Tbilisi', country: 'GE' }, 'unknown'],
    [{ City: 'Ifrane', Country: 'MA' }, { city: 'Ifrane', country: 'MA' }, 'unknown'],
    [{ City: null, Country: 'Fiji' }, { country: 'FJ' }, 'unknown'],
    [{ Place: 'Strasbourg (hybrid)' }, { city: 'Strasbourg', country: 'FR' }, 'hybrid'],
    [{ Lieu: 'Alger, Algérie', Mode: 'présentiel' }, { city: 'Alger', country: 'DZ' }, 'in_person'],
    [{ Place: 'Seoul, Korea, Republic of' }, { city: 'Seoul', country: 'KR' }, 'unknown'],
    [{ Place: 'Online', Mode: 'hybrid' }, undefined, 'hybrid'],
    [{ Place: 'tbc', Mode: 'in person' }, undefined, 'in_person'],
    [{ Place: 'Online (Zoom platform)' }, undefined, 'online'],
    [{ Place: null, Type: 'webinar' }, undefined, 'online'],
    [{ Place: null, Type: 'Webinar series for judges' }, undefined, 'online'],
    [{ Place: 'Webinar' }, undefined, 'online'],
    [{ Place: 'Palais de l’Europe, Strasbourg' }, { city: 'Strasbourg', country: 'FR' }, 'unknown'],
  ])('is read from %j', (cells, venue, mode) => {
    const row = rowFrom(cells);
    expect(errors(row)).toEqual([]);
    expect([row.activity.venue, row.activity.mode]).toEqual([venue, mode]);
  });

  it.each([
    { Place: 'Tbilisi, Georgia', Mode: 'online' },
    { Place: 'Online', Mode: 'in person' },
    { Place: 'Tbilisi (online)' },
    { Place: 'Serbia, Turkey' },
    { Place: 'Georgetown' },
    { Place: 'Ifrane' },
    { Place: 'Paris, Texas' },
    { Place: 'Hotel X, Main Street, Shkodër, Albania' },
    { Place: 'Tbilisi, Armenia, Georgia' },
    { Place: 'Tbilisi, Georgia', Date: 'ONLINE 17 NOVEMBER 2020' },
  ])('is refused in %j', (cells) => {
    const row = rowFrom(cells);
    expect(errors(row)).toHaveLength(1);
    expect(row.activity.venue).toBeUndefined();
  });

  it('makes its country the host, unless that is named already', () => {
    expect(rowFrom({ Place: 'Bucharest', Countries: 'RS; XK' }).activity.countries).toEqual([
      { code: 'RS', role: 'beneficiary' },
      { code: 'XK', role: 'beneficiary' },
      { code: 'RO', role: 'host' },
    ]);
    expect(rowFrom({ Place: 'Tbilisi', Countries: 'Georgia' }).activity.countries).toEqual([
      { code: 'GE', role: 'beneficiary' },
    ]);
  });

  it('is corrected where a letter of a known city is wrong, and says so', () => {
    const { activity, remarks } = rowFrom({ Place: 'Strasbour, France' });
    expect(activity.venue).toEqual({ city: 'Strasbourg', country: 'FR' });
    expect(remarks).toContainEqual(
      expect.objectContaining({ severity: 'warning', written: 'Strasbour', instead: 'Strasbourg' }),
    );
  });

  it('never throws, and never gives a venue for what says online alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(['online', 'place', 'refused']).toContain(readPlace(text).kind);
        expect(readPlace(`Online ${text}`)).not.toMatchObject({ kind: 'place', isHybrid: false });
      }),
      { numRuns: 30 },
    );
  });
});

describe('the other cells of a row', () => {
  it('are read in French as in English', () => {
    const cells = {
      Title: null,
      Titre: 'Atelier régional',
      Status: 'réalisé',
      Type: 'atelier',
      Langues: 'FR, anglais',
      Participants: 'une vingtaine',
      Partenaires: 'INTERPOL ; Ministère de la Justice, Rabat',
      'Pays bénéficiaires': 'Maroc et Algérie, CEDEAO',
      Thèmes: 'législation; coopération internationale',
      Visibilité: 'publique',
    };
    const row = rowFrom(cells);
    expect(errors(row)).toEqual([]);
    expect(row.activity).toMatchObject({
      title: { fr: 'Atelier régional' },
      status: 'completed',
      type: 'workshop',
      languages: ['fr', 'en'],
      participants: { count: 20, qualifier: 'about' },
      partners: [
        { name: 'INTERPOL', role: 'partner' },
        { name: 'Ministère de la Justice, Rabat', role: 'partner' },
      ],
      countries: [
        { code: 'MA', role: 'beneficiary' },
        { code: 'DZ', role: 'beneficiary' },
      ],
      groups: ['ECOWAS'],
      themes: ['legislation', 'international_cooperation'],
      visibility: 'public',
    });
  });

  it.each([
    [{ Countries: false }, ['G "Countries"', 'false', undefined]],
    [{ Countries: 'no' }, ['G "Countries"', 'no', 'NO (Norway)']],
    [{ Reference: 'GLACY/2020/12' }, ['A "Reference"', 'GLACY/2020/12', 'GLACY-2020-12']],
    [{ Status: 'complted' }, ['F "Status"', 'complted', 'completed']],
    [{ Type: 'webiner' }, ['E "Type"', 'webiner', 'webinar']],
    [{ Partners: 'INTERPOL, EUROPOL' }, ['G "Partners"', 'INTERPOL, EUROPOL', 'INTERPOL; EUROPOL']],
    [{ Participants: '20-30' }, ['G "Participants"', '20-30', undefined]],
    [{ Participants: 'NA' }, ['G "Participants"', 'NA', undefined]],
    [{ Women: 3 }, ['participants', '', undefined]],
    [{ Title: '' }, ['B "Title"', '', undefined]],
    [{ Project: 'GLACI+' }, ['C "Project"', 'GLACI+', 'GLACY+']],
    [{ Project: null }, ['C "Project"', '', undefined]],
    [{ Reference: 2 ** 53 }, ['A "Reference"', '9007199254740992', undefined]],
  ])('are refused in %j', (cells, expected) => {
    expect(errors(rowFrom(cells))).toEqual([expected]);
  });

  it('are checked against the schema as well, at the column they come from', () => {
    const row = rowFrom({ Links: 'http://example.org/a', Participants: 5, Women: 9 });
    expect(errors(row).map(([where]) => where)).toEqual(['I "Women"', 'G "Links"']);
  });

  it('may be told to be parted by commas, and what to be when empty', () => {
    const over = {
      mapping: { Partners: { field: 'partners' as const, separator: ',' } },
      defaults: { status: 'cancelled' },
    };
    const { activity } = rowFrom({ Partners: 'INTERPOL, EUROPOL', Status: '' }, over);
    expect(activity.partners?.map(({ name }) => name)).toEqual(['INTERPOL', 'EUROPOL']);
    expect(activity.status).toBe('cancelled');
  });

  it.each([
    ['2025-12-31', 'completed'],
    ['2026-01-15', 'ongoing'],
    ['2026-01', 'ongoing'],
    ['2026-01-16', 'planned'],
    ['2025-12', 'completed'],
  ])('have the status of their dates where none is written: %s is %s on 15 January 2026', (date, status) => {
    expect(rowFrom({ Date: date, Status: null }).activity.status).toBe(status);
  });

  it.each([
    ['2nd meeting of the GLACY Steering Committee', 'steering_committee'],
    ['Training of trainers on electronic evidence', 'training_of_trainers'],
    ['Regional Workshop on Cybercrime', 'workshop'],
    ['Atelier sur la preuve électronique', 'workshop'],
    ['Workshop and conference', undefined],
    ['Assessing the threats', undefined],
  ])('have the type that the title names, if it is one: %s', (title, type) => {
    expect(typeInTitle(title)).toBe(type);
  });
});

describe('a number of participants', () => {
  it.each([
    ['40+', 40, 'at_least', undefined],
    ['about fifty', 50, 'about', undefined],
    ['max. 100', 100, 'at_most', undefined],
    ['1 200', 1200, 'exact', undefined],
    ['65 (20 women)', 65, 'exact', 20],
    ['plus de 130 participants, dont 40 femmes', 130, 'at_least', 40],
    ['environ 50', 50, 'about', undefined],
  ])('is read from %s', (text, count, qualifier, women) => {
    expect(readParticipants(text)).toEqual({ count, qualifier, ...(women === undefined ? {} : { women }) });
  });

  it.each(['20-30', '20 to 30', 'several', '', '12.5', 'about 40+', '40 men', '1 20'])(
    'is refused in %j',
    (text) => {
      expect(readParticipants(text)).toBeUndefined();
    },
  );

  it('is itself, however it is written', () => {
    fc.assert(
      fc.property(fc.nat(999_999), (count) => {
        for (const text of [
          `${count}`,
          count.toLocaleString('en'),
          count.toLocaleString('fr'),
          `${count} participants`,
        ])
          expect(readParticipants(text)).toEqual({ count, qualifier: 'exact' });
      }),
    );
  });
});

it('has no word of a vocabulary that means two things', () => {
  for (const words of Object.values(table)) {
    const all = Object.entries<string[]>(words).flatMap(([code, spelt]) => [
      ...new Set([code, ...spelt].map(bare)),
    ]);
    expect(all.filter((word, at) => all.indexOf(word) !== at)).toEqual([]);
  }
});

it('names columns as spreadsheets do', () => {
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
});
