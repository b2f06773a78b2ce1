// Plain code, on purpose: it shares nothing with the code it checks but the rules, as definitions.json tells them.
import { plainBreakdowns, plainCountries, plainProjects } from './recount-breakdowns.ts';
import { byWay, listsOf, plainHeadline, yearsOf } from './recount-headline.ts';
import { plainLabels } from './recount-labels.ts';
import { byText, firstDayOf, lastDayOf, type PlainProject, projectsDocument } from './recount-portfolio.ts';
import type { PlainRecord } from './recount-records.ts';
import { plainSentences } from './recount-sentences.ts';

export type PlainPortfolio = {
  projects: PlainProject[];
  periods: {
    id: string;
    names: object;
    first: string;
    last: string;
    document?: string | undefined;
    closed?: string | undefined;
  }[];
  /** The day on which the state of the portfolio last changed by itself, if it ever did. */
  since: string | undefined;
};

/** Every document that changes with the activities or the portfolio, by its path, without its stamp. */
export function recount(
  all: readonly PlainRecord[],
  { projects, periods, since }: PlainPortfolio,
  pages: ReadonlyMap<string, string> = new Map(),
  finalityOf: (period: string) => object = unrevised,
) {
  // An activity stands on some page of the month in which it starts.
  const pageOf = ({ id, start }: PlainRecord) => {
    const page = pages.get(id);
    return page?.slice(0, 7) === start.slice(0, 7) ? page : start.slice(0, 7);
  };
  const records = [...all].sort((one, other) => byText(one.start, other.start) || byText(one.id, other.id));
  const documents = new Map<string, Record<string, unknown>>();
  for (const page of new Set(records.map(pageOf)))
    documents.set(`activities/${page}.json`, {
      month: page.slice(0, 7),
      page,
      pages: `years/${page.slice(0, 4)}.json`,
      activities: records.filter((record) => pageOf(record) === page),
    });
  const today = since ?? '1900-01-01';
  const allTime = plainHeadline(records, projects, '1900-01-01', today);
  const [oldest, newest] = [records[0], records.at(-1)];
  const always = { ...allTime, ...plainBreakdowns(records, projects) };
  documents.set('all-time.json', {
    ...(oldest && newest ? { first: oldest.start.slice(0, 7), last: newest.start.slice(0, 7) } : {}),
    proofs: yearsOf(records),
    figures: always,
    sentences: plainSentences(always, 'still'),
  });
  documents.set('countries.json', {
    ...(since === undefined ? {} : { since }),
    proofs: yearsOf(records),
    figures: { countries: plainCountries(records, projects, today) },
  });
  const spans = [...periods]
    .sort((one, other) => byText(one.first, other.first) || byText(one.id, other.id))
    .map(({ id, names, first, last, document, closed }) => {
      const own = records.filter(({ start }) => first <= start.slice(0, 7) && start.slice(0, 7) <= last);
      const head = {
        id,
        names,
        first,
        last,
        ...(document === undefined ? {} : { document }),
        ...(closed === undefined ? {} : { closed }),
        ...finalityOf(id),
      };
      const headline = plainHeadline(own, projects, firstDayOf(first), lastDayOf(last));
      const path = `periods/${id}.json`;
      const figures = { ...headline, ...plainBreakdowns(own, projects) };
      const stand = since !== undefined && since > lastDayOf(last) ? 'over' : 'ahead';
      const proofs = listsOf(own.map(pageOf));
      const sentences = plainSentences(figures, stand, first, last);
      documents.set(path, { ...head, reported: reportedIn(own), proofs, figures, sentences });
      return { ...head, path, proofs: byWay(path), figures: headline, sentences };
    });
  const latest = afterPeriods(records, { projects, periods, since }, pageOf);
  if (latest !== undefined) documents.set('since-last-period.json', latest.document);
  documents.set('metrics.json', {
    proofs: yearsOf(records),
    allTime,
    allTimePath: 'all-time.json',
    allTimeSentences: plainSentences(always, 'still'),
    ...underWay(spans, latest?.stand, since),
    periods: spans.map((span) => ({ ...span, overlaps: overlapping(span, spans) })),
    ...(latest && { sinceLastPeriod: latest.entry }),
  });
  documents.set('labels.json', plainLabels(projects));
  documents.set('projects.json', {
    ...projectsDocument(projects, since, today),
    proofs: yearsOf(records),
    figures: { projects: plainProjects(records, projects) },
  });
  return documents;
}

/** How final figures are that nobody has closed or changed. */
const unrevised = (period: string) => ({
  provisional: true,
  afterEnd: { times: 0, last: null },
  vintages: `vintages/${period}.json`,
});

/** Which partners have reported for which months; those of restricted activities together, and first. */
function reportedIn(records: readonly PlainRecord[]) {
  const counted = records.filter((each) => each.counted);
  const months = (some: readonly PlainRecord[]) =>
    [...new Set(some.map(({ start }) => start.slice(0, 7)))].sort();
  const closed = counted.filter(({ partner }) => partner === undefined);
  const partners = [...new Set(counted.flatMap(({ partner }) => partner ?? []))].sort(byText);
  return [
    ...(closed.length > 0 ? [{ partner: null, months: months(closed) }] : []),
    ...partners.map((partner) => ({
      partner,
      months: months(counted.filter((each) => each.partner === partner)),
    })),
  ];
}

/** Which span is under way: the period that began last of those not over, or the months after all of them. */
function underWay(
  spans: { id: string; path: string; first: string; last: string }[],
  after: string | undefined,
  since: string | undefined,
) {
  const open = spans.filter(
    ({ first, last }) => since !== undefined && firstDayOf(first) <= since && lastDayOf(last) >= since,
  );
  const own = open.at(-1);
  if (own !== undefined) return { current: { id: own.id, path: own.path } };
  return after === 'still' ? { current: { path: 'since-last-period.json' } } : {};
}

/** The ids of the other spans of which some month is a month of this one. */
function overlapping(own: { id: string; first: string; last: string }, all: (typeof own)[]): string[] {
  const found: string[] = [];
  for (const { id, first, last } of all) {
    const [later, sooner] = [first > own.first ? first : own.first, last < own.last ? last : own.last];
    if (id !== own.id && later <= sooner) found.push(id);
  }
  return found;
}

/** The figures of the months after the last that belongs to a period, unless the calendar of the register ends there. */
function afterPeriods(
  records: readonly PlainRecord[],
  { projects, periods, since }: PlainPortfolio,
  pageOf: (record: PlainRecord) => string,
) {
  let ended = '';
  for (const { last } of periods) if (last > ended) ended = last;
  if (ended === '' || ended === '2099-12') return undefined;
  const begins = new Date(Date.parse(lastDayOf(ended)) + 86_400_000).toISOString().slice(0, 10);
  const first = begins.slice(0, 7);
  const own = records.filter(({ start }) => start.slice(0, 7) >= first);
  const last = own.at(-1)?.start.slice(0, 7);
  const stand = since === undefined || since < begins ? 'ahead' : 'still';
  const headline = plainHeadline(own, projects, begins, stand === 'still' && since ? since : begins);
  const figures = { ...headline, ...plainBreakdowns(own, projects) };
  const [head, proofs] = [{ first, ...(last === undefined ? {} : { last }) }, listsOf(own.map(pageOf))];
  const sentences = plainSentences(figures, stand, first);
  return {
    stand,
    document: { ...head, proofs, figures, sentences },
    entry: {
      ...head,
      path: 'since-last-period.json',
      proofs: byWay('since-last-period.json'),
      figures: headline,
      sentences,
    },
  };
}
