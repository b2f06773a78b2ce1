import type { Figures } from '../figures/figures.ts';
import type { Period } from '../words/period.ts';
import { type Causes, causesIn } from './causes.ts';
import type { Finality, Index } from './documents.ts';
import type { FeedBucket, KeptFiles } from './ports.ts';
import { decode, type Making, sha256 } from './snapshot.ts';
import {
  type Before,
  isVintagesPath,
  noted,
  type Vintages,
  valuesOf,
  vintagesPath,
  vintages as vintagesSchema,
} from './vintages.ts';

type Tools = { bucket: Pick<FeedBucket, 'read'>; kept: Pick<KeptFiles, 'add'>; making: Making };

/** What a run knows when it opens the vintages. */
type Opened = {
  /** The index of what was published, undefined where that is not known. */
  past: Index | undefined;
  /** The ids of periods of which figures will be told, and of those that are deleted. */
  periods: readonly string[];
  deleted: readonly string[];
  /** The last snapshot that the log has; 0 without one. */
  logged: number;
  causes: Causes;
  /** The day since which the portfolio is as it is. */
  since: string | undefined;
};

/**
 * Opens the vintages of all time and of the periods whose figures are computed anew, and those that a run which did not end
 * may have written to: one document each, which holds what its figures have at two values each, and some hundred more.
 * Where the index is lost, a document is taken from its path if it is of a snapshot that the log has.
 */
export async function openVintages(
  { bucket, kept, making }: Tools,
  { past, periods, deleted, logged, causes, since }: Opened,
) {
  const held = new Map<string, Before>();
  /** Those that are published and lost: they begin anew. */
  const lost = new Set<string>();
  const after = new Map<string, { content: Vintages; page?: string }>();
  const pending = making.paths().filter((path) => isVintagesPath(path) && making.isPending(path));
  const paths = new Set([...[null, ...periods, ...deleted].map(vintagesPath), ...pending]);
  for (const path of paths) {
    const bytes = (await making.read(path)) ?? (past === undefined ? await bucket.read(path) : undefined);
    const { data } = vintagesSchema.safeParse(bytes && decode(bytes));
    if (data === undefined && making.entry(path) !== undefined) lost.add(path);
    if (bytes === undefined || data === undefined) continue;
    if (past === undefined && data.snapshot > logged) continue;
    held.set(path, { content: data, bytes: bytes.length, sha256: await sha256(bytes) });
  }

  function note(id: string | null, period: Period | undefined, figures: Record<string, unknown>): Vintages {
    const path = vintagesPath(id);
    const closed = period?.closed ?? null;
    const isClosed = closed !== null && since !== undefined && closed <= since;
    const { after: content, page } = noted(held.get(path), {
      period: id,
      values: valuesOf(figures),
      closed: isClosed ? closed : null,
      last: period?.last ?? null,
      because: [
        ...(id !== null && period === undefined
          ? causes.others
          : causesIn(causes, period && { first: period.first, last: period.last })),
        ...(lost.has(path) && !causes.others.includes('anew') ? ['anew' as const] : []),
      ],
      stamp: making.stamp,
    });
    after.set(path, { content, ...(page === undefined ? {} : { page }) });
    return content;
  }

  return {
    /** Notes the figures of a period (undefined: of all time) in this snapshot, and tells how final they are. */
    note: (period: Period | undefined, figures: Figures): Finality =>
      finalityIn(note(period?.id ?? null, period, figures)),
    /** Notes that the figures of a period are not published any longer. */
    drop: (id: string): void => void note(id, undefined, {}),
    /**
     * Adds the documents to the snapshot, and keeps those for ever that have become too large, as they were published.
     * Throws where such a page is there with another content: that is nothing this register has written.
     */
    async addDocuments(): Promise<void> {
      for (const [path, { content, page }] of after) {
        if (page !== undefined) await keep(path, page);
        await making.add({ path, schema: 'vintages', body: content });
      }
      for (const [path, { content }] of held)
        if (!after.has(path)) await making.add({ path, schema: 'vintages', body: content });
    },
  };

  async function keep(path: string, page: string): Promise<void> {
    const bytes = await making.read(path);
    if (bytes === undefined) throw new Error(`${path} is lost: run the rebuild`);
    if (!(await kept.add(page, bytes))) throw new Error(`${page} was written by somebody else`);
  }
}

/** How final figures are, by their vintages. */
export function finalityIn({ period, closed, revision, afterEnd }: Vintages): Finality {
  const isClosed = (closed.at(-1)?.[2] ?? null) !== null;
  return {
    provisional: !isClosed,
    ...(isClosed && revision > 0 ? { revision: `r${revision}` } : {}),
    afterEnd,
    vintages: vintagesPath(period),
  };
}
