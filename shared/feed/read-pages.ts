import { type Suspects, suspectsAmong } from '../checks/near-duplicate.ts';
import { merge, summaryOf } from '../figures/summary.ts';
import type { Contributions, Division, Divisions, Mark, Marks, NameRange } from '../ports.ts';
import { byPage, monthOfPage, numberOfPage, pageOf, pagePath } from '../words/page.ts';
import { byCodeUnit, type Contribution, inOrder, type PublicRecord } from '../words/public-record.ts';
import {
  type Changing,
  changeOfMonth,
  type Listed,
  type MonthChanges,
  noteGone,
  noteRecord,
} from './changes.ts';
import {
  dividedInto,
  inPages,
  type MonthRange,
  markedRanges,
  overlap,
  type Place,
  placesOf,
  rowName,
} from './division.ts';
import { addPage, listedOn } from './page-documents.ts';
import { type Making, overtaken } from './snapshot.ts';
import type { PageSum, Years } from './years.ts';

type PagePorts = {
  contributions: Pick<Contributions, 'ofMonth'>;
  divisions: Divisions;
  marks: Pick<Marks, 'list'>;
  making: Making;
  years: Years;
  base: string;
  pageBytes: number;
  /** How many pages a run has read before it leaves further marks to the next. */
  mostPages: number;
};

/** What is to be read of each month: ranges of rows, or pages by their names. */
export type Wanted = Map<string, (NameRange | { page: string })[]>;

/** The pages that were read, each with the page before it that its feeds name. */
export type Touched = ReadonlyMap<string, string | undefined>;

/** Pages of a month that are read together: where their rows are, and the published pages that list what was there. */
type Group = { places: Place[]; published: string[] };

/**
 * What of a month is to be read: each page that is wanted by itself, and together all those whose range is not the
 * one that they were summarized from, because a run that divided them has died.
 */
export function groupsOf(
  month: string,
  division: Division | undefined,
  known: ReadonlyMap<string, PageSum>,
  wanted: readonly (NameRange | { page: string })[],
): Group[] {
  const places = placesOf(division);
  const nameOf = ({ number }: Place) => pageOf(month, number);
  const names = new Set(places.map(nameOf));
  const isStale = (place: Place) => (known.get(nameOf(place))?.range ?? 0) !== place.range;
  const isWanted = (place: Place) =>
    wanted.some((each) => ('page' in each ? each.page === nameOf(place) : overlap(each, place)));
  const stale = places.filter(isStale);
  const without = [...known.keys()].filter((page) => !names.has(page));
  const together =
    stale.length + without.length === 0
      ? []
      : [{ places: stale, published: [...stale.map(nameOf), ...without] }];
  const single = places.filter((place) => !isStale(place) && isWanted(place));
  return [...single.map((place) => ({ places: [place], published: [nameOf(place)] })), ...together];
}

/**
 * Reads pages and summarizes them anew, divides those that have become too large, adds their documents to the snapshot in
 * the making and their sums to the years, and tells how each month differs from what was listed (`told`: whether
 * that is known).
 *
 * Every page is read once, and, where an activity has come to one of them that may have been in another month before,
 * those once more that have been marked since `marks` were listed: whoever moves an activity marks the month it leaves
 * before the month it comes to can show it. These only lose activities or get newer revisions of those they list;
 * what is new in them stays out of this run. So no snapshot has an activity in two months, and a run ends however fast
 * activities move: it reads a page twice at most, and what is left out was marked after `marks` and is left to the
 * next run. An activity that this run has seen in two months counts where its revision is higher; where it has moved
 * on since, it may be in none until the next run. It holds the rows of two pages at most. Decisions 0002 and 0036.
 */
export async function readPages(
  { contributions, divisions, marks: { list }, making, years, base, pageBytes, mostPages }: PagePorts,
  marks: readonly Mark[],
  wanted: Wanted,
  told: boolean,
): Promise<{
  taken: readonly Mark[];
  reached: string;
  changes: ReadonlyMap<string, readonly Changing[]>;
  touched: Touched;
  suspects: Suspects;
}> {
  const touched = new Map<string, string | undefined>();
  const notes = new Map<string, MonthChanges>();
  const listing = new Map<string, boolean>();
  /** The names of all rows of pages that a run which did not end may have told suspects of. */
  const doubtful = new Set<string>();
  /** Months of which a published page is lost, so that nobody can tell what has changed. */
  const lost = new Set<string>();
  /**
   * The page on which this run has last seen a revision of an activity that was not listed there, by its name: its id
   * is another once it is restricted, or public again.
   */
  const seenOn = new Map<string, string>();
  let moved = false;

  /** What the pages of a group list so far. */
  async function listedIn(month: string, { published }: Group): Promise<Listed> {
    const all: Listed = new Map();
    for (const page of published) {
      const listed = await listedOn(making, page);
      if (listed === undefined) lost.add(month);
      for (const [id, each] of listed ?? []) all.set(id, each);
    }
    return all;
  }

  /** Takes the records of a page as what it lists from now on. */
  async function take(page: string, range: number, found: PublicRecord[], was: Listed): Promise<void> {
    const month = monthOfPage(page);
    const changes = notes.get(month) ?? new Map();
    notes.set(month, changes);
    const older = await years.olderThan(page);
    const records = await addPage(making, page, found.sort(inOrder), older, base);
    for (const record of records) noteRecord(changes, month, was, record);
    await years.set(page, range, merge(records.map(summaryOf)), suspectsAmong(records));
    touched.set(page, older);
  }

  /** How months are divided, as this run knows them. */
  const divided = new Map<string, Division | undefined>();

  async function begin(month: string): Promise<[Division | undefined, Map<string, PageSum>]> {
    if (!divided.has(month)) divided.set(month, await divisions.of(month));
    const [division, known] = [divided.get(month), await years.pagesOf(month)];
    if (!listing.has(month))
      listing.set(month, told && [...known.values()].some(({ summary }) => summary.listed > 0));
    return [division, known];
  }

  async function readMonth(month: string, wants: readonly (NameRange | { page: string })[]): Promise<void> {
    const [standing, known] = await begin(month);
    let division = standing;
    let last = Math.max(
      ...placesOf(division).map(({ number }) => number),
      ...[...known.keys()].map(numberOfPage),
    );
    for (const group of groupsOf(month, division, known, wants)) {
      if (group.published.every((page) => touched.has(page))) continue;
      const before = await listedIn(month, group);
      const was: Listed = told ? new Map(before) : new Map();
      const read = new Set<string>();
      for (const { number, range, ...place } of group.places) {
        const [starts, numbered]: [string[], number[]] = [[], []];
        for await (const rows of inPages(contributions.ofMonth(month, place), pageBytes)) {
          const own = starts.length === 0 ? number : ++last;
          const page = pageOf(month, own);
          starts.push(rows[0] === undefined ? place.from : rowName(rows[0]));
          numbered.push(own);
          read.add(page);
          await take(page, range, recordsIn(rows, page, before), was);
        }
        if (numbered.length === 1) continue;
        const pages = dividedInto(division, number, starts, numbered);
        if (!(await divisions.replace(month, division?.version ?? 0, pages))) throw overtaken();
        division = { version: (division?.version ?? 0) + 1, pages };
        divided.set(month, division);
        for (const each of numbered) await years.setRange(pageOf(month, each), division.version);
      }
      for (const page of group.published)
        if (!read.has(page)) {
          await take(page, 0, [], was);
          await years.drop(page);
        }
      noteGone(notes.get(month) ?? new Map(), month, was);
    }
  }

  /** The records among rows; notes which activities may have come from elsewhere. */
  function recordsIn(rows: readonly Contribution[], page: string, before: Listed): PublicRecord[] {
    const isDoubtful = making.isPending(pagePath(page));
    return rows.flatMap((row) => {
      const { record, partner, reference } = row;
      if (isDoubtful) doubtful.add(`${partner}/${reference}`);
      if (record === undefined) return [];
      // What has only ever had one revision has never been anywhere else.
      const listed = before.get(record.id);
      if (record.revision > 1 && listed?.revision !== record.revision) {
        seenOn.set(rowName(row), page);
        moved ||= listed === undefined;
      }
      return [record];
    });
  }

  for (const [month, wants] of [...wanted].sort(([one], [other]) => byCodeUnit(one, other)))
    await readMonth(month, wants);
  const taken: Mark[] = [];
  let reached = '';
  for (const mark of marks) {
    const ranges = markedRanges(mark.subject);
    // What others have marked too needs no reading: such a mark is taken however much was read.
    if (touched.size >= mostPages && !(await areRead(ranges))) continue;
    if (touched.size < mostPages) reached = mark.subject;
    for (const { month, ...range } of ranges) await readMonth(month, [range]);
    taken.push(mark);
  }

  /** Whether this run has read all pages of some ranges. */
  async function areRead(ranges: readonly MonthRange[]): Promise<boolean> {
    for (const { month, ...range } of ranges) {
      if (!divided.has(month)) return false;
      const groups = groupsOf(month, divided.get(month), await years.pagesOf(month), [range]);
      if (!groups.every(({ published }) => published.every((page) => touched.has(page)))) return false;
    }
    return true;
  }
  if (moved) {
    const known = new Set(taken.map(({ subject, token }) => `${subject} ${token}`));
    const again: Wanted = new Map();
    for (const { subject, token } of await list())
      if (!known.has(`${subject} ${token}`))
        for (const { month, ...range } of markedRanges(subject))
          again.set(month, [...(again.get(month) ?? []), range]);
    for (const [month, ranges] of again) {
      const [division, pages] = await begin(month);
      for (const group of groupsOf(month, division, pages, ranges)) await readAgain(month, group);
    }
  }

  /** Reads pages again that only lose activities, or get newer revisions of those they list. */
  async function readAgain(month: string, group: Group): Promise<void> {
    const before = await listedIn(month, group);
    if (before.size === 0) return;
    const was = new Map(before);
    for (const { number, range, ...place } of group.places) {
      const page = pageOf(month, number);
      const records: PublicRecord[] = [];
      for await (const rows of contributions.ofMonth(month, place))
        for (const row of rows)
          if (
            row.record !== undefined &&
            before.has(row.record.id) &&
            (seenOn.get(rowName(row)) ?? page) === page
          )
            records.push(row.record);
      await take(page, range, records, was);
    }
    noteGone(notes.get(month) ?? new Map(), month, was);
  }

  const changes = new Map<string, readonly Changing[]>();
  for (const [month, own] of notes) {
    const pages = [...(await years.pagesOf(month)).values()].filter(({ summary }) => summary.listed > 0);
    const is = pages.length > 0;
    const was = listing.get(month) === true;
    changes.set(
      month,
      lost.has(month)
        ? await toldAnew(month, pages.map(({ page }) => page).sort(byPage))
        : [...own.values(), ...changeOfMonth(month, was, is)],
    );
  }
  if (taken.length === marks.length) reached = '';
  return { taken, reached, changes, touched, suspects: await suspectsChanged() };

  /** The suspects of all activities of which they may be others than was last noted. */
  async function suspectsChanged(): Promise<Suspects> {
    const [before, now] = [new Map<string, string[]>(), new Map<string, string[]>()];
    for (const page of touched.keys()) {
      const sums = await years.similarOn(page);
      for (const [id = '', ...others] of sums.before) before.set(id, others);
      for (const [id = '', ...others] of sums.now) now.set(id, others);
    }
    const ids = new Set([...doubtful, ...before.keys(), ...now.keys()]);
    const same = (id: string) => before.get(id)?.join() === now.get(id)?.join();
    return new Map(
      [...ids].filter((id) => doubtful.has(id) || !same(id)).map((id) => [id, now.get(id) ?? []]),
    );
  }

  /** A month as if nothing of it were known: it is dropped, and all of it comes anew. */
  async function toldAnew(month: string, pages: readonly string[]): Promise<Changing[]> {
    const told: Changing[] = [{ subject: 'month', change: 'withdrawn', id: month }];
    for (const page of pages)
      for (const [id, { revision }] of (await listedOn(making, page)) ?? [])
        told.push({ subject: 'activity', change: 'created', id, month, revision });
    return pages.length === 0 ? told : [...told, { subject: 'month', change: 'created', id: month }];
  }
}
