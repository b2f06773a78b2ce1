import * as fc from 'fast-check';
import { parseJsonFeed } from 'feedsmith';
import { describe, expect, it } from 'vitest';
import {
  firstFeedPage,
  firstPageBytes,
  isFilledWithout,
  jsonFeedPath,
  monthFeedPage,
  newestFirst,
  newestItems,
  newestOf,
} from '../../shared/exports/json-feed.ts';
import { jsonFeed } from '../../shared/feed/documents.ts';
import { allTime } from '../../shared/figures/figure.ts';
import { headlineOf } from '../../shared/figures/figures.ts';
import { emptySummary } from '../../shared/figures/summary.ts';
import { inOrder, type PublicRecord } from '../../shared/words/public-record.ts';
import { hostileRecords } from './hostile-records.ts';
import { anActivity, recordOf } from './made-activities.ts';

const base = 'https://register.example.org/feed/';
const stamp = { snapshot: 1, generatedAt: '2026-01-01T00:00:00.000Z', dataAsOf: '2026-01-01T00:00:00.000Z' };
const headline = headlineOf(allTime(emptySummary, [], undefined));
const tongues = ['en', 'fr'] as const;

type Parsed = ReturnType<typeof parseJsonFeed>;
type Page = ReturnType<typeof monthFeedPage> | ReturnType<typeof firstFeedPage>;
const stamped = (page: Page) => ({ ...page, _register: { ...page._register, ...stamp } });
const bytesOf = (page: Page): number => Buffer.byteLength(`${JSON.stringify(stamped(page))}\n`);

/** A whole feed, by the address of each page. */
function published(tongue: 'en' | 'fr', records: readonly PublicRecord[]): Map<string, Page> {
  const ordered = [...records].sort(inOrder);
  const months = [...new Set(ordered.map(({ start }) => start.slice(0, 7)))];
  const pages = new Map<string, Page>();
  const first = firstFeedPage(tongue, newestOf(ordered), months.at(-1), headline, base);
  pages.set(base + jsonFeedPath(tongue), first);
  for (const [at, month] of months.entries()) {
    const own = ordered.filter(({ start }) => start.startsWith(month));
    pages.set(base + jsonFeedPath(tongue, month), monthFeedPage(tongue, month, own, months[at - 1], base));
  }
  return pages;
}

const itemOf = (changes: Record<string, unknown>, tongue: 'en' | 'fr' = 'en') => {
  const record = recordOf(anActivity(changes));
  return monthFeedPage(tongue, '2020-03', [record], undefined, base).items[0];
};

/** A record of a reference that was accepted so many seconds after an instant. */
const accepted = (reference: string, start: string, seconds: number): PublicRecord => ({
  ...recordOf(anActivity({ reference, start, status: 'planned' })),
  acceptedAt: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
});

describe('the first page of the JSON Feed', () => {
  const first = (records: readonly PublicRecord[]) =>
    firstFeedPage('en', newestOf(records), '2030-01', headline, base);

  it('is in the order in which activities were accepted, the newest first, whenever they start', () => {
    const [early, planned, backPosted] = [
      accepted('EARLY', '2025-01-10', 1),
      accepted('PLANNED', '2030-01-10', 2),
      accepted('BACK-POSTED', '2014-05', 3),
    ];
    const { items } = first([backPosted, early, planned]);
    expect(items.map(({ id }) => id.split('/')[1])).toEqual(['BACK-POSTED', 'PLANNED', 'EARLY']);
  });

  it('gives as the day of publication that of acceptance, which is never ahead', () => {
    const [item] = first([accepted('PLANNED', '2030-01-10', 2)]).items;
    expect(item).toMatchObject({
      date_published: '2026-01-01T00:00:02.000Z',
      date_modified: '2026-01-01T00:00:02.000Z',
    });
  });

  it('leads with each item to the document of its month', () => {
    const [item] = first([accepted('PLANNED', '2030-01-10', 2)]).items;
    expect(item?.url).toBe(`${base}activities/2030-01.json#glacy-plus/PLANNED`);
  });

  it('has no next page, for none goes on in its order, and names the page of the latest month', () => {
    const page = first([accepted('PLANNED', '2030-01-10', 2)]);
    expect(page).not.toHaveProperty('next_url');
    expect(page._register).toMatchObject({ months: `${base}feed/2030-01.json` });
  });

  it('is found by reading months by their newest acceptance, as few as there are items at most', () => {
    const month = fc
      .nat(90)
      .map((at) => `${2020 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`);
    const some = fc.array(fc.tuple(month, fc.nat(60)), { maxLength: 200 });
    fc.assert(
      fc.property(some, (drawn) => {
        const all = drawn.map(([start, seconds], at) => accepted(`A-${at}`, start, seconds));
        const byMonth = Map.groupBy(all, ({ start }) => start);
        const dated = [...byMonth].map(([start, own]) => ({
          month: start,
          newest:
            own
              .map(({ acceptedAt }) => acceptedAt)
              .sort()
              .at(-1) ?? '',
        }));
        let [found, reads]: [PublicRecord[], number] = [[], 0];
        for (const each of dated.sort(newestFirst)) {
          if (isFilledWithout(found, each)) break;
          reads += 1;
          found = newestOf([...found, ...(byMonth.get(each.month) ?? [])]);
        }
        expect(found).toEqual(newestOf(all));
        expect(reads).toBeLessThanOrEqual(newestItems);
      }),
    );
  });
});

describe('the JSON Feed', () => {
  it('keeps its schema, on every page and in both languages', () => {
    fc.assert(
      fc.property(hostileRecords, fc.constantFrom(...tongues), (records, tongue) => {
        for (const page of published(tongue, records).values()) {
          expect(jsonFeed.parse(stamped(page))).toEqual(stamped(page));
          expect(new Set(page.items.map(({ id }) => id)).size).toBe(page.items.length);
        }
      }),
    );
  });

  it('is read by a parser of others, from the page of the latest month on, with every activity once', () => {
    fc.assert(
      fc.property(hostileRecords, fc.constantFrom(...tongues), (records, tongue) => {
        const pages = published(tongue, records);
        const visited: string[] = [];
        const ids: (string | undefined)[] = [];
        const first = pages.get(base + jsonFeedPath(tongue));
        let at = first && 'months' in first._register ? first._register.months : undefined;
        while (at !== undefined) {
          const page: Parsed = parseJsonFeed(JSON.stringify(pages.get(at)));
          expect(page.feed_url).toBe(at);
          expect(page.title).toEqual(expect.any(String));
          expect(page.authors?.[0]?.name).toContain('C-PROC');
          for (const item of page.items ?? []) expect(item.content_text).toEqual(expect.any(String));
          ids.push(...(page.items ?? []).map(({ id }) => id));
          visited.push(at);
          at = page.next_url;
          expect(visited).not.toContain(at);
        }
        expect(visited).toHaveLength(pages.size - 1);
        expect(ids).toEqual(
          [...records]
            .sort(inOrder)
            .reverse()
            .map(({ id }) => id),
        );
      }),
    );
  });

  it('lies beside its French version', () => {
    expect([
      jsonFeedPath('en'),
      jsonFeedPath('fr'),
      jsonFeedPath('en', '2020-03'),
      jsonFeedPath('fr', '2020-03'),
    ]).toEqual(['feed.json', 'fr/feed.json', 'feed/2020-03.json', 'fr/feed/2020-03.json']);
    expect(monthFeedPage('fr', '2020-03', [], '2019-12', base)).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      language: 'fr',
      home_page_url: 'https://register.example.org/v1/docs',
      feed_url: `${base}fr/feed/2020-03.json`,
      next_url: `${base}fr/feed/2019-12.json`,
    });
  });

  it('tells an activity in the language of the page where its title has it, else says which it has', () => {
    const title = { en: 'Workshop', fr: 'Atelier' };
    expect(itemOf({ title }, 'fr')).toMatchObject({ title: 'Atelier', language: 'fr' });
    expect(itemOf({ title: { ro: 'Curs' } }, 'fr')).toMatchObject({ title: 'Curs', language: 'ro' });
    expect(itemOf({ title, mode: 'online' }, 'fr')?.tags).toEqual(['atelier', 'en ligne', 'GLACY+']);
  });

  it('gives the first page the newest activities only, and not more than its bytes', () => {
    const filler = Array.from({ length: 70 }, (_, at) =>
      recordOf(anActivity({ reference: `A-${at}`, description: { en: '€'.repeat(at === 3 ? 5000 : 100) } })),
    );
    const page = firstFeedPage('en', filler, '2020-03', headline, base);
    expect(page.items).toHaveLength(newestItems);
    const long = { en: '\\"'.repeat(2500) };
    const large = filler.map((record) => ({ ...record, description: long }));
    const cut = firstFeedPage('fr', large, '2020-03', headline, base);
    expect(cut.items.length).toBeGreaterThan(5);
    expect(cut.items.length).toBeLessThan(newestItems);
    expect(cut.items.map(({ id }) => id)).toEqual(large.slice(0, cut.items.length).map(({ id }) => id));
    for (const each of [page, cut]) expect(bytesOf(each)).toBeLessThan(firstPageBytes);
  });

  it('shows what fits where the newest activity alone does not', () => {
    const partners = Array.from({ length: 100 }, (_, at) => ({
      name: `${'😀'.repeat(190)}${at}`,
      role: 'partner',
    }));
    const description = { en: '\n😀'.repeat(2500) };
    const huge = recordOf(anActivity({ reference: 'HUGE', partners, description }));
    const page = firstFeedPage('en', [huge, huge, recordOf(anActivity())], '2020-03', headline, base);
    expect(page.items.map(({ id }) => id)).toContain('glacy-plus/A-1');
    expect(bytesOf(page)).toBeLessThan(firstPageBytes);
  });

  it('has the headline figures on the first page, whose months are told by metrics.json', () => {
    const { _register } = firstFeedPage('en', [], undefined, headline, base);
    expect(_register.figures).toEqual(headline);
    expect(_register.proofs).toEqual({ activities: ['metrics.json'], projects: ['projects.json'] });
    expect(new URL(_register.about).href).toBe(`${base}definitions.json`);
  });
});
