import * as z from 'zod';

const existing = (date: string): boolean => date <= lastDay(monthOf(date));

/** A month, "2020-03", between 1900 and 2099. */
export const month = z
  .string()
  .regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/, {
    error: 'is not a month such as "2020-03"',
    // Who counts months up to one that is none would not end.
    abort: true,
  })
  .meta({ description: 'A month.', examples: ['2020-09'] });

/** A day of the calendar, "2020-03-15". */
export const day = z
  .string()
  .regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, {
    error: 'is not a day such as "2020-03-15"',
    abort: true,
  })
  .refine(existing, { error: 'is a day that does not exist', params: { code: 'no_such_day' } })
  .meta({ description: 'A day.', examples: ['2020-09-15'] });

/** The date of an activity: a day or, where the day is not known, a month. */
export const dayOrMonth = z
  .string()
  .regex(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$/, {
    error: 'is not a day or a month such as "2020-03-15" or "2020-03"',
    abort: true,
  })
  .refine((date) => date.length === 7 || existing(date), {
    error: 'is a day that does not exist',
    params: { code: 'no_such_day' },
  })
  .meta({ description: 'A day or a month.', examples: ['2020-09-15', '2020-09'] });

/** The date of a project, as precise as its source: a day, a month or a year. */
export const dayMonthOrYear = z
  .string()
  .regex(/^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/, {
    error: 'is not a day, a month or a year such as "2020-03-15", "2020-03" or "2020"',
    abort: true,
  })
  .refine((date) => date.length < 10 || existing(date), {
    error: 'is a day that does not exist',
    params: { code: 'no_such_day' },
  })
  .meta({ description: 'A day, a month or a year.', examples: ['2020-09-15', '2020-09', '2020'] });

/** An instant in UTC, RFC 3339, to the millisecond. */
export const instant = z.iso
  .datetime()
  .meta({ description: 'An instant in UTC.', examples: ['2020-09-17T08:30:00.000Z'] });

/** The day (UTC) of an instant. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The first day of a day, month or year: "2020-03" gives "2020-03-01". */
export const firstDay = (date: string): string => `${date}-01-01`.slice(0, 10);

/** The last day of a day, month or year: "2020-02" gives "2020-02-29". */
export function lastDay(date: string): string {
  if (date.length === 10) return date;
  if (date.length === 4) return `${date}-12-31`;
  const [year = 0, number = 0] = date.split('-').map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = number === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(number) ? 30 : 31;
  return `${date}-${days}`;
}

/** The day after a day. */
export const dayAfter = (date: string): string => dayOf(new Date(Date.parse(date) + 86_400_000));

/** The month after a month. */
export function monthAfter(date: string): string {
  const [year = 0, number = 0] = date.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** The month so many months after a month, or before it if there are fewer than none of them. */
export function monthsAfter(date: string, months: number): string {
  const [year = 0, number = 0] = date.split('-').map(Number);
  const since = year * 12 + number - 1 + months;
  return `${Math.floor(since / 12)}-${String((since % 12) + 1).padStart(2, '0')}`;
}

/** The month of a day or a month: the month in which an activity that starts then is counted. */
export const monthOf = (date: string): string => date.slice(0, 7);
