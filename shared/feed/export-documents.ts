import { csvHeader, csvRows } from '../exports/csv.ts';
import { eventsJsonLd } from '../exports/event-json-ld.ts';
import { iatiActivities, iatiProjects } from '../exports/iati.ts';
import {
  firstFeedPage,
  isFilledWithout,
  jsonFeedPath,
  monthFeedPage,
  newestMonthFirst,
  newestOf,
} from '../exports/json-feed.ts';
import { allTime } from '../figures/figure.ts';
import { headlineOf } from '../figures/figures.ts';
import type { MonthSummary } from '../figures/summary.ts';
import { monthAfterPeriods } from '../words/period.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { calendarDay, calendarDraft, calendarMayDiffer, calendarPath } from './calendar-document.ts';
import { copyOf } from './change-list.ts';
import type { PastPeriod } from './changes.ts';
import type { Index } from './documents.ts';
import { recordsOf } from './month.ts';
import type { PortfolioState } from './portfolio-documents.ts';
import type { FeedBucket } from './ports.ts';
import type { AnyDraft, Making } from './snapshot.ts';

type Tools = { bucket: Pick<FeedBucket, 'read'>; base: string; making: Making };

/** The months as this run knows them: in order, with those it has read anew, and how they were before. */
type Months = {
  months: readonly MonthSummary[];
  before: readonly MonthSummary[];
  changed: ReadonlySet<string>;
  pending: ReadonlySet<string>;
  past: Index | undefined;
};
/** The portfolio as this run has read it; `since` is the day on which it last changed its state by itself. */
type PortfolioNow = PortfolioState & {
  /** The periods as they were published before, by their id. */
  periodsBefore: ReadonlyMap<string, PastPeriod>;
  since: string | undefined;
  /** Whether somebody has changed it since the last run. */
  changed: boolean;
};

const languages = ['en', 'fr'] as const;

/**
 * Adds the documents that say once more, for other readers, what the documents of the months say: JSON Feeds, tables,
 * calendar, linked data. Only those are made anew whose months have changed, one month after the other.
 */
export async function deriveDocuments(tools: Tools, months: Months, portfolio: PortfolioNow): Promise<void> {
  const { making, bucket, base } = tools;
  const listing = months.months.filter(({ summary }) => summary.listed > 0).map(({ month }) => month);
  const listedBefore = monthsListed(months.past);
  const older = (list: readonly string[], month: string) => list[list.indexOf(month) - 1];
  for (const { month, summary } of months.months) {
    if (summary.listed === 0) {
      if (months.changed.has(month))
        for (const draft of monthDrafts(month, [], undefined, base))
          if (making.mayBeThere(draft.path)) await making.leave(draft);
      continue;
    }
    const next = older(listing, month);
    if (!months.changed.has(month) && older(listedBefore, month) === next) continue;
    const records = await recordsOf(bucket, making, month);
    await Promise.all(monthDrafts(month, records, next, base).map((draft) => making.add(draft)));
  }
  await addFirstPages(tools, listing, months.months, portfolio);
  await addPeriodTables(tools, listing, months, portfolio);
  const day = calendarDay(making.stamp);
  if (portfolio.changed || months.pending.has(calendarPath) || calendarMayDiffer(months, day))
    await making.add(await calendarDraft(tools, months.months, day));
  // IATI has no document without an activity.
  if (portfolio.projects.length > 0)
    await making.add({
      path: 'iati/projects.xml',
      text: ({ generatedAt }) => iatiProjects(portfolio.projects, { generatedAt, since: portfolio.since }),
    });
  await leaveDeleted(making, portfolio);
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

/** The documents of one month, but for the one that proves the figures. `older` is the month listed before it. */
export function monthDrafts(
  month: string,
  records: readonly PublicRecord[],
  older: string | undefined,
  base: string,
): AnyDraft[] {
  return [
    { path: csvPath(month), text: () => csvHeader + csvRows(records) },
    { path: `activities/${month}.jsonld`, schema: 'events', body: eventsJsonLd(month, records, base) },
    {
      path: `iati/${month}.xml`,
      text: ({ generatedAt }) => iatiActivities(records, { generatedAt }),
    },
    ...languages.map(
      (language): AnyDraft => ({
        path: jsonFeedPath(language, month),
        schema: 'feed',
        body: monthFeedPage(language, month, records, older, base),
      }),
    ),
  ];
}

// The mark at its beginning is part of the table.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const csvPath = (month: string): string => `activities/${month}.csv`;

const monthsListed = (index: Index | undefined): string[] =>
  (index?.documents ?? [])
    .flatMap(({ path }) => /^activities\/(\d{4}-\d\d)\.json$/.exec(path)?.[1] ?? [])
    .sort();

/**
 * The first page of the JSON Feed in each language: the activities accepted last. Reads the months that may have one of them, which are as
 * many as there are items at most.
 */
async function addFirstPages(
  { bucket, making, base }: Tools,
  listing: readonly string[],
  months: readonly MonthSummary[],
  { projects, since }: PortfolioNow,
): Promise<void> {
  let newest: PublicRecord[] = [];
  const dated = months
    .filter(({ summary }) => summary.listed > 0)
    .map(({ month, summary }) => ({ month, newest: summary.newest }))
    .sort(newestMonthFirst);
  for (const each of dated) {
    if (isFilledWithout(newest, each)) break;
    newest = newestOf([...newest, ...(await recordsOf(bucket, making, each.month))]);
  }
  const headline = headlineOf(allTime(months, projects, since));
  for (const language of languages)
    await making.add({
      path: jsonFeedPath(language),
      schema: 'feed',
      body: firstFeedPage(language, newest, listing.at(-1), headline, base),
    });
}

/** The table of the activities of each period: those of its months, put together. */
async function addPeriodTables(
  { bucket, making }: Tools,
  listing: readonly string[],
  { changed, pending }: Months,
  portfolio: PortfolioNow,
): Promise<void> {
  for (const { id, first, last } of portfolio.periods) {
    const path = `periods/${id}.csv`;
    const within = (month: string) => first <= month && month <= last;
    const before = portfolio.periodsBefore.get(id);
    // A period may have been put by somebody who died before the mark.
    const same = before?.first === first && before.last === last && making.entry(path) !== undefined;
    if (same && !portfolio.changed && !pending.has(path) && ![...changed].some(within)) continue;
    let text = csvHeader;
    for (const month of listing.filter(within)) {
      const entry = making.entry(csvPath(month));
      const bytes = entry && (await copyOf(bucket, entry));
      if (bytes === undefined) throw new Error(`the table of ${month} is lost: run the rebuild`);
      text += utf8.decode(bytes).slice(csvHeader.length);
    }
    await making.add({ path, text: () => text });
  }
}
