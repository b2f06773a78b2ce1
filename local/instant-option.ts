import { day, dayAfter } from '../shared/words/calendar.ts';
import { Refusal } from './refusal.ts';

/**
 * The instant that an option means: a number of days from now, or the end of a day (UTC) such as 2027-01-31. Throws a
 * Refusal for anything else and for what is past; 0 days is now.
 */
export function instantOf(option: string, words: string, now: Date): string {
  if (/^\d{1,4}$/.test(words)) return new Date(now.getTime() + Number(words) * 86_400_000).toISOString();
  if (!day.safeParse(words).success)
    throw new Refusal(`${option} is a number of days, or a day such as 2027-01-31`);
  const end = `${dayAfter(words)}T00:00:00.000Z`;
  if (Date.parse(end) <= now.getTime()) throw new Refusal(`${option} ${words} is past`);
  return end;
}
