import * as z from 'zod';
import { type Change, type Changing, change } from './changes.ts';
import type { Index } from './documents.ts';
import type { Stamp } from './entry.ts';
import type { FeedBucket } from './ports.ts';
import { copyOf, type Draft, decode, type Making } from './snapshot.ts';

/** How many changes a page holds: one that is full never changes again. */
export const changesPerPage = 1000;

const pagePath = (first: number): string => `changes/${first}.json`;
const firstOf = (path: string): number => Number(/^changes\/(\d+)\.json$/.exec(path)?.[1] ?? Number.NaN);

/** The paths of the pages of the change list that an index lists, in order. */
export const pagesOf = (index: Pick<Index, 'documents'> | undefined) =>
  (index?.documents ?? [])
    .filter(({ path }) => !Number.isNaN(firstOf(path)))
    .sort((one, other) => firstOf(one.path) - firstOf(other.path));

/** The change list as a run finds it: its last page and the number of its last change. */
export type ChangeList = {
  /** Whether what was published is known, so that the list goes on; else it begins anew with everything there is. */
  carriedOn: boolean;
  tail: Change[];
  last: number;
};

const page = z.object({ changes: z.array(change) });

/**
 * Opens the change list that an index lists. Pages an unfinished run may have touched are written again as they were
 * committed. Where a page is lost, or the index is, the list begins anew, with numbers after all that were ever given
 * (`known` is the last of them, as far as the publication record knows), so that a reader finds a gap and reads
 * everything again.
 */
export async function openChangeList(
  bucket: Pick<FeedBucket, 'read'>,
  making: Making,
  index: Index | undefined,
  known: number,
): Promise<ChangeList> {
  const pages = pagesOf(index);
  const end = pages.at(-1);
  let tail: Change[] | undefined;
  for (const entry of pages) {
    if (entry !== end && !making.isPending(entry.path)) continue;
    const bytes = await copyOf(bucket, entry);
    if (bytes === undefined) {
      making.forget(pages.map(({ path }) => path));
      return { carriedOn: false, tail: [], last: Math.max(known, firstOf(end?.path ?? '')) + changesPerPage };
    }
    if (making.isPending(entry.path)) await making.restore(entry, bytes);
    tail = page.parse(decode(bytes)).changes;
  }
  if (tail === undefined)
    return { carriedOn: false, tail: [], last: known === 0 ? 0 : known + changesPerPage };
  return { carriedOn: true, tail, last: tail.at(-1)?.number ?? 0 };
}

/** Adds changes to the list, and gives the number of the last. Pages of no list are left empty. Decision 0010. */
export async function addChanges(
  making: Making,
  list: ChangeList,
  changing: readonly Changing[],
  pending: ReadonlySet<string>,
): Promise<number> {
  let { last } = list;
  for (const draft of pagesAfter(list, changing, making.stamp)) {
    await making.add(draft);
    last = draft.body.last;
  }
  for (const path of pending)
    if (!Number.isNaN(firstOf(path)) && making.entry(path) === undefined)
      await making.leave({
        path,
        schema: 'changes',
        body: { first: firstOf(path), last: last, changes: [] },
      });
  return last;
}

/** The pages that new changes make of a list: its last page with as many as fit, and further ones. */
export function* pagesAfter(
  { tail, last }: Pick<ChangeList, 'tail' | 'last'>,
  changing: readonly Changing[],
  { snapshot, generatedAt: at }: Pick<Stamp, 'snapshot' | 'generatedAt'>,
) {
  if (changing.length === 0) return;
  let changes = tail.length < changesPerPage ? [...tail] : [];
  let number = last;
  const draft = () => {
    const first = changes[0]?.number ?? number + 1;
    return {
      path: pagePath(first),
      schema: 'changes',
      body: { first, last: number, changes },
    } satisfies Draft;
  };
  for (const each of changing) {
    if (changes.length === changesPerPage) {
      yield draft();
      changes = [];
    }
    number += 1;
    changes.push({ number, ...each, snapshot, at });
  }
  yield draft();
}
