import { month as aMonth } from './calendar.ts';
import * as port from './ports.ts';
import { contributionTo, type PublicRecord } from './public-record.ts';
import { encode, sha256 } from './snapshot.ts';
import type { StoredActivity } from './submission.ts';
import { merge, summaryOf } from './summary.ts';

export type RebuildPorts = {
  ledger: port.Ledger;
  repairs: port.Repairs;
  activities: Pick<port.Activities, 'get'>;
  contributions: Pick<port.Contributions, 'ofMonth'>;
  summaries: Pick<port.Summaries, 'version' | 'replace'>;
  marks: Pick<port.Marks, 'put'>;
  publications: port.Publications;
  feed: Pick<port.FeedBucket, 'index' | 'get'>;
  newToken: () => string;
};

/** Called with what is about to be done and how many steps it has; gives the function to call after each. */
export type Progress = (label: string, total: number) => () => void;
export type Rebuilt = { activities: number; months: number; strayRows: number; lostDocuments: number };

type Known = Map<string, { revision: number; months: readonly string[] }>;
const nameOf = ({ partner, reference }: { partner: string; reference: string }) => `${partner}#${reference}`;

/**
 * Derives anew what can be derived, from the stored activities, beside a register that goes on working: writes every
 * contribution, removes those of no activity, writes the summaries that are missing, and only then marks everything
 * for publication, so that no run of the aggregator ever sees a part of the register as the whole. Safe to repeat
 * after it died. Throws WrittenByNewer, and Unavailable.
 */
export const rebuild =
  (ports: RebuildPorts) =>
  async (progress: Progress): Promise<Rebuilt> => {
    await ports.repairs.discardUnreadable();
    const known = await survey(ports.ledger);
    const contributed = progress('Writing contributions', known.size);
    for await (const page of ports.ledger.activities())
      await eachOf(page, async (stored) => {
        for (const month of stored.months) await ports.repairs.rewrite(month, contributionTo(month, stored));
        if (known.has(nameOf(stored))) contributed();
      });
    const months = new Set([...known.values()].flatMap((each) => each.months));
    let strayRows = 0;
    for await (const page of ports.repairs.found())
      await eachOf(page, async (found) => {
        if (await mended(ports, known, found)) strayRows += 1;
        months.add(found.month);
      });
    for (const month of await ports.repairs.summarized()) months.add(month);
    const subjects = [...months].filter((each) => aMonth.safeParse(each).success).sort();
    const summarized = progress('Summarizing months', subjects.length);
    for (const month of subjects) {
      await summarizeMissing(ports, month);
      summarized();
    }
    const lostDocuments = await noteLostDocuments(ports, progress);
    for (const subject of [...subjects, port.portfolioSubject])
      await ports.marks.put({ subject, token: ports.newToken() });
    return { activities: known.size, months: subjects.length, strayRows, lostDocuments };
  };

async function survey(ledger: port.Ledger): Promise<Known> {
  const known: Known = new Map();
  for await (const page of ledger.activities())
    for (const stored of page)
      known.set(nameOf(stored), { revision: stored.revision, months: stored.months });
  return known;
}

/**
 * Looks at a row of a month. One that no recorder can have written (of no activity that ever touched the month, or
 * newer than its activity) is removed or replaced; tells whether it was. The activity is read after the row, and a
 * recorder writes it before the row, so a row that is under way is never taken for a stray one.
 */
async function mended(ports: RebuildPorts, known: Known, found: port.FoundRow): Promise<boolean> {
  const surveyed = known.get(nameOf(found));
  if (surveyed?.revision === found.revision && surveyed?.months.includes(found.month)) return false;
  const belonging = async (): Promise<StoredActivity | undefined> => {
    const stored = await ports.activities.get(found.partner, found.reference);
    return stored?.months.includes(found.month) ? stored : undefined;
  };
  const stored = await belonging();
  const isRevision = Number.isInteger(found.revision);
  if (stored !== undefined && isRevision && Number(found.revision) <= stored.revision) return false;
  await ports.repairs.replace(found, stored && contributionTo(found.month, stored));
  // An activity that has come to the month in between may have found the stray row in its way.
  const come = stored === undefined ? await belonging() : undefined;
  if (come !== undefined) await ports.repairs.rewrite(found.month, contributionTo(found.month, come));
  return true;
}

/** Writes the summary of a month that has none. One that is there is left to the aggregator, which publishes what it changes. */
async function summarizeMissing(ports: RebuildPorts, month: string): Promise<void> {
  if ((await ports.summaries.version(month)) > 0) return;
  const records: PublicRecord[] = [];
  for await (const page of ports.contributions.ofMonth(month))
    records.push(...page.flatMap(({ record }) => (record === undefined ? [] : [record])));
  await ports.summaries.replace(month, 0, merge(records.map(summaryOf)));
}

/** Notes every document that is not what the index says as one that the next run must write; gives their number. */
async function noteLostDocuments({ feed, publications }: RebuildPorts, progress: Progress): Promise<number> {
  const documents = (await feed.index())?.index.documents ?? [];
  const checked = progress('Checking published documents', documents.length);
  const lost: string[] = [];
  await eachOf(documents, async ({ path, immutable, sha256: hash }) => {
    const hashes = await Promise.all([path, immutable].map((copy) => hashAt(feed, copy)));
    if (hashes.some((each) => each !== hash)) lost.push(path);
    checked();
  });
  for (let noted = lost.length === 0; !noted; ) {
    const state = await publications.get();
    const { version, pending, turnsOn, fixed } = state ?? { version: 0, pending: [], turnsOn: '', fixed: '' };
    const next = {
      version: version + 1,
      pending: [...new Set([...pending, ...lost])].sort(),
      turnsOn,
      fixed,
    };
    noted = await publications.replace(version, next);
  }
  return lost.length;
}

/** The SHA-256 of a document as it is stored; undefined if it is not there or no JSON. */
async function hashAt(feed: Pick<port.FeedBucket, 'get'>, path: string): Promise<string | undefined> {
  try {
    const content = await feed.get(path);
    return content === undefined ? undefined : await sha256(encode(content));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** Does something for each item, eight at a time. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 8) await Promise.all(items.slice(from, from + 8).map(work));
}
