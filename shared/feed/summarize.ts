import type { Suspects } from '../checks/near-duplicate.ts';
import type { Contributions, Divisions, Mark, Marks } from '../ports.ts';
import { monthOfPage, pageOfPath } from '../words/page.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { type ChangeList, openChangeList } from './change-list.ts';
import type { Changing } from './changes.ts';
import { type Index, yearOfPath } from './documents.ts';
import type { Found } from './look.ts';
import type { FeedBucket } from './ports.ts';
import { readPages, type Touched, type Wanted } from './read-pages.ts';
import { type Making, startSnapshot } from './snapshot.ts';
import { openYears, type Years } from './years.ts';

export type SummarizePorts = {
  contributions: Pick<Contributions, 'ofMonth'>;
  divisions: Divisions;
  marks: Pick<Marks, 'list'>;
  bucket: Pick<FeedBucket, 'read' | 'putImmutable'>;
  base: string;
  /** How much a page of a month holds, in bytes. */
  pageBytes: number;
  /** How many pages a run has read before it leaves further marks to the next. */
  mostPages: number;
};

/** What the months are, now that the pages that have changed are summarized anew. */
export type Summarized = {
  /** The marks of which all that they tell of is in this snapshot; others are left to the next run. */
  taken: readonly Mark[];
  /** The subject of the last mark that was read, where others are left; else empty. */
  reached: string;
  /** The snapshot in the making, with the documents of the pages that were read. */
  making: Making;
  /** What months and years sum to. */
  years: Years;
  /** The change list as it was published, and how the months that were read differ from what was. */
  changeList: ChangeList;
  changes: ReadonlyMap<string, readonly Changing[]>;
  /** The index of what was published; undefined where that is not known, or its change list cannot go on. */
  past: Index | undefined;
  /** Whether every page and every document is made anew: after another release, or without a past. */
  everything: boolean;
  /** The pages that were read. */
  touched: Touched;
  /** Of which activities it is now known otherwise which may be the same. */
  suspects: Suspects;
};

/**
 * The second phase of a run: begins the snapshot, reads the pages that have changed, summarizes them, and adds the
 * documents of their activities. Nothing that others see is written but how months are divided: copies that no index
 * lists yet, and that is all. Throws where what was published is lost that the sums are made from.
 */
export async function summarize(ports: SummarizePorts, found: Found): Promise<Summarized> {
  const { bucket } = ports;
  const { publication, marks, pending, otherRelease, stamp } = found;
  const anew = publication?.anew ?? null;
  const published = anew === null ? found.published?.index : undefined;
  if (published === undefined && (publication?.snapshot ?? 0) > 0 && anew === null)
    throw new Error('the index is lost: run the rebuild');
  // Whoever has lost this record may have lost others: what is not there now is not for that withdrawn.
  if (published !== undefined && publication === undefined)
    throw new Error('the publication record is lost: run the rebuild');
  // What another release of this code has written is written anew, whether or not it would be the same.
  const making = startSnapshot(bucket, published, pending, stamp, otherRelease);
  const known = publication?.changes ?? 0;
  const changeList = await openChangeList(bucket, making, published, known);
  const past = changeList.carriedOn ? published : undefined;
  const everything = past === undefined || otherRelease;
  const years = await openYears(bucket, making, published);
  const wanted: Wanted = new Map();
  const want = (month: string, each: { from: string; to?: string | undefined } | { page: string }) =>
    wanted.set(month, [...(wanted.get(month) ?? []), each]);
  for (const path of pending) {
    const page = pageOfPath(path);
    if (page !== undefined) want(monthOfPage(page), { page });
    const year = yearOfPath(path);
    if (year !== undefined) await years.listed(year);
  }
  for (const month of anew ?? []) want(month, { from: '' });
  if (everything)
    for (const year of years.names())
      for (const { page } of (await years.listed(year)).now) want(monthOfPage(page), { from: '' });
  // What is made anew where there was something is made whole: no reader is to miss what was there.
  const isFirst = (publication?.snapshot ?? 0) === 0;
  const mostPages = everything && !isFirst ? Number.POSITIVE_INFINITY : ports.mostPages;
  const { taken, reached, changes, touched, suspects } = await readPages(
    { ...ports, making, years, mostPages },
    inTurn(marks, publication?.reached ?? ''),
    wanted,
    past !== undefined,
  );
  return { taken, reached, making, years, changeList, changes, past, everything, touched, suspects };
}

/** Marks by their subjects, those after a subject first: whoever goes on from there leaves none behind for ever. */
function inTurn(marks: readonly Mark[], after: string): Mark[] {
  const sorted = [...marks].sort((one, other) => byCodeUnit(one.subject, other.subject));
  const [later, sooner] = [
    sorted.filter(({ subject }) => subject > after),
    sorted.filter(({ subject }) => subject <= after),
  ];
  return [...later, ...sooner];
}
