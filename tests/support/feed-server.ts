import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Read = (path: string) => Promise<Uint8Array | undefined>;

/**
 * Serves what is read at /feed/, as a register does: with ETags, 304 and 404. `asked` lists the paths asked for;
 * `hold` keeps the answers from the n-th request on until it is called again, and resolves when that has come.
 */
export async function serveFeed(read: Read) {
  let reading = read;
  const asked: string[] = [];
  let held: { from: number; come: PromiseWithResolvers<void>; go: PromiseWithResolvers<void> } | undefined;
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/^\/feed\//, '');
    const number = asked.push(path);
    if (held !== undefined && number >= held.from) {
      held.come.resolve();
      await held.go.promise;
    }
    const bytes = request.url?.startsWith('/feed/') ? await reading(path) : undefined;
    if (bytes === undefined) return void response.writeHead(404).end();
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag, 'content-type': 'application/json' }).end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    asked,
    publish(next: Read): void {
      reading = next;
    },
    hold(from: number): Promise<void> {
      held = { from, come: Promise.withResolvers(), go: Promise.withResolvers() };
      return held.come.promise;
    },
    release(): void {
      held?.go.resolve();
      held = undefined;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
