import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lateDivisions } from '../../functions/aws/aggregate-rows.ts';
import { divisionsOfLate } from '../../shared/recording/divisions-of-late.ts';
import { aFewAtATime } from '../../shared/words/a-few-at-a-time.ts';
import { activity } from '../../shared/words/activity.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import { anActivity } from '../support/register.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    const contribution = (reference: string, revision: number, description = 'A text'): Contribution => ({
      schema: 2,
      partner: 'somebody',
      reference,
      revision,
      record: {
        ...activity.parse(anActivity({ reference, description: { en: description } })),
        id: `somebody/${reference}`,
        partner: 'somebody',
        revision,
        acceptedAt: '2026-11-20T12:00:00.000Z',
        counted: true,
      },
    });
    async function ofMonth(month: string) {
      const pages: Contribution[][] = [];
      for await (const page of stores.ports.contributions.ofMonth(month)) pages.push(page);
      return pages;
    }

    describe('contributions', () => {
      it('keep the newest revision, a tombstone included', async () => {
        const { contributions } = stores.ports;
        await contributions.write('2020-03', contribution('A', 2));
        await contributions.write('2020-03', contribution('A', 1));
        expect((await ofMonth('2020-03')).flat()).toEqual([contribution('A', 2)]);
        await contributions.write('2020-03', {
          schema: 2,
          partner: 'somebody',
          reference: 'A',
          revision: 3,
          expires: 7,
        });
        await contributions.write('2020-03', contribution('A', 2));
        expect((await ofMonth('2020-03')).flat()).toEqual([
          { schema: 2, partner: 'somebody', reference: 'A', revision: 3, expires: 7 },
        ]);
      });

      it('of one partner to a month are of no other partner, also not of one whose name begins the same', async () => {
        const { contributions } = stores.ports;
        const of = (partner: string): Contribution => ({ schema: 2, partner, reference: 'A', revision: 1 });
        for (const partner of ['some', 'some-other', 'somebody-else'])
          await contributions.write('2022-03', of(partner));
        await contributions.write('2022-04', of('some'));
        expect(await contributions.nearby('2022-03', 'some', 'A')).toEqual({
          rows: [of('some')],
          whole: true,
        });
      });

      it('beside a reference are those before it, the nearest first, then those after it, sixteen in all', async () => {
        const { contributions } = stores.ports;
        const name = (at: number) => `N-${String(at).padStart(2, '0')}`;
        for (let at = 0; at < 30; at += 1) await contributions.write('2022-05', contribution(name(at), 1));
        const beside = async (reference: string) => {
          const { rows, whole } = await contributions.nearby('2022-05', 'somebody', reference);
          expect(whole).toBe(false);
          return rows.map((each) => each.reference);
        };
        const names = (...numbers: number[]) => numbers.map(name);
        const from = (first: number, count: number, step: number) =>
          names(...Array.from({ length: count }, (_, at) => first + step * at));
        expect(await beside('N-20')).toEqual(from(20, 16, -1));
        expect(await beside('N-20-bis')).toEqual(from(20, 16, -1));
        expect(await beside('N-03')).toEqual([...from(3, 4, -1), ...from(4, 12, 1)]);
        expect(await beside('A')).toEqual(from(0, 16, 1));
        expect(await beside('Z')).toEqual(from(29, 16, -1));
        expect(await contributions.nearby('2022-05', 'some', 'A')).toEqual({ rows: [], whole: true });
      });

      it('of a month of more than a megabyte come in pages, every one once', async () => {
        const long = 'a'.repeat(5000);
        const references = Array.from({ length: 300 }, (_, at) => `P-${at}`);
        await aFewAtATime(references, (each) =>
          stores.ports.contributions.write('2021-01', contribution(each, 1, long)),
        );
        const pages = await ofMonth('2021-01');
        expect(pages.length).toBeGreaterThan(1);
        expect(
          pages
            .flat()
            .map(({ reference }) => reference)
            .sort(),
        ).toEqual(references.sort());
      });
    });

    describe('marks', () => {
      it('are removed by the token they were read with, and by no other', async () => {
        const { marks } = stores.ports;
        await marks.put({ subject: '2020-03', token: 'one' });
        const [read] = await marks.list();
        await marks.put({ subject: '2020-03', token: 'two' });
        if (read !== undefined) await marks.remove(read);
        expect(await marks.list()).toEqual([{ subject: '2020-03', token: 'two' }]);
        await marks.remove({ subject: '2020-03', token: 'two' });
        expect(await marks.list()).toEqual([]);
      });
    });

    describe('how months are divided', () => {
      it('is replaced only by who has read the version in force', async () => {
        const { divisions } = stores.ports;
        const pages = [{ number: 1, from: '', range: 1 }];
        expect(await divisions.of('2020-03')).toBeUndefined();
        expect(await divisions.replace('2020-03', 0, pages)).toBe(true);
        expect(await divisions.replace('2020-03', 0, pages)).toBe(false);
        const more = [...pages, { number: 2, from: 'somebody#M', range: 2 }];
        expect(await divisions.replace('2020-03', 1, more)).toBe(true);
        expect(await divisions.of('2020-03')).toEqual({ version: 2, pages: more });
      });

      it('is read once in five minutes by who can do with an old one, and again at once where that failed', async () => {
        let at = 0;
        const late = divisionsOfLate(lateDivisions(stores.table), () => new Date(at));
        expect((await late.of('2020-03'))?.version).toBe(2);
        await stores.ports.divisions.replace('2020-03', 2, [{ number: 1, from: '', range: 1 }]);
        at = 299_999;
        expect((await late.of('2020-03'))?.version).toBe(2);
        at = 300_000;
        expect((await late.of('2020-03'))?.version).toBe(3);
        const damaged = { schema: 1, version: 5, pages: new Uint8Array([1, 2, 3]) };
        await stores.table.put({ pk: 'DIVISIONS', sk: '2020-04' }, damaged);
        await expect(late.of('2020-04')).rejects.toThrow('is not packed by Brotli');
        await stores.table.remove({ pk: 'DIVISIONS', sk: '2020-04' });
        expect(await late.of('2020-04')).toBeUndefined();
      });
    });

    describe('what may be the same as an activity', () => {
      it('is what the latest snapshot has noted, whoever notes last', async () => {
        const { suspects } = stores.ports;
        expect(await suspects.of('somebody', 'A')).toEqual([]);
        await suspects.put('somebody', 'A', ['other/B'], 7);
        await suspects.put('somebody', 'A', ['other/old'], 6);
        await suspects.put('somebody', 'C', ['somebody/A'], 7);
        expect(await suspects.of('somebody', 'A')).toEqual(['other/B']);
        expect([...(await suspects.between('somebody', 'A', 'B'))]).toEqual([['A', ['other/B']]]);
        expect([...(await suspects.between('somebody', 'A', 'C'))].map(([name]) => name)).toEqual(['A', 'C']);
        await suspects.put('somebody', 'A', [], 8);
        expect(await suspects.of('somebody', 'A')).toEqual([]);
        expect((await suspects.between('some', 'A', 'Z')).size).toBe(0);
      });
    });

    describe('the publication record', () => {
      it('is replaced only by who has read the version in force', async () => {
        const { publications } = stores.ports;
        const next = {
          version: 1,
          pending: ['metrics.json'],
          turnsOn: '2027-01-01',
          fixed: 'hash',
          snapshot: 3,
          changes: 7,
          portfolio: 'hash',
          anew: null,
          reached: '',
          logged: null,
        };
        expect(await publications.get()).toBeUndefined();
        expect(await publications.replace(0, next)).toBe(true);
        expect(await publications.replace(0, next)).toBe(false);
        expect(await publications.get()).toEqual(next);
      });
    });

    describe('the notes of retired copies', () => {
      it('come in the order of their snapshots, the newest version of each', async () => {
        const { retirements } = stores.ports;
        const note = (snapshot: number, version: number) => ({
          snapshot,
          version,
          at: '2026-11-20T12:00:00.000Z',
          paths: [`immutable/${snapshot}/a.json`],
        });
        expect(await retirements.put(note(10, 4))).toBe(true);
        expect(await retirements.put(note(9, 2))).toBe(true);
        expect(await retirements.put(note(9, 3))).toBe(true);
        // Sent again because its answer was lost, a note is the same note.
        expect(await retirements.put(note(9, 3))).toBe(true);
        expect(await retirements.put(note(9, 2))).toBe(false);
        const listed = async () => {
          const found = [];
          for await (const page of retirements.list()) found.push(...page);
          return found;
        };
        expect(await listed()).toEqual([note(9, 3), note(10, 4)]);
        await retirements.remove(note(9, 2));
        await retirements.remove(note(10, 4));
        expect(await listed()).toEqual([note(9, 3)]);
      });
    });

    describe('the portfolio', () => {
      it('gives back projects and periods by their names, signs and spaces included', async () => {
        const { portfolio } = stores.ports;
        const versions = [{ validFrom: '2021', start: '2021-01', funding: [], source: 'a report' }];
        for (const code of ['GLACY', 'GLACY+', 'Octopus Project', 'Cybercrime@Octopus'])
          await portfolio.replaceProject(code, 0, {
            code,
            names: { en: code, fr: code },
            aliases: [],
            versions,
            countries: [],
          });
        expect((await portfolio.projects()).map(({ code }) => code)).toEqual([
          'Cybercrime@Octopus',
          'GLACY',
          'GLACY+',
          'Octopus Project',
        ]);
        expect((await portfolio.project('GLACY+'))?.held?.code).toBe('GLACY+');
        expect(await portfolio.project('glacy+')).toBeUndefined();
        const period = { id: '2020', names: { en: '2020', fr: '2020' }, first: '2020-01', last: '2020-12' };
        await portfolio.replacePeriod('2020', 0, period);
        expect(await portfolio.periods()).toEqual([period]);
      });

      it('writes a place only in the revision that was seen, and keeps that one was deleted', async () => {
        const { portfolio } = stores.ports;
        const period = { id: '2021', names: { en: '2021', fr: '2021' }, first: '2021-01', last: '2021-12' };
        expect(await portfolio.replacePeriod('2021', 1, period)).toBe(false);
        expect(await portfolio.period('2021')).toBeUndefined();
        expect(await portfolio.replacePeriod('2021', 0, period)).toBe(true);
        expect(await portfolio.replacePeriod('2021', 0, period)).toBe(false);
        expect(await portfolio.replacePeriod('2021', 1, undefined)).toBe(true);
        expect(await portfolio.replacePeriod('2021', 1, period)).toBe(false);
        expect(await portfolio.period('2021')).toEqual({ revision: 2, held: undefined });
        expect((await portfolio.periods()).map(({ id }) => id)).not.toContain('2021');
      });

      it('reads and replaces a row of schema 1 as the first revision', async () => {
        const { portfolio } = stores.ports;
        const period = { id: 'old', names: { en: 'Old', fr: 'Vieux' }, first: '2021-01', last: '2021-12' };
        await stores.table.put({ pk: 'PORTFOLIO', sk: 'PERIOD#old' }, { schema: 1, period });
        expect(await portfolio.period('old')).toEqual({ revision: 1, held: period });
        expect(await portfolio.replacePeriod('old', 0, undefined)).toBe(false);
        expect(await portfolio.replacePeriod('old', 1, undefined)).toBe(true);
        expect(await portfolio.period('old')).toEqual({ revision: 2, held: undefined });
      });
    });
  });
