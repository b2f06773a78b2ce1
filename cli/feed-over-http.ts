import { Refusal } from '../local/refusal.ts';

/** How long an answer may take, in milliseconds. */
const patience = 30_000;

/**
 * A feed as it is read over HTTP. `address` is that of the feed, of its index.json, or of the origin that has it
 * under /feed/. Throws a Refusal where it is no address; the functions throw one where an answer is neither a
 * document nor "not found".
 */
export function feedOverHttp(address: string) {
  const candidates = basesOf(address);
  let base: string | undefined;
  let secondsFresh = 0;

  const ask = async (url: string, etag?: string): Promise<Response | undefined> => {
    const headers = etag === undefined ? {} : { 'if-none-match': etag };
    let response: Response;
    try {
      response = await fetch(url, { headers, signal: AbortSignal.timeout(patience) });
    } catch (error) {
      throw unreachable(url, error as Error);
    }
    if (response.status === 404 || response.status === 410) return undefined;
    if (!response.ok && response.status !== 304)
      throw new Refusal(`${url} was answered with ${response.status}`, 2);
    const age = response.headers.get('age');
    const most = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1];
    if (age !== null && !url.includes('/immutable/'))
      secondsFresh = Math.max(secondsFresh, Number(most ?? 0) - Number(age));
    return response;
  };
  const bytesOf = async (url: string, response: Response) => {
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      throw unreachable(url, error as Error);
    }
  };
  const index = async (etag: string | undefined) => {
    for (const candidate of base === undefined ? candidates : [base]) {
      const url = `${candidate}index.json`;
      const response = await ask(url, etag);
      if (response === undefined) continue;
      base = candidate;
      if (response.status === 304) return undefined;
      return { bytes: await bytesOf(url, response), etag: response.headers.get('etag') ?? undefined };
    }
    throw new Refusal(`There is no feed at ${candidates.join(' or ')}`, 2);
  };
  return {
    /** The index and its ETag; undefined if it is still the one of the ETag given. */
    index,
    /** What is at a path below the feed's address, or undefined. */
    async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
      if (path === 'index.json') return (await index(undefined))?.bytes;
      if (base === undefined) await index(undefined);
      const url = base + path;
      const response = await ask(url);
      return response && (await bytesOf(url, response));
    },
    /** How long caches may go on giving what they gave, in seconds: 0 where none was met. */
    secondsFresh: () => secondsFresh,
  };
}

function basesOf(address: string): string[] {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new Refusal(`"${address}" is not an address such as https://register.example/feed/`, 2);
  const { origin, pathname } = new URL(address);
  if (pathname.endsWith('/index.json')) return [origin + pathname.slice(0, -'index.json'.length)];
  const folder = origin + pathname.replace(/\/?$/, '/');
  return pathname === '/' ? [`${folder}feed/`, folder] : [folder, `${folder}feed/`];
}

const unreachable = (url: string, { message, cause }: Error): Refusal =>
  new Refusal(`${url} cannot be read: ${cause instanceof Error ? cause.message || cause.name : message}`, 2);
