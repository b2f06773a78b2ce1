import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuilds, repairs } from '../../functions/aws/repair-rows.ts';
import { scannedPages } from '../../functions/aws/table.ts';
import { beginning } from '../../shared/recording/rebuild-stages.ts';
import { WrittenByNewer } from '../../shared/recording/upcast.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

const progress = (token: string) => ({ ...beginning(new Date('2026-11-20T12:00:00.000Z')), token });
const key = { pk: 'REBUILD', sk: 'STATE' };

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(engine, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores?.stop());

    describe('the progress of a rebuild', () => {
      const own = () => rebuilds(stores.table);

      it('is kept by the rebuild that has begun last, and by no other', async () => {
        expect(await own().get()).toBeUndefined();
        expect(await own().keep(progress('one'))).toBe(false);
        await own().begin(progress('one'));
        await own().begin(progress('other'));
        expect(await own().keep({ ...progress('one'), done: 5 })).toBe(false);
        const mending = [{ month: '2020-05', partner: 'somebody', reference: 'A-1' }];
        const further = { ...progress('other'), stage: 'rows' as const, from: 'here', done: 7, mending };
        expect(await own().keep(further)).toBe(true);
        await own().end('one');
        expect(await own().get()).toEqual(further);
        expect(await own().keep({ ...further, from: undefined })).toBe(true);
        expect(await own().get()).not.toHaveProperty('from');
        await own().end('other');
        expect(await own().get()).toBeUndefined();
      });

      it('is discarded where it cannot be read, unless a newer register wrote it', async () => {
        const repairsHere = repairs(stores.clients.documents, 'register');
        await stores.table.put(key, { ...progress('one'), stage: 'nothing' });
        await expect(own().get()).rejects.toThrow();
        await repairsHere.discardUnreadable();
        expect(await own().get()).toBeUndefined();
        await stores.table.put(key, { ...progress('one'), schema: 4 });
        await expect(repairsHere.discardUnreadable()).rejects.toThrow(WrittenByNewer);
      });
    });

    describe('a scan', () => {
      it('goes on after every page, also where the row at which the page ended is gone', async () => {
        const months = ['2020-01', '2020-02', '2020-03'];
        const names = months.flatMap((month) => ['a', 'b', 'c', 'd'].map((each) => `MONTH#${month} ${each}`));
        for (const name of names) {
          const [pk = '', sk = ''] = name.split(' ');
          await stores.table.put({ pk, sk }, { revision: 1 });
        }
        const seen: string[] = [];
        let [from, pages]: [string | undefined, number] = [undefined, 0];
        do {
          const reading = { from, rowsRead: 2, fields: [] };
          const scan = scannedPages(stores.clients.documents, 'register', 'MONTH#', reading);
          const { value } = await scan.next();
          if (value === undefined) throw new Error('a scan has a page');
          for (const row of value.rows) {
            seen.push(`${row.pk} ${row.sk}`);
            await stores.table.remove(row);
          }
          from = value.next;
          pages += 1;
        } while (from !== undefined);
        expect(seen.sort()).toEqual(names);
        expect(pages).toBeGreaterThan(5);
      });
    });
  });
