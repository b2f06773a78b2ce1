import * as z from 'zod';
import { yearOfPath } from '../feed/documents.ts';
import type { Entry } from '../feed/entry.ts';
import type { FeedBucket, Publications } from '../feed/ports.ts';
import { sha256 } from '../feed/snapshot.ts';
import { everyDocument } from '../feed/years.ts';
import type { Activities, FoundRow, Repairs } from '../ports.ts';
import * as port from '../ports.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { instant, month, monthOf } from '../words/calendar.ts';
import { monthOfPage, pageOfPath, yearOfPage } from '../words/page.ts';
import { contributionTo } from '../words/public-record.ts';

/** What a rebuild does, in this order. */
export const stages = ['count', 'contributions', 'rows', 'documents', 'marks'] as const;
type Stage = (typeof stages)[number];

const count = z.int().min(0);
const place = z.strictObject({ month: z.string(), partner: z.string(), reference: z.string() });
/** A row of a month by its name. */
type Place = z.infer<typeof place>;

/** How far a rebuild has come: all that it needs to know to go on after it died. */
export const rebuildProgress = z.strictObject({
  schema: z.literal(3),
  /** Whose this is: new each time a rebuild begins or goes on. */
  token: z.string(),
  since: instant,
  stage: z.enum(stages),
  /** Where the stage goes on, as its pages tell it; none: from the first. */
  from: z.string().optional(),
  /** How many items of the stage are done. */
  done: count,
  activities: count,
  /** The months that activities have touched, or that have rows. */
  months: z.array(month),
  strayRows: count,
  /** The stray rows that are being mended: where that may be half done. */
  mending: z.array(place),
  /** The paths of documents that are not what the index says; index.json where it, or what it lists, cannot be read. */
  lost: z.array(z.string()),
});
export type RebuildProgress = z.infer<typeof rebuildProgress>;

/** The progress of the one rebuild that is under way, or was interrupted. */
export interface Rebuilds {
  get(): Promise<RebuildProgress | undefined>;
  /** Stores the progress of a rebuild that begins or goes on, in the place of any other's. */
  begin(progress: RebuildProgress): Promise<void>;
  /** Replaces the progress if it is still of the same token; false if another rebuild has begun. */
  keep(progress: RebuildProgress): Promise<boolean>;
  /** Removes the progress if it is still of this token. */
  end(token: string): Promise<void>;
}

/** Where a rebuild begins. */
export const beginning = (since: Date): Omit<RebuildProgress, 'token'> => ({
  schema: 3,
  since: since.toISOString(),
  stage: 'count',
  done: 0,
  activities: 0,
  months: [],
  strayRows: 0,
  mending: [],
  lost: [],
});

/** Whether a published document is not what the index says, at its path or as its copy that never changes. */
async function isLost(
  bucket: Pick<FeedBucket, 'read'>,
  { path, immutable, sha256: hash }: Entry,
): Promise<boolean> {
  const hashes = await Promise.all(
    [path, immutable].map(async (copy) => {
      const bytes = await bucket.read(copy);
      return bytes && sha256(bytes);
    }),
  );
  return hashes.some((each) => each !== hash);
}

const indexPath = 'index.json';

/**
 * Notes lost documents as some that the next run of the aggregator must write, and, where the index cannot be read, that this run is to
 * begin as the first did, with these months whether or not their marks are still there; also in the place of a record that is lost, where a snapshot is `published` (0: none).
 */
export async function noteLost(
  publications: Publications,
  lost: readonly string[],
  { months = [], published = 0 }: { months?: readonly string[]; published?: number | undefined } = {},
): Promise<void> {
  const isAnew = lost.includes(indexPath);
  const paths = lost.filter((path) => path !== indexPath);
  const isThere = published === 0 || (await publications.get()) !== undefined;
  for (let noted = lost.length === 0 && isThere; !noted; ) {
    const none = {
      version: 0,
      pending: [],
      turnsOn: '',
      fixed: '',
      snapshot: published,
      changes: 0,
      portfolio: '',
      anew: null,
      reached: '',
      logged: null,
    };
    const state = (await publications.get()) ?? none;
    const { version } = state;
    const pending = [...new Set([...state.pending, ...paths])].sort();
    const anew = isAnew ? [...new Set([...(state.anew ?? []), ...months])].sort() : state.anew;
    const next = { ...state, version: version + 1, pending, anew };
    noted = await publications.replace(version, next);
  }
}

type RowPorts = { activities: Pick<Activities, 'get'>; repairs: Pick<Repairs, 'rewrite' | 'replace'> };

/**
 * Whether no recorder can have left a row of a month as it is: it cannot be read, is of no activity, newer than its
 * activity, or counts an activity in a month that this neither starts in nor still owes a row. The activity is read after the row,
 * and a recorder writes it before the row, so a row that is under way is never taken for a stray one.
 */
async function isStray(
  { activities }: Pick<RowPorts, 'activities'>,
  { month, partner, reference, revision, counts }: FoundRow,
): Promise<boolean> {
  const stored = await activities.get(partner, reference);
  if (stored === undefined || counts === undefined || Number(revision) > stored.revision) return true;
  const { activity, months } = stored;
  const starts = activity !== undefined && monthOf(activity.start) === month;
  return counts && !starts && !months.includes(month);
}

/** Replaces a stray row with what its activity contributes to the month, or removes it if there is no such activity. */
async function mend(ports: RowPorts, found: FoundRow): Promise<void> {
  const stored = await ports.activities.get(found.partner, found.reference);
  await ports.repairs.replace(found, stored && contributionTo(found.month, stored));
  await rewriteRow(ports, found);
}

/**
 * Writes what an activity contributes to a month, as it stands once a stray row has gone: a recorder that came in
 * between has found that row in its way.
 */
async function rewriteRow({ activities, repairs }: RowPorts, place: Place): Promise<void> {
  const stored = await activities.get(place.partner, place.reference);
  if (stored !== undefined) await repairs.rewrite(place.month, contributionTo(place.month, stored));
}

export type StagePorts = {
  ledger: port.Ledger;
  repairs: port.Repairs;
  activities: Pick<port.Activities, 'get'>;
  marks: Pick<port.Marks, 'put'>;
  publications: Publications;
  bucket: Pick<FeedBucket, 'index' | 'read'>;
  newToken: () => string;
};

/**
 * Called with what is about to be done, how many steps it has (undefined where nobody knows), and how many of them
 * were done before; gives the function to call after each. There may be more steps than was known.
 */
export type Show = (label: string, total: number | undefined, done: number) => () => void;

/** A rebuild at work. `keep` stores changes of its progress. */
export type Run = {
  ports: StagePorts;
  show: Show;
  progress: () => RebuildProgress;
  keep: (changes: Partial<RebuildProgress>) => Promise<void>;
};

/** What is done in each stage. All of it can be repeated, by any number of rebuilds at once. */
export const work: Record<Stage, (run: Run) => Promise<void>> = {
  async count(run) {
    const pages = run.ports.ledger.activities(run.progress().from);
    await through(run, 'Counting activities', undefined, pages, async (rows, step) => {
      rows.forEach(step);
      return {
        activities: run.progress().activities + rows.length,
        months: together(
          run,
          rows.flatMap(({ months }) => months),
        ),
      };
    });
  },

  async contributions(run) {
    const { from, activities } = run.progress();
    const pages = run.ports.ledger.activities(from);
    await through(run, 'Writing contributions', activities, pages, async (rows, step) => {
      await aFewAtATime(rows, async (stored) => {
        for (const month of stored.months)
          await run.ports.repairs.rewrite(month, contributionTo(month, stored));
        step();
      });
      return {};
    });
  },

  async rows(run) {
    const { from, mending } = run.progress();
    await aFewAtATime(mending, (place) => rewriteRow(run.ports, place));
    const pages = run.ports.repairs.found(from);
    await through(run, 'Checking the rows of months', undefined, pages, async (rows, step) => {
      for (let at = 0; at < rows.length; at += 8) {
        const some = rows.slice(at, at + 8);
        const stray = await aFewAtATime(some, (row) => isStray(run.ports, row));
        const found = some.filter((_, which) => stray[which]);
        await mendAll(run, found);
        some.forEach(step);
      }
      return { months: together(run, rows.map(monthOfRow)), mending: [] };
    });
  },

  async documents(run) {
    const { ports, progress } = run;
    const index = (await ports.bucket.index())?.index;
    const entries = new Map<string, Entry>();
    if (index !== undefined)
      for await (const entry of everyDocument(ports.bucket, index)) entries.set(entry.path, entry);
    const years = new Set([...entries.values()].flatMap(({ path }) => yearOfPage(pageOfPath(path) ?? '')));
    const isUnread = ({ path }: Entry) => !years.has(yearOfPath(path) ?? '');
    const publication = await ports.publications.get();
    // One that is older than the log is not the index that was published last.
    const unread =
      index === undefined || index.snapshot < (publication?.logged?.snapshot ?? 0)
        ? (publication?.snapshot ?? 0) > 0
        : index.documents.filter(({ path }) => yearOfPath(path) !== undefined).some(isUnread);
    if (unread && !progress().lost.includes(indexPath))
      await run.keep({ lost: [...progress().lost, indexPath] });
    const pages = pagesOf([...entries.keys()].sort(), 8, progress().from);
    await through(run, 'Checking published documents', entries.size, pages, async (paths, step) => {
      const lost = await aFewAtATime(paths, async (path) => {
        const entry = entries.get(path);
        const isOne = entry !== undefined && (await isLost(ports.bucket, entry));
        step();
        return isOne ? [path] : [];
      });
      // A month that its last activity has left may still be published as it was, and nothing else tells of it.
      const months = together(
        run,
        paths.flatMap((path) => {
          const page = pageOfPath(path);
          return page === undefined ? [] : [monthOfPage(page)];
        }),
      );
      return { lost: [...progress().lost, ...lost.flat()], months };
    });
  },

  async marks({ ports, progress }) {
    const { months, lost } = progress();
    for (const subject of [...months, port.portfolioSubject])
      await ports.marks.put({ subject, token: ports.newToken() });
    const published = (await ports.bucket.index())?.index.snapshot;
    await noteLost(ports.publications, lost, { months, published });
  },
};

/** Goes through the pages of a stage, and keeps after each what came of it and where the rebuild goes on. */
async function through<Row>(
  { show, progress, keep }: Run,
  label: string,
  total: number | undefined,
  pages: AsyncIterable<port.Page<Row>>,
  take: (rows: Row[], step: () => void) => Promise<Partial<RebuildProgress>>,
): Promise<void> {
  const stage = stages[stages.indexOf(progress().stage) + 1] ?? 'marks';
  const step = show(label, total, progress().done);
  for await (const { rows, next } of pages) {
    const found = await take(rows, step);
    const on =
      next === undefined
        ? { stage, from: undefined, done: 0 }
        : { from: next, done: progress().done + rows.length };
    await keep({ ...found, ...on });
  }
}

/** A list in its order, in pages of so many; `from` is the last that needs no page. */
async function* pagesOf(
  list: readonly string[],
  most: number,
  from: string | undefined,
): AsyncGenerator<port.Page<string>> {
  const left = list.filter((each) => from === undefined || each > from);
  for (let at = 0; at === 0 || at < left.length; at += most) {
    const rows = left.slice(at, at + most);
    yield { rows, next: at + most < left.length ? rows.at(-1) : undefined };
  }
}

/** The months that are known and some more, in order; what is no month is left out. */
function together({ progress }: Run, more: readonly string[]): string[] {
  const fit = more.filter((each) => month.safeParse(each).success);
  return [...new Set([...progress().months, ...fit])].sort();
}
const monthOfRow = ({ month }: { month: string }): string => month;

/** Removes or replaces stray rows, having kept which: if this rebuild dies, the next one writes these rows anew. */
async function mendAll(run: Run, stray: readonly port.FoundRow[]): Promise<void> {
  if (stray.length === 0) return;
  const { mending, strayRows } = run.progress();
  const places = stray.map(({ month, partner, reference }) => ({ month, partner, reference }));
  const names = new Set(mending.map(nameOf));
  const fresh = places.filter((place) => !names.has(nameOf(place))).length;
  const months = together(run, stray.map(monthOfRow));
  await run.keep({ months, mending: places, strayRows: strayRows + fresh });
  await aFewAtATime(stray, (row) => mend(run.ports, row));
}
const nameOf = ({ month, partner, reference }: Place): string => `${month}#${partner}#${reference}`;
