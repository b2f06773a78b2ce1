import * as z from 'zod';
import { day, dayAfter, firstDay, lastDay, month, monthAfter } from './calendar.ts';
import { line, names } from './text.ts';

/** The identifier of a reporting period, part of an address: "2019-10_2020-09". */
export const periodId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, { error: 'is not an id such as "2019-10_2020-09"' })
  .refine((id) => id !== 'all-time', { error: 'is what documents of all time are called' })
  .meta({ description: 'The id of a reporting period, part of an address.', examples: ['2019-10_2020-09'] });

/** A reporting period: a span of whole months with a name. Real ones last 12, 15 and 18 months. */
export const period = z
  .strictObject({
    id: periodId,
    names: names.meta({
      examples: [{ en: 'October 2019 - September 2020', fr: 'octobre 2019 - septembre 2020' }],
    }),
    first: month.meta({ description: 'The first month.', examples: ['2019-10'] }),
    last: month.meta({
      description: 'The last month, included; at most 120 months.',
      examples: ['2020-09'],
    }),
    document: line(100)
      .meta({ description: 'The reference of the printed report.', examples: ['SG/Inf(2020)32'] })
      .optional(),
    closed: day
      .meta({
        description:
          'The day on which the office closed it; absent: its figures are provisional. From that day on, every change of them is a revision.',
        examples: ['2020-12-15'],
      })
      .optional(),
  })
  .refine(({ first, last }) => first <= last, {
    path: ['last'],
    error: 'is before the first month',
    params: { code: 'ends_before_start' },
  })
  .refine(({ first, last }) => monthsOf(first, last).length <= 120, {
    path: ['last'],
    error: 'is more than 120 months after the first',
    params: { code: 'too_long' },
  })
  .refine(({ last, closed }) => closed === undefined || closed > lastDay(last), {
    path: ['closed'],
    error: 'is not after the last month',
    params: { code: 'ends_before_start' },
  });
export type Period = z.infer<typeof period>;

/** Every month from the first to the last, both included. */
export function monthsOf(first: string, last: string): string[] {
  const months: string[] = [];
  for (let current = first; current <= last; current = monthAfter(current)) months.push(current);
  return months;
}

/** The first and last day of a period. */
export const daysOf = ({ first, last }: Pick<Period, 'first' | 'last'>): { from: string; to: string } => ({
  from: firstDay(first),
  to: lastDay(last),
});

/** The days on which a period begins, on which it is over, and on which it is closed. */
export const turningDaysOf = ({
  first,
  last,
  closed,
}: Pick<Period, 'first' | 'last' | 'closed'>): string[] => [
  firstDay(first),
  dayAfter(lastDay(last)),
  ...(closed === undefined ? [] : [closed]),
];

/** For each period the ids of the others that have a month in common with it. */
export const overlapsOf = (periods: readonly Period[]): string[][] =>
  periods.map(({ id, first, last }) =>
    periods.flatMap((other) =>
      other.id !== id && other.first <= last && first <= other.last ? [other.id] : [],
    ),
  );

/** The month after the period that ends last; undefined if there is none, or the calendar ends with it. */
export function monthAfterPeriods(periods: readonly Pick<Period, 'last'>[]): string | undefined {
  const ended = periods
    .map(({ last }) => last)
    .sort()
    .at(-1);
  const next = ended && monthAfter(ended);
  return next !== undefined && month.safeParse(next).success ? next : undefined;
}
