import { csvHeader } from '../exports/csv.ts';
import { iatiProjects } from '../exports/iati.ts';
import { firstFeedPage, isFilledWithout, jsonFeedPath, newestFirst, newestOf } from '../exports/json-feed.ts';
import { allTime } from '../figures/figure.ts';
import { headlineOf } from '../figures/figures.ts';
import { yearOfPage } from '../words/page.ts';
import { monthAfterPeriods } from '../words/period.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { calendarDay, calendarDraft, calendarMayDiffer, calendarPath } from './calendar-document.ts';
import type { Index } from './documents.ts';
import { csvPath, feedDrafts, languages, recordsOf } from './page-documents.ts';
import type { PortfolioState } from './portfolio-documents.ts';
import type { Touched } from './read-pages.ts';
import type { Making } from './snapshot.ts';
import type { Years } from './years.ts';

type Tools = { base: string; making: Making; years: Years };

/** What has changed: the pages that were read, and the periods that may be others than they were. */
type Changed = { touched: Touched; periods: ReadonlySet<string>; past: Index | undefined };

/** The portfolio as this run has read it; `since` is the day on which it last changed its state by itself. */
type PortfolioNow = PortfolioState & { since: string | undefined };

/**
 * Adds the documents that say once more, for other readers, what the documents of the pages say: JSON Feeds, tables,
 * calendar, projects for IATI. Only those are made anew of which a page has changed.
 */
export async function deriveDocuments(
  tools: Tools,
  changed: Changed,
  portfolio: PortfolioNow,
): Promise<void> {
  const { making, years } = tools;
  await linkFeeds(tools, changed.touched);
  await addFirstPages(tools, portfolio);
  await addPeriodTables(tools, changed.periods, portfolio);
  const day = calendarDay(making.stamp);
  if (
    making.isPending(calendarPath) ||
    (await calendarMayDiffer(years, changed.touched.keys(), changed.past, day))
  )
    await making.add(await calendarDraft(tools, years, day));
  // IATI has no document without an activity.
  if (portfolio.projects.length > 0)
    await making.add({
      path: 'iati/projects.xml',
      text: ({ generatedAt }) => iatiProjects(portfolio.projects, { generatedAt, since: portfolio.since }),
    });
  await leaveDeleted(making, portfolio);
}

/**
 * Makes those pages of the feeds anew that name another page before them than they did when they were made: where pages have come
 * or gone. Reads the pages beside those that were touched, and no others.
 */
async function linkFeeds({ making, years, base }: Tools, touched: Touched): Promise<void> {
  const changedYears = new Set([...touched.keys()].map(yearOfPage));
  const last = { now: undefined as string | undefined, made: undefined as string | undefined };
  for (const year of years.names()) {
    // Of a year of which nothing was read, only the first page may name another.
    const known = changedYears.has(year) || last.now !== last.made;
    if (!known) {
      const sum = years.sums().find((each) => each.year === year);
      if (sum !== undefined) [last.now, last.made] = [sum.last, sum.last];
      continue;
    }
    const { now, before } = await years.listed(year);
    let made = last.made;
    const namedBefore = new Map(
      before.map(({ page }) => {
        const older = made;
        made = page;
        return [page, older];
      }),
    );
    let older = last.now;
    for (const { page } of now) {
      const named = touched.has(page) ? touched.get(page) : namedBefore.get(page);
      if (named !== older)
        for (const draft of feedDrafts(page, await recordsOf(making, page), older, base))
          await making.add(draft);
      older = page;
    }
    [last.now, last.made] = [older, made];
  }
}

/**
 * Takes out the documents that nothing in the portfolio gives rise to any longer: those of deleted periods, of the
 * months since the last period, of the projects where there is none. A document at such a path says that it was
 * withdrawn, and a table or an export holds nothing.
 */
async function leaveDeleted(making: Making, { projects, periods, since }: PortfolioNow): Promise<void> {
  const wanted = new Set([
    ...periods.flatMap(({ id }) => [`periods/${id}.json`, `periods/${id}.csv`]),
    ...(monthAfterPeriods(periods) === undefined ? [] : ['since-last-period.json']),
    ...(projects.length === 0 ? [] : ['iati/projects.xml']),
  ]);
  for (const path of making.paths()) {
    if (wanted.has(path) || !/^(?:periods\/.+|since-last-period\.json|iati\/projects\.xml)$/.test(path))
      continue;
    if (path.endsWith('.json')) await making.leave({ path, schema: 'withdrawn', body: { withdrawn: true } });
    else if (path.endsWith('.csv')) await making.leave({ path, text: () => csvHeader });
    else await making.leave({ path, text: ({ generatedAt }) => iatiProjects([], { generatedAt, since }) });
  }
}

/**
 * The first page of the JSON Feed in each language: the activities accepted last. Reads the pages of months that may
 * have one of them, which are as many as there are items at most.
 */
async function addFirstPages(
  { making, years, base }: Tools,
  { projects, since }: PortfolioNow,
): Promise<void> {
  let newest: PublicRecord[] = [];
  const sums = years.sums();
  // A year before its pages, also where they have the same instant.
  const queue: { month: string; year?: string; newest: string }[] = sums.map(({ year, summary }) => ({
    month: `${year}-99`,
    year,
    newest: summary.newest,
  }));
  for (;;) {
    const next = queue.sort(newestFirst).shift();
    if (next === undefined || isFilledWithout(newest, next)) break;
    if (next.year === undefined) newest = newestOf([...newest, ...(await recordsOf(making, next.month))]);
    else
      for (const { page, summary } of (await years.listed(next.year)).now)
        queue.push({ month: page, newest: summary.newest });
  }
  const headline = headlineOf(allTime(years.always().merged, projects, since));
  for (const language of languages)
    await making.add({
      path: jsonFeedPath(language),
      schema: 'feed',
      body: firstFeedPage(language, newest, sums.at(-1)?.last, headline, base),
    });
}

/** How many bytes the table of a period has at most: a larger one is not published, only those of its pages. */
const largestTable = 1_000_000;

// The mark at its beginning is part of the table.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Whether a table is larger than one of a period may be. */
export const isTooLarge = (table: string): boolean => new TextEncoder().encode(table).length > largestTable;
const headerBytes = new TextEncoder().encode(csvHeader).length;

/** The table of the activities of each period that may have changed: those of its pages, put together. */
async function addPeriodTables(
  { making, years }: Tools,
  changed: ReadonlySet<string>,
  portfolio: PortfolioNow,
): Promise<void> {
  for (const { id, first, last } of portfolio.periods) {
    const path = `periods/${id}.csv`;
    if (!changed.has(id) && !making.isPending(path)) continue;
    const tables = (await years.between(first, last)).map(({ page }) => csvPath(page));
    const bytes = tables.reduce((sum, each) => sum + (making.entry(each)?.bytes ?? 0) - headerBytes, 0);
    if (headerBytes + bytes > largestTable) {
      if (making.mayBeThere(path)) await making.leave({ path, text: () => csvHeader });
      continue;
    }
    let text = csvHeader;
    for (const each of tables) {
      const own = await making.read(each);
      if (own === undefined) throw new Error(`${each} is lost: run the rebuild`);
      text += utf8.decode(own).slice(csvHeader.length);
    }
    await making.add({ path, text: () => text });
  }
}
