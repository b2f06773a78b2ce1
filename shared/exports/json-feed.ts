import * as z from 'zod';
import type { Headline } from '../figures/figures.ts';
import { activity } from '../words/activity.ts';
import { instant, monthOf } from '../words/calendar.ts';
import { monthOfPage, pagePath } from '../words/page.ts';
import { byCodeUnit, everyRecord, inOrder, type PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import * as vocabulary from '../words/vocabulary.ts';
import { office } from '../words/vocabulary.ts';
import { factsOf, type Tongue, textIn } from './activity-in-words.ts';

const { start, end, status, mode, type, projects, countries, units, participants } = activity.shape;

/** What every page begins with (jsonfeed.org/version/1.1). What is the register's own stands in `_register`. */
export const jsonFeedHead = {
  version: z.literal('https://jsonfeed.org/version/1.1').meta({ description: 'The version of JSON Feed.' }),
  title: z.string().meta({ description: 'The title of the feed.' }),
  home_page_url: z.url().meta({ description: 'A page for people.' }),
  feed_url: z.url().meta({ description: 'The address of this page of the feed.' }),
  description: z.string().meta({ description: 'What the feed has.' }),
  next_url: z.url().meta({ description: 'The address of the next page.' }).optional(),
  authors: z
    .array(
      z.strictObject({
        name: z.string().meta({ description: 'The name of the office.' }),
        url: z.url().meta({ description: 'Its address.' }),
      }),
    )
    .min(1)
    .meta({ description: 'Who publishes the feed.' }),
  language: z.enum(['en', 'fr']).meta({ description: 'The language of the texts.' }),
};

/** Where what is the register's own is explained. */
export const about = z.url().meta({ description: 'Where what is of the register only is explained.' });

/** An item of the JSON Feed: an activity, told in the language of the page. `_register` has its countable fields. */
export const jsonFeedItem = z.strictObject({
  id: z.string().meta({ description: 'The name of the activity, which never changes.' }),
  url: z.url().meta({
    description: 'The document of its month, which lists the activity; its id follows #.',
  }),
  external_url: z.url().meta({ description: 'The first link of the activity.' }).optional(),
  title: z.string().meta({ description: 'The title, in the language that `language` names.' }).optional(),
  content_text: z.string().meta({ description: 'What is known of the activity, in words.' }),
  date_published: instant.meta({
    description:
      'When the revision that stands was accepted: that is new, whatever the day on which the activity starts.',
  }),
  date_modified: instant.meta({ description: 'The same instant.' }),
  tags: z.array(z.string()).meta({ description: 'Type, mode, themes and projects.' }),
  language: z.string().meta({ description: 'The language of the title and the description.' }),
  _register: z
    .strictObject({
      about,
      revision: everyRecord.revision,
      counted: everyRecord.counted,
      start,
      end,
      status,
      mode,
      type,
      projects,
      countries,
      units,
      participants,
    })
    .meta({ description: 'What is of the register only.' }),
});
type FeedItem = z.infer<typeof jsonFeedItem>;

/** Where the extension `_register` is explained: the rules of the figures, and what the fields mean. */
const aboutOf = (base: string): string => `${base}definitions.json`;

/**
 * The item of an activity. Title and description are in the language of the page where the record has it, else in
 * one that it has (`language` says which); the facts below them are always in the language of the page. `base` is the
 * absolute address of the feed, with a slash at its end.
 */
function feedItemOf(tongue: Tongue, record: PublicRecord, base: string): FeedItem {
  const title = textIn(tongue, record.title);
  const description = textIn(title?.language ?? tongue, record.description);
  const link = record.links[0]?.url;
  const mode = vocabulary.modeNames[record.mode];
  return {
    id: record.id,
    url: `${base}${pagePath(monthOf(record.start))}#${record.id}`,
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

/** How many activities the first page shows at most. */
export const newestItems = 50;
/** How many bytes the first page has at most, its stamp included. */
export const firstPageBytes = 100_000;
/** Bytes kept free for the stamp: {@link import('../feed/documents.ts').stamp} has some 110. */
const roomForStamp = 300;

const title: Names = {
  en: 'Capacity-building activities on cybercrime and electronic evidence',
  fr: 'Activités de renforcement des capacités en matière de cybercriminalité et de preuves électroniques',
};
const newest: Names = {
  en: `The activities of the ${office.en} and its partners that the register accepted last, newest first.`,
  fr: `Les activités du ${office.fr} et de ses partenaires que le registre a acceptées en dernier, les plus récentes d’abord.`,
};
const ofMonths: Names = {
  en: `The activities of the ${office.en} and its partners, a page for each month, by the day on which they start, the last one first.`,
  fr: `Les activités du ${office.fr} et de ses partenaires, une page par mois, selon le jour de leur début, la dernière d’abord.`,
};

/** The path of a page: of a month, or (without one) the first. */
export const jsonFeedPath = (tongue: Tongue, month?: string): string =>
  `${tongue === 'fr' ? 'fr/' : ''}feed${month === undefined ? '' : `/${month}`}.json`;

/** The activities that were accepted last, as many as the first page shows: newest first, of one instant by latest start. */
export const newestOf = (records: readonly PublicRecord[]): PublicRecord[] =>
  records
    .toSorted((one, other) => byCodeUnit(other.acceptedAt, one.acceptedAt) || inOrder(other, one))
    .slice(0, newestItems);

/** A month and an instant after which none of its activities was accepted. */
type Dated = { month: string; newest: string };

/** The order in which months are looked through for the newest activities. */
export const newestFirst = (one: Dated, other: Dated): number =>
  byCodeUnit(other.newest, one.newest) || byCodeUnit(other.month, one.month);

/** Whether activities (of {@link newestOf}) fill the first page, all of them newer than any of the month. */
export function isFilledWithout(newest: readonly PublicRecord[], month: Dated): boolean {
  const last = newest[newestItems - 1];
  if (last === undefined) return false;
  return newestFirst({ month: monthOf(last.start), newest: last.acceptedAt }, month) < 0;
}

function head(tongue: Tongue, month: string | undefined, base: string) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: title[tongue],
    // The page of the register that answers, until there is a website at its root.
    home_page_url: new URL('/v1/docs', base).href,
    feed_url: base + jsonFeedPath(tongue, month),
    description: (month === undefined ? newest : ofMonths)[tongue],
    authors: [{ name: office[tongue], url: office.url }],
    language: tongue,
  };
}

const itemsOf = (tongue: Tongue, records: readonly PublicRecord[], base: string): FeedItem[] =>
  records.map((record) => feedItemOf(tongue, record, base));

/**
 * A page of a month, by the latest start, from its records in the order of documents. `next` is the page listed
 * before it, if there is one; `base` the absolute address of the feed, with a slash at its end. Unstamped.
 */
export const monthFeedPage = (
  tongue: Tongue,
  page: string,
  records: readonly PublicRecord[],
  next: string | undefined,
  base: string,
) => ({
  ...head(tongue, page, base),
  ...(next === undefined ? {} : { next_url: base + jsonFeedPath(tongue, next) }),
  _register: { about: aboutOf(base), month: monthOfPage(page) },
  items: itemsOf(tongue, [...records].reverse(), base),
});

/**
 * The first page: the newest activities (given newest first) with the headline figures. No page goes on with that
 * order: `latest`, the latest month that lists an activity, is where the pages of all activities begin. What has no room in {@link firstPageBytes} is left out: the page of its month has it. Of the
 * activities it names metrics.json as proof, which leads to every month that lists one. Unstamped. Decision 0023.
 */
export function firstFeedPage(
  tongue: Tongue,
  newest: readonly PublicRecord[],
  latest: string | undefined,
  headline: Headline,
  base: string,
) {
  const page = {
    ...head(tongue, undefined, base),
    _register: {
      about: aboutOf(base),
      ...(latest === undefined ? {} : { months: base + jsonFeedPath(tongue, latest) }),
      // The same figures stand there, beside the lists of all months.
      proofs: { activities: ['metrics.json'], projects: ['projects.json'] },
      figures: headline,
    },
    items: itemsOf(tongue, newest.slice(0, newestItems), base),
  };
  const items: FeedItem[] = [];
  let room = firstPageBytes - roomForStamp - bytesOf({ ...page, items });
  for (const item of page.items) {
    const bytes = bytesOf(item) + 1;
    if (bytes > room) continue;
    room -= bytes;
    items.push(item);
  }
  return { ...page, items };
}

const utf8 = new TextEncoder();
const bytesOf = (content: unknown): number => utf8.encode(JSON.stringify(content)).length;
