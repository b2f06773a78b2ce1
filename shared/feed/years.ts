import type { Suspects } from '../checks/near-duplicate.ts';
import { emptySummary, merge, nameOf, type Summary } from '../figures/summary.ts';
import { byPage, monthOfPage, pageOfPath, pagePath, yearOfPage } from '../words/page.ts';
import { byCodeUnit } from '../words/public-record.ts';
import {
  documentSchemas,
  type Index,
  type YearDocument,
  type YearSum,
  yearOfPath,
  yearPath,
  yearsPath,
} from './documents.ts';
import type { Entry } from './entry.ts';
import type { FeedBucket } from './ports.ts';
import { copyOf, decode, type Making } from './snapshot.ts';

/** What a page of a month sums to, and the range of rows that it was made from. */
export type PageSum = YearDocument['pages'][number];

/** What a span of months sums to: the sum, and the documents that prove it, or name those that do. */
export type SpanSum = {
  merged: Summary;
  proofs: string[];
  /** The first and the last month that list an activity. */
  first?: string;
  last?: string;
  /** Which partners have an activity counted in which months; of all time nobody asks. */
  reported?: { partner: string | null; months: string[] }[];
};

type Year = { before: readonly PageSum[]; pages: Map<string, PageSum>; changed: boolean };

export type Years = Awaited<ReturnType<typeof openYears>>;

/**
 * What the months of a published index sum to, to be brought to what they are now. Reads what all years sum to, and of
 * the years those that are asked for, by their published documents: so what a run reads is bounded by the years and by
 * the pages of those that it changes. Throws where the document of a year is lost.
 */
export async function openYears(
  bucket: Pick<FeedBucket, 'read'>,
  making: Making,
  published: Index | undefined,
) {
  const entries = new Map(published?.documents.map((entry) => [entry.path, entry]));
  const names = new Set([...entries.keys()].flatMap((path) => yearOfPath(path) ?? []));
  // Releases before listed the documents of months in the index itself; all of these months are read anew.
  const listedByIndex = (year: string): PageSum[] =>
    [...entries.keys()].flatMap((path) => {
      const page = pageOfPath(path);
      if (page === undefined || yearOfPage(page) !== year || path !== pagePath(page)) return [];
      return [{ page, path, range: 0, summary: { ...emptySummary, listed: 1 }, similar: [] }];
    });
  for (const path of entries.keys()) {
    const page = pageOfPath(path);
    if (page !== undefined) names.add(yearOfPage(page));
  }
  const loaded = new Map<string, Promise<Year>>();
  const years = new Map<string, Year>();
  const sums = new Map<string, YearSum>();

  const all = entries.get(yearsPath);
  const bytes = all && (await copyOf(bucket, all));
  if (bytes === undefined) for (const year of names) await load(year);
  else for (const sum of documentSchemas.years.parse(decode(bytes)).years) sums.set(sum.year, sum);

  async function read(year: string): Promise<Year> {
    const entry = entries.get(yearPath(year));
    names.add(year);
    const found = entry && (await yearIn(bucket, entry));
    if (entry !== undefined && found === undefined)
      throw new Error(`${entry.path} is published and lost: run the rebuild`);
    const { pages, documents } = found ?? { pages: listedByIndex(year), documents: [] };
    making.know(documents);
    const each = { before: pages, pages: new Map(pages.map((own) => [own.page, own])), changed: false };
    years.set(year, each);
    return each;
  }

  function load(year: string): Promise<Year> {
    const known = loaded.get(year) ?? read(year);
    loaded.set(year, known);
    return known;
  }

  const inOrder = (pages: Iterable<PageSum>) => [...pages].sort((one, other) => byPage(one.page, other.page));
  const listing = (pages: Iterable<PageSum>) => inOrder(pages).filter(({ summary }) => summary.listed > 0);

  /** What a year sums to now; undefined where it lists nothing. */
  function sumOf(year: string): YearSum | undefined {
    const held = years.get(year);
    if (held === undefined || (!held.changed && sums.has(year))) return sums.get(year);
    return yearSum(year, listing(held.pages.values()));
  }
  const yearsNow = (): YearSum[] => [...names].sort(byCodeUnit).flatMap((year) => sumOf(year) ?? []);

  async function pagesBetween(first: string, last: string, which: 'before' | 'pages'): Promise<PageSum[]> {
    const within = [...names]
      .sort(byCodeUnit)
      .filter((year) => yearOfPage(first) <= year && year <= yearOfPage(last));
    const found: PageSum[] = [];
    for (const year of within) {
      const pages = (await load(year))[which];
      for (const page of listing(pages.values())) {
        const month = monthOfPage(page.page);
        if (first <= month && month <= last) found.push(page);
      }
    }
    return found;
  }

  return {
    /** The years of which anything is known, in order. */
    names: () => [...names].sort(byCodeUnit),
    /** What each year sums to now, those left out that list nothing. */
    sums: yearsNow,
    /** The pages that a month had, by their names. */
    async pagesOf(month: string): Promise<Map<string, PageSum>> {
      const { pages } = await load(yearOfPage(month));
      return new Map([...pages].filter(([page]) => monthOfPage(page) === month));
    },
    /** Every page of a year that lists an activity, in order: as they are now, and as they were. */
    async listed(year: string): Promise<{ now: PageSum[]; before: PageSum[] }> {
      const { pages, before } = await load(year);
      return { now: listing(pages.values()), before: listing(before) };
    },
    /** The pages of a span of months that list an activity, as they are now. */
    between: (first: string, last: string) => pagesBetween(first, last, 'pages'),
    /** Whether a month of a span listed an activity before. */
    listedBefore: async (first: string, last: string): Promise<boolean> =>
      (await pagesBetween(first, last, 'before')).length > 0,
    /** Says what a page sums to now. One without an activity is kept where its month is divided. */
    async set(page: string, range: number, summary: Summary, suspects: Suspects): Promise<void> {
      const year = await load(yearOfPage(page));
      year.changed = true;
      if (summary.listed === 0 && range === 0) year.pages.delete(page);
      else year.pages.set(page, { page, path: pagePath(page), range, summary, similar: similarIn(suspects) });
    },
    /** Says that a page is made from another range of rows than it was. */
    async setRange(page: string, range: number): Promise<void> {
      const { pages } = await load(yearOfPage(page));
      const { summary = emptySummary, similar = [] } = pages.get(page) ?? {};
      pages.set(page, { page, path: pagePath(page), range, summary, similar });
    },
    /** What a page sums to now, and what it summed to before; nothing where it is not there. */
    async nowAndBefore(page: string): Promise<PageSum[]> {
      const { pages, before } = await load(yearOfPage(page));
      return [...pages.values(), ...before].filter((each) => each.page === page);
    },
    /** Which activities of a page may be the same as others: now, and as it was published before. */
    async similarOn(page: string): Promise<{ now: string[][]; before: string[][] }> {
      const { pages, before } = await load(yearOfPage(page));
      const was = before.find((each) => each.page === page);
      return { now: pages.get(page)?.similar ?? [], before: was?.similar ?? [] };
    },
    /** The page that is listed before a page, be that listed or not. */
    async olderThan(page: string): Promise<string | undefined> {
      const { pages } = await load(yearOfPage(page));
      let older: string | undefined;
      for (const each of pages.values())
        if (each.summary.listed > 0 && byPage(each.page, page) < 0)
          if (older === undefined || byPage(older, each.page) < 0) older = each.page;
      return older ?? yearsNow().findLast(({ year }) => year < yearOfPage(page))?.last;
    },
    /** Says that there is no such page any longer. */
    async drop(page: string): Promise<void> {
      const year = await load(yearOfPage(page));
      year.changed = true;
      year.pages.delete(page);
    },
    /** Loads the years whose documents a snapshot has changed, so that all of its copies are known. */
    async loadChangedIn(snapshot: number): Promise<void> {
      for (const year of names) if (entries.get(yearPath(year))?.snapshot === snapshot) await load(year);
    },
    /** What a span of months sums to. */
    span: async (first: string, last: string): Promise<SpanSum> =>
      spanSum(await pagesBetween(first, last, 'pages')),
    /** What everything sums to. */
    always: (): SpanSum => sumOfYears(yearsNow()),
    /** Adds the documents of the years that were looked at, of which some may have changed, and that of all years. */
    async addDocuments(): Promise<void> {
      for (const [year, { pages }] of years) {
        const path = yearPath(year);
        if (pages.size > 0)
          await making.add({
            path,
            schema: 'year',
            body: { year, pages: inOrder(pages.values()), documents: making.entriesOfYear(year) },
          });
        else if (making.mayBeThere(path))
          await making.leave({ path, schema: 'withdrawn', body: { withdrawn: true } });
      }
      await making.add({ path: yearsPath, schema: 'years', body: { years: yearsNow() } });
    },
  };
}

/** Suspects as the document of a year has them. */
export const similarIn = (suspects: Suspects): string[][] =>
  [...suspects].map(([id, others]) => [id, ...others]);

/** What a year sums to, from its pages in order; undefined where none of them lists an activity. */
export function yearSum(
  year: string,
  pages: readonly Pick<PageSum, 'page' | 'summary'>[],
): YearSum | undefined {
  const [first, last] = [pages[0]?.page, pages.at(-1)?.page];
  if (first === undefined || last === undefined) return undefined;
  return { year, path: yearPath(year), first, last, summary: merge(pages.map(({ summary }) => summary)) };
}

/** What pages in order sum to. Its proofs are the lists of the activities. */
export const spanSum = (pages: readonly Pick<PageSum, 'page' | 'summary'>[]): SpanSum => ({
  merged: merge(pages.map(({ summary }) => summary)),
  proofs: pages.map(({ page }) => pagePath(page)),
  ...spanOf(pages.map(({ page }) => monthOfPage(page))),
  reported: reportedIn(pages),
});

/** The partners of pages, by their ids, each with the months in which an activity of theirs is counted. */
function reportedIn(pages: readonly Pick<PageSum, 'page' | 'summary'>[]) {
  const months = new Map<string, Set<string>>();
  for (const { page, summary } of pages)
    for (const { key } of summary.byPartner)
      months.set(key, (months.get(key) ?? new Set()).add(monthOfPage(page)));
  return [...months]
    .sort(([one], [other]) => byCodeUnit(one, other))
    .map(([key, own]) => ({ partner: nameOf(key), months: [...own] }));
}

/** What all years sum to. Its proofs are the documents of the years. */
export const sumOfYears = (years: readonly YearSum[]): SpanSum => ({
  merged: merge(years.map(({ summary }) => summary)),
  proofs: years.map(({ path }) => path),
  ...spanOf(years.flatMap(({ first, last }) => [monthOfPage(first), monthOfPage(last)])),
});

/** The first and the last of months in their order. */
const spanOf = (months: readonly string[]): { first?: string; last?: string } => {
  const [first, last] = [months[0], months.at(-1)];
  return first === undefined || last === undefined ? {} : { first, last };
};

/**
 * Every document of a snapshot, those of the index first, then those that each year lists; without those of a year whose
 * document is lost.
 */
export async function* everyDocument(
  bucket: Pick<FeedBucket, 'read'>,
  { documents }: Pick<Index, 'documents'>,
): AsyncGenerator<Entry> {
  yield* documents;
  for (const each of documents)
    if (yearOfPath(each.path) !== undefined) yield* (await yearIn(bucket, each))?.documents ?? [];
}

/** The document of a year, by its entry; undefined where it is lost. */
export async function yearIn(
  bucket: Pick<FeedBucket, 'read'>,
  entry: Entry,
): Promise<YearDocument | undefined> {
  const bytes = await copyOf(bucket, entry);
  return bytes && documentSchemas.year.parse(decode(bytes));
}
