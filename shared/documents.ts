import * as z from 'zod';
import { day, dayMonthOrYear, instant, month } from './calendar.ts';
import { countryCode } from './country.ts';
import { breakdowns, headline } from './figure.ts';
import { period } from './period.ts';
import { project } from './project.ts';
import { publicRecord } from './public-record.ts';
import { names, shownText } from './text.ts';

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

const periodHead = { id: period.shape.id, names, first: month, last: month, document: period.shape.document };

export const metrics = z.strictObject({
  ...stamp.shape,
  allTime: headline,
  periods: z.array(z.strictObject({ ...periodHead, path, figures: headline })),
});

export const periodDocument = z.strictObject({
  ...stamp.shape,
  ...periodHead,
  figures: z.strictObject({ ...headline.shape, ...breakdowns.shape }),
});

export const monthDocument = z.strictObject({ ...stamp.shape, month, activities: z.array(publicRecord) });
export type MonthDocument = z.infer<typeof monthDocument>;

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
});
export type ShownProject = z.infer<typeof shownProject>;

const feedItem = z.strictObject({
  id: z.string(),
  title: z.string().optional(),
  content_text: z.string(),
  date_published: instant,
  date_modified: instant,
  tags: z.array(z.string()),
  language: z.string().optional(),
  external_url: z.string().optional(),
});
export type FeedItem = z.infer<typeof feedItem>;

/** JSON Feed 1.1 (jsonfeed.org/version/1.1); what is the register's own stands in the extension `_register`. */
export const feed = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  description: z.string(),
  language: z.literal('en'),
  _register: z.strictObject({ about: z.string(), ...stamp.shape, figures: headline }),
  items: z.array(feedItem),
});

export const definitions = z.strictObject({
  ...stamp.shape,
  rules: z.array(
    z.strictObject({ rule: z.string(), figure: z.string(), additive: z.boolean(), definition: shownText }),
  ),
});

/** The schema of every kind of document, by the name under which its JSON Schema is published. */
export const documentSchemas = {
  index,
  metrics,
  period: periodDocument,
  month: monthDocument,
  projects: projectsDocument,
  feed,
  definitions,
} as const;
export type DocumentName = keyof typeof documentSchemas;
