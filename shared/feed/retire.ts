import { dayOf } from '../words/calendar.ts';
import type { Index } from './documents.ts';
import type { FeedBucket, Retirements } from './ports.ts';
import { inTurns } from './snapshot.ts';

export type RetirePorts = {
  retirements: Retirements;
  feed: Pick<FeedBucket, 'removeImmutable'>;
  /** How many days a copy stays that no index lists any longer. */
  daysKept: number;
};

/**
 * Removes the copies that no index has listed for the days they are kept, and gives the day on which there will next
 * be one to remove. What the index given lists, or a later one may, is never touched: each snapshot names its copies
 * by its own number, and those of a later number are left alone.
 */
export async function retire(
  { retirements, feed, daysKept }: RetirePorts,
  { documents, snapshot }: Pick<Index, 'documents' | 'snapshot'>,
  now: Date,
): Promise<string | undefined> {
  const listed = new Set(documents.map(({ immutable }) => immutable));
  const today = dayOf(now);
  for await (const page of retirements.list())
    for (const retired of page) {
      const dueOn = dayOf(new Date(Date.parse(retired.at) + (daysKept + 1) * 86_400_000));
      if (dueOn > today) return dueOn;
      if (retired.snapshot > snapshot) continue;
      await inTurns(
        retired.paths.filter((path) => !listed.has(path)),
        (path) => feed.removeImmutable(path),
      );
      await retirements.remove(retired);
    }
  return undefined;
}
