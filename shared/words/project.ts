import * as z from 'zod';
import {
  dayAfter,
  dayMonthOrYear,
  firstDay,
  lastDay,
  month,
  monthAfter,
  monthOf,
  monthsAfter,
} from './calendar.ts';
import { countryCode } from './country.ts';
import { line, names } from './text.ts';

/** The code of a project as partners write it: "GLACY+", "Octopus Project". Case counts. */
export const projectCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9@+._: -]{0,62}[A-Za-z0-9@+]$/, {
  error: 'is not a project code such as "GLACY+"',
});

/** An amount of money in whole cents. Budgets are in euros, so that they add up. */
const money = z.strictObject({
  amount: z.int().min(0).max(100_000_000_000_00),
  currency: z.literal('EUR'),
});

/** A percentage with at most two decimals. */
const percentage = z
  .number()
  .gt(0)
  .max(100)
  .refine((share) => Number(share.toFixed(2)) === share, {
    error: 'has more than two decimals',
    params: { code: 'bad_format' },
  });

/** Basis points (hundredths of a per cent) of a share in per cent. */
export const basisPoints = (share: number): number => Math.round(share * 100);

const version = z
  .strictObject({
    validFrom: dayMonthOrYear,
    start: dayMonthOrYear,
    end: dayMonthOrYear.optional(),
    budget: money.optional(),
    funding: z
      .array(z.strictObject({ funder: line(200), share: percentage }))
      .max(50)
      .default([]),
    source: line(1000),
  })
  .refine(({ start, end }) => end === undefined || firstDay(start) <= lastDay(end), {
    path: ['end'],
    error: 'is before the start',
    params: { code: 'ends_before_start' },
  })
  .refine(
    ({ funding }) =>
      funding.length === 0 || funding.reduce((sum, { share }) => sum + basisPoints(share), 0) === 10_000,
    { path: ['funding'], error: 'has shares that do not add up to 100', params: { code: 'shares_not_100' } },
  )
  .refine(({ funding }) => new Set(funding.map(({ funder }) => funder)).size === funding.length, {
    path: ['funding'],
    error: 'names the same funder twice',
    params: { code: 'duplicate' },
  });
export type ProjectVersion = z.infer<typeof version>;

/**
 * A project of the portfolio. Budgets and ends move, so what a project is on a day is told by the version with
 * the latest `validFrom` on or before that day. Versions are kept in the order in which they begin to hold.
 */
export const project = z.strictObject({
  code: projectCode,
  names,
  aliases: z.array(line(100)).max(50).default([]),
  successorOf: projectCode.optional(),
  versions: z
    .array(version)
    .min(1)
    .max(100)
    .refine((all) => new Set(all.map(({ validFrom }) => firstDay(validFrom))).size === all.length, {
      error: 'has two versions that begin to hold on the same day',
      params: { code: 'duplicate' },
    })
    .overwrite((all) =>
      [...all].sort((one, other) => (firstDay(one.validFrom) < firstDay(other.validFrom) ? -1 : 1)),
    ),
  countries: z
    .array(
      z.strictObject({
        code: countryCode,
        from: month.optional(),
        to: month.optional(),
        priority: z.boolean(),
      }),
    )
    .max(300)
    .default([]),
});
export type Project = z.infer<typeof project>;

/** The version of a project that holds on a day, or undefined before its first. */
export const versionOn = ({ versions }: Project, day: string): ProjectVersion | undefined =>
  versions.findLast(({ validFrom }) => firstDay(validFrom) <= day);

/** Whether a version runs on some day between two days (both included). A version without an end goes on. */
export const runsWithin = ({ start, end }: ProjectVersion, from: string, to: string): boolean =>
  firstDay(start) <= to && (end === undefined || lastDay(end) >= from);

/** How many months ahead a project counts as ending next. */
export const monthsAhead = 15 as const;

/** Whether the last month of a version is no later than the 15th after the month of a day. */
export const endsSoonAfter = (day: string, { end }: ProjectVersion): boolean =>
  end !== undefined && monthOf(lastDay(end)) <= monthsAfter(monthOf(day), monthsAhead);

/**
 * The days on which the state of a portfolio may change: a version begins to hold, starts, comes within 15 months
 * of its end, or has ended; a country comes on a list, or leaves it. Days before 1900 are nobody's.
 */
export function turningDays(projects: readonly Project[]): string[] {
  const days = projects.flatMap(({ versions, countries }) => [
    ...versions.flatMap(({ validFrom, start, end }) => [
      firstDay(validFrom),
      firstDay(start),
      ...(end === undefined
        ? []
        : [firstDay(monthsAfter(monthOf(lastDay(end)), -monthsAhead)), dayAfter(lastDay(end))]),
    ]),
    ...countries.flatMap(({ from, to }) => [
      ...(from === undefined ? [] : [firstDay(from)]),
      ...(to === undefined ? [] : [firstDay(monthAfter(to))]),
    ]),
  ]);
  return [...new Set(days)].filter((day) => day >= '1900-01-01').sort();
}

/** What the country list of a project says in a month. */
export const countriesIn = ({ countries }: Project, inMonth: string): Project['countries'] =>
  countries.filter(({ from, to }) => (from ?? '') <= inMonth && (to ?? '9999') >= inMonth);

/** Whether a country is a priority country of some project in a month. */
export const isPriority = (projects: readonly Project[], code: string, inMonth: string): boolean =>
  projects.some((project) =>
    countriesIn(project, inMonth).some((country) => country.priority && country.code === code),
  );
