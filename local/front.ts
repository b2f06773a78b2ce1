import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { problemOf } from '../shared/checks/problem.ts';
import { gatewayMessage, type OriginRequest, type OriginResponse } from './http-api.ts';
import { Refusal } from './refusal.ts';

/** More than any origin takes: what is longer is cut off here and refused there. */
const mostBytes = 10 * 1024 * 1024 + 1;
/** More than any origin takes of headers, in bytes. */
const mostHeaders = 64 * 1024;
const hopByHop = ['connection', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];

/**
 * Listens on http://127.0.0.1:port (0 for a free one) and answers with `answer`. What goes wrong in it is given to
 * `report` and answered with 502. `stop` takes no more connections and waits for the answers under way. Throws a
 * Refusal when the port is taken.
 */
export async function startFront(options: {
  port: number;
  answer: (request: OriginRequest) => Promise<OriginResponse>;
  report: (error: unknown) => void;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const { port, answer, report } = options;
  let stopping = false;
  const server = createServer({ maxHeaderSize: mostHeaders }, async (incoming, outgoing) => {
    outgoing.on('close', () => stopping && server.closeIdleConnections());
    try {
      const request = await toRequest(incoming);
      if (request !== undefined) send(await answer(request), outgoing);
    } catch (error) {
      report(error);
      send(gatewayMessage(502, 'Bad Gateway'), outgoing);
    }
  });
  server.on('clientError', refuseUnread);
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(
        error.code === 'EADDRINUSE'
          ? new Refusal(`Port ${port} is taken: choose another with --port`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      stopping = true;
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Answers what is no request of HTTP/1.1, or has a method that nobody knows; to a caller that went away, nothing. */
function refuseUnread(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? problemOf('headers-too-large', `The address and the headers may have ${mostHeaders} bytes.`)
      : problemOf('malformed-request', 'This is no request of HTTP/1.1 with a method that is known.');
  const body = `${JSON.stringify(problem)}\n`;
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'content-type: application/problem+json',
      'content-language: en',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** The request, or nothing when the caller went away before it was complete. */
async function toRequest(incoming: IncomingMessage): Promise<OriginRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming) {
      if (size < mostBytes) chunks.push(chunk);
      size += chunk.length;
    }
  } catch (error) {
    if (incoming.errored !== null) return undefined;
    throw error;
  }
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    const name = incoming.rawHeaders[at]?.toLowerCase() ?? '';
    const value = incoming.rawHeaders[at + 1] ?? '';
    if (!hopByHop.includes(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return {
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    headers,
    body: Buffer.concat(chunks),
    sourceIp: incoming.socket.remoteAddress ?? '',
  };
}

function send(response: OriginResponse, outgoing: ServerResponse): void {
  const cookies = response.cookies === undefined ? {} : { 'set-cookie': response.cookies };
  const length = response.status === 304 ? {} : { 'content-length': response.body.length };
  outgoing.writeHead(response.status, { ...response.headers, ...cookies, ...length });
  outgoing.end(outgoing.req.method === 'HEAD' ? undefined : response.body);
}
