import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { findColumns } from '../../cli/inventory/columns.ts';
import { readInventory } from '../../cli/inventory/files.ts';
import type { Row } from '../../cli/inventory/row-as-read.ts';
import { readTable } from '../../cli/inventory/table.ts';
import { reading, tableOf } from './inventory-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

function fileWith(name: string, content: string | Uint8Array): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

async function rowsIn(file: string, sheet?: string): Promise<Row[]> {
  const inventory = await readInventory(file, { sheet });
  return inventory.kind === 'table' ? inventory.rows : expect.fail('is no table');
}

const fieldsOf = (rows: Row[], mapping = {}) => Object.fromEntries(findColumns(rows, mapping).at);

describe('a file of separated values', () => {
  it.each([
    ['a comma', 'Title,Date\n"A, B",2020-03-15\n'],
    ['a semicolon', '\uFEFFTitle;Date\r\nA, B;2020-03-15\r\n'],
    ['a tab', 'Title\tDate\nA, B\t2020-03-15'],
    ['a bar', 'Title|Date\nA, B|2020-03-15'],
  ])('is read where %s separates', async (_, text) => {
    expect((await rowsIn(fileWith('a.csv', text))).map(({ cells }) => cells)).toEqual([
      ['Title', 'Date'],
      ['A, B', '2020-03-15'],
    ]);
  });

  it('keeps quotation marks, lines in cells, NA, NO and leading zeros as they are', async () => {
    const rows = await rowsIn(
      fileWith('a.csv', 'Title,Date,Country\n"""Train"" course\nII",012,NA\nX,1,NO\n'),
    );
    expect(rows.slice(1).map(({ cells }) => cells)).toEqual([
      ['"Train" course\nII', '012', 'NA'],
      ['X', '1', 'NO'],
    ]);
  });

  it.each([
    ['UTF-8', Buffer.from('Titre;Début\nRéunion;x', 'utf8')],
    ['Windows-1252', Buffer.from('Titre;Début\nRéunion;x', 'latin1')],
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFFTitre;Début\nRéunion;x', 'utf16le')],
  ])('is read in %s', async (_, bytes) => {
    expect((await rowsIn(fileWith('a.csv', bytes))).map(({ cells }) => cells[0])).toEqual([
      'Titre',
      'Réunion',
    ]);
  });

  it('is refused with a quotation mark that is not closed', async () => {
    await expect(readInventory(fileWith('a.csv', 'Title,Date\n"A,1\n'))).rejects.toThrow('is not CSV');
  });
});

describe('a workbook', () => {
  const date = { value: new Date(Date.UTC(2020, 2, 15)), type: Date, format: 'dd/mm/yyyy' } as const;
  const headings = ['Title ', 'Date', 'Participants', 'Country', 'Project'].map((value) => ({ value }));
  const activities = [
    [],
    headings,
    [{ value: ' T' }, date, { value: '26', type: String }, { value: 'NA' }, { value: 'GLACY+' }],
  ];
  const workbook = async (sheets: Parameters<typeof writeExcelFile>[0]): Promise<string> => {
    const file = join(temporaryFolder(), 'a.xlsx');
    await writeExcelFile(sheets).toFile(file);
    return file;
  };

  it('is read from the only sheet with headings, with days as days and the numbers of its rows', async () => {
    const file = await workbook([
      { sheet: 'Notes', data: [[{ value: 'Nothing here' }], [], [{ value: 'nor here' }]] },
      { sheet: 'Activities', data: activities },
      { sheet: 'Empty', data: [] },
    ]);
    const inventory = await readInventory(file);
    expect(inventory).toMatchObject({ sheet: 'Activities', otherSheets: [{ name: 'Notes', rows: 2 }] });
    const { rows } = readTable(await rowsIn(file), reading());
    expect(rows).toEqual([
      expect.objectContaining({
        number: 3,
        activity: expect.objectContaining({
          title: { en: 'T' },
          start: '2020-03-15',
          participants: { count: 26, qualifier: 'exact' },
          countries: [{ code: 'NA', role: 'beneficiary' }],
        }),
      }),
    ]);
    expect(await rowsIn(file, 'Notes')).toHaveLength(3);
    await expect(readInventory(file, { sheet: 'Other' })).rejects.toThrow(
      'There is no sheet Other; there are: Notes, Activities',
    );
  });

  it('is refused where several sheets hold activities, unless one is named', async () => {
    const file = await workbook([
      { sheet: '2020', data: activities },
      { sheet: '2021', data: [headings, ...activities.slice(2), ...activities.slice(2)] },
    ]);
    await expect(readInventory(file)).rejects.toThrow('2020 (2), 2021 (3). Say which with --sheet NAME');
    await expect(readInventory(file, { language: 'fr' })).rejects.toThrow('Plusieurs feuilles');
    expect(await readInventory(file, { sheet: '2021' })).toMatchObject({
      sheet: '2021',
      otherSheets: [{ name: '2020', rows: 2 }],
    });
  });

  it('is refused if it is none', async () => {
    await expect(readInventory(fileWith('a.xlsx', 'Title,Date'))).rejects.toThrow('is not an XLSX workbook');
  });
});

describe('a file of JSON', () => {
  const activity = { reference: 'A-1', projects: ['GLACY+'] };

  it.each([
    ['a.json', JSON.stringify([activity])],
    ['a.json', JSON.stringify({ activities: [activity] })],
    ['a.ndjson', `\n${JSON.stringify(activity)}\n\n`],
  ])('holds activities: %s', async (name, text) => {
    const inventory = await readInventory(fileWith(name, text));
    expect(inventory).toMatchObject({ kind: 'activities', items: [{ activity }] });
  });

  it('holds a table where its records are flat', async () => {
    const rows = await rowsIn(fileWith('a.json', '[{"Title":"A","Date":"2020"},{"Title":"B","Place":null}]'));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['Title', 'Date', 'Place'],
      ['A', '2020', null],
      ['B', null, null],
    ]);
  });

  it('holds a table where its records are as printed, with lists and languages in them', async () => {
    const records = [
      { Title: { en: 'A', fr: 'B' }, Dates: '5 May 2020', Countries: ['Ghana', 'Niger'], Participants: 12 },
      { Title: { en: 'C' }, Dates: '6 May 2020', Countries: [], Participants: null },
    ];
    const text = records.map((record) => JSON.stringify(record)).join('\n');
    const { rows } = readTable(await rowsIn(fileWith('a.ndjson', text)), reading());
    expect(rows.map(({ number, activity: { title, countries } }) => [number, title, countries])).toEqual([
      [
        1,
        { en: 'A', fr: 'B' },
        [
          { code: 'GH', role: 'beneficiary' },
          { code: 'NE', role: 'beneficiary' },
        ],
      ],
      [2, { en: 'C' }, undefined],
    ]);
  });

  it('is explained once where its records are neither activities nor known rows', async () => {
    const rows = Array.from({ length: 50 }, (_, at) =>
      JSON.stringify({ What: `A${at}`, When: ['2020'], Who: {} }),
    );
    await expect(readInventory(fileWith('a.ndjson', rows.join('\n')))).rejects.toThrow(
      /^The items are neither .*Their names: What, When\. Name them with --mapping FILE, such as \{"What": "title"\}$/,
    );
    const mapping = { What: 'title', When: 'date' } as const;
    expect(await readInventory(fileWith('a.ndjson', rows.join('\n')), { mapping })).toMatchObject({
      kind: 'table',
    });
    await expect(readInventory(fileWith('a.ndjson', '{"Title":"A","Date":"2020"}\n"B"'))).rejects.toThrow(
      'Item 2 is neither an activity nor a row with names of columns: "B"',
    );
  });

  it.each([
    ['a.json', '{', 'is not JSON'],
    ['a.json', '{"a":1}', 'is not a list'],
    ['a.json', 'null', 'is not a list'],
    ['a.ndjson', '{}\n{', 'Line 2'],
    ['a.pdf', '', 'none of .json'],
  ])('is refused otherwise: %s %s', async (name, text, said) => {
    await expect(readInventory(fileWith(name, text))).rejects.toThrow(said);
  });
});

describe('the headings of a table', () => {
  it('are found below what stands above them, in English or French', () => {
    expect(
      fieldsOf(
        tableOf(['Inventory 2020', null, null], [], ['Intitulé', 'Dates', 'Lieu', 'Pays', 'Projet(s)']),
      ),
    ).toEqual({
      'title.fr': 0,
      date: 1,
      place: 2,
      countries: 3,
      projects: 4,
    });
  });

  it('are found in two rows, under merged cells', () => {
    const rows = tableOf(
      ['Title', 'Dates', null, 'Participants', null, 'Place'],
      [null, 'From', 'To', 'Total', 'Women', null],
      ['A'],
    );
    expect(fieldsOf(rows)).toEqual({ title: 0, start: 1, end: 2, participants: 3, women: 4, place: 5 });
    expect(findColumns(rows).rows).toEqual(rows.slice(2));
  });

  it('make Country that of the venue beside a city, and of the beneficiary elsewhere', () => {
    expect(fieldsOf(tableOf(['Title', 'Date', 'City', 'Country']))).toMatchObject({ country: 3 });
    expect(fieldsOf(tableOf(['Title', 'Date', 'Place', 'Country']))).toMatchObject({ countries: 3 });
  });

  it('are as the mapping says, by heading or letter, before anything else', () => {
    const rows = tableOf(['What', 'Date', 'Title', 'Notes']);
    expect(
      fieldsOf(rows, { What: 'title', B: 'start', Notes: { field: 'partners', separator: ',' } }),
    ).toEqual({
      title: 0,
      start: 1,
      partners: 3,
    });
    expect(fieldsOf(tableOf(['Title', 'Date', 'Status']), { Status: 'ignored' })).toEqual({
      title: 0,
      date: 1,
    });
  });

  it('are refused if two hold the same, if a mapped one is missing, or if there are none', () => {
    expect(() => findColumns(tableOf(['Title', 'Date', 'Project', 'Projects']))).toThrow(
      'C "Project" and D "Projects"',
    );
    expect(() => findColumns(tableOf(['Title', 'Date']), { Titel: 'title' })).toThrow('Titel');
    expect(() => findColumns(tableOf(['a', 'b'], ['c', 'd']))).toThrow('no row with a heading for the title');
    expect(() => findColumns([])).toThrow('no row with a heading');
  });
});

describe('a table', () => {
  const headings = ['Title', 'Date', 'Project', 'Country', 'Type', 'Status'];
  const row = (title: string, status = 'completed', country = 'GE') => [
    title,
    '2020-03-15',
    'GLACY+',
    country,
    'workshop',
    status,
  ];
  const read = (...rows: unknown[][]) => readTable(tableOf(headings, ...(rows as string[][])), reading());
  const references = (...rows: unknown[][]) => read(...rows).rows.map(({ activity }) => activity.reference);

  it('gives rows without references the same ones again, wherever they stand and however they are spelt', () => {
    const [one, other] = references(row('A'), row('B'));
    expect(one).toMatch(/^row-[0-9a-f]{16}$/);
    expect(references(row('B', 'cancelled'), row('  a ', 'completed', 'Géorgie'))).toEqual([other, one]);
    expect(references(row('A', 'completed', 'AM'))).not.toEqual([one]);
  });

  it('refuses rows that would share a reference, all of them', () => {
    const { rows } = read(row('A'), row('B'), row('A', 'planned'));
    expect(rows.map(({ remarks }) => remarks.length)).toEqual([1, 0, 1]);
    expect(rows[0]?.remarks[0]?.says).toContain('row 4 has the same title');
  });

  it('leaves out empty rows, titles of sections and repeated headings, and says so', () => {
    const { rows, notes } = read([null, ''], ['Activities in 2020'], row('A'), headings);
    expect(rows.map(({ number }) => number)).toEqual([4]);
    expect(notes.filter((note) => note.includes('is no activity'))).toEqual([
      'Row 3 is no activity: "Activities in 2020"',
      'Row 5 is no activity: "Title"',
    ]);
  });

  it('leaves out rows of totals, and says so, but no activity that is named so', () => {
    const { rows, notes } = read(
      row('A'),
      ['TOTAL', null, null, null, null, null, 245, '60 women'],
      ['Sous-total 2020', '', 'GLACY+', null, null, null, 12],
      [null, null, null, null, null, null, 245, 60],
      row('Total reform of the law'),
      ['Total reform', null, 'GLACY+', 'GE', 'workshop', 'completed'],
    );
    expect(rows.map(({ number }) => number)).toEqual([2, 6, 7]);
    expect(notes.filter((note) => note.includes('is a sum'))).toEqual([
      'Row 3 is a sum, no activity: "TOTAL"',
      'Row 4 is a sum, no activity: "Sous-total 2020"',
      'Row 5 is a sum, no activity: "245"',
    ]);
  });

  it('says that columns of money are not read, and why', () => {
    const table = tableOf([...headings, 'Budget (EUR)', 'Coût'], [...row('A'), 'CAN$ 250,000', 12]);
    const { rows, notes } = readTable(table, reading());
    expect(rows[0]?.remarks).toEqual([]);
    expect(notes).toContain('Not read: G "Budget (EUR)", H "Coût"');
    expect(notes).toContain(
      'An activity has no amount of money: budgets belong to projects, which the office keeps',
    );
    expect(read(row('A')).notes.join()).not.toContain('money');
  });

  it('may be wide: columns beyond Z are read and named as a spreadsheet does', () => {
    const spare = Array.from({ length: 700 }, (_, at) => `Spare ${at}`);
    const wide = [...spare, ...headings, 'Participants', 'Place'];
    const cells = [...spare.map(() => 'x'), ...row('A'), 'env. 25 (12 femmes)', 'Rabat et Marrakech, Maroc'];
    const { rows, notes } = readTable(tableOf(wide, cells), reading());
    expect(rows[0]?.activity).toMatchObject({ participants: { count: 25, qualifier: 'about', women: 12 } });
    expect(rows[0]?.remarks.map(({ where }) => where)).toEqual(['AAF "Place"']);
    expect(notes[0]).toContain('ZY "Title" as title');
    expect(notes[1]).toContain('ZX "Spare 699"');
  });

  it('says its findings in French where that is wanted', () => {
    const { rows } = readTable(tableOf(headings, row('A', 'x')), reading({ language: 'fr' }));
    expect(rows[0]?.remarks[0]?.says).toBe('n’est pas un mot que le registre connaît');
  });
});
