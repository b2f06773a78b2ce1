import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';

type Dynalite = (options: { path: string; createTableMs: number }) => Server;
interface LevelIterator {
  close(): Promise<void>;
}
interface DynaliteStores {
  create(options: object): { db: { values(range: object): LevelIterator } };
}

/**
 * A server of dynalite, with its data at `path`, whose queries and scans close their iterators of LevelDB. dynalite
 * ends an iterator by `return`, which LevelDB's do not have, so that each of them would stay open for good, and with
 * it, in memory, the state of the database that it was opened on.
 */
export function dynaliteServer(path: string): Server {
  const load = createRequire(import.meta.url);
  const dynalite = load('dynalite') as Dynalite;
  const stores = load('dynalite/db') as DynaliteStores;
  const { create } = stores;
  stores.create = (options) => {
    const store = create(options);
    const values = store.db.values.bind(store.db);
    store.db.values = (range) => {
      const iterator = values(range);
      return Object.assign(iterator, { return: () => iterator.close() });
    };
    return store;
  };
  try {
    const server = dynalite({ path, createTableMs: 0 });
    server.on('request', outliveAbortedRequest);
    return server;
  } finally {
    stores.create = create;
  }
}

/**
 * dynalite throws the error of a request whose client went away, which would end the whole process whenever a
 * function runs into its timeout in the middle of a call. Its listener is taken off the request again; the call
 * is then simply never answered.
 */
function outliveAbortedRequest(request: IncomingMessage): void {
  request.removeAllListeners('error');
  request.on('error', () => request.socket.destroy());
}
