import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LedgerRecord, ledger, ledgerKinds, ledgerRecord } from '../../functions/aws/ledger-rows.ts';
import { rebuilds, repairs } from '../../functions/aws/repair-rows.ts';
import { scannedRows } from '../../functions/aws/table.ts';
import type { FoundRow } from '../../shared/ports.ts';
import { WrittenByNewer } from '../../shared/recording/upcast.ts';
import { activity } from '../../shared/words/activity.ts';
import { type Contribution, contributionTo } from '../../shared/words/public-record.ts';
import { aContribution, anEvent, aSurvey } from '../support/made-facts.ts';
import { anActivity } from '../support/register.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

const now = '2026-11-20T12:00:00.000Z';
const id = '6f1c2a52-3f0f-4f6e-9d11-0a6f5a0b7c11';
const named = { schema: 1 as const, partner: 'somebody', reference: 'A~1', revision: 3 };
const text = { en: 'GLACY+', fr: 'GLACY+' };
const versions = [{ validFrom: '2016', start: '2016-03', funding: [], source: 'a report' }];
const somebody = { id: 'somebody', name: 'Somebody', office: false };
const stored = { ...named, submission: id, acceptedAt: now, recordedAt: now, months: ['2020-03', '2020-05'] };
const aPeriod = { id: '2020', names: text, first: '2020-01', last: '2020-12' };
const records: LedgerRecord[] = [
  {
    kind: 'partner',
    record: {
      schema: 2,
      version: 3,
      partner: somebody,
      keys: [
        { hash: 'old', since: now, expires: now, revoked: now },
        { hash: 'hash', since: now },
      ],
    },
  },
  { kind: 'partner', record: { schema: 2, version: 0, partner: { ...somebody, id: 'revoked' }, keys: [] } },
  {
    kind: 'project',
    record: {
      schema: 2,
      code: 'GLACY+',
      revision: 4,
      project: { code: 'GLACY+', names: text, aliases: [], versions, countries: [] },
    },
  },
  { kind: 'project', record: { schema: 2, code: 'Deleted', revision: 2 } },
  { kind: 'period', record: { schema: 2, id: '2020', revision: 1, period: aPeriod } },
  { kind: 'period', record: { schema: 2, id: 'deleted', revision: 3 } },
  { kind: 'treatyEvent', record: { schema: 1, id: anEvent.id, revision: 2, fact: anEvent } },
  { kind: 'treatyEvent', record: { schema: 1, id: '185-GH-deleted', revision: 3 } },
  { kind: 'legislationSurvey', record: { schema: 1, id: aSurvey.id, revision: 1, fact: aSurvey } },
  {
    kind: 'donorContribution',
    record: { schema: 1, id: aContribution.id, revision: 1, fact: aContribution },
  },
  { kind: 'activity', record: { ...stored, activity: activity.parse(anActivity({ reference: 'A~1' })) } },
  { kind: 'activity', record: { ...stored, reference: 'withdrawn-before-it-was-recorded', months: [] } },
  { kind: 'revisions', record: named },
  { kind: 'receipt', record: { ...named, id, acceptedAt: now, operation: 'withdraw' } },
  {
    kind: 'deadLetter',
    record: { schema: 1, id: 'letter', body: '{"a":"\u2028"', reason: 'made up', at: now },
  },
  {
    kind: 'division',
    record: { schema: 1, month: '2020-03', version: 4, pages: [{ number: 1, from: '', range: 4 }] },
  },
];
const contribution = (revision: number): Contribution => ({ ...named, schema: 2, revision });

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());
    const ledgerHere = () => ledger(stores.clients.documents, { register: 'register', partners: 'partners' });
    const repairsHere = () => repairs(stores.clients.documents, 'register');
    async function allOf<Item>(pages: AsyncIterable<Item[]>): Promise<Item[]> {
      const items: Item[] = [];
      for await (const page of pages) items.push(...page);
      return items;
    }

    describe('the ledger', () => {
      it('gives back every record as it was inserted, under the key that the register looks for it', async () => {
        for (const record of records) expect(await ledgerHere().insert(record)).toBe(true);
        const found = await Promise.all(ledgerKinds.map((kind) => allOf(ledgerHere().records(kind))));
        const byText = (all: LedgerRecord[]) =>
          all.map((each) => JSON.stringify(ledgerRecord.parse(each))).sort();
        expect(byText(found.flat())).toEqual(byText(records));
        const { partners, portfolio, facts, activities, receipts, deadLetters, revisions } = stores.ports;
        expect((await partners.find('somebody'))?.keys.at(-1)).toEqual({ hash: 'hash', since: now });
        expect((await portfolio.project('GLACY+'))?.held?.code).toBe('GLACY+');
        expect((await portfolio.periods()).map((each) => each.id)).toEqual(['2020']);
        expect(await facts.all('treatyEvent')).toEqual([anEvent]);
        expect(await facts.get('legislationSurvey', aSurvey.id)).toEqual({ revision: 1, held: aSurvey });
        expect(await facts.all('donorContribution')).toEqual([aContribution]);
        expect((await activities.get('somebody', 'A~1'))?.months).toEqual(['2020-03', '2020-05']);
        expect(await receipts.get(id)).toEqual({ ...named, id, acceptedAt: now, operation: 'withdraw' });
        const rows = await allOf(scannedRows(stores.clients.documents, 'register', `SUBMISSION#${id}`));
        expect(rows).toEqual([expect.objectContaining({ expires: Date.parse(now) / 1000 + 400 * 86_400 })]);
        expect((await deadLetters.get('letter'))?.reason).toBe('made up');
        expect(await revisions.next('somebody', 'A~1')).toBe(4);
      });

      it('takes a partner of a backup of schema 1, with its one key', async () => {
        const old = { schema: 1, partner: { ...somebody, id: 'old' }, key: { hash: 'one', since: now } };
        expect(await ledgerHere().insert(ledgerRecord.parse({ kind: 'partner', record: old }))).toBe(true);
        expect((await stores.ports.partners.find('old'))?.keys).toEqual([{ hash: 'one', since: now }]);
      });

      it('takes projects and periods of a backup of schema 1, as the first revision of each', async () => {
        const old = { schema: 1, period: { ...aPeriod, id: 'old' } };
        expect(await ledgerHere().insert(ledgerRecord.parse({ kind: 'period', record: old }))).toBe(true);
        const kept = { revision: 1, held: { ...aPeriod, id: 'old' } };
        expect(await stores.ports.portfolio.period('old')).toEqual(kept);
      });

      it('does not insert over a row', async () => {
        expect(await ledgerHere().insert({ kind: 'revisions', record: named })).toBe(false);
        expect(await stores.ports.revisions.next('somebody', 'A~1')).toBe(5);
      });

      it('scans a table of more than a page, every row once', async () => {
        const body = 'a'.repeat(20_000);
        const ids = Array.from({ length: 120 }, (_, at) => `long-${at}`);
        for (const each of ids)
          await stores.ports.deadLetters.put({ schema: 1, id: each, body, reason: 'long', at: now });
        const pages: string[][] = [];
        for await (const page of scannedRows(stores.clients.documents, 'register', 'DEAD_LETTERS', []))
          pages.push(page.map(({ sk }) => sk));
        expect(pages.length).toBeGreaterThan(1);
        expect(pages.flat().sort()).toEqual(['letter', ...ids].sort());
      });
    });

    describe('repairs', () => {
      async function rowsFound() {
        const rows: FoundRow[] = [];
        for await (const page of repairsHere().found()) rows.push(...page.rows);
        return rows;
      }

      it('writes over a row of the same revision, and not over a newer one', async () => {
        const { contributions } = stores.ports;
        const applied = {
          ...stored,
          revision: 2,
          activity: activity.parse(anActivity({ reference: 'A~1' })),
        };
        const { record } = contributionTo('2020-03', applied);
        expect(record).toBeDefined();
        await contributions.write('2020-03', contribution(2));
        await repairsHere().rewrite('2020-03', { ...contribution(2), record });
        expect(await allOf(contributions.ofMonth('2020-03'))).toMatchObject([{ revision: 2, record }]);
        await repairsHere().rewrite('2020-03', contribution(1));
        expect(await allOf(contributions.ofMonth('2020-03'))).toMatchObject([{ revision: 2, record }]);
        expect(await rowsFound()).toEqual([
          { month: '2020-03', partner: 'somebody', reference: 'A~1', revision: 2, counts: true },
        ]);
      });

      it('replaces or removes a row only as it was found', async () => {
        const [found] = await rowsFound();
        if (found === undefined) throw new Error('there is a row');
        await repairsHere().replace({ ...found, revision: 9 }, undefined);
        await repairsHere().replace({ ...found, revision: undefined }, contribution(5));
        expect(await rowsFound()).toEqual([found]);
        await repairsHere().replace(found, contribution(1));
        expect((await rowsFound())[0]?.revision).toBe(1);
        await repairsHere().replace({ ...found, revision: 1 }, undefined);
        expect(await rowsFound()).toEqual([]);
      });

      it('discards what cannot be read, and refuses to where a newer register wrote it', async () => {
        const { divisions, marks } = stores.ports;
        await divisions.replace('2021-03', 0, [{ number: 1, from: '', range: 1 }]);
        await marks.put({ subject: 'portfolio', token: 'token' });
        await stores.table.put({ pk: 'DIVISIONS', sk: '2020-04' }, { schema: 1, pages: '{}' });
        await stores.table.put({ pk: 'MARKS', sk: '2020-04' }, { schema: 1 });
        await stores.table.put({ pk: 'PUBLICATION', sk: 'STATE' }, { schema: 2, version: 'none' });
        await stores.table.put({ pk: 'REBUILD', sk: 'STATE' }, { schema: 1, token: 7 });
        await repairsHere().discardUnreadable();
        expect(await stores.ports.publications.get()).toBeUndefined();
        expect(await rebuilds(stores.table).get()).toBeUndefined();
        expect(await divisions.of('2020-04')).toBeUndefined();
        expect((await divisions.of('2021-03'))?.version).toBe(1);
        expect(await marks.list()).toEqual([{ subject: 'portfolio', token: 'token' }]);
        await stores.table.put({ pk: 'DIVISIONS', sk: '2020-05' }, { schema: 4 });
        await expect(repairsHere().discardUnreadable()).rejects.toThrow(WrittenByNewer);
      });
    });
  });
