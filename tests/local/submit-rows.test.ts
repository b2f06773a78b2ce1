import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readParticipants } from '../../cli/inventory/participants.ts';
import { readPlace } from '../../cli/inventory/place.ts';
import { columnName } from '../../cli/inventory/row-as-read.ts';
import { readTable } from '../../cli/inventory/table.ts';
import { typeInTitle } from '../../cli/inventory/word.ts';
import table from '../../cli/inventory/words.json' with { type: 'json' };
import { bare } from '../../shared/checks/printed/likeness.ts';
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
    [{ Date: 'virtual meeting (26 February)', Year: '2021' }, '2021-02-26', undefined],
    [{ Date: '3/4/2020 - 5/4/2020' }, '2020-04-03', '2020-04-05'],
    [{ Date: '20200315' }, '2020-03-15', undefined],
    [{ Date: 20_200_315 }, '2020-03-15', undefined],
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
    [{ Date: 2020 }, 'names no month'],
    [{ Date: '24 27 March', Year: 2014 }, 'whether the days between'],
    [{ Date: 'tbc' }, 'names no date'],
    [{ Date: '5 and 12 November 2020' }, 'names 2 dates'],
    [{ Date: 'since March 2020' }, 'only one end'],
    [{ Date: '15 March', Year: 'twenty' }, 'is not a year'],
    [{ Date: false }, 'is not read as a date'],
  ])('are refused in %j: %s', (cells, said) => {
    const row = rowFrom(cells);
    expect(says(row)).toContain(said);
    expect(row.activity.start).toBeUndefined();
  });

  it('are never a number that lost its format, whose day is told', () => {
    expect(errors(rowFrom({ Date: 43_905 }))).toEqual([['D "Date"', '43905', '2020-03-15']]);
    expect(errors(rowFrom({ Date: '43905.5' }))).toEqual([['D "Date"', '43905.5', '2020-03-15']]);
  });

  it('are told what they most likely mean where an end says no year', () => {
    const cells = { Date: null, Start: '2020-12-30', End: '2 January' };
    expect(errors(rowFrom(cells))[0]?.[2]).toBe('2021-01-02');
    expect(errors(rowFrom({ ...cells, End: '2 January 2020' }))[0]?.[2]).toBeUndefined();
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
      tableOf(
        headings,
        row('a', '3/25/2020 - 3/27/2020'),
        row('b', '3/4/2020 - 3/6/2020'),
        row('c', '4/4/2020'),
      ),
      reading(),
    );
    expect(rows.map(({ remarks }) => remarks.filter(({ severity }) => severity === 'error').length)).toEqual([
      1, 1, 0,
    ]);
    expect(rows[1]?.remarks[0]?.says).toContain('3/25/2020 - 3/27/2020');
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
    [{ Place: 'Bucharest\nRomania' }, { city: 'Bucharest', country: 'RO' }, 'unknown'],
    [{ Place: 'Kyiv (Kiev), Ukraine' }, { city: 'Kyiv', country: 'UA' }, 'unknown'],
    [{ Place: 'Sarajevo-Bosnia-Herzegovina' }, { city: 'Sarajevo', country: 'BA' }, 'unknown'],
    [{ Place: 'Guinea-Bissau' }, { country: 'GW' }, 'unknown'],
    [{ Place: 'Turkey/Türkiye' }, { country: 'TR' }, 'unknown'],
    [{ Place: 'Bucharest, Romania (in person)' }, { city: 'Bucharest', country: 'RO' }, 'in_person'],
    [{ Place: 'Colombo, Sri Lanka and online' }, { city: 'Colombo', country: 'LK' }, 'hybrid'],
    [{ Place: 'Format hybride : Tunis, Tunisie' }, { city: 'Tunis', country: 'TN' }, 'hybrid'],
    [{ Place: 'online activity' }, undefined, 'online'],
    [{ Place: 'en distanciel' }, undefined, 'online'],
    [{ Place: 'MS Teams' }, undefined, 'online'],
    [{ Place: 'N/A (online, BlueJeans)' }, undefined, 'online'],
    [{ Place: 'Online course for Albania and Serbia' }, undefined, 'online'],
    [{ Place: 'Desk study' }, undefined, 'desk'],
    [{ Place: 'étude documentaire' }, undefined, 'desk'],
    [{ Mode: 'Online (Zoom)' }, undefined, 'online'],
    [{ Mode: 'réunion virtuelle' }, undefined, 'online'],
    [{ Place: 'Tunis, Tunisie', Date: '5 May 2020 (hybrid)' }, { city: 'Tunis', country: 'TN' }, 'hybrid'],
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
    { Place: 'Rabat et Marrakech, Maroc' },
    { Place: 'Rabat, Marrakech, Morocco' },
    { Place: 'Rabat/Marrakech, Morocco' },
    { Place: 'Rabat - Marrakech' },
    { Place: 'Rome, Milan' },
    { City: 'Rabat\nMarrakech', Country: 'Maroc' },
    { Place: 'Tutin and Sjenica, Serbia' },
    { Place: 'Ifrane-Maroc' },
    { Place: 'Serbia and Turkey' },
    { Place: 'various cities, Ukraine' },
    { Place: '011975 Bucharest, Romania' },
    { Place: 'Hotel Metropol, Slovenia' },
    { Place: 'Online, 12 countries' },
    { Place: 'Tbilisi (in person)', Date: 'ONLINE 17 NOVEMBER 2020' },
    { Mode: 'tbc' },
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

  it.each([
    ['Rabat et Marrakech, Maroc', 'Rabat, Morocco | Marrakech, Morocco', 'Rabat, Maroc | Marrakech, Maroc'],
    ['Ifrane-Maroc', 'Ifrane, Morocco', 'Ifrane, Maroc'],
    ['011975 Bucharest, Romania', 'Bucharest, Romania', 'Bucharest, Roumanie'],
    ['various cities, Ukraine', 'Ukraine', 'Ukraine'],
    ['Tunis, Tunisia 12-14 November 2018', 'Tunis, Tunisia', 'Tunis, Tunisie'],
    ['London, UK', 'London, United Kingdom', 'London, Royaume-Uni'],
  ])('that is refused has what to write instead, in both languages: %s', (Place, en, fr) => {
    expect(errors(rowFrom({ Place }))[0]?.[2]).toBe(en);
    expect(errors(rowFrom({ Place }, { language: 'fr' }))[0]?.[2]).toBe(fr);
  });

  it('is doubted where the city is known in another country, or is to be confirmed', () => {
    for (const Place of ['Athens, Georgia', 'Athens, Greece (tbc)'])
      expect(rowFrom({ Place }).remarks).toContainEqual(
        expect.objectContaining({ severity: 'warning', written: Place }),
      );
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

  it('may say that there is no project', () => {
    for (const Project of ['none', 'Aucun', 'sans projet', 'No project']) {
      const row = rowFrom({ Project });
      expect([errors(row), row.activity.projects]).toEqual([[], []]);
    }
  });

  it.each(['EN/FR', 'EN-FR', 'English and French', 'anglais, français'])(
    'name languages: %s',
    (Languages) => {
      expect(rowFrom({ Languages }).activity.languages).toEqual(['en', 'fr']);
    },
  );

  it.each([
    [{ Status: 'Completed ✓ (report sent)' }, 'completed'],
    [{ Status: 'Complted' }, 'completed'],
    [{ Mode: 'in person / tbc' }, 'in_person'],
    [{ Type: 'webiner' }, 'webinar'],
  ])('have what to write instead of a word with others around it: %j', (cells, instead) => {
    expect(errors(rowFrom(cells))[0]?.[2]).toBe(instead);
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
    ['env. 25', 25, 'about', undefined],
    ['25 environ', 25, 'about', undefined],
    ['25 (approx.)', 25, 'about', undefined],
    ['≈ 25', 25, 'about', undefined],
    ['30 et plus', 30, 'at_least', undefined],
    ['30 or more', 30, 'at_least', undefined],
    ['plus d’une centaine de participants', 100, 'at_least', undefined],
    ['une trentaine de magistrats', 30, 'about', undefined],
    ['some forty', 40, 'about', undefined],
    ['vingt-cinq', 25, 'exact', undefined],
    ['thirty one', 31, 'exact', undefined],
    ['trente et un', 31, 'exact', undefined],
    ['25 judges and prosecutors', 25, 'exact', undefined],
    ['25 pax', 25, 'exact', undefined],
    ['25¹', 25, 'exact', undefined],
    ['25*', 25, 'exact', undefined],
    ['25 (12 femmes)', 25, 'exact', 12],
    ['25 participants (12 F)', 25, 'exact', 12],
    ['25 (13 men, 12 women)', 25, 'exact', 12],
    ['25 (12 women, 13 men)', 25, 'exact', 12],
    ['12 women and 13 men', 25, 'exact', 12],
    ['12 F / 13 H', 25, 'exact', 12],
  ])('is read from %s', (text, count, qualifier, women) => {
    expect(readParticipants(text)).toEqual({ count, qualifier, ...(women === undefined ? {} : { women }) });
  });

  it.each([
    '20-30',
    '20 to 30',
    'several',
    '',
    '12.5',
    'about 40+',
    '40 men',
    '1 20',
    '26 (13 men, 12 women)',
    '25 countries',
    '2 x 25',
    '25 + 5',
    '25 (48% women)',
    '12 women',
    'tbc',
    'about 25 max.',
  ])('is refused in %j', (text) => {
    expect(readParticipants(text)).toBeUndefined();
  });

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
