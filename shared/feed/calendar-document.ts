import { calendar, calendarEvents } from '../exports/icalendar.ts';
import type { MonthSummary } from '../figures/summary.ts';
import { dayAfter, dayOf } from '../words/calendar.ts';
import type { Index } from './documents.ts';
import { recordsOf } from './month.ts';
import type { FeedBucket } from './ports.ts';
import type { Making, TextDraft } from './snapshot.ts';

export const calendarPath = 'calendar.ics';

/** The day for which a snapshot has the calendar: that as of which its data are. */
export const calendarDay = ({ dataAsOf }: Pick<Index, 'dataAsOf'>): string => dayOf(new Date(dataAsOf));

/** The last days of what the calendar of a month has from a day on. */
const lastDays = ({ summary }: MonthSummary, from: string): string[] =>
  summary.byLastDay.map(({ key }) => key).filter((key) => from <= key);

/** The day after a day on which the calendar next loses an event; undefined where it has none. */
export function calendarTurnsOn(months: readonly MonthSummary[], day: string): string | undefined {
  const next = months.flatMap((month) => lastDays(month, day)).sort()[0];
  return next && dayAfter(next);
}

/** The months as they are and as they were before, with those read anew, and the index before. */
type Months = {
  months: readonly MonthSummary[];
  before: readonly MonthSummary[];
  changed: ReadonlySet<string>;
  past: Index | undefined;
};

/** Whether the calendar of a day may be another than the one before: a month has changed in it, or an event is over. */
export function calendarMayDiffer({ months, before, changed, past }: Months, day: string): boolean {
  if (past === undefined) return true;
  const [from = day, until = day] = [calendarDay(past), day].sort();
  const touched = (month: MonthSummary) => changed.has(month.month) && lastDays(month, from).length > 0;
  const over = (month: MonthSummary) => lastDays(month, from).length > lastDays(month, until).length;
  return before.some(touched) || months.some((month) => touched(month) || over(month));
}

/** The calendar of a day, from the months that have an activity ahead or under way. */
export async function calendarDraft(
  { bucket, making, base }: { bucket: Pick<FeedBucket, 'read'>; making: Making; base: string },
  months: readonly MonthSummary[],
  day: string,
): Promise<TextDraft> {
  const events: string[] = [];
  for (const month of months)
    if (lastDays(month, day).length > 0)
      events.push(calendarEvents(await recordsOf(bucket, making, month.month), day));
  return { path: calendarPath, text: () => calendar(events, base + calendarPath) };
}
