import type { Marks, Suspects } from '../ports.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { dayOf } from '../words/calendar.ts';
import type { Committed } from './commit.ts';
import type { Index } from './documents.ts';
import type { Drafted } from './draft.ts';
import type { Found } from './look.ts';
import type { FeedBucket, Publications, Retirements } from './ports.ts';
import { overtaken } from './snapshot.ts';
import type { Summarized } from './summarize.ts';

export type RetirePorts = {
  retirements: Pick<Retirements, 'list' | 'remove'>;
  bucket: Pick<FeedBucket, 'removeImmutable'>;
  /** How many days a copy stays that no index lists any longer. */
  daysKept: number;
};
export type SettlePorts = RetirePorts & {
  publications: Pick<Publications, 'replace'>;
  marks: Pick<Marks, 'remove'>;
  suspects: Pick<Suspects, 'put'>;
};

/**
 * The last phase of a run: removes the copies whose time is over, notes beside the activities which others may be the same
 * (decision 0033), says in the publication record that nothing is
 * pending and when there is next something to do, and only then removes the marks that the run has taken. Throws
 * Unavailable where another run has been at work meanwhile; the marks are left to that.
 */
export async function settle(
  ports: SettlePorts,
  { startedAt, fixed, stamp, logged }: Pick<Found, 'startedAt' | 'fixed' | 'stamp' | 'logged'>,
  { taken, reached, suspects }: Pick<Summarized, 'taken' | 'reached' | 'suspects'>,
  { turnsOn: changesOn, portfolio }: Pick<Drafted, 'turnsOn' | 'portfolio'>,
  { standingIndex, standing }: Pick<Committed, 'standingIndex' | 'standing'>,
): Promise<void> {
  const retiresOn = standingIndex && (await retire(ports, standingIndex, startedAt));
  // The paths are pending until then, so that whoever comes after a run that died here notes them again.
  await aFewAtATime([...suspects], ([id, others]) => {
    const [partner = '', reference = ''] = id.split('/');
    return ports.suspects.put(partner, reference, others, stamp.snapshot);
  });
  const turnsOn = retiresOn !== undefined && retiresOn < changesOn ? retiresOn : changesOn;
  const settled = {
    ...standing,
    version: standing.version + 1,
    pending: [],
    turnsOn,
    fixed: fixed.hash,
    portfolio,
    anew: null,
    reached,
    logged: logged ?? null,
  };
  if (!(await ports.publications.replace(standing.version, settled))) throw overtaken();
  await aFewAtATime(taken, (mark) => ports.marks.remove(mark));
}

/**
 * Removes the copies that no index has listed for the days they are kept, and gives the day on which there will next
 * be one to remove. What the index given lists, or a later one may, is never touched: each snapshot names its copies
 * by its own number, and those of a later number are left alone: a copy that an index has left out no later index lists.
 * Decision 0011.
 */
export async function retire(
  { retirements, bucket, daysKept }: RetirePorts,
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
      await aFewAtATime(
        retired.paths.filter((path) => !listed.has(path)),
        (path) => bucket.removeImmutable(path),
      );
      await retirements.remove(retired);
    }
  return undefined;
}
