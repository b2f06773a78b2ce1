import { suspectsAmong } from '../../shared/checks/near-duplicate.ts';
import { csvHeader, csvRows } from '../../shared/exports/csv.ts';
import { eventsJsonLd } from '../../shared/exports/event-json-ld.ts';
import { iatiActivities } from '../../shared/exports/iati.ts';
import { calendar, calendarEvents } from '../../shared/exports/icalendar.ts';
import { firstFeedPage, monthFeedPage } from '../../shared/exports/json-feed.ts';
import { similarIn } from '../../shared/feed/years.ts';
import { merge, summaryOf } from '../../shared/figures/summary.ts';
import { byPage } from '../../shared/words/page.ts';
import { byCodeUnit, type PublicRecord } from '../../shared/words/public-record.ts';
import { type Stored, textOf } from './bucket.ts';
import { base } from './process-ports.ts';

type Contents = ReadonlyMap<string, Stored>;
/** Documents that were found right, with what they were made from; so many are remembered. */
const right = new Set<string>();
const mostRemembered = 50_000;

/**
 * What is wrong with the documents that say once more what the documents of the months say: each must be what its
 * month, or its span of months, makes it (the calendar as of a day), and there must be no other.
 */
export function derivedWrongly(contents: Contents, day: string): string[] {
  const months = [...contents.keys()]
    .flatMap((path) => /^activities\/(.+)\.json$/.exec(path)?.[1] ?? [])
    .sort(byPage);
  const parsed = <Body>(path: string) => contents.get(path)?.parsed() as Body;
  const recordsOf = (month: string) =>
    parsed<{ activities: PublicRecord[] }>(`activities/${month}.json`).activities;
  const metrics = contents.get('metrics.json');
  const { allTime, periods } = parsed<{
    allTime: never;
    periods: { id: string; first: string; last: string }[];
  }>('metrics.json');
  const hashOf = (month: string | undefined) =>
    month === undefined ? '' : (contents.get(`activities/${month}.json`)?.hash ?? '');
  const wrong: string[] = [];
  const expected = new Set<string>();
  /** Compares a document with what it ought to be, unless the same has been compared before. */
  const compare = (path: string, sources: string, make: (stamps: string) => string) => {
    expected.add(path);
    const stored = contents.get(path);
    if (stored === undefined) return void wrong.push(`${path} is missing`);
    const known = `${path} ${stored.hash} ${sources}`;
    if (right.has(known)) return;
    const [have, want] = [textOf(stored.bytes), make(textOf(stored.bytes))];
    if (right.size > mostRemembered) right.clear();
    if (have === want) right.add(known);
    else wrong.push(`${path} does not follow from its months`);
  };
  for (const [at, month] of months.entries()) {
    const [records, older] = [recordsOf(month), months[at - 1]];
    compare(`activities/${month}.csv`, hashOf(month), () => csvHeader + csvRows(records));
    compare(
      `activities/${month}.jsonld`,
      hashOf(month),
      () => `${JSON.stringify(eventsJsonLd(month, records, base))}\n`,
    );
    compare(`iati/${month}.xml`, hashOf(month), (text) =>
      iatiActivities(records, { generatedAt: /generated-datetime="([^"]*)"/.exec(text)?.[1] ?? '' }),
    );
    for (const tongue of ['en', 'fr'] as const)
      compare(`${tongue === 'fr' ? 'fr/' : ''}feed/${month}.json`, `${hashOf(month)} ${older}`, (text) =>
        stampedLike(monthFeedPage(tongue, month, records, older, base), text),
      );
  }
  const all = months.map(hashOf).join();
  // Sorting keeps what is equal in its order.
  const newest = () =>
    months
      .flatMap(recordsOf)
      .sort((one, other) => byCodeUnit(one.start, other.start) || byCodeUnit(one.id, other.id))
      .reverse()
      .sort((one, other) => Date.parse(other.acceptedAt) - Date.parse(one.acceptedAt));
  for (const tongue of ['en', 'fr'] as const)
    compare(`${tongue === 'fr' ? 'fr/' : ''}feed.json`, `${all} ${metrics?.hash}`, (text) =>
      stampedLike(firstFeedPage(tongue, newest(), months.at(-1), allTime, base), text),
    );
  for (const { id, first, last } of periods) {
    const own = months.filter((page) => first <= page.slice(0, 7) && page.slice(0, 7) <= last);
    compare(
      `periods/${id}.csv`,
      `${first} ${last} ${own.map(hashOf).join()}`,
      () => csvHeader + own.map((month) => csvRows(recordsOf(month))).join(''),
    );
  }
  compare('calendar.ics', `${day} ${all}`, () =>
    calendar(
      months.map((month) => calendarEvents(recordsOf(month), day)),
      `${base}calendar.ics`,
    ),
  );
  const sumOf = (pages: readonly string[]) => merge(pages.flatMap(recordsOf).map(summaryOf));
  const years = [...new Set(months.map((page) => page.slice(0, 4)))];
  const published = [...contents.keys()].flatMap((path) => /^years\/(.+)\.json$/.exec(path)?.[1] ?? []);
  for (const year of new Set([...years, ...published])) {
    const own = months.filter((page) => page.startsWith(year));
    compare(`years/${year}.json`, own.map(hashOf).join(), (text) => {
      const { pages, documents } = JSON.parse(text) as {
        pages: { page: string; range: number }[];
        documents: [];
      };
      // How months are divided, and what was published when, is nobody's to foresee; what is on no page has none.
      const empty = pages.filter(({ page, range }) => range > 0 && !own.includes(page));
      const all = [...own, ...empty.map(({ page }) => page)].sort(byPage);
      const ranges = new Map(pages.map(({ page, range }) => [page, range]));
      const must = all.map((page) => ({
        page,
        path: `activities/${page}.json`,
        range: ranges.get(page),
        summary: sumOf(own.includes(page) ? [page] : []),
        similar: own.includes(page) ? similarIn(suspectsAmong(recordsOf(page))) : [],
      }));
      const { snapshot, generatedAt, dataAsOf } = JSON.parse(text);
      return `${JSON.stringify({ snapshot, generatedAt, dataAsOf, year, pages: must, documents })}\n`;
    });
  }
  compare('years.json', all, (text) => {
    const { snapshot, generatedAt, dataAsOf } = JSON.parse(text);
    const sums = years.map((year) => {
      const own = months.filter((page) => page.startsWith(year));
      return { year, path: `years/${year}.json`, first: own[0], last: own.at(-1), summary: sumOf(own) };
    });
    return `${JSON.stringify({ snapshot, generatedAt, dataAsOf, years: sums })}\n`;
  });
  return [
    ...wrong,
    ...[...contents.keys()]
      .filter((path) => derived.test(path) && !expected.has(path) && path !== 'iati/projects.xml')
      .map((path) => `${path} ought not to be there`),
  ];
}

/** The paths of the documents that are judged here. */
export const derived = /\.(?:csv|jsonld|xml|ics)$|^(?:fr\/)?feed(?:\/|\.json$)|^years(?:\/|\.json$)/;

/** The JSON text of a feed with the stamp that another bears, its fields in the order of that one. */
function stampedLike(body: { _register: object }, text: string): string {
  const { snapshot, generatedAt, dataAsOf } = JSON.parse(text)._register;
  const stamped = { ...body, _register: { ...body._register, snapshot, generatedAt, dataAsOf } };
  return `${JSON.stringify(ordered(stamped, JSON.parse(text)))}\n`;
}

/** A value with the fields of its objects in the order in which another has them; what only it has comes last. */
function ordered(value: unknown, like: unknown): unknown {
  if (Array.isArray(value))
    return value.map((each, at) => ordered(each, Array.isArray(like) ? like[at] : undefined));
  if (typeof value !== 'object' || value === null) return value;
  const known = typeof like === 'object' && like !== null ? (like as Record<string, unknown>) : {};
  const own = value as Record<string, unknown>;
  const names = [...Object.keys(known).filter((name) => name in own), ...Object.keys(own)];
  return Object.fromEntries(
    [...new Set(names)]
      .filter((name) => own[name] !== undefined)
      .map((name) => [name, ordered(own[name], known[name])]),
  );
}
