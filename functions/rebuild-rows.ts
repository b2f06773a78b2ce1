import { type Rebuilds, rebuildProgress } from '../shared/recording/rebuild-progress.ts';
import { stored } from '../shared/recording/upcast.ts';
import type { Table } from './table.ts';

export const rebuildRow = stored('rebuild', rebuildProgress);

/** How far the rebuild has come: one row, while it is under way. */
export function rebuilds(table: Table): Rebuilds {
  const key = { pk: 'REBUILD', sk: 'STATE' };
  const ownedBy = (token: string) => ({ expression: '#token = :token', values: { ':token': token } });
  return {
    get: () => table.get(key, rebuildRow),
    async begin(progress) {
      await table.put(key, progress);
    },
    keep: (progress) => table.put(key, progress, ownedBy(progress.token)),
    async end(token) {
      await table.remove(key, ownedBy(token));
    },
  };
}
