import * as z from 'zod';
import { factsOf, type Tongue, textIn } from '../exports/activity-in-words.ts';
import { monthPath } from '../figures/figures.ts';
import { activity } from '../words/activity.ts';
import { instant, monthOf } from '../words/calendar.ts';
import type { PublicRecord } from '../words/public-record.ts';
import { revision } from '../words/submission.ts';
import * as vocabulary from '../words/vocabulary.ts';

const { start, end, status, mode, type, projects, countries, units, participants } = activity.shape;

/** What every page begins with (jsonfeed.org/version/1.1). What is the register's own stands in `_register`. */
export const feedHead = {
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string(),
  home_page_url: z.url(),
  feed_url: z.url(),
  description: z.string(),
  next_url: z.url().optional(),
  authors: z.array(z.strictObject({ name: z.string(), url: z.url() })).min(1),
  language: z.enum(['en', 'fr']),
};

/** An item of the JSON Feed: an activity, told in the language of the page. `_register` has its countable fields. */
export const feedItem = z.strictObject({
  id: z.string(),
  /** Where the activity stands: in the document of its month, which the figures name as their proof. */
  url: z.url(),
  external_url: z.url().optional(),
  title: z.string().optional(),
  content_text: z.string(),
  /** When the revision that stands was accepted: that is new, whatever the day on which the activity starts. */
  date_published: instant,
  date_modified: instant,
  tags: z.array(z.string()),
  language: z.string(),
  _register: z.strictObject({
    about: z.url(),
    revision,
    counted: z.boolean(),
    start,
    end,
    status,
    mode,
    type,
    projects,
    countries,
    units,
    participants,
  }),
});
export type FeedItem = z.infer<typeof feedItem>;

/** Where the extension `_register` is explained: the rules of the figures, and what the fields mean. */
export const aboutOf = (base: string): string => `${base}definitions.json`;

/**
 * The item of an activity. Title and description are in the language of the page where the record has it, else in
 * one that it has (`language` says which); the facts below them are always in the language of the page. `base` is the
 * absolute address of the feed, with a slash at its end.
 */
export function feedItemOf(tongue: Tongue, record: PublicRecord, base: string): FeedItem {
  const title = textIn(tongue, record.title);
  const description = textIn(title?.language ?? tongue, record.description);
  const link = record.links[0]?.url;
  const mode = vocabulary.modeNames[record.mode];
  return {
    id: record.id,
    url: `${base}${monthPath(monthOf(record.start))}#${record.id}`,
    ...(link === undefined ? {} : { external_url: link }),
    ...(title === undefined ? {} : { title: title.text }),
    content_text: [
      ...(description === undefined ? [] : [description.text, '']),
      ...factsOf(tongue, record),
    ].join('\n'),
    date_published: record.acceptedAt,
    date_modified: record.acceptedAt,
    tags: [
      vocabulary.typeNames[record.type][tongue],
      ...(mode === undefined ? [] : [mode[tongue]]),
      ...record.themes.map((theme) => vocabulary.themeNames[theme][tongue]),
      ...record.projects,
    ],
    language: title?.language ?? tongue,
    _register: {
      about: aboutOf(base),
      revision: record.revision,
      counted: record.counted,
      start: record.start,
      ...(record.end === undefined ? {} : { end: record.end }),
      status: record.status,
      mode: record.mode,
      type: record.type,
      projects: record.projects,
      countries: record.countries,
      units: record.units,
      ...(record.participants === undefined ? {} : { participants: record.participants }),
    },
  };
}
