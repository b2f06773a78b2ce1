import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headline } from '../../shared/figures/figures.ts';
import { Unreadable } from '../../shared/readers/read-feed.ts';
import { verify } from '../../shared/readers/verify.ts';
import { falsifiedDocuments } from '../support/falsified-documents.ts';
import { falsifiedFigures } from '../support/falsified-figures.ts';
import { falsifiedLists } from '../support/falsified-lists.ts';
import { copyFeed, type FeedCopy } from '../support/feed-copy.ts';
import { anActivity, type Register, somebody, startRegister } from '../support/register.ts';
import { makeTelling } from '../support/telling-register.ts';

let register: Register;
let feed: FeedCopy;
beforeAll(async () => {
  register = await startRegister();
  await makeTelling(register);
  feed = await copyFeed(register.ports);
});
afterAll(() => register.stop());

let next: FeedCopy | undefined;
/** The same feed, one snapshot later, without the copies that only the one before needs. */
async function nextSnapshot(): Promise<FeedCopy> {
  if (next !== undefined) return next;
  register.at('2026-11-20T12:15:00.000Z');
  await register.submit(somebody, anActivity({ reference: 'later', start: '2020-02-01' }));
  await register.recordAll();
  await register.publish();
  next = await copyFeed(register.ports);
  return next;
}

const differences = async (copy: Pick<FeedCopy, 'read'>) =>
  (await verify(copy.read)).rows.filter(({ ok }) => !ok);

describe('a feed as it is published', () => {
  it('is equal, in every figure, sentence and document, to what verify recomputes', async () => {
    const { rows, ok, snapshot } = await verify(feed.read);
    expect(rows.filter((row) => !row.ok)).toEqual([]);
    expect({ ok, snapshot }).toEqual({ ok: true, snapshot: 3 });
    const looked = new Set(rows.map(({ document }) => document));
    for (const { path } of feed.entries()) expect(looked).toContain(path);
    const figures = (document: string) =>
      rows.filter((row) => row.document === document && row.kind === 'figure').map(({ name }) => name);
    const own = Object.keys(feed.json('periods/2020.json').figures);
    expect(figures('periods/2020.json')).toEqual(own);
    expect(figures('metrics.json')).toHaveLength(4 * Object.keys(headline.shape).length);
  });

  it('is equal before there is anything', async () => {
    const empty = await startRegister();
    await empty.publish();
    expect(await differences({ read: empty.ports.bucket.read })).toEqual([]);
    await empty.stop();
  });
});

describe('verify finds that', () => {
  it.each([...falsifiedFigures, ...falsifiedLists, ...falsifiedDocuments])(
    '%s',
    async (_what, change, document, name) => {
      const falsified = feed.another();
      change(falsified);
      const found = await differences(falsified);
      const names = found.filter((row) => row.document === document);
      expect(names.map((row) => `${row.name} ${row.published}`)).toContainEqual(
        expect.stringContaining(name),
      );
    },
  );

  it('names the document, the figure and both values', async () => {
    const falsified = feed.another();
    falsified.editJson('periods/2020.json', ({ figures }) => {
      figures.units.value = 240;
    });
    const [latest, log, found, ...more] = await differences(falsified);
    const recomputed = String(feed.json('periods/2020.json').figures.units.value);
    expect(more).toEqual([]);
    // Its log has another index of this snapshot, and so has what tells of it in short.
    expect(latest).toMatchObject({ document: 'latest.json', name: 'content' });
    expect(log).toMatchObject({ document: 'log/checkpoint', name: 'last statement' });
    expect(found).toEqual({
      document: 'periods/2020.json',
      kind: 'figure',
      name: 'figures/units/value',
      published: '240',
      recomputed,
      ok: false,
    });
  });
});

describe('verify', () => {
  it('takes documents that are newer than the index for a snapshot that is being published', async () => {
    const next = await nextSnapshot();
    let published = false;
    const read = async (path: string) =>
      path === 'index.json' && !published ? feed.read(path) : ((await next.read(path)) ?? feed.read(path));
    const pause = async () => {
      published = true;
    };
    const { ok, snapshot } = await verify(read, pause);
    expect({ ok, snapshot, published }).toEqual({ ok: true, snapshot: 4, published: true });
  });

  it('begins again where a copy is gone and there is a newer index', async () => {
    const next = await nextSnapshot();
    let published = false;
    const read = (path: string) => (path === 'index.json' && !published ? feed.read(path) : next.read(path));
    const pause = async () => {
      published = true;
    };
    const { ok, snapshot } = await verify(read, pause);
    expect({ ok, snapshot }).toEqual({ ok: true, snapshot: 4 });
  });

  it('throws Unreadable where there is no index, or none in JSON', async () => {
    await expect(verify(async () => undefined)).rejects.toThrow(Unreadable);
    await expect(verify(async () => Buffer.from('<html>'))).rejects.toThrow(Unreadable);
  });

  it('reads the feed and nothing else, and every document by its copy', async () => {
    const asked = new Set<string>();
    await verify((path) => {
      asked.add(path);
      return feed.read(path);
    });
    expect([...asked].sort()).toEqual([...feed.objects.keys()].sort());
  });
});
