import type { Tongue } from '../exports/activity-in-words.ts';
import type { Headline } from '../figures/figure.ts';
import type { PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { office } from '../words/vocabulary.ts';
import { type FeedItem, feedItemOf } from './feed-item.ts';

/** How many activities the first page shows at most. */
export const newestItems = 50;
/** How many bytes the first page has at most, its stamp included. */
export const firstPageBytes = 100_000;
/** Bytes kept free for the stamp: {@link import('./documents.ts').stamp} has some 110. */
const roomForStamp = 300;

const title: Names = {
  en: 'Capacity-building activities on cybercrime and electronic evidence',
  fr: 'Activités de renforcement des capacités en matière de cybercriminalité et de preuves électroniques',
};
const description: Names = {
  en: `The activities of the ${office.en} and its partners, by the day on which they start, newest first.`,
  fr: `Les activités du ${office.fr} et de ses partenaires, selon le jour de leur début, les plus récentes d’abord.`,
};

/** The path of a page: of a month, or (without one) the first. */
export const feedPath = (tongue: Tongue, month?: string): string =>
  `${tongue === 'fr' ? 'fr/' : ''}feed${month === undefined ? '' : `/${month}`}.json`;

/** Where the extension `_register` is explained: the rules of the figures, and what the fields mean. */
export const aboutOf = (base: string): string => `${base}definitions.json`;

function head(tongue: Tongue, month: string | undefined, next: string | undefined, base: string) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: title[tongue],
    home_page_url: new URL('/', base).href,
    feed_url: base + feedPath(tongue, month),
    description: description[tongue],
    ...(next === undefined ? {} : { next_url: base + feedPath(tongue, next) }),
    authors: [{ name: office[tongue], url: office.url }],
    language: tongue,
  };
}

const itemsOf = (tongue: Tongue, records: readonly PublicRecord[], base: string): FeedItem[] =>
  records.map((record) => feedItemOf(tongue, record, aboutOf(base)));

/**
 * The page of a month, newest first, from its records in the order of documents. `next` is the listed month
 * before it, if there is one; `base` the absolute address of the feed, with a slash at its end. Unstamped.
 */
export const monthFeedPage = (
  tongue: Tongue,
  month: string,
  records: readonly PublicRecord[],
  next: string | undefined,
  base: string,
) => ({
  ...head(tongue, month, next, base),
  _register: { about: aboutOf(base), month },
  items: itemsOf(tongue, [...records].reverse(), base),
});

/**
 * The first page: the newest activities (given newest first) with the headline figures. Its next page is the
 * newest listed month. What has no room in {@link firstPageBytes} is left out: the page of its month has it. The proof of
 * a figure is metrics.json, where the same figure names every month that it counts. Unstamped.
 */
export function firstFeedPage(
  tongue: Tongue,
  newest: readonly PublicRecord[],
  next: string | undefined,
  headline: Headline,
  base: string,
) {
  const page = {
    ...head(tongue, undefined, next, base),
    _register: { about: aboutOf(base), figures: provenByMetrics(headline) },
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

const provenByMetrics = (headline: Headline): Headline =>
  Object.fromEntries(
    Object.entries(headline).map(([id, figure]) => [id, { ...figure, proof: ['metrics.json'] }]),
  ) as Headline;

const utf8 = new TextEncoder();
const bytesOf = (content: unknown): number => utf8.encode(JSON.stringify(content)).length;
