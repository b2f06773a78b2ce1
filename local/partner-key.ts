import { randomBytes } from 'node:crypto';
import { partnerTable } from '../functions/partner-table.ts';
import { documentClient, openTable } from '../functions/table.ts';
import { hashKey, makeKey } from '../shared/key.ts';
import type { Partner } from '../shared/partner.ts';

/**
 * The partners of a register, in the words of its operator. Every method that makes a key returns it: it is stored
 * nowhere. Undefined where a partner is there already, or is not.
 */
export function partnerKeys(tableName: string) {
  const partners = partnerTable(openTable(documentClient(), tableName));
  const now = () => new Date().toISOString();
  const made = async (id: string, store: (hash: string) => Promise<boolean>) => {
    const key = await makeKey(id, randomBytes(32));
    return (await store(await hashKey(key))) ? key : undefined;
  };
  return {
    list: partners.list,
    revoke: partners.revoke,
    add: (partner: Partner) => made(partner.id, (hash) => partners.add(partner, hash, now())),
    rotate: (id: string) => made(id, (hash) => partners.rotate(id, hash, now())),
  };
}
