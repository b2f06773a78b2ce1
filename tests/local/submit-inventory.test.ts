import { describe, expect, it } from 'vitest';
import type { Cell } from '../../cli/inventory/row-as-read.ts';
import { submitInventory } from '../../cli/inventory/submit-inventory.ts';
import { readSample } from '../../cli/sample/load.ts';
import { createClient, ProblemError, UnreachableError } from '../../client/src/client.ts';
import { apiInMemory, fetchInMemory } from '../support/api-in-memory.ts';
import { reading, tableOf } from './inventory-rows.ts';

const partners = [
  { id: 'office', name: 'Office', office: true },
  { id: 'glacy', name: 'GLACY+ team', office: false },
];
const headings = ['Reference', 'Title', 'Dates', 'Project', 'Place', 'Type', 'Status', 'Mode'];
const row = (reference: string, over: Partial<Record<string, Cell>> = {}): Cell[] => {
  const cells: Record<string, Cell> = {
    Reference: reference,
    Title: `Workshop ${reference}`,
    Dates: '12 - 14 March 2020',
    Project: 'GLACY+',
    Place: 'Accra, Ghana',
    Type: 'workshop',
    Status: 'completed',
    Mode: 'in person',
  };
  return headings.map((heading) => over[heading] ?? cells[heading] ?? null);
};

/** A register with its portfolio, and what submitting a table to it prints. `breaks` tells of requests that get no answer. */
async function register(breaks: (method: string, path: string) => boolean = () => false) {
  const answer = fetchInMemory(apiInMemory(partners));
  const asked: string[] = [];
  const clientOf = (key: string, language: 'en' | 'fr' = 'en') =>
    createClient({
      language,
      base: 'https://register.example',
      key,
      now: () => 0,
      random: () => 0,
      newKey: () => crypto.randomUUID(),
      wait: async () => {},
      tries: 2,
      fetch: async (address, request) => {
        const { pathname, search } = new URL(address);
        const { method = 'GET' } = request;
        asked.push(`${method} ${pathname}${search}`);
        if (breaks(method, pathname)) throw new TypeError('fetch failed');
        return answer(address, request);
      },
    });
  const office = clientOf('office');
  for (const project of readSample().projects.filter(({ code }) => code === 'GLACY+'))
    await office.putProject(project);
  const client = clientOf('glacy');
  const submit = async (
    rows: Cell[][],
    over: Partial<Parameters<typeof submitInventory>[1]> = {},
    file: Parameters<typeof submitInventory>[0] = { kind: 'table', rows: tableOf(headings, ...rows) },
    printed: string[] = [],
  ) => {
    asked.length = 0;
    const outcome = submitInventory(file, {
      client,
      reading: reading({ projects: [] }),
      isDryRun: false,
      sendsAll: false,
      waits: true,
      progress: () => () => undefined,
      print: (line) => printed.push(line),
      wait: async () => {},
      ...over,
    });
    const fit = await outcome.catch((error: unknown) => error);
    return { fit, printed, summary: printed.at(-1), asked: [...asked] };
  };
  return { client, submit, inFrench: clientOf('glacy', 'fr') };
}

describe('submitting an inventory', () => {
  it('takes what is fit, says what must be mended and where, and does not send that', async () => {
    const { client, submit } = await register();
    const { fit, printed, summary } = await submit([row('A'), row('B', { Dates: '5 and 12 November 2020' })]);
    expect(fit).toBe(false);
    expect(summary).toBe('2 rows: 1 taken, 0 unchanged, 1 to be mended');
    expect(printed.join('\n')).toMatch(/row 2: taken, A, revision 1, submission [A-Za-z0-9_-]{80,}/);
    expect(printed.join('\n')).toMatch(
      /row 3: to be mended, not sent\n {2}error in C "Dates": "5 and 12 November 2020" names 2 dates: .* -> 2020-11-05 \| 2020-11-12/,
    );
    expect((await client.activity('A')).activity).toMatchObject({
      start: '2020-03-12',
      end: '2020-03-14',
      venue: { city: 'Accra', country: 'GH' },
    });
    await expect(client.activity('B')).rejects.toMatchObject({ problem: { status: 404 } });
  });

  it('can be repeated: what is applied stays in its revision, what has changed is replaced', async () => {
    const { client, submit } = await register();
    await submit([row('A'), row('B')]);
    const again = await submit([row('A'), row('B', { Status: 'cancelled' })]);
    expect(again.summary).toBe('2 rows: 1 taken, 1 unchanged, 0 to be mended');
    expect([(await client.activity('A')).revision, (await client.activity('B')).revision]).toEqual([1, 2]);
    expect((await submit([row('A')], { sendsAll: true })).summary).toContain('1 taken');
  });

  it('changes nothing in a dry run, and tells the same findings', async () => {
    const { client, submit } = await register();
    const rows = [row('A', { Dates: '2010-03-12' }), row('B', { Status: 'x' })];
    const dry = await submit(rows, { isDryRun: true });
    expect(dry.summary).toBe('2 rows: 1 fit, 0 unchanged, 1 to be mended (dry run: nothing was changed)');
    expect(dry.asked.filter((each) => !each.startsWith('GET'))).toEqual([
      'POST /v1/activities/batch?dryRun=true',
    ]);
    await expect(client.activity('A')).rejects.toMatchObject({ problem: { status: 404 } });
    const wet = await submit(rows);
    const remarks = (lines: string[]) => lines.filter((line) => line.startsWith('  '));
    expect(remarks(wet.printed)).toEqual(remarks(dry.printed));
    expect(remarks(dry.printed).join('\n')).toContain('warning in');
  });

  it('tells what the register refuses at the column it is about', async () => {
    const { submit } = await register();
    const known = reading().projects.filter(({ code }) => ['GLACY+', 'GLACY'].includes(code));
    const { printed, fit } = await submit([row('A', { Project: 'GLACY' })], {
      reading: reading({ projects: known }),
    });
    expect(fit).toBe(false);
    expect(printed.join('\n')).toMatch(/row 2: refused: .*\n {2}error in D "Project": /);
  });

  it('knows a project of the portfolio that is not published yet', async () => {
    const { submit } = await register();
    const { fit, asked } = await submit([row('A')]);
    expect([fit, asked[0]]).toEqual([true, 'GET /v1/projects/GLACY%2B']);
  });

  it('sends no more than the register takes at once', async () => {
    const { submit } = await register();
    const { asked, summary } = await submit(Array.from({ length: 205 }, (_, at) => row(`A-${at}`)));
    expect(summary).toBe('205 rows: 205 taken, 0 unchanged, 0 to be mended');
    expect(asked.filter((each) => each === 'POST /v1/activities/batch')).toHaveLength(3);
  });

  it('reports what was taken before the register went away, and leaves the rest to a repetition', async () => {
    let batches = 0;
    let isAway = true;
    const { submit } = await register(
      (method, path) => isAway && method === 'POST' && path.endsWith('batch') && ++batches > 1,
    );
    const rows = Array.from({ length: 150 }, (_, at) => row(`A-${at}`));
    const broken = await submit(rows);
    expect(broken.fit).toBeInstanceOf(UnreachableError);
    expect(broken.summary).toBe('150 rows: 100 taken, 0 unchanged, 0 to be mended, 50 not reached');
    isAway = false;
    expect((await submit(rows)).summary).toBe('150 rows: 50 taken, 100 unchanged, 0 to be mended');
  });

  it('throws the problem of a key that is none', async () => {
    const { submit } = await register();
    const stranger = createClient({
      base: 'https://register.example',
      now: () => 0,
      random: () => 0,
      newKey: () => 'k',
      wait: async () => {},
      fetch: async () =>
        Response.json(
          { type: 'a', title: 'No', status: 401, code: 'unauthenticated', detail: 'No.' },
          { status: 401 },
        ),
    });
    const { fit, summary } = await submit([row('A')], { client: stranger, reading: reading() });
    expect(fit).toBeInstanceOf(ProblemError);
    expect(summary).toBe('1 row: 0 taken, 0 unchanged, 0 to be mended, 1 not reached');
  });

  it('takes activities as the API does, and refuses two with one reference', async () => {
    const { client } = await register();
    const activity = {
      title: { en: 'T' },
      projects: ['GLACY+'],
      start: '2020-03-15',
      status: 'completed',
      mode: 'online',
      type: 'webinar',
    };
    const items = ['A', 'B', 'B'].map((reference, at) => ({
      number: at + 1,
      activity: { ...activity, reference },
    }));
    const printed: string[] = [];
    const fit = await submitInventory(
      { kind: 'activities', items: [...items, { number: 4, activity: null }] },
      {
        client,
        reading: reading(),
        isDryRun: false,
        sendsAll: false,
        waits: true,
        progress: () => () => undefined,
        print: (line) => printed.push(line),
        wait: async () => {},
      },
    );
    expect([fit, printed.at(-1)]).toEqual([false, '4 rows: 1 taken, 0 unchanged, 3 to be mended']);
    expect(printed.join('\n')).toContain('is the reference of item 3 too');
  });

  it('refuses headings without rows, and a file without activities', async () => {
    const { submit, client } = await register();
    const { fit, printed, asked } = await submit([]);
    expect(fit).toMatchObject({ message: 'There is no row of an activity below the headings' });
    expect([printed.length, asked]).toEqual([1, []]);
    const nothing = submitInventory(
      { kind: 'activities', items: [] },
      {
        client,
        reading: reading({ language: 'fr' }),
        isDryRun: true,
        sendsAll: true,
        waits: false,
        progress: () => () => undefined,
        print: () => {},
        wait: async () => {},
      },
    );
    await expect(nothing).rejects.toThrow('Le fichier ne contient aucune activité');
  });

  it('names the sheets that were not read', async () => {
    const { submit } = await register();
    const rows = tableOf(headings, row('A'));
    const printed: string[] = [];
    const otherSheets = [{ name: 'Archive', rows: 40 }];
    await submit([], {}, { kind: 'table', rows, sheet: '2020', otherSheets }, printed);
    expect(printed[0]).toBe(
      'The sheet 2020 is read. Sheets not read, with their rows: Archive (40) (say --sheet NAME for another)',
    );
  });

  it('sends rows for which the register had no room again after a pause, three times in all', async () => {
    const { client, submit } = await register();
    const sent: string[][] = [];
    const pauses: number[] = [];
    const full = (more: number): Partial<typeof client> => ({
      batch: async (items) => {
        sent.push(items.map((item) => (item as { reference: string }).reference));
        const outcomes = await client.batch(items);
        return sent.length > more
          ? outcomes
          : outcomes.map((each) =>
              each.index > 0 ? each : { index: 0, status: 503, findings: [], problem: noRoom },
            );
      },
    });
    const noRoom = { type: 'a', title: 'No room', status: 503, code: 'unavailable', detail: 'No room.' };
    const wait = async (milliseconds: number) => pauses.push(milliseconds);
    const mended = await submit([row('A'), row('B')], { client: { ...client, ...full(1) }, wait });
    expect([sent, pauses]).toEqual([[['A', 'B'], ['A']], [2000]]);
    expect(mended.summary).toBe('2 rows: 2 taken, 0 unchanged, 0 to be mended');
    expect(mended.printed).toContain('The register had no room for 1 row: sent again in 2 s');
    sent.length = 0;
    const given = await submit([row('C'), row('D')], { client: { ...client, ...full(9) }, wait });
    expect(sent).toEqual([['C', 'D'], ['C'], ['C']]);
    expect(given.fit).toBe(false);
    expect(given.summary).toBe('2 rows: 1 taken, 0 unchanged, 0 to be mended, 1 not applied');
  });

  it('reports the rows so far when it is interrupted, and goes on when it is repeated', async () => {
    const interruption = new AbortController();
    let batches = 0;
    const { submit } = await register((method) => {
      if (method === 'POST' && ++batches === 2) interruption.abort(new Error('interrupted'));
      return interruption.signal.aborted && batches === 2;
    });
    const rows = Array.from({ length: 150 }, (_, at) => row(`A-${at}`));
    const broken = await submit(rows, { signal: interruption.signal });
    expect(broken.fit).toMatchObject({ message: 'interrupted' });
    expect(broken.summary).toBe('150 rows: 100 taken, 0 unchanged, 0 to be mended, 50 not reached');
    expect(broken.printed.filter((line) => line.includes(': taken,'))).toHaveLength(100);
    batches = 9;
    expect((await submit(rows)).summary).toBe('150 rows: 50 taken, 100 unchanged, 0 to be mended');
  });

  it('speaks nothing but French where that is wanted', async () => {
    const { submit, inFrench } = await register();
    const oddities: Partial<Record<string, Cell>>[] = [
      {},
      { Dates: '24 27 mars 2014' },
      { Dates: 'depuis mars 2020' },
      { Dates: '5 et 12 novembre 2020' },
      { Dates: 'à confirmer' },
      { Dates: '2020' },
      { Dates: 'mi-juin 2020' },
      { Dates: 'Tunis, 5 mai 2020' },
      { Dates: '31 avril 2020' },
      { Dates: 'lundi 5 mai 2020' },
      { Dates: '2010-03-12' },
      { Dates: '43905' },
      { Place: 'Rabat et Marrakech, Maroc' },
      { Place: 'Ifrane' },
      { Place: 'en ligne, Tunis' },
      { Place: 'Serbie et Turquie' },
      { Place: 'Athens, Géorgie' },
      { Place: 'Strasbour, France' },
      { Place: 'Tunis, Tunisie', Mode: 'en ligne' },
      { Project: 'GLACI+' },
      { Type: 'webinare' },
      { Status: 'x' },
      { Reference: 'A/1' },
    ];
    const rows = oddities.map((over, at) => row(`R-${at}`, over));
    const { printed, summary } = await submit(
      [...rows, row('R-0'), ['TOTAL', null, null, null, '245'], ['Note']],
      { client: inFrench, reading: reading({ language: 'fr', projects: [] }) },
    );
    expect(summary).toBe(`${rows.length + 1} lignes : 3 prises, 0 inchangée, ${rows.length - 2} à corriger`);
    const said = printed.join('\n').replace(/«[^»]*»|-> .*/g, '');
    const english =
      /\b(?:the|is|are|was|row|rows|read|not|write|names?|error|warning|taken|fit|and|empty|several|with|day|year|this|must|in|to)\b/i;
    expect(english.exec(said)?.[0]).toBeUndefined();
    expect(printed.join('\n')).toContain('erreur dans C « Dates » : « 24 27 mars 2014 » ne dit pas');
  });
});
