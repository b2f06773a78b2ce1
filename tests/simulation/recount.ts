// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { countryShown } from '../../shared/country.ts';
import { plainBreakdowns } from './recount-breakdowns.ts';
import { plainHeadline } from './recount-headline.ts';
import { byText, firstDayOf, lastDayOf, type PlainProject, projectsDocument } from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';

export type PlainPortfolio = {
  projects: PlainProject[];
  periods: { id: string; names: object; first: string; last: string; document?: string | undefined }[];
  /** The day on which the state of the portfolio last changed by itself, if it ever did. */
  since: string | undefined;
};

/** Every document that changes with the activities or the portfolio, by its path, without its stamp. */
export function recount(all: readonly PlainRecord[], { projects, periods, since }: PlainPortfolio) {
  const records = [...all].sort((one, other) => byText(one.start, other.start) || byText(one.id, other.id));
  const documents = new Map<string, Record<string, unknown>>();
  for (const month of new Set(records.map(({ start }) => start.slice(0, 7))))
    documents.set(`activities/${month}.json`, {
      month,
      activities: records.filter(({ start }) => start.startsWith(month)),
    });
  const today = since ?? '1900-01-01';
  const allTime = plainHeadline(records, projects, '1900-01-01', today);
  const spans = [...periods]
    .sort((one, other) => byText(one.first, other.first) || byText(one.id, other.id))
    .map(({ id, names, first, last, document }) => {
      const own = records.filter(({ start }) => first <= start.slice(0, 7) && start.slice(0, 7) <= last);
      const head = { id, names, first, last, ...(document === undefined ? {} : { document }) };
      const figures = plainHeadline(own, projects, firstDayOf(first), lastDayOf(last));
      const path = `periods/${id}.json`;
      documents.set(path, { ...head, figures: { ...figures, ...plainBreakdowns(own, projects) } });
      return { ...head, path, figures };
    });
  documents.set('metrics.json', { allTime, periods: spans });
  documents.set('projects.json', projectsDocument(projects, since, today));
  documents.set('feed.json', {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Capacity-building activities on cybercrime and electronic evidence',
    description:
      'The newest activities of the Cybercrime Programme Office of the Council of Europe and its partners.',
    language: 'en',
    _register: {
      about:
        'The headline figures of all time; index.json lists every document, definitions.json every rule.',
      figures: allTime,
    },
    items: [...records].reverse().slice(0, 50).map(itemOf),
  });
  return documents;
}

function itemOf(record: PlainRecord) {
  const { title, description, start, end } = record;
  const language = title && ['en', 'fr', 'es'].find((tag) => tag in title);
  const text = language && description?.[language];
  const when = end === undefined || end === start ? start : `${start} to ${end}`;
  const where = record.countries.map(({ code }) => countryShown(code).names.en).join(', ');
  const facts = [record.type.split('_').join(' '), when, record.status, record.projects.join(', '), where];
  return {
    id: record.id,
    ...(language ? { title: title[language] } : {}),
    content_text: text ?? `${facts.filter((fact) => fact.length > 0).join('; ')}.`,
    date_published: `${firstDayOf(start)}T00:00:00Z`,
    date_modified: record.acceptedAt,
    tags: [record.type, record.mode, ...record.themes, ...record.projects],
    ...(language ? { language } : {}),
    ...(record.links[0] === undefined ? {} : { external_url: record.links[0].url }),
  };
}
