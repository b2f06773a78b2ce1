import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';

/**
 * The least that can be done for a POST on one machine, as a ceiling: a server of Node's own that parses the JSON and
 * inserts it into a table of Node's own SQLite, written to disk before it answers (WAL, synchronous FULL). No key, check,
 * revision, queue or figure. Requests come by HTTP, sixteen connections, which the register's in this comparison do not.
 */
export async function startCeiling() {
  const folder = mkdtempSync(join(tmpdir(), 'ceiling-'));
  const database = new DatabaseSync(join(folder, 'activities.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE activity (reference TEXT PRIMARY KEY, month TEXT, body TEXT) STRICT');
  const insert = database.prepare('INSERT OR REPLACE INTO activity VALUES (?, ?, ?)');
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    const { reference, start } = JSON.parse(body) as { reference: string; start: string };
    insert.run(reference, start.slice(0, 7), body);
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    async submit(body: object): Promise<void> {
      const sent = request({ port, host: '127.0.0.1', method: 'POST', agent });
      sent.end(JSON.stringify(body));
      const [response] = await once(sent, 'response');
      await text(response);
      if (response.statusCode !== 202) throw new Error(`the ceiling answers ${response.statusCode}`);
    },
    async stop(): Promise<void> {
      agent.destroy();
      server.close();
      await once(server, 'close');
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
