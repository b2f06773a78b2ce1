import * as z from 'zod';
import { csvHeader, csvRows } from '../exports/csv.ts';
import { eventsJsonLd } from '../exports/event-json-ld.ts';
import { iatiActivities } from '../exports/iati.ts';
import { jsonFeedPath, monthFeedPage } from '../exports/json-feed.ts';
import { monthOfPage, pagePath, yearOfPage } from '../words/page.ts';
import type { PublicRecord } from '../words/public-record.ts';
import type { Listed } from './changes.ts';
import { monthDocument, yearPath } from './documents.ts';
import { type AnyDraft, type Draft, decode, type Making } from './snapshot.ts';

export const languages = ['en', 'fr'] as const;

export const csvPath = (page: string): string => `activities/${page}.csv`;

/** The document that lists the activities of a page: the proof of the figures. */
export const pageDraft = (page: string, activities: readonly PublicRecord[]) =>
  ({
    path: pagePath(page),
    schema: 'month',
    body: { month: monthOfPage(page), page, pages: yearPath(yearOfPage(page)), activities },
  }) satisfies Draft;

/** The documents that say the same for other readers. `older` is the page listed before it. */
export const derivedDrafts = (
  page: string,
  records: readonly PublicRecord[],
  older: string | undefined,
  base: string,
): AnyDraft[] => [
  { path: csvPath(page), text: () => csvHeader + csvRows(records) },
  { path: `activities/${page}.jsonld`, schema: 'events', body: eventsJsonLd(page, records, base) },
  { path: `iati/${page}.xml`, text: ({ generatedAt }) => iatiActivities(records, { generatedAt }) },
  ...feedDrafts(page, records, older, base),
];

/** The pages of the JSON Feed among them, the only ones that name the page before. */
export const feedDrafts = (
  page: string,
  records: readonly PublicRecord[],
  older: string | undefined,
  base: string,
): AnyDraft[] =>
  languages.map((language) => ({
    path: jsonFeedPath(language, page),
    schema: 'feed',
    body: monthFeedPage(language, page, records, older, base),
  }));

/**
 * Adds the documents of a page, or takes them back where it lists nothing: all of them, with the records in hand. Gives the
 * records as they are published.
 */
export async function addPage(
  making: Making,
  page: string,
  records: readonly PublicRecord[],
  older: string | undefined,
  base: string,
): Promise<readonly PublicRecord[]> {
  const draft = pageDraft(page, records);
  const derived = derivedDrafts(page, records, older, base);
  if (records.length === 0) {
    for (const each of [draft, ...derived]) if (making.mayBeThere(each.path)) await making.leave(each);
    return records;
  }
  const { body } = await making.add(draft);
  await Promise.all(derived.map((each) => making.add(each)));
  return body.activities;
}

/** What a page lists in this snapshot so far, by whatever version of the register; undefined where that is lost. */
export async function listedOn(making: Making, page: string): Promise<Listed | undefined> {
  if (making.entry(pagePath(page)) === undefined) return new Map();
  const bytes = await making.read(pagePath(page));
  return bytes && publishedPage.parse(decode(bytes));
}
const identified = z.object({ id: z.string(), revision: z.int() });
const publishedPage = z.object({ activities: z.array(z.unknown()) }).transform(
  ({ activities }): Listed =>
    new Map(
      activities.map((each) => {
        const { id, revision } = identified.parse(each);
        return [id, { text: JSON.stringify(each), revision }];
      }),
    ),
);

/** The records of a page that this snapshot lists. */
export async function recordsOf(making: Making, page: string): Promise<PublicRecord[]> {
  const bytes = await making.read(pagePath(page));
  if (bytes === undefined) throw new Error(`the page ${page} has a sum and no document: run the rebuild`);
  return monthDocument.parse(decode(bytes)).activities;
}
