import * as z from 'zod';
import type { KeyedPartner, Partners } from '../../shared/intake/keys.ts';
import { type HeldKey, heldKey } from '../../shared/intake/keys.ts';
import { ofAnyVersion } from '../../shared/recording/upcast.ts';
import { day } from '../../shared/words/calendar.ts';
import { type Partner, partner } from '../../shared/words/partner.ts';
import { rowsOf, type Table } from './table.ts';

export const partnerRow = ofAnyVersion(
  'partner',
  z.strictObject({
    schema: z.literal(2),
    /** Grows with every change of the row. */
    version: z.int().min(0),
    partner,
    keys: z.array(heldKey),
  }),
);

const lastUseRow = ofAnyVersion('lastUse', z.strictObject({ schema: z.literal(1), day }));

export const partnerKey = (id: string) => ({ pk: 'PARTNER', sk: id });
/** Apart from the partner, so that noting a use and changing the keys do not get into each other's way. */
const lastUseKey = (hash: string) => ({ pk: 'LAST_USE', sk: hash });

/** The partners and the hashes of their keys. Keys themselves are stored nowhere. */
export function partnerTable(table: Table) {
  return {
    find: async (id: string): Promise<KeyedPartner | undefined> => table.get(partnerKey(id), partnerRow),
    list: async (): Promise<KeyedPartner[]> => rowsOf(table, 'PARTNER', partnerRow),
    /** Adds a partner with its first key; false if there is a partner of that id. */
    add: (added: Partner, key: HeldKey): Promise<boolean> =>
      table.put(
        partnerKey(added.id),
        { schema: 2, version: 1, partner: added, keys: [key] },
        { expression: 'attribute_not_exists(#partner)' },
      ),
    /** Gives a partner these keys in the place of those that were read; false if they have changed since. */
    replaceKeys: ({ partner: held, version }: KeyedPartner, keys: readonly HeldKey[]): Promise<boolean> =>
      table.put(
        partnerKey(held.id),
        { schema: 2, version: version + 1, partner: held, keys },
        {
          // A row of schema 1 has no version, and is read as version 0.
          expression:
            'attribute_exists(#partner) AND (attribute_not_exists(#version) OR #version = :version)',
          values: { ':version': version },
        },
      ),
    lastUse: async (hash: string) => (await table.get(lastUseKey(hash), lastUseRow))?.day,
    async noteUse(hash: string, used: string) {
      await table.put(
        lastUseKey(hash),
        { schema: 1, day: used },
        { expression: 'attribute_not_exists(#day) OR #day < :day', values: { ':day': used } },
      );
    },
  } satisfies Partners & Record<string, unknown>;
}
