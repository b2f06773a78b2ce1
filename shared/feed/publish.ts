import { type MonthSummary, monthPath } from '../figures/figures.ts';
import type { Portfolio } from '../ports.ts';
import * as port from '../ports.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { calendarDay, calendarTurnsOn } from './calendar-document.ts';
import { addChanges, openChangeList } from './change-list.ts';
import type { Changing } from './changes.ts';
import { changesOfPeriods, resolved } from './changes.ts';
import type { Index } from './documents.ts';
import { type Draft, fixedDrafts, projectsDraft, turnsOf } from './drafts.ts';
import { figureDrafts } from './figure-drafts.ts';
import { addMonth, monthOfPath, pastPeriods, revisionsListed } from './month.ts';
import { deriveDocuments } from './other-forms.ts';
import type { FeedBucket, Publications } from './ports.ts';
import { type RetirePorts, retire } from './retire.ts';
import { encode, overtaken, sha256, startSnapshot, writeSnapshot } from './snapshot.ts';
import { replaceAll, type SummarizePorts, summarize } from './summarize.ts';

export type PublishPorts = SummarizePorts &
  Omit<RetirePorts, 'feed'> & {
    marks: port.Marks;
    portfolio: Pick<Portfolio, 'projects' | 'periods'>;
    publications: Publications;
    feed: FeedBucket;
    now: () => Date;
    /** The public address of the feed, ending in a slash. */
    base: string;
  };

type PublishOutcome = { snapshot: number | undefined; written: string[] };

/**
 * One run of the aggregator: turns the months marked since the last run into figures and publishes a snapshot.
 * Reads the marks and the publication record and stops there if nothing has changed. Safe to run beside itself,
 * late, or after a run that died: every shared write is conditional on what was read, and a run that finds itself
 * overtaken throws and leaves the marks to the next. It never holds the activities of more than one month, and reads
 * no month more than twice, whatever is recorded meanwhile.
 */
export const publish = (ports: PublishPorts) => async (): Promise<PublishOutcome> => {
  const startedAt = ports.now();
  // The record first: whoever summarizes a month that these marks do not name has changed it by then, or will be seen.
  const state = await ports.publications.get();
  const marks = await ports.marks.list();
  const fixed = await fixedDocuments(ports.base);
  const today = startedAt.toISOString().slice(0, 10);
  const pending = new Set(state?.pending);
  if (
    state &&
    marks.length === 0 &&
    pending.size === 0 &&
    today < state.turnsOn &&
    state.fixed === fixed.hash
  )
    return { snapshot: undefined, written: [] };

  const published = await ports.feed.index();
  const snapshot = Math.max(published?.index.snapshot ?? 0, state?.snapshot ?? 0) + 1;
  const stamp = { snapshot, generatedAt: ports.now().toISOString(), dataAsOf: startedAt.toISOString() };
  // What another release of this code has written is written anew, whether or not it would be the same.
  const outdated = state?.fixed === fixed.hash ? [] : (published?.index.documents ?? []);
  const rewritten = new Set([...pending, ...outdated.map(({ path }) => path)]);
  const making = startSnapshot(ports.feed, published?.index, rewritten, stamp);
  const list = await openChangeList(ports.feed, making, published?.index, rewritten, state?.changes ?? 0);
  const past = list.carriedOn ? published?.index : undefined;
  // Without an index, or with that of an older register, every month counts as changed.
  const everything = past === undefined || state?.fixed !== fixed.hash;
  const stored = await ports.summaries.all();
  const subjects = new Set([
    ...marks.flatMap(({ subject }) => (subject === port.portfolioSubject ? [] : [subject])),
    ...[...pending].flatMap((path) => monthOfPath(path) ?? []),
    ...(everything ? stored.map(({ month }) => month) : []),
  ]);
  const changes = new Map<string, Changing[]>();
  const changed = await summarize(ports, marks, subjects, {
    listed: (month) => revisionsListed(ports.feed, making, month),
    async take(month, records) {
      changes.set(month, await addMonth(ports.feed, making, past, month, records));
    },
  });
  const [projects, periods] = await Promise.all([ports.portfolio.projects(), ports.portfolio.periods()]);
  const months: MonthSummary[] = [
    ...stored.filter(({ month }) => !changed.has(month)),
    ...[...changed].map(([month, { summary }]) => ({ month, summary })),
  ].sort((one, other) => byCodeUnit(one.month, other.month));
  refuseLoss(months, published?.index);

  const { since, turnsOn: portfolioTurnsOn } = turnsOf({ projects, periods }, startedAt);
  const eventOver = calendarTurnsOn(months, calendarDay(stamp));
  const turnsOn = eventOver !== undefined && eventOver < portfolioTurnsOn ? eventOver : portfolioTurnsOn;
  const periodsBefore = await pastPeriods(ports.feed, past, periods);
  const drafts: Draft[] = [
    ...figureDrafts(months, { projects, periods }, since),
    projectsDraft(months, projects, since),
  ];
  for (const draft of drafts) await making.add(draft);
  const portfolioChanged = everything || marks.some(({ subject }) => subject === port.portfolioSubject);
  await deriveDocuments(
    { feed: ports.feed, base: ports.base, making },
    { months, before: stored, changed: new Set(changed.keys()), pending, past },
    { projects, periods, periodsBefore, since, changed: portfolioChanged },
  );
  for (const draft of fixed.drafts) if (everything || pending.has(draft.path)) await making.add(draft);
  const changing = [...resolved(changes), ...changesOfPeriods(periods, months, periodsBefore)];
  const last = await addChanges(making, list, changing, pending);

  const version = (state?.version ?? 0) + 1;
  const writes = making.writes().map(({ entry }) => entry.path);
  const next = {
    version,
    pending: [],
    turnsOn,
    fixed: fixed.hash,
    snapshot: snapshot - 1,
    changes: list.last,
  };
  const replaceSummaries = () => replaceAll(ports, changed);
  let index = published?.index;
  const intent = { ...next, turnsOn: '0000-00-00', pending: [...pending] };
  if (writes.length > 0) {
    index = await writeSnapshot(ports, making, published, intent, replaceSummaries);
    Object.assign(next, { version: version + 1, snapshot, changes: last });
  } else if (changed.size > 0) {
    // What a run has read that others have overtaken is not stored: they would go by it.
    if (!(await ports.publications.replace(version - 1, intent))) throw overtaken();
    await replaceSummaries();
    next.version = version + 1;
  }
  const retiresOn = index && (await retire(ports, index, startedAt));
  if (retiresOn !== undefined && retiresOn < turnsOn) next.turnsOn = retiresOn;
  if (!(await ports.publications.replace(next.version - 1, next))) throw overtaken();
  await Promise.all(marks.map((mark) => ports.marks.remove(mark)));
  return { snapshot: writes.length > 0 ? snapshot : undefined, written: writes };
};

const fixedOnce = new Map<string, Promise<{ drafts: Draft[]; hash: string }>>();

/** The documents that only change with the code, and their hash with the feed's address: made once a process. */
function fixedDocuments(base: string) {
  const known = fixedOnce.get(base);
  if (known !== undefined) return known;
  const drafts = fixedDrafts(base);
  const made = sha256(encode([base, drafts])).then((hash) => ({ drafts, hash }));
  fixedOnce.set(base, made);
  return made;
}

/** A published month whose summary is gone is not a month without activities: publishing stops until a rebuild. */
function refuseLoss(months: readonly MonthSummary[], index: Index | undefined): void {
  const summarized = new Set(months.map(({ month }) => monthPath(month)));
  const lost = index?.documents.find(
    ({ path }) => path.startsWith('activities/') && path.endsWith('.json') && !summarized.has(path),
  );
  if (lost !== undefined)
    throw new Error(`${lost.path} is published and its summary is gone: run the rebuild`);
}
