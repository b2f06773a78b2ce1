import * as z from 'zod';
import { csvHeader, csvRows } from '../exports/csv.ts';
import { iatiProjects } from '../exports/iati.ts';
import { calendar, calendarEvents } from '../exports/icalendar.ts';
import { firstFeedPage, jsonFeedPath, newestOf } from '../exports/json-feed.ts';
import { calendarDay, calendarPath } from '../feed/calendar-document.ts';
import type { documentSchemas, Index } from '../feed/documents.ts';
import { figureDrafts } from '../feed/figure-documents.ts';
import { fixedDrafts } from '../feed/fixed-documents.ts';
import { monthOfPath } from '../feed/month.ts';
import { projectsDraft, turnsOf } from '../feed/portfolio-documents.ts';
import { sha256 } from '../feed/snapshot.ts';
import { allTime } from '../figures/figure.ts';
import { headlineOf } from '../figures/figures.ts';
import type { MonthSummary } from '../figures/summary.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { type Period, period } from '../words/period.ts';
import { project } from '../words/project.ts';
import { byCodeUnit, type PublicRecord } from '../words/public-record.ts';
import { faultRow, type Row } from './difference.ts';
import { CopyGone, type Read, type ReadFeed, readFeed, readIndex, rowsOfIndex } from './read-feed.ts';
import { verifyChanges, verifyMonth } from './verify-months.ts';

const tries = 5;

/** Looks at the copies at plain paths. While a snapshot is published, some are newer than the index. */
async function verifyPlainCopies(read: Read, index: Index, pause: () => Promise<void>): Promise<Row[]> {
  let newest = index;
  let differing = await differingPlainCopies(read, newest, new Set(newest.documents.map(({ path }) => path)));
  for (let tried = 1; tried < tries && differing.length > 0; tried += 1) {
    await pause();
    const again = await readIndex(read);
    if ('fault' in again) return [again.fault];
    newest = again;
    differing = await differingPlainCopies(read, newest, new Set(differing.map(({ document }) => document)));
  }
  return differing;
}

/** The documents whose copy at the plain path is not what the index says; `of` are the paths to look at. */
async function differingPlainCopies(read: Read, index: Index, of: ReadonlySet<string>): Promise<Row[]> {
  const rows: Row[] = [];
  const entries = index.documents.filter(({ path }) => of.has(path));
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
export type Verified = { snapshot: number | undefined; rows: Row[]; ok: boolean };

/**
 * Recomputes everything a feed publishes from what it publishes of activities, projects and periods, and compares. It
 * reads nothing but the feed, by `read`, and holds no more than the activities of one month and the ids of all. The
 * feed may be published anew meanwhile; `pause` is waited for before it is looked at again. Throws Unreadable, and
 * what `read` throws.
 */
export async function verify(read: Read, pause: () => Promise<void> = async () => {}): Promise<Verified> {
  let before: Index | undefined;
  for (;;) {
    const index = await readIndex(read);
    if ('fault' in index) return { snapshot: undefined, rows: [index.fault], ok: false };
    // A copy may be gone because the index has been replaced: only where it has not been is the copy missing.
    const unchanged = before?.snapshot === index.snapshot && before.generatedAt === index.generatedAt;
    const feed = readFeed(read, index, unchanged);
    try {
      await verifySnapshot(feed);
    } catch (error) {
      if (!(error instanceof CopyGone)) throw error;
      before = index;
      await pause();
      continue;
    }
    const rows = [...feed.rows, ...(await verifyPlainCopies(read, index, pause))];
    rows.sort((one, other) => byCodeUnit(one.document, other.document));
    return { snapshot: index.snapshot, rows, ok: rows.every(({ ok }) => ok) };
  }
}

/** Verifies a snapshot by the copies that never change. */
async function verifySnapshot(feed: ReadFeed): Promise<void> {
  const { index, rows } = feed;
  rows.push(...rowsOfIndex(index));
  const changes = await verifyChanges(feed);
  const metrics = await feed.document('metrics.json', 'metrics');
  const portfolio = await feed.document('projects.json', 'projects');
  const firstPage = await feed.document(jsonFeedPath('en'), 'feed');
  const base = firstPage && baseOf(firstPage.feed_url);
  if (firstPage && base === undefined)
    rows.push(
      faultRow(jsonFeedPath('en'), 'feed_url', firstPage.feed_url, 'an address that ends with feed.json'),
    );

  const listing = monthsOf(index);
  const months: MonthSummary[] = [];
  const events: string[] = [];
  let newest: PublicRecord[] = [];
  for (const [at, month] of listing.entries()) {
    const { records, summary } = await verifyMonth(feed, month, listing[at - 1], base);
    months.push(summary);
    events.push(calendarEvents(records, calendarDay(index)));
    newest = newestOf([...newest, ...records]);
    changes.month(month, `activities/${month}.json`, records);
  }
  const periods = parsed(
    feed,
    'metrics.json',
    z.array(period),
    metrics?.periods.map(({ id, names, first, last, document }) => ({ id, names, first, last, document })),
  );
  changes.end(listing, periods ?? []);

  await Promise.all(fixedDrafts(base ?? '').map(feed.compare));
  const projects = parsed(feed, 'projects.json', z.array(project), portfolio && projectsIn(portfolio));
  if (projects && periods) {
    const { since } = turnsOf({ projects, periods }, new Date(index.dataAsOf));
    await feed.compare(projectsDraft(months, projects, since));
    if (projects.length > 0)
      await feed.compare({
        path: 'iati/projects.xml',
        text: ({ generatedAt }) => iatiProjects(projects, { generatedAt, since }),
      });
    await Promise.all(figureDrafts(months, { projects, periods }, since).map(feed.compare));
    if (base !== undefined) {
      const headline = headlineOf(allTime(months, projects, since));
      for (const language of ['en', 'fr'] as const) {
        const body = firstFeedPage(language, newest, listing.at(-1), headline, base);
        await feed.compare({ path: jsonFeedPath(language), schema: 'feed', body });
      }
    }
  }
  if (base !== undefined)
    await feed.compare({ path: calendarPath, text: () => calendar(events, base + calendarPath) });
  for (const each of periods ?? []) await verifyTable(feed, each, listing);
  feed.refuseOthers();
}

/** Holds the table of a period against the activities of its months. */
async function verifyTable(
  feed: ReadFeed,
  { id, first, last }: Period,
  listing: readonly string[],
): Promise<void> {
  let table = csvHeader;
  for (const month of listing) {
    if (month < first || month > last) continue;
    const document = await feed.document(`activities/${month}.json`, 'month');
    table += csvRows(document?.activities ?? []);
  }
  await feed.compare({ path: `periods/${id}.csv`, text: () => table });
}

/** The months of which an index lists a document, in their order. */
const monthsOf = (index: Index): string[] =>
  [
    ...new Set(
      index.documents.flatMap(({ path }) => (path.endsWith('.json') ? (monthOfPath(path) ?? []) : [])),
    ),
  ].sort();

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
