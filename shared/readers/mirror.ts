import * as z from 'zod';
import { pagesOf } from '../feed/change-list.ts';
import { type Change, change } from '../feed/changes.ts';
import { type Index, index as indexSchema, yearOfPath, yearPath } from '../feed/documents.ts';
import { type Entry, entry as entrySchema } from '../feed/entry.ts';
import { copyOf, decode } from '../feed/snapshot.ts';
import { reference } from '../words/activity.ts';
import { instant } from '../words/calendar.ts';
import { monthOfPage, yearOfPage } from '../words/page.ts';
import { partnerId } from '../words/partner.ts';
import { revision, submissionId } from '../words/submission.ts';
import { CopyGone } from './read-feed.ts';

const named = z.tuple([partnerId, reference]);

/** What the public calls an activity: "partner/reference" or, where it is restricted, a UUID. It names a file. */
const publicId = z.union([submissionId, z.string().refine((id) => named.safeParse(id.split('/')).success)]);

/** A public activity, all its fields kept, also those of a newer register. */
const mirroredRecord = z.looseObject({ id: publicId, revision });
/** An activity as a mirror holds it, with the month that lists it. */
export const mirrored = z.object({ month: z.string(), activity: mirroredRecord });
export type Mirrored = z.infer<typeof mirrored>;

/**
 * How far a mirror has come: the snapshot it holds, the last change of that (none: there was none), and the ETag of
 * its index.
 */
export const mirrorState = z.strictObject({
  snapshot: z.int().min(1),
  generatedAt: instant,
  change: z.strictObject({ number: z.int().min(1), id: z.string(), at: instant }).optional(),
  etag: z.string().optional(),
});
export type MirrorState = z.infer<typeof mirrorState>;

/** The feed, as a mirror reads it. */
interface MirrorSource {
  /** The index and its ETag; undefined if it is still the one of the ETag given. */
  index(etag: string | undefined): Promise<{ bytes: Uint8Array; etag: string | undefined } | undefined>;
  /** What is at a path below the feed's address, or undefined. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Where a mirror is kept. What a call has done stays done when it resolves, and it may be done again. */
export interface MirrorStore {
  state(): Promise<MirrorState | undefined>;
  /** Replaces the state, all at once; undefined: there is none any longer. */
  keepState(state: MirrorState | undefined): Promise<void>;
  /** Writes an activity in the place of the one of the same id; false if it stands there already. */
  put(held: Mirrored): Promise<boolean>;
  /** Removes the activity of an id, which is a {@link publicId}; false if there is none. */
  remove(id: string): Promise<boolean>;
  /** Every activity held. */
  held(): AsyncIterable<Mirrored>;
}

/**
 * What a run of a mirror has done, and how far it has come. `everything`: it did not follow changes, but read it all.
 */
type MirrorOutcome = {
  snapshot: number;
  change: number;
  everything: boolean;
  written: number;
  removed: number;
};

type Ports = { source: MirrorSource; store: MirrorStore };

/**
 * One run of a mirror: brings what it holds to the newest snapshot of the feed, and gives undefined where it is there
 * already. It follows the list of changes from the last it knows, and takes what has changed from the months of the
 * same index; where it knows none, or the list has begun anew, it reads everything. It may die at any moment and be
 * run again: the state is written last, and everything before it may be repeated.
 */
export const mirror =
  ({ source, store }: Ports) =>
  async (): Promise<MirrorOutcome | undefined> => {
    const state = await store.state();
    let missed: Index | undefined;
    for (;;) {
      const found = await source.index(missed === undefined ? state?.etag : undefined);
      if (found === undefined) return undefined;
      const index = indexSchema.parse(decode(found.bytes));
      // Caches may still give an index that is older than one they gave before.
      if (state !== undefined && index.generatedAt < state.generatedAt) return undefined;
      try {
        return await bringTo(index, found.etag, state, { source, store });
      } catch (error) {
        if (!(error instanceof CopyGone)) throw error;
        if (missed?.generatedAt === index.generatedAt)
          throw new Error(`${error.message} is listed by the index and is not there`);
        missed = index;
      }
    }
  };

/** Brings a mirror to the snapshot of an index. */
async function bringTo(
  index: Index,
  etag: string | undefined,
  state: MirrorState | undefined,
  { source, store }: Ports,
): Promise<MirrorOutcome> {
  const changes = state && (await changesAfter(state.change, pagesOf(index), pageReader(source)));
  const counts =
    changes === undefined
      ? await readEverything(index, { source, store })
      : await applyChanges(changes, index, state?.snapshot ?? 0, { source, store });
  const last = await lastChange(index, source);
  const { snapshot, generatedAt } = index;
  await store.keepState({
    snapshot,
    generatedAt,
    ...(last === undefined ? {} : { change: { number: last.number, id: last.id, at: last.at } }),
    ...(etag === undefined ? {} : { etag }),
  });
  return { snapshot, change: last?.number ?? 0, everything: changes === undefined, ...counts };
}

/** Writes and removes what the changes touch, as it stands in the months of the index. */
async function applyChanges(
  changes: readonly Change[],
  index: Index,
  held: number,
  { source, store }: Ports,
) {
  const { touched, dropped } = touchedBy(changes);
  if (dropped.size > 0)
    for await (const { month, activity } of store.held())
      if (dropped.has(month) && !touched.has(activity.id)) touched.set(activity.id, undefined);
  let [written, removed] = [0, 0];
  const byMonth = Map.groupBy(touched.keys(), (id) => touched.get(id));
  for (const [month, ids] of byMonth) {
    if (month === undefined) continue;
    const wanted = new Set(ids);
    for (const entry of await pagesOfMonth(month, index, source)) {
      // What has changed since the snapshot that is held stands on a page that has.
      if (entry.snapshot <= held) continue;
      for (const activity of await recordsOf(entry, source))
        if (wanted.delete(activity.id) && (await store.put({ month, activity }))) written += 1;
    }
    for (const id of wanted) throw new Error(`${id} has changed, and ${month} does not list it`);
  }
  for (const id of byMonth.get(undefined) ?? []) if (await store.remove(publicId.parse(id))) removed += 1;
  return { written, removed };
}

/**
 * Writes every activity of every month, and removes all others. Until that is done there is no state to go on from.
 */
async function readEverything(index: Index, { source, store }: Ports) {
  await store.keepState(undefined);
  const listed = new Set<string>();
  let [written, removed] = [0, 0];
  for (const { path } of index.documents) {
    const year = yearOfPath(path);
    for (const { page, entry } of year === undefined ? [] : await pagesOfYear(year, index, source))
      for (const activity of await recordsOf(entry, source)) {
        listed.add(activity.id);
        if (await store.put({ month: monthOfPage(page), activity })) written += 1;
      }
  }
  const gone: string[] = [];
  for await (const { activity } of store.held()) if (!listed.has(activity.id)) gone.push(activity.id);
  for (const id of gone) if (await store.remove(publicId.parse(id))) removed += 1;
  return { written, removed };
}

const monthSchema = z.object({ activities: z.array(mirroredRecord) });
const pageSchema = z.object({ changes: z.array(z.object(change.shape)) });

const yearSchema = z.object({
  pages: z.array(z.object({ page: z.string(), path: z.string() })),
  documents: z.array(entrySchema),
});

/** The pages of a year, with where their documents are. */
async function pagesOfYear(year: string, index: Index, source: MirrorSource) {
  const entry = index.documents.find(({ path }) => path === yearPath(year));
  const { pages, documents } =
    entry === undefined ? { pages: [], documents: [] } : yearSchema.parse(await contentOf(entry, source));
  const entries = new Map(documents.map((each) => [each.path, each]));
  return pages.flatMap(({ page, path }) => {
    const own = entries.get(path);
    return own === undefined ? [] : [{ page, entry: own }];
  });
}

const pagesOfMonth = async (month: string, index: Index, source: MirrorSource): Promise<Entry[]> =>
  (await pagesOfYear(yearOfPage(month), index, source))
    .filter(({ page }) => monthOfPage(page) === month)
    .map(({ entry }) => entry);

const recordsOf = async (entry: Entry, source: MirrorSource) =>
  monthSchema.parse(await contentOf(entry, source)).activities;

const pageReader = (source: MirrorSource) => async (entry: Entry) =>
  pageSchema.parse(await contentOf(entry, source)).changes;

async function lastChange(index: Index, source: MirrorSource): Promise<Change | undefined> {
  const page = pagesOf(index).at(-1);
  return page && (await pageReader(source)(page)).at(-1);
}

async function contentOf(entry: Entry, source: MirrorSource): Promise<unknown> {
  const bytes = await copyOf(source, entry);
  if (bytes === undefined) throw new CopyGone(entry.path);
  return decode(bytes);
}

/** A change by what is its own, also beside one of the same number in a list that was begun anew. */
type Known = Pick<Change, 'number' | 'id' | 'at'>;

/**
 * The changes after one that is known (undefined: that of a list still empty), from the pages of a list in their
 * order, of which it reads no more than it must. Undefined where the list does not go on from there: everything is
 * then to be read.
 */
async function changesAfter<Page extends { path: string }>(
  known: Known | undefined,
  pages: readonly Page[],
  read: (page: Page) => Promise<Change[]>,
): Promise<Change[] | undefined> {
  const after = known?.number ?? 0;
  const firsts = pages.map(({ path }) => Number(/(\d+)\.json$/.exec(path)?.[1]));
  const from = firsts.findLastIndex((first) => first <= after);
  if (known !== undefined && from < 0) return undefined;
  const changes: Change[] = [];
  for (const page of pages.slice(Math.max(from, 0))) changes.push(...(await read(page)));
  if (known === undefined) return (changes[0]?.number ?? 1) === 1 ? changes : undefined;
  const at = changes.findIndex(({ number }) => number === known.number);
  const same = changes[at];
  return same?.id === known.id && same.at === known.at ? changes.slice(at + 1) : undefined;
}

/**
 * What changes come to: of each activity that they touch the month that lists it in the end (undefined: none), and
 * the months of which everything else is to be dropped.
 */
function touchedBy(changes: readonly Change[]) {
  const touched = new Map<string, string | undefined>();
  const dropped = new Set<string>();
  for (const { subject, change, id, month } of changes) {
    if (subject === 'activity') touched.set(id, change === 'withdrawn' ? undefined : month);
    if (subject !== 'month' || change !== 'withdrawn') continue;
    dropped.add(id);
    for (const [activity, listing] of touched) if (listing === id) touched.set(activity, undefined);
  }
  return { touched, dropped };
}
