import { firstDay } from './calendar.ts';
import { countryShown } from './country.ts';
import type { FeedItem } from './documents.ts';
import { allTime, type Draft } from './drafts.ts';
import { headlineOf, type MonthSummary, mergedOf } from './figures.ts';
import type { Project } from './project.ts';
import { byCodeUnit, type PublicRecord } from './public-record.ts';

const newestItems = 50;

/** The feed of the newest activities (by start), from the records of the newest months. */
export function feedDraft(
  newest: readonly PublicRecord[],
  months: readonly MonthSummary[],
  projects: readonly Project[],
  since?: string,
): Draft {
  return {
    path: 'feed.json',
    schema: 'feed',
    body: {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Capacity-building activities on cybercrime and electronic evidence',
      description:
        'The newest activities of the Cybercrime Programme Office of the Council of Europe and its partners.',
      language: 'en',
      _register: {
        about:
          'The headline figures of all time; index.json lists every document, definitions.json every rule.',
        figures: headlineOf(allTime(months, projects, since), mergedOf(months)),
      },
      items: newest.slice(0, newestItems).map(feedItemOf),
    },
  };
}

/** The newest months that together hold enough activities for the feed, newest first. */
export function monthsOfFeed(months: readonly MonthSummary[]): string[] {
  let held = 0;
  return [...months]
    .sort((one, other) => byCodeUnit(other.month, one.month))
    .filter(({ summary }) => {
      const wanted = summary.listed > 0 && held < newestItems;
      if (wanted) held += summary.listed;
      return wanted;
    })
    .map(({ month }) => month);
}

function feedItemOf(record: PublicRecord): FeedItem {
  const language =
    record.title === undefined
      ? undefined
      : ['en', 'fr', ...Object.keys(record.title)].find((tag) => record.title?.[tag] !== undefined);
  const title = language === undefined ? undefined : record.title?.[language];
  const text = language === undefined ? undefined : record.description?.[language];
  const link = record.links[0]?.url;
  const facts = [
    record.type.replaceAll('_', ' '),
    record.end === undefined || record.end === record.start
      ? record.start
      : `${record.start} to ${record.end}`,
    record.status,
    record.projects.join(', '),
    record.countries.map(({ code }) => countryShown(code).names.en).join(', '),
  ].filter((fact) => fact !== '');
  return {
    id: record.id,
    ...(title === undefined ? {} : { title }),
    content_text: text ?? `${facts.join('; ')}.`,
    date_published: `${firstDay(record.start)}T00:00:00Z`,
    date_modified: record.acceptedAt,
    tags: [record.type, record.mode, ...record.themes, ...record.projects],
    ...(language === undefined ? {} : { language }),
    ...(link === undefined ? {} : { external_url: link }),
  };
}
