import { calendar, calendarEvents } from '../exports/icalendar.ts';
import type { Summary } from '../figures/summary.ts';
import { dayAfter, dayOf } from '../words/calendar.ts';
import type { Index, YearSum } from './documents.ts';
import { recordsOf } from './page-documents.ts';
import type { Making, TextDraft } from './snapshot.ts';
import type { PageSum, Years } from './years.ts';

export const calendarPath = 'calendar.ics';

/** How many events the calendar has before no further page of a month is added. */
export const mostEvents = 1000;

/** The day for which a snapshot has the calendar: that as of which its data are. */
export const calendarDay = ({ dataAsOf }: Pick<Index, 'dataAsOf'>): string => dayOf(new Date(dataAsOf));

/** What is in the calendar from a day on, by its last day. */
const eventsFrom = ({ byLastDay }: Summary, from: string) => byLastDay.filter(({ key }) => from <= key);

/** The day after a day on which the calendar next loses an event; undefined where it has none. */
export function calendarTurnsOn(everything: Summary, day: string): string | undefined {
  const next = eventsFrom(everything, day)[0];
  return next && dayAfter(next.key);
}

/**
 * Whether the calendar of a day may be another than that of the index before: a page has changed in it, or an event
 * is over.
 */
export async function calendarMayDiffer(
  years: Years,
  touched: Iterable<string>,
  past: Index | undefined,
  day: string,
): Promise<boolean> {
  if (past === undefined) return true;
  const [from = day, until = day] = [calendarDay(past), day].sort();
  if (eventsFrom(years.always().merged, from).some(({ key }) => key < until)) return true;
  for (const page of touched)
    for (const sum of await years.nowAndBefore(page))
      if (eventsFrom(sum.summary, from).length > 0) return true;
  return false;
}

/** The pages that the calendar of a day is made of, of pages in their order: up to the one that fills it. */
export function calendarPages<Sum extends Pick<PageSum | YearSum, 'summary'>>(
  pages: readonly Sum[],
  day: string,
): Sum[] {
  let events = 0;
  return pages.filter(({ summary }) => {
    const own = eventsFrom(summary, day).reduce((sum, { activities }) => sum + activities, 0);
    const hasRoom = own > 0 && events < mostEvents;
    events += own;
    return hasRoom;
  });
}

/** The calendar of a day, from the pages that have an activity ahead or under way: the next thousand of them. */
export async function calendarDraft(
  { making, base }: { making: Making; base: string },
  years: Years,
  day: string,
): Promise<TextDraft> {
  const pages: PageSum[] = [];
  for (const { year } of calendarPages(years.sums(), day)) pages.push(...(await years.listed(year)).now);
  const events: string[] = [];
  for (const { page } of calendarPages(pages, day))
    events.push(calendarEvents(await recordsOf(making, page), day));
  return { path: calendarPath, text: () => calendar(events, base + calendarPath) };
}
