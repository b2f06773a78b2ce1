import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';

type Dynalite = (options: { path: string; createTableMs: number }) => Server;
interface LevelIterator {
  close(): Promise<void>;
}
interface Level {
  open(): Promise<void>;
  values(range: object): LevelIterator;
}
interface DynaliteStores {
  create(options: object): { db: Level };
}

/**
 * A server of dynalite, with its data at `path`, whose queries and scans close their iterators of LevelDB. dynalite
 * ends an iterator by `return`, which LevelDB's do not have, so that each of them would stay open for good, and with
 * it, in memory, the state of the database that it was opened on. Rejects where the database cannot be opened.
 */
export async function dynaliteServer(path: string): Promise<Server> {
  const load = createRequire(import.meta.url);
  const dynalite = load('dynalite') as Dynalite;
  const stores = load('dynalite/db') as DynaliteStores;
  const { create } = stores;
  const opened: Promise<void>[] = [];
  stores.create = (options) => {
    const store = create(options);
    opened.push(store.db.open());
    const values = store.db.values.bind(store.db);
    store.db.values = (range) => {
      const iterator = values(range);
      return Object.assign(iterator, { return: () => iterator.close() });
    };
    return store;
  };
  let server: Server;
  try {
    server = dynalite({ path, createTableMs: 0 });
  } finally {
    stores.create = create;
  }
  server.on('request', outliveAbortedRequest);
  await Promise.all(opened);
  return server;
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
