import type { Tongue } from '../exports/activity-in-words.ts';
import type { Headline } from '../figures/figure.ts';
import { monthOf } from '../words/calendar.ts';
import { byCodeUnit, inOrder, type PublicRecord } from '../words/public-record.ts';
import type { Names } from '../words/text.ts';
import { office } from '../words/vocabulary.ts';
import { aboutOf, type FeedItem, feedItemOf } from './feed-item.ts';

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
const newest: Names = {
  en: `The activities of the ${office.en} and its partners that the register accepted last, newest first.`,
  fr: `Les activités du ${office.fr} et de ses partenaires que le registre a acceptées en dernier, les plus récentes d’abord.`,
};
const ofMonths: Names = {
  en: `The activities of the ${office.en} and its partners, a page for each month, by the day on which they start, the last one first.`,
  fr: `Les activités du ${office.fr} et de ses partenaires, une page par mois, selon le jour de leur début, la dernière d’abord.`,
};

/** The path of a page: of a month, or (without one) the first. */
export const feedPath = (tongue: Tongue, month?: string): string =>
  `${tongue === 'fr' ? 'fr/' : ''}feed${month === undefined ? '' : `/${month}`}.json`;

/** The activities that were accepted last, as many as the first page shows: newest first, of one instant by latest start. */
export const newestOf = (records: readonly PublicRecord[]): PublicRecord[] =>
  records
    .toSorted((one, other) => byCodeUnit(other.acceptedAt, one.acceptedAt) || inOrder(other, one))
    .slice(0, newestItems);

/** A month and an instant after which none of its activities was accepted. */
export type Dated = { month: string; newest: string };

/** The order in which months are looked through for the newest activities. */
export const newestMonthFirst = (one: Dated, other: Dated): number =>
  byCodeUnit(other.newest, one.newest) || byCodeUnit(other.month, one.month);

/** Whether activities (of {@link newestOf}) fill the first page, all of them newer than any of the month. */
export function isFilledWithout(newest: readonly PublicRecord[], month: Dated): boolean {
  const last = newest[newestItems - 1];
  if (last === undefined) return false;
  return newestMonthFirst({ month: monthOf(last.start), newest: last.acceptedAt }, month) < 0;
}

function head(tongue: Tongue, month: string | undefined, base: string) {
  return {
    version: 'https://jsonfeed.org/version/1.1',
    title: title[tongue],
    // The page of the register that answers, until there is a website at its root.
    home_page_url: new URL('/v1/docs', base).href,
    feed_url: base + feedPath(tongue, month),
    description: (month === undefined ? newest : ofMonths)[tongue],
    authors: [{ name: office[tongue], url: office.url }],
    language: tongue,
  };
}

const itemsOf = (tongue: Tongue, records: readonly PublicRecord[], base: string): FeedItem[] =>
  records.map((record) => feedItemOf(tongue, record, base));

/**
 * The page of a month, by the latest start, from its records in the order of documents. `next` is the listed month
 * before it, if there is one; `base` the absolute address of the feed, with a slash at its end. Unstamped.
 */
export const monthFeedPage = (
  tongue: Tongue,
  month: string,
  records: readonly PublicRecord[],
  next: string | undefined,
  base: string,
) => ({
  ...head(tongue, month, base),
  ...(next === undefined ? {} : { next_url: base + feedPath(tongue, next) }),
  _register: { about: aboutOf(base), month },
  items: itemsOf(tongue, [...records].reverse(), base),
});

/**
 * The first page: the newest activities (given newest first) with the headline figures. No page goes on with that
 * order: `latest`, the latest month that lists an activity, is where the pages of all activities begin. What has no room in {@link firstPageBytes} is left out: the page of its month has it. Of the
 * activities it names metrics.json as proof, which names every month that lists one. Unstamped.
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
      ...(latest === undefined ? {} : { months: base + feedPath(tongue, latest) }),
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
