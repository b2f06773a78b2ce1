import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/feed/entry.ts';
import { mediaTypeOf } from '../../shared/feed/media-type.ts';
import { entriesOf } from '../support/published.ts';
import { anActivity, glacy } from '../support/register.ts';
import { clientOf, eventually, type RunningRegister, runRegister } from '../support/running-register.ts';

const data = mkdtempSync(join(tmpdir(), 'delivery-'));
let register: RunningRegister;
let documents: Entry[];

beforeAll(async () => {
  register = await runRegister(data, '--empty', '--every', '0.5');
  const clientFor = async (...words: string[]) =>
    clientOf(register.url, (await register.tool('partner', 'add', ...words)).at(-1));
  const office = await clientFor('office', '--name', 'Office', '--office');
  const partner = await clientFor('glacy', '--name', 'GLACY+ team', '--projects', 'GLACY+');
  expect(await office('PUT', '/v1/projects/GLACY%2B', glacy)).toMatchObject({ status: 200 });
  expect(await partner('POST', '/v1/activities', anActivity())).toMatchObject({ status: 202 });
  documents = await eventually(published, (all) => all.some(({ path }) => path.endsWith('.jsonld')));
});
afterAll(async () => {
  expect(await register.end('SIGTERM')).toBe(0);
  rmSync(data, { recursive: true });
});

async function published(): Promise<Entry[]> {
  const { status } = await sent('index.json', undefined);
  return status === 200 ? entriesOf(async (path) => (await sent(path, undefined)).body.toString()) : [];
}

/** What is sent for a document to a reader who accepts some encodings (undefined: who says nothing of them). */
const sent = async (path: string, accepted: string | undefined, headers = {}, method = 'GET') => {
  const asking = request(new URL(`/feed/${path}`, register.url), {
    method,
    headers: { ...headers, ...(accepted === undefined ? {} : { 'accept-encoding': accepted }) },
  }).end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) };
};
const accepting = [undefined, 'gzip, deflate, br'] as const;
const forEveryone = {
  'access-control-allow-origin': '*',
  vary: 'Accept-Encoding, Origin',
  'x-content-type-options': 'nosniff',
};
const one = (ending: string) =>
  documents.find(({ path }) => path.endsWith(ending)) ?? expect.fail(`no ${ending}`);

describe('the feed is sent', () => {
  it('packed to who takes gzip, of whatever type, and as it is hashed to everybody else', async () => {
    for (const ending of ['feed.json', '.jsonld', '.ics', 'schemas/index.json', '.csv', '.xml']) {
      const { path, immutable, bytes, sha256 } = one(ending);
      for (const [place, kept] of [
        [path, /^public, max-age=(60|3600)$/],
        [immutable, /^public, max-age=86400, immutable$/],
      ] as const) {
        const headers = {
          ...forEveryone,
          'content-type': mediaTypeOf(place),
          'cache-control': expect.stringMatching(kept),
        };
        for (const accepted of [undefined, 'identity', 'br', 'gzip;q=0', '*;q=0']) {
          const plain = await sent(place, accepted);
          expect(plain.headers).toMatchObject({ ...headers, 'content-length': String(bytes) });
          expect(plain.headers).not.toHaveProperty('content-encoding');
          expect(createHash('sha256').update(plain.body).digest('hex')).toBe(sha256);
        }
        for (const accepted of ['gzip', 'br, *', 'gzip;q=0.1, deflate']) {
          const packed = await sent(place, accepted);
          const length = String(packed.body.length);
          expect(packed.headers).toMatchObject({
            ...headers,
            'content-encoding': 'gzip',
            'content-length': length,
          });
          if (bytes > 1000) expect(packed.body.length, place).toBeLessThan(bytes * 0.7);
          expect(createHash('sha256').update(gunzipSync(packed.body)).digest('hex')).toBe(sha256);
        }
      }
    }
  });

  it('with addresses that answer: of its home page, of its months and of every item', async () => {
    const first = JSON.parse((await sent('feed.json', undefined)).body.toString());
    const addresses = [
      first.home_page_url,
      first._register.months,
      first._register.about,
      first.items[0].url,
    ];
    for (const address of addresses) expect([address, (await fetch(address)).status]).toEqual([address, 200]);
    expect((await fetch(first.home_page_url)).headers.get('content-type')).toMatch(/^text\/html/);
    const month = await (await fetch(first.items[0].url)).json();
    expect(month.activities.map(({ id }: { id: string }) => id)).toContain(first.items[0].id);
  });

  it('with an ETag for each encoding, and 304 to who has it, from every website', async () => {
    const { immutable } = one('metrics.json');
    const origin = { origin: 'https://example.org' };
    const tags = await Promise.all(
      accepting.map(async (accepted) => (await sent(immutable, accepted, origin)).headers.etag ?? ''),
    );
    expect(new Set(tags).size).toBe(2);
    for (const [at, accepted] of accepting.entries())
      for (const [which, etag] of tags.entries()) {
        const answer = await sent(immutable, accepted, { ...origin, 'if-none-match': etag });
        expect(answer.status).toBe(which === at ? 304 : 200);
        expect(answer.headers).toMatchObject({ ...forEveryone, etag: tags[at] });
      }
  });

  it('without a body to HEAD, with 404 for what is not there, and preflight requests answered', async () => {
    const { immutable } = one('metrics.json');
    for (const accepted of accepting) {
      const whole = await sent(immutable, accepted);
      const head = await sent(immutable, accepted, {}, 'HEAD');
      expect([head.status, head.body.length]).toEqual([200, 0]);
      for (const name of ['content-length', 'content-encoding', 'etag', 'content-type'] as const)
        expect(head.headers[name]).toBe(whole.headers[name]);
      const missing = await sent('nothing.json', accepted);
      expect(missing).toMatchObject({ status: 404, headers: forEveryone });
      expect(missing.headers).not.toHaveProperty('content-encoding');
      const asking = { origin: 'https://example.org', 'access-control-request-method': 'GET' };
      const preflight = await sent(immutable, accepted, asking, 'OPTIONS');
      expect(preflight).toMatchObject({ status: 200, headers: forEveryone });
    }
    expect((await fetch(new URL('/gzip/feed/index.json', register.url))).status).toBe(404);
  });
});
