import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ledger } from '../../functions/aws/ledger-rows.ts';
import { rebuilds, repairs } from '../../functions/aws/repair-rows.ts';
import { scannedRows } from '../../functions/aws/table.ts';
import { bucketOn, loseObjects, type Objects } from '../simulation/bucket.ts';
import type { Stores } from './stores.ts';
import { useCasesOn } from './use-cases.ts';

type Options = { rowsRead?: number | undefined; objects?: Objects };

/**
 * The use cases on the real adapters and the engines below them; scans come in pages of what `rowsRead` rows hold. Given
 * `objects`, the feed is in memory: what is told of rows needs no bucket, whose engine is slow.
 */
export function registerOn(stores: Stores, { rowsRead, objects }: Options = {}) {
  const { clients, table } = stores;
  const register = useCasesOn({
    ...stores.ports,
    ...(objects && { bucket: bucketOn(objects, () => undefined) }),
    ledger: ledger(clients.documents, { register: 'register', partners: 'partners' }, rowsRead),
    repairs: repairs(clients.documents, 'register', rowsRead),
    rebuilds: rebuilds(table),
  });
  return {
    ...stores,
    ...register,
    /** Deletes every row whose keys, with a blank between them, begin so. */
    async loseRows(...starts: string[]) {
      for (const start of starts)
        for await (const page of scannedRows(clients.documents, 'register', start.split(' ')[0] ?? '', []))
          for (const key of page) if (`${key.pk} ${key.sk}`.startsWith(start)) await table.remove(key);
    },
    /** Deletes every object of the feed whose path matches, in which gzip/ begins that of a packed one; gives their number. */
    async loseDocuments(path: RegExp) {
      if (objects !== undefined) return loseObjects(objects, path);
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: 'feed' }));
      const keys = Contents.flatMap(({ Key }) => (Key && path.test(Key.replace('feed/', '')) ? [Key] : []));
      for (const Key of keys) await clients.s3.send(new DeleteObjectCommand({ Bucket: 'feed', Key }));
      return keys.length;
    },
  };
}
