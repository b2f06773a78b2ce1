import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { changesPerPage, pagesAfter } from '../../shared/feed/change-list.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { record } from '../../shared/recording/record.ts';
import { busy, listed, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { type Ports, portsOn, type Stored } from '../support/register-in-memory.ts';

const stamp = { snapshot: 7, generatedAt: '2026-11-20T12:00:00.000Z' };
const changing = (number: number) => ({
  subject: 'activity' as const,
  change: 'created' as const,
  id: `somebody/${number}`,
  month: '2020-03',
  revision: 1,
});
const before = (number: number) => ({ number, ...changing(number), snapshot: 6, at: stamp.generatedAt });

describe('the pages of the list of changes', () => {
  it('hold a thousand each but for the last, and number every change by the one before it', () => {
    const count = fc.integer({ min: 0, max: 2 * changesPerPage + 1 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: changesPerPage }), count, (kept, more) => {
        const tail = Array.from({ length: kept }, (_, at) => before(at + 1));
        const added = Array.from({ length: more }, (_, at) => changing(kept + at + 1));
        const pages = [...pagesAfter({ tail, last: kept }, added, stamp)].map(({ body }) => body);
        const sizes = pages.map(({ changes }) => changes.length);
        expect(sizes.slice(0, -1).every((size) => size === changesPerPage)).toBe(true);
        expect(sizes.at(-1) ?? 1).toBeGreaterThan(0);
        expect(sizes.at(-1) ?? 1).toBeLessThanOrEqual(changesPerPage);
        const numbers = pages.flatMap(({ changes }) => changes.map(({ number }) => number));
        // A page that was full stays as it is; one that was not is written again with what it had.
        const first = more === 0 ? kept + more + 1 : kept === changesPerPage ? kept + 1 : 1;
        expect(numbers).toEqual(Array.from({ length: kept + more + 1 - first }, (_, at) => first + at));
        for (const { first: from, last, changes } of pages)
          expect([from, last]).toEqual([changes[0]?.number, changes.at(-1)?.number]);
      }),
      {
        numRuns: 50,
        examples: [
          [changesPerPage, 1],
          [changesPerPage - 1, 1],
          [changesPerPage - 1, 2],
          [0, changesPerPage],
        ],
      },
    );
  });
});

describe('a list of changes of which a page is lost', () => {
  let stored: Stored;
  let ports: Ports;
  const numbers = async () => {
    const pages = [...(await published(ports))].filter(([path]) => path.startsWith('changes/'));
    return pages.flatMap(([, text]) =>
      JSON.parse(text).changes.map((each: { number: number }) => each.number),
    );
  };
  beforeEach(async () => {
    stored = await busy();
    ports = portsOn(stored, 100);
  });

  async function losesItsPage(): Promise<number> {
    const last = Math.max(...(await numbers()));
    const entry = (await ports.bucket.index())?.index.documents.find(({ path }) => path === 'changes/1.json');
    for (const path of [entry?.path, entry?.immutable]) stored.objects.delete(`${path}`);
    return last;
  }

  it('begins anew after a gap, with everything there is, so that every reader knows it must read all', async () => {
    const last = await losesItsPage();
    await record(ports)(submission('e', 1, '2021-01'));
    await publishAll(ports);
    const anew = await numbers();
    expect(Math.min(...anew)).toBeGreaterThan(last + 1);
    expect(anew.length).toBeGreaterThan(Object.keys(listed(await published(ports))).length);
  });

  it('leaves the gap also where the record of publication is lost with it', async () => {
    const last = await losesItsPage();
    stored.rows.publication.state = undefined;
    await record(ports)(submission('e', 1, '2021-01'));
    await rebuild(ports)(() => () => undefined);
    await publishAll(ports);
    expect(Math.min(...(await numbers()))).toBeGreaterThan(last + 1);
  });
});
