import { randomBytes } from 'node:crypto';
import { partnerTable } from '../functions/aws/partner-table.ts';
import { documentClient, openTable } from '../functions/aws/table.ts';
import { Refusal } from '../local/refusal.ts';
import type { KeyedPartner } from '../shared/intake/keys.ts';
import {
  type HeldKey,
  hashKey,
  keyId,
  keysIn,
  liveKeys,
  makeKey,
  partnerOfKey,
  revoked,
  rotated,
  stateOf,
} from '../shared/intake/keys.ts';
import type { Partner } from '../shared/words/partner.ts';

/** How a partner's keys are rotated. Instants; `expires` is the end of the new key, absent for none. */
type Rotation = { olderUntil: string; expires?: string | undefined; dropOldest: boolean };

/**
 * The partners of a register and their keys, in the words of its operator. A key is returned by the method that makes
 * it and stored nowhere. Throws a Refusal that says what to do where something is not as the operator thinks.
 */
export function partnerKeys(tableName: string, now: () => Date = () => new Date()) {
  const partners = partnerTable(openTable(documentClient(), tableName));

  async function newKey(id: string, expires: string | undefined) {
    const key = await makeKey(id, randomBytes(32));
    const held = { hash: await hashKey(key), since: now().toISOString(), ...(expires && { expires }) };
    return { key, held };
  }
  async function found(id: string): Promise<KeyedPartner> {
    const partner = await partners.find(id);
    if (partner === undefined) throw new Refusal(`There is no partner ${id}`);
    return partner;
  }
  async function replace(seen: KeyedPartner, keys: HeldKey[]): Promise<void> {
    if (!(await partners.replaceKeys(seen, keys)))
      throw new Refusal(
        `The keys of ${seen.partner.id} were changed at the same time, and not by this. Try again.`,
      );
  }

  return {
    /** The key; undefined if there is a partner of that id already. */
    async add(partner: Partner, expires?: string): Promise<string | undefined> {
      const { key, held } = await newKey(partner.id, expires);
      return (await partners.add(partner, held)) ? key : undefined;
    },

    /** A new key beside the one that is live, and the live keys as they then are. */
    async rotate(id: string, { olderUntil, expires, dropOldest }: Rotation) {
      const seen = await found(id);
      const { key, held } = await newKey(id, expires);
      const keys = rotated(seen.keys, held, { now: now(), olderUntil, dropOldest });
      if (keys === undefined)
        throw new Refusal(
          `${id} has two live keys already, ${namesOf(liveKeys(seen.keys, now()))} (the oldest first). Revoke one, or add --drop-oldest.`,
        );
      await replace(seen, keys);
      return { key, live: liveKeys(keys, now()) };
    },

    /** Revokes the key of this id, or every key; gives the ids of those that were live. */
    async revoke(id: string, key?: string): Promise<string> {
      const seen = await found(id);
      if (key !== undefined && !seen.keys.some(({ hash }) => keyId(hash) === key))
        throw new Refusal(`${id} has no key ${key}; npx register partner list shows the ids of keys`);
      const after = revoked(seen.keys, now(), key);
      await replace(seen, after);
      const live = liveKeys(after, now()).map(({ hash }) => hash);
      return namesOf(liveKeys(seen.keys, now()).filter(({ hash }) => !live.includes(hash)));
    },

    /** Every key with its partner, its state and the day of its last use; a partner without any, alone. */
    async list() {
      const all = await partners.list();
      const rows = all.map(async ({ partner, keys }) => ({
        partner,
        keys: await Promise.all(
          keys.map(async (key) => ({
            ...key,
            id: keyId(key.hash),
            state: stateOf(key, now()),
            lastUse: await partners.lastUse(key.hash),
          })),
        ),
      }));
      return Promise.all(rows);
    },

    /** Every key in a text: whose it is, its id, and whether it is live here. */
    async find(text: string) {
      const keys = (await keysIn(text)).map(async (key) => {
        const [partner = '', hash] = [await partnerOfKey(key), await hashKey(key)];
        const held = (await partners.find(partner))?.keys.find((each) => each.hash === hash);
        return { partner, id: keyId(hash), state: held ? stateOf(held, now()) : ('unknown' as const) };
      });
      return Promise.all(keys);
    },
  };
}

const namesOf = (keys: readonly HeldKey[]): string => keys.map(({ hash }) => keyId(hash)).join(' and ');
