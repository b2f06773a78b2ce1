import type { Portfolio } from '../ports.ts';
import { portfolioSubject } from '../ports.ts';
import { calendarDay, calendarTurnsOn } from './calendar-document.ts';
import { addChanges } from './change-list.ts';
import { changesOfPeriods, resolved } from './changes.ts';
import { deriveDocuments } from './export-documents.ts';
import { figureDrafts } from './figure-documents.ts';
import type { Found } from './look.ts';
import { pastPeriods } from './month.ts';
import { projectsDraft, turnsOf } from './portfolio-documents.ts';
import type { FeedBucket } from './ports.ts';
import type { Summarized } from './summarize.ts';

export type DraftPorts = {
  portfolio: Pick<Portfolio, 'projects' | 'periods'>;
  bucket: Pick<FeedBucket, 'read'>;
  base: string;
};

/** What a run knows once every document of its snapshot is drafted. */
export type Drafted = {
  /** The day on which something published next changes by itself: the portfolio turns, or an event is over. */
  turnsOn: string;
  /** The number of the last change that the snapshot lists. */
  lastChange: number;
};

/**
 * The third phase of a run: reads the portfolio, and adds to the snapshot in the making every other document, each held
 * against its schema. As before, nothing is written but copies that no index lists yet.
 */
export async function draft(
  { portfolio, bucket, base }: DraftPorts,
  {
    startedAt,
    marks,
    pending,
    fixed,
    stamp,
  }: Pick<Found, 'startedAt' | 'marks' | 'pending' | 'fixed' | 'stamp'>,
  { making, changeList, changes, past, everything, before, months, anew }: Summarized,
): Promise<Drafted> {
  const [projects, periods] = await Promise.all([portfolio.projects(), portfolio.periods()]);
  const { since, turnsOn } = turnsOf({ projects, periods }, startedAt);
  const eventOver = calendarTurnsOn(months, calendarDay(stamp));
  const periodsBefore = await pastPeriods(bucket, past, periods);
  for (const each of [
    ...figureDrafts(months, { projects, periods }, since),
    projectsDraft(months, projects, since),
  ])
    await making.add(each);
  await deriveDocuments(
    { bucket, base, making },
    { months, before, changed: new Set(anew.keys()), pending, past },
    {
      projects,
      periods,
      periodsBefore,
      since,
      changed: everything || marks.some(({ subject }) => subject === portfolioSubject),
    },
  );
  for (const each of fixed.drafts) if (everything || pending.has(each.path)) await making.add(each);
  const changing = [...resolved(changes), ...changesOfPeriods(periods, months, periodsBefore)];
  return {
    turnsOn: eventOver !== undefined && eventOver < turnsOn ? eventOver : turnsOn,
    lastChange: await addChanges(making, changeList, changing, pending),
  };
}
