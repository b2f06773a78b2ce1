import * as z from 'zod';
import { instant } from '../shared/calendar.ts';
import { type Partner, partner } from '../shared/partner.ts';
import type { Partners } from '../shared/ports.ts';
import { stored } from '../shared/upcast.ts';
import { rowsOf, type Table } from './table.ts';

export const partnerRow = stored(
  'partner',
  z.strictObject({
    schema: z.literal(1),
    partner,
    /** The SHA-256 of the key in force and when it was made; absent once revoked. */
    key: z.strictObject({ hash: z.string(), since: instant }).optional(),
  }),
);

export const partnerKey = (id: string) => ({ pk: 'PARTNER', sk: id });

/** A partner and the key it holds, if it holds one. */
export type PartnerWithKey = { partner: Partner; keySince: string | undefined };

/** The partners and the hashes of their keys. Keys themselves are stored nowhere. */
export function partnerTable(table: Table) {
  const put = (row: z.infer<typeof partnerRow>, expression: string) =>
    table.put(partnerKey(row.partner.id), row, { expression });
  return {
    async holding(id: string, hash: string) {
      const row = await table.get(partnerKey(id), partnerRow);
      return row?.key?.hash === hash ? row.partner : undefined;
    },
    /** Adds a partner with its first key; false if there is a partner of that id. */
    add: (added: Partner, hash: string, since: string) =>
      put({ schema: 1, partner: added, key: { hash, since } }, 'attribute_not_exists(#partner)'),
    async list(): Promise<PartnerWithKey[]> {
      const rows = await rowsOf(table, 'PARTNER', partnerRow);
      return rows.map((row) => ({ partner: row.partner, keySince: row.key?.since }));
    },
    /** Gives a partner a new key in place of its old one; false if there is no such partner. */
    async rotate(id: string, hash: string, since: string): Promise<boolean> {
      const row = await table.get(partnerKey(id), partnerRow);
      return row !== undefined && put({ ...row, key: { hash, since } }, 'attribute_exists(#partner)');
    },
    /** Takes a partner's key away; false if there is no such partner. */
    async revoke(id: string): Promise<boolean> {
      const row = await table.get(partnerKey(id), partnerRow);
      return row !== undefined && put({ schema: 1, partner: row.partner }, 'attribute_exists(#partner)');
    },
  } satisfies Partners & Record<string, unknown>;
}
