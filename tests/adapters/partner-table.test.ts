import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partnerTable } from '../../functions/aws/partner-table.ts';
import { openTable } from '../../functions/aws/table.ts';
import type { KeyedPartner } from '../../shared/intake/keys.ts';
import type { Stores } from '../support/stores.ts';
import { engines } from '../support/stores-by-engine.ts';

const since = '2026-11-20T12:00:00.000Z';
const octopus = { id: 'octopus', name: 'Octopus', office: false, projects: ['Octopus'] };
const [one, two, three] = ['one', 'two', 'three'].map((hash) => ({ hash, since })) as [Key, Key, Key];
type Key = { hash: string; since: string };

for (const { engine, skipped, start } of engines)
  describe.skipIf(skipped)(`the partner table ${engine}`, () => {
    let stores: Stores;
    let partners: Stores['ports']['partners'];
    beforeAll(async () => {
      stores = await start();
      partners = stores.ports.partners;
    });
    afterAll(() => stores.stop());
    const found = async (id: string): Promise<KeyedPartner> => {
      const partner = await partners.find(id);
      if (partner === undefined) throw new Error(`${id} is there`);
      return partner;
    };

    it('adds a partner once, with its first key', async () => {
      expect(await partners.find('octopus')).toBeUndefined();
      expect(await partners.add(octopus, one)).toBe(true);
      expect(await partners.add({ ...octopus, office: true }, two)).toBe(false);
      expect(await partners.find('octopus')).toMatchObject({ partner: octopus, keys: [one] });
      expect((await partners.list()).map(({ partner }) => partner)).toEqual([octopus]);
    });

    it('gives a partner other keys only in the place of those that were read', async () => {
      const seen = await found('octopus');
      expect(await partners.replaceKeys(seen, [one, two])).toBe(true);
      expect(await partners.replaceKeys(seen, [one, three])).toBe(false);
      expect((await found('octopus')).keys).toEqual([one, two]);
      expect(await partners.replaceKeys(await found('octopus'), [two])).toBe(true);
      expect((await found('octopus')).keys).toEqual([two]);
    });

    it('lets one of many win that change the keys at the same time', async () => {
      const seen = await found('octopus');
      const won = await Promise.all(
        Array.from({ length: 8 }, (_, at) => partners.replaceKeys(seen, [{ hash: `${at}`, since }])),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await found('octopus')).keys).toEqual([{ hash: String(won.indexOf(true)), since }]);
    });

    it('gives no keys to a partner that is not there', async () => {
      const nobody = { partner: { ...octopus, id: 'nobody' }, keys: [], version: 0 };
      expect(await partners.replaceKeys(nobody, [one])).toBe(false);
      expect(await partners.find('nobody')).toBeUndefined();
    });

    it('reads a partner of schema 1 with its one key, and lets it be rotated once', async () => {
      const table = openTable(stores.clients.documents, 'partners');
      const old = { ...octopus, id: 'old' };
      await table.put({ pk: 'PARTNER', sk: 'old' }, { schema: 1, partner: old, key: one });
      await table.put({ pk: 'PARTNER', sk: 'older' }, { partner: { ...octopus, id: 'older' } });
      const seen = await found('old');
      expect(seen).toMatchObject({ partner: old, keys: [one], version: 0 });
      expect((await found('older')).keys).toEqual([]);
      expect(await partners.replaceKeys(seen, [one, two])).toBe(true);
      expect(await partners.replaceKeys(seen, [one, three])).toBe(false);
      expect((await found('old')).keys).toEqual([one, two]);
    });

    it('keeps the latest day on which a key was used, whatever happens to the partner', async () => {
      expect(await partners.lastUse('one')).toBeUndefined();
      await Promise.all(
        ['2026-11-21', '2026-11-20', '2026-11-22', '2026-11-21'].map((day) => partners.noteUse('one', day)),
      );
      expect(await partners.lastUse('one')).toBe('2026-11-22');
      expect(
        await partnerTable(openTable(stores.clients.documents, 'partners')).lastUse('two'),
      ).toBeUndefined();
      await partners.replaceKeys(await found('octopus'), []);
      expect(await partners.lastUse('one')).toBe('2026-11-22');
      expect((await partners.list()).map(({ partner }) => partner.id)).toEqual(['octopus', 'old', 'older']);
    });
  });
