import * as z from 'zod';
import { suspectsAmong } from '../checks/near-duplicate.ts';
import { csvHeader, csvRows } from '../exports/csv.ts';
import { iatiProjects } from '../exports/iati.ts';
import { calendar, calendarEvents } from '../exports/icalendar.ts';
import { firstFeedPage, jsonFeedPath, newestOf } from '../exports/json-feed.ts';
import { calendarDay, calendarPages, calendarPath } from '../feed/calendar-document.ts';
import {
  type documentSchemas,
  type Index,
  latestPath,
  type YearDocument,
  type YearSum,
  yearOfPath,
  yearPath,
  yearsPath,
} from '../feed/documents.ts';
import type { Entry } from '../feed/entry.ts';
import { isTooLarge } from '../feed/export-documents.ts';
import { figureDrafts } from '../feed/figure-documents.ts';
import { fixedDrafts } from '../feed/fixed-documents.ts';
import { checkpointPath } from '../feed/log-document.ts';
import { projectsDraft, turnsOf } from '../feed/portfolio-documents.ts';
import { sha256 } from '../feed/snapshot.ts';
import { type PageSum, similarIn, spanSum, sumOfYears, yearSum } from '../feed/years.ts';
import { allTime } from '../figures/figure.ts';
import { headlineOf } from '../figures/figures.ts';
import { emptySummary } from '../figures/summary.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { byPage, monthOfPage, pagePath, yearOfPage } from '../words/page.ts';
import { monthAfterPeriods, type Period, period } from '../words/period.ts';
import { project } from '../words/project.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import { checkRow, faultRow, type Row } from './difference.ts';
import {
  CopyGone,
  type IndexBytes,
  type Read,
  type ReadFeed,
  readFeed,
  readIndex,
  rowsOfIndex,
} from './read-feed.ts';
import { type Seen, type VerifiedLog, verifyLog } from './verify-log.ts';
import { verifyChanges, verifyPage } from './verify-months.ts';
import { verifyVintages } from './verify-vintages.ts';

const tries = 5;

/** Reads the documents of the years, and gives all that the index and they list. */
async function readYears(feed: ReadFeed) {
  const years = feed.index.documents.flatMap(({ path }) => yearOfPath(path) ?? []);
  const documents = await Promise.all(years.map((year) => feed.document(yearPath(year), 'year')));
  const known = documents.flatMap((each) => each ?? []);
  for (const { documents: listed } of known) feed.know(listed);
  return known;
}

/** Looks at the copies at plain paths. While a snapshot is published, some are newer than the index. */
async function verifyPlainCopies(
  read: Read,
  { index, entries }: ReadFeed,
  pause: () => Promise<void>,
): Promise<Row[]> {
  let newest = index;
  let differing = await differingPlainCopies(read, entries());
  for (let tried = 1; tried < tries && differing.length > 0; tried += 1) {
    await pause();
    const { index: again } = await readIndex(read);
    if ('fault' in again) return [again.fault];
    newest = again;
    const feed = readFeed(read, newest, true);
    await readYears(feed);
    const paths = new Set(differing.map(({ document }) => document));
    differing = await differingPlainCopies(
      read,
      feed.entries().filter(({ path }) => paths.has(path)),
    );
  }
  return differing;
}

/** The documents whose copy at the plain path is not what their entry says. */
async function differingPlainCopies(read: Read, entries: readonly Entry[]): Promise<Row[]> {
  const rows: Row[] = [];
  await aFewAtATime(entries, async ({ path, sha256: hash }) => {
    const bytes = await read(path);
    const found = bytes && (await sha256(new Uint8Array(bytes)));
    if (found !== hash) rows.push(faultRow(path, 'copy at the plain path', found, hash));
  });
  return rows;
}

/**
 * What came of it: the snapshot that was verified (undefined if its index is none), and a row for all that was looked
 * at.
 */
export type Verified = { snapshot: number | undefined; rows: Row[]; ok: boolean } & VerifiedLog;

/**
 * Recomputes everything a feed publishes from what it publishes of activities, projects and periods, and compares. It
 * reads nothing but the feed, by `read`, and holds no more than the activities of one month and the ids of all. The
 * feed may be published anew meanwhile; `pause` is waited for before it is looked at again. Throws Unreadable, and
 * what `read` throws.
 */
export async function verify(
  read: Read,
  pause: () => Promise<void> = async () => {},
  since?: Seen,
): Promise<Verified> {
  let before: Index | undefined;
  for (let tried = 1; ; tried += 1) {
    // A snapshot is logged after its index: in this order, the log is never ahead of the index, but for caches.
    const checkpoint = await read(checkpointPath);
    const { index, asBytes } = await readIndex(read);
    if ('fault' in index) return { snapshot: undefined, rows: [index.fault], ok: false };
    // A copy may be gone because the index has been replaced: only where it has not been is the copy missing.
    const unchanged = before?.snapshot === index.snapshot && before.generatedAt === index.generatedAt;
    const feed = readFeed(read, index, unchanged);
    let log: VerifiedLog;
    try {
      log = await verifySnapshot(read, feed, checkpoint, asBytes, since);
    } catch (error) {
      if (!(error instanceof CopyGone)) throw error;
      before = index;
      await pause();
      continue;
    }
    // A cache may give an index that is older than the checkpoint.
    if ((log.last ?? 0) > index.snapshot && tried < tries) {
      await pause();
      continue;
    }
    const rows = [...feed.rows, ...(await verifyPlainCopies(read, feed, pause))];
    rows.sort((one, other) => byCodeUnit(one.document, other.document));
    return { snapshot: index.snapshot, rows, ok: rows.every(({ ok }) => ok), ...log };
  }
}

/** Verifies a snapshot by the copies that never change. */
async function verifySnapshot(
  read: Read,
  feed: ReadFeed,
  before: Uint8Array | undefined,
  asBytes: IndexBytes,
  since: Seen | undefined,
): Promise<VerifiedLog> {
  const { index, rows } = feed;
  rows.push(...rowsOfIndex(index));
  const vintages = await verifyVintages(read, feed);
  const changes = await verifyChanges(feed);
  const metrics = await feed.document('metrics.json', 'metrics');
  const portfolio = await feed.document('projects.json', 'projects');
  const firstPage = await feed.document(jsonFeedPath('en'), 'feed');
  const base = firstPage && baseOf(firstPage.feed_url);
  if (firstPage && base === undefined)
    rows.push(
      faultRow(jsonFeedPath('en'), 'feed_url', firstPage.feed_url, 'an address that ends with feed.json'),
    );

  const years = await readYears(feed);
  const listing = years.flatMap(({ pages }) => pages.filter(({ summary }) => summary.listed > 0));
  const pages: PageSum[] = [];
  let newest: PublicRecord[] = [];
  for (const [at, each] of listing.entries()) {
    const { records, summary } = await verifyPage(feed, each.page, listing[at - 1]?.page, base);
    pages.push({ ...each, summary, similar: similarIn(suspectsAmong(records)) });
    newest = newestOf([...newest, ...records]);
    changes.page(each.page, records);
  }
  const sums = await verifyYears(feed, years, pages);
  const periods = parsed(
    feed,
    'metrics.json',
    z.array(period),
    metrics?.periods.map(({ id, names, first, last, document, closed }) => ({
      id,
      names,
      first,
      last,
      document,
      closed,
    })),
  );
  const months = [...new Set(pages.map(({ page }) => monthOfPage(page)))];
  changes.end(months, periods ?? []);

  await Promise.all(fixedDrafts(base ?? '').map(feed.compare));
  const projects = parsed(feed, 'projects.json', z.array(project), portfolio && projectsIn(portfolio));
  if (projects && periods) {
    const { since } = turnsOf({ projects, periods }, new Date(index.dataAsOf));
    const always = sumOfYears(sums);
    await feed.compare(projectsDraft(always, projects, since));
    if (projects.length > 0)
      await feed.compare({
        path: 'iati/projects.xml',
        text: ({ generatedAt }) => iatiProjects(projects, { generatedAt, since }),
      });
    const within = (first: string, last: string) =>
      spanSum(pages.filter(({ page }) => first <= monthOfPage(page) && monthOfPage(page) <= last));
    const after = monthAfterPeriods(periods);
    const drafts = figureDrafts(
      {
        always,
        periods: new Map(periods.map(({ id, first, last }) => [id, within(first, last)])),
        sinceLastPeriod: after === undefined ? undefined : within(after, '9999-12'),
      },
      { projects, periods },
      since,
      vintages.finalityOf,
    );
    await Promise.all(drafts.map(feed.compare));
    if (base !== undefined) {
      const headline = headlineOf(allTime(always.merged, projects, since));
      for (const language of ['en', 'fr'] as const) {
        const body = firstFeedPage(language, newest, pages.at(-1)?.page, headline, base);
        await feed.compare({ path: jsonFeedPath(language), schema: 'feed', body });
      }
    }
  }
  if (base !== undefined) {
    const day = calendarDay(index);
    const within = new Set(calendarPages(sums, day).map(({ year }) => year));
    const events: string[] = [];
    for (const { page } of calendarPages(
      pages.filter((each) => within.has(yearOfPage(each.page))),
      day,
    ))
      events.push(calendarEvents((await feed.document(pagePath(page), 'month'))?.activities ?? [], day));
    await feed.compare({ path: calendarPath, text: () => calendar(events, base + calendarPath) });
  }
  for (const each of periods ?? []) await verifyTable(feed, each, pages);
  rows.push(...rowsOfLatest(await read(latestPath), feed, asBytes));
  const log = await verifyLog(read, feed, before, { index: asBytes.sha256, stated: vintages.stated, since });
  feed.refuseOthers();
  return log;
}

/** Holds the documents of the years, and that of all years, against the pages of their months. Gives the sums of the years. */
async function verifyYears(
  feed: ReadFeed,
  years: readonly YearDocument[],
  pages: readonly PageSum[],
): Promise<YearSum[]> {
  const sums: YearSum[] = [];
  for (const { year, pages: published, documents, ...stamp } of years) {
    const path = yearPath(year);
    feed.rows.push(...rowsOfIndex({ ...stamp, documents }, path));
    const own = pages.filter(({ page }) => yearOfPage(page) === year);
    const summaries = new Map(own.map((sum) => [sum.page, sum]));
    const must = [...published].sort((one, other) => byPage(one.page, other.page));
    for (const { page, range } of must)
      if (yearOfPage(page) !== year || (range === 0 && !summaries.has(page)))
        feed.rows.push(faultRow(path, 'pages', page, 'one that lists an activity of the year'));
    await feed.compare({
      path,
      schema: 'year',
      body: {
        year,
        pages: must.map(({ page, range }) => ({
          page,
          path: pagePath(page),
          range,
          summary: summaries.get(page)?.summary ?? emptySummary,
          similar: summaries.get(page)?.similar ?? [],
        })),
        documents: [...documents].sort((one, other) => byCodeUnit(one.path, other.path)),
      },
    });
    const sum = yearSum(year, own);
    if (sum !== undefined) sums.push(sum);
  }
  await feed.compare({ path: yearsPath, schema: 'years', body: { years: sums } });
  return sums;
}

/** Holds the table of a period against the activities of its pages: of one that would be too large there is none. */
async function verifyTable(
  feed: ReadFeed,
  { id, first, last }: Period,
  pages: readonly PageSum[],
): Promise<void> {
  let table = csvHeader;
  for (const { page } of pages) {
    if (monthOfPage(page) < first || monthOfPage(page) > last) continue;
    const document = await feed.document(pagePath(page), 'month');
    table += csvRows(document?.activities ?? []);
    if (isTooLarge(table)) return;
  }
  await feed.compare({ path: `periods/${id}.csv`, text: () => table });
}

/** What is committed last in short, beside the index: it is written after that, and may tell of the snapshot before. */
function rowsOfLatest(
  bytes: Uint8Array | undefined,
  { index, entries }: ReadFeed,
  asBytes: IndexBytes,
): Row[] {
  const metrics = entries().find(({ path }) => path === 'metrics.json');
  const { documents: _documents, ...stamp } = index;
  const must = { ...stamp, index: asBytes, metrics };
  const text = bytes && new TextDecoder().decode(bytes);
  const of = /^\{"snapshot":(\d+),/.exec(text ?? '')?.[1];
  if (Number(of) === index.snapshot - 1) return [];
  return [checkRow(latestPath, 'content', text, `${JSON.stringify(must)}\n`)];
}

/** The address of the feed, as its first page has it. */
const baseOf = (address: string): string | undefined =>
  address.endsWith('/feed.json') ? address.slice(0, -'feed.json'.length) : undefined;

/** The projects behind the document that shows them. */
const projectsIn = ({ current, upcoming, completed }: z.output<typeof documentSchemas.projects>) =>
  [...current, ...upcoming, ...completed].map(
    ({ start: _start, end: _end, budget: _budget, funding: _funding, countries, ...own }) => ({
      ...own,
      countries: countries.map(({ names: _names, note: _note, ...country }) => country),
    }),
  );

/** What a document says, if that is what its rules allow; else undefined, and rows that say why. */
function parsed<Schema extends z.ZodType>(
  { rows }: ReadFeed,
  document: string,
  schema: Schema,
  content: unknown,
): z.output<Schema> | undefined {
  if (content === undefined) return undefined;
  const outcome = schema.safeParse(content);
  if (outcome.success) return outcome.data;
  for (const { path, message } of outcome.error.issues)
    rows.push(
      faultRow(document, 'rules of what it holds', `/${path.join('/')} ${message}`, 'as they have it'),
    );
  return undefined;
}
