import * as z from 'zod';
import { events } from '../exports/event-json-ld.ts';
import { jsonFeedHead, jsonFeedItem } from '../exports/json-feed.ts';
import { countriesFigure } from '../figures/countries.ts';
import { proofs, sentence } from '../figures/figure.ts';
import { breakdowns, headline } from '../figures/figures.ts';
import { labels } from '../figures/labels.ts';
import { projectsFigure } from '../figures/projects.ts';
import { day, dayMonthOrYear, instant, month } from '../words/calendar.ts';
import { countryCode } from '../words/country.ts';
import { period } from '../words/period.ts';
import { project } from '../words/project.ts';
import { publicRecord } from '../words/public-record.ts';
import { names, shownText } from '../words/text.ts';
import { changesPage } from './changes.ts';

/** What every document carries: the snapshot in which it last changed, when that was published, and as of when its data are. */
export const stamp = z.strictObject({ snapshot: z.int().min(1), generatedAt: instant, dataAsOf: instant });
export type Stamp = z.infer<typeof stamp>;

const path = z.string().regex(/^[a-z0-9A-Z._/-]+$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One document of a snapshot: where it is, where its unchanging copy is, and what it must be to the byte. */
export const entry = z.strictObject({
  path,
  immutable: path,
  bytes: z.int().min(0),
  sha256,
  ...stamp.shape,
});
export type Entry = z.infer<typeof entry>;

/** The commit point of a snapshot, written last. Paths are relative to it. */
export const index = z.strictObject({ ...stamp.shape, documents: z.array(entry) });
export type Index = z.infer<typeof index>;

/** Where latest.json is: for who wants the headline figures of one snapshot, and nothing else of it. */
export const latestPath = 'latest.json';

/**
 * What was committed last, in a few hundred bytes: the hash of its index, and its entry of metrics.json. It is written
 * after index.json, so it may tell of the snapshot before, and never of one that was not committed.
 */
export const latest = z.strictObject({
  ...stamp.shape,
  index: z.strictObject({ bytes: z.int().min(0), sha256 }),
  metrics: entry,
});

const periodHead = { id: period.shape.id, names, first: month, last: month, document: period.shape.document };

/** What metrics.json has of every span: where its document is, its headline figures, and what they say. */
const inShort = { path, proofs, figures: headline, sentences: z.array(sentence) };

export const metrics = z.strictObject({
  ...stamp.shape,
  proofs,
  allTime: headline,
  allTimePath: path,
  allTimeSentences: inShort.sentences,
  /** The reporting period under way, else the months since the last one; absent between two periods, and without any. */
  current: z.strictObject({ id: period.shape.id.optional(), path }).optional(),
  /** `overlaps`: the periods that have a month in common with it: what is counted in both must not be added up. */
  periods: z.array(z.strictObject({ ...periodHead, ...inShort, overlaps: z.array(period.shape.id) })),
  /** The months after the last reporting period; absent where there is no period. */
  sinceLastPeriod: z.strictObject({ first: month, last: month.optional(), ...inShort }).optional(),
});

const everyFigure = {
  proofs,
  figures: z.strictObject({ ...headline.shape, ...breakdowns.shape }),
  sentences: z.array(sentence),
};

export const periodDocument = z.strictObject({
  ...stamp.shape,
  ...periodHead,
  ...everyFigure,
});

/**
 * Every figure of all time (`first` and `last` are the first and the last month that list an activity), or of the
 * months since the last reporting period (`first` is the month after it, `last` the last since that lists an activity).
 */
export const spanDocument = z.strictObject({
  ...stamp.shape,
  first: month.optional(),
  last: month.optional(),
  ...everyFigure,
});

export const monthDocument = z.strictObject({ ...stamp.shape, month, activities: z.array(publicRecord) });
export type MonthDocument = z.infer<typeof monthDocument>;

/** A page of the list of changes. Pages are in the order of their first number; one that is full never changes again. */
export const changesDocument = z.strictObject({ ...stamp.shape, ...changesPage });

/** What stands at the path of a document that was taken back: no index lists it any longer. */
export const withdrawn = z.strictObject({ ...stamp.shape, withdrawn: z.literal(true) });

const shownProject = z.strictObject({
  code: project.shape.code,
  names,
  aliases: project.shape.aliases,
  successorOf: project.shape.successorOf,
  start: dayMonthOrYear,
  end: dayMonthOrYear.optional(),
  budget: z
    .strictObject({ ...project.shape.versions.element.shape.budget.unwrap().shape, shown: shownText })
    .optional(),
  funding: project.shape.versions.element.shape.funding,
  countries: z.array(
    z.strictObject({
      code: countryCode,
      names,
      note: shownText.optional(),
      from: month.optional(),
      to: month.optional(),
      priority: z.boolean(),
    }),
  ),
  versions: project.shape.versions,
});

/** The portfolio now: `since` is the day on which its state last changed (absent if it never did). */
export const projectsDocument = z.strictObject({
  ...stamp.shape,
  since: day.optional(),
  current: z.array(shownProject),
  upcoming: z.array(shownProject),
  completed: z.array(shownProject),
  proofs,
  figures: z.strictObject({ projects: projectsFigure.schema }),
});
export type ShownProject = z.infer<typeof shownProject>;

/** Every country there is something to tell of; `since` is that of the portfolio. */
export const countriesDocument = z.strictObject({
  ...stamp.shape,
  since: day.optional(),
  proofs,
  figures: z.strictObject({ countries: countriesFigure.schema }),
});

const extension = { about: z.url(), ...stamp.shape };

/**
 * JSON Feed 1.1: the first page, with the headline figures and the address of the page of the latest month (`months`),
 * and the pages of months. What is ours stands in `_register`.
 */
export const jsonFeed = z.strictObject({
  ...jsonFeedHead,
  _register: z.union([
    z.strictObject({ ...extension, months: z.url().optional(), proofs, figures: headline }),
    z.strictObject({ ...extension, month }),
  ]),
  items: z.array(jsonFeedItem),
});

export const definitions = z.strictObject({
  ...stamp.shape,
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      figure: z.string(),
      title: shownText,
      /** As the figure bears it: whether values of disjoint sets of activities, or the rows of a breakdown, add up. */
      additive: z.union([z.boolean(), z.record(z.string(), z.boolean())]),
      unit: shownText,
      definition: shownText,
      includes: z.array(shownText),
      excludes: z.array(shownText),
      columns: z.record(z.string(), shownText).optional(),
    }),
  ),
  /** The words that stand before rounded numbers, and when they do. */
  words: z.array(z.strictObject({ rule: z.string(), word: shownText, definition: shownText })),
  /** What else stands beside figures, by the name of its field, and when. */
  notes: z.array(z.strictObject({ rule: z.string(), field: z.string(), definition: shownText })),
  /** What each sentence says, when it is left out, and the rules of the words it may use. */
  sentences: z.array(
    z.strictObject({
      rule: z.string(),
      sentence: z.string(),
      words: z.array(z.string()),
      definition: shownText,
    }),
  ),
  /** How the days are chosen on which the portfolio is read. */
  days: z.array(z.strictObject({ day: z.string(), definition: shownText })),
});

/** The schema of every kind of document, by the name under which its JSON Schema is published. */
export const documentSchemas = {
  index,
  latest,
  metrics,
  period: periodDocument,
  span: spanDocument,
  month: monthDocument,
  changes: changesDocument,
  projects: projectsDocument,
  countries: countriesDocument,
  feed: jsonFeed,
  events,
  definitions,
  labels: z.strictObject({ ...stamp.shape, ...labels.shape }),
  withdrawn,
} as const;
export type DocumentName = keyof typeof documentSchemas;

const endings: readonly (readonly [RegExp, string])[] = [
  [/^(?:fr\/)?feed(?:\/[^/]+)?\.json$/, 'application/feed+json'],
  [/^schemas\/.+\.json$/, 'application/schema+json'],
  [/\.csv$/, 'text/csv; charset=utf-8; header=present'],
  [/\.ics$/, 'text/calendar; charset=utf-8'],
  [/\.jsonld$/, 'application/ld+json'],
  [/\.xml$/, 'application/xml'],
];

/** The media type of a document of the feed, told by its path below the feed's address. */
export const mediaTypeOf = (path: string): string =>
  endings.find(([ending]) => ending.test(path))?.[1] ?? 'application/json';
