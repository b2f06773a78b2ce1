import { type Index, monthDocument } from './documents.ts';
import { type Draft, figureDrafts, fixedDrafts, projectsDraft, turnsOf } from './drafts.ts';
import { feedDraft, monthsOfFeed } from './feed.ts';
import { type MonthSummary, monthPath } from './figures.ts';
import * as port from './ports.ts';
import { byCodeUnit, type PublicRecord } from './public-record.ts';
import { encode, overtaken, planOf, sha256, writeSnapshot } from './snapshot.ts';
import { type Changed, replaceAll, type SummarizePorts, summarize } from './summarize.ts';

export type PublishPorts = SummarizePorts & {
  marks: port.Marks;
  portfolio: port.Portfolio;
  publications: port.Publications;
  feed: port.FeedBucket;
  now: () => Date;
};

export type PublishOutcome = { snapshot: number | undefined; written: string[] };

/**
 * One run of the aggregator: turns the months marked since the last run into figures and publishes a snapshot.
 * Reads the marks and the publication record and stops there if nothing has changed. Safe to run beside itself,
 * late, or after a run that died: every shared write is conditional on what was read, and a run that finds itself
 * overtaken throws and leaves the marks to the next.
 */
export const publish = (ports: PublishPorts) => async (): Promise<PublishOutcome> => {
  const startedAt = ports.now();
  // The record first: whoever summarizes a month that these marks do not name has changed it by then, or will be seen.
  const state = await ports.publications.get();
  const marks = await ports.marks.list();
  const fixed = await fixedDocuments();
  const today = startedAt.toISOString().slice(0, 10);
  if (
    state &&
    marks.length === 0 &&
    state.pending.length === 0 &&
    today < state.turnsOn &&
    state.fixed === fixed.hash
  )
    return { snapshot: undefined, written: [] };

  const published = await ports.feed.index();
  const marked = marks.flatMap(({ subject }) => (subject === port.portfolioSubject ? [] : [subject]));
  // Without an index nothing tells what is published, so every month there is counts as changed.
  const unlisted = published === undefined ? (await ports.summaries.all()).map(({ month }) => month) : [];
  const changed = await summarize(ports, new Set([...marked, ...unlisted]));
  const [projects, periods, stored] = await Promise.all([
    ports.portfolio.projects(),
    ports.portfolio.periods(),
    ports.summaries.all(),
  ]);
  const months: MonthSummary[] = [
    ...stored.filter(({ month }) => published !== undefined && !changed.has(month)),
    ...[...changed].map(([month, { summary }]) => ({ month, summary })),
  ].sort((one, other) => byCodeUnit(one.month, other.month));
  refuseLoss(months, published?.index);
  const { since, turnsOn } = turnsOf(projects, startedAt);
  const drafts = [
    ...monthDrafts(months, changed),
    ...figureDrafts(months, { projects, periods }, since),
    projectsDraft(projects, since),
    feedDraft(await newestRecords(ports, months, changed, published?.index), months, projects, since),
    ...fixed.drafts.filter(
      ({ path }) => !published || state?.fixed !== fixed.hash || state.pending.includes(path),
    ),
  ];
  const snapshot = (published?.index.snapshot ?? 0) + 1;
  const stamp = { snapshot, generatedAt: ports.now().toISOString(), dataAsOf: startedAt.toISOString() };
  const pending = new Set([...(state?.pending ?? []), ...unlisted.map(monthPath)]);
  const plan = await planOf(drafts, months, published?.index, pending, stamp);
  const next = { version: (state?.version ?? 0) + 1, turnsOn, fixed: fixed.hash };
  const replaceSummaries = () => replaceAll(ports, changed);
  if (plan.sealed.length + plan.emptied.length > 0) {
    await writeSnapshot(ports, plan, published, { ...next, pending: state?.pending ?? [] }, replaceSummaries);
    next.version += 1;
  } else await replaceSummaries();
  if (!(await ports.publications.replace(next.version - 1, { ...next, pending: [] }))) throw overtaken();
  await Promise.all(marks.map((mark) => ports.marks.remove(mark)));
  const written = [
    ...plan.sealed.map(({ entry }) => entry.path),
    ...plan.emptied.map(({ entry }) => entry.path),
  ];
  return { snapshot: written.length > 0 ? snapshot : undefined, written };
};

let fixedOnce: Promise<{ drafts: Draft[]; hash: string }> | undefined;

/** The documents that only change with the code, and their hash: made once a process. */
function fixedDocuments() {
  fixedOnce ??= (async () => {
    const drafts = fixedDrafts();
    return { drafts, hash: await sha256(encode(drafts)) };
  })();
  return fixedOnce;
}

/** A published month whose summary is gone is not a month without activities: publishing stops until a rebuild. */
function refuseLoss(months: readonly MonthSummary[], index: Index | undefined): void {
  const summarized = new Set(months.map(({ month }) => monthPath(month)));
  const lost = index?.documents.find(({ path }) => path.startsWith('activities/') && !summarized.has(path));
  if (lost !== undefined)
    throw new Error(`${lost.path} is published and its summary is gone: run the rebuild`);
}

const monthDrafts = (months: readonly MonthSummary[], changed: Changed): Draft[] =>
  months.flatMap(({ month, summary }) => {
    const activities = changed.get(month)?.records;
    return activities === undefined || summary.listed === 0
      ? []
      : [{ path: monthPath(month), schema: 'month' as const, body: { month, activities } }];
  });

/** The records of the newest months, newest first: of this run, or as published. */
async function newestRecords(
  ports: PublishPorts,
  months: readonly MonthSummary[],
  changed: Changed,
  index?: Index,
) {
  const newest: PublicRecord[] = [];
  for (const month of monthsOfFeed(months)) {
    const entry = index?.documents.find(({ path }) => path === monthPath(month));
    const own =
      changed.get(month)?.records ??
      (entry && monthDocument.parse(await ports.feed.get(entry.immutable)).activities);
    if (own === undefined) throw new Error(`the month ${month} has a summary and no document`);
    newest.push(...[...own].reverse());
  }
  return newest;
}
