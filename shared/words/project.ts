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
export const projectCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9@+._: -]{0,62}[A-Za-z0-9@+]$/, {
    error: 'is not a project code such as "GLACY+"',
  })
  .meta({ description: 'The code of a project, as partners write it.' });

/** An amount of money in whole cents. Budgets are in euros, so that they add up. */
const money = z.strictObject({
  amount: z.int().min(0).max(100_000_000_000_00).meta({ description: 'The amount in cents.' }),
  currency: z.literal('EUR').meta({ description: 'The currency.' }),
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
    validFrom: dayMonthOrYear.meta({ description: 'From when on the version holds.' }),
    start: dayMonthOrYear.meta({ description: 'The day, month or year in which the project starts.' }),
    end: dayMonthOrYear
      .meta({ description: 'The day, month or year in which it ends, if that is known.' })
      .optional(),
    budget: money.meta({ description: 'The budget of the project, if it is stated.' }).optional(),
    funding: z
      .array(
        z.strictObject({
          funder: line(200).meta({ description: 'Who pays.' }),
          share: percentage.meta({ description: 'The share, in per cent.' }),
        }),
      )
      .max(50)
      .meta({ description: 'Who pays which share.' })
      .default([]),
    source: line(1000).meta({ description: 'Where that is stated.' }),
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
  code: projectCode.meta({
    description: 'As partners write it; case counts. It is percent-encoded in an address.',
    examples: ['GLACY+'],
  }),
  names: names.meta({
    examples: [
      {
        en: 'Global Action on Cybercrime Extended',
        fr: 'Action globale sur la cybercriminalité élargie',
      },
    ],
  }),
  aliases: z
    .array(line(100))
    .max(50)
    .meta({ description: 'Other names under which it is printed.' })
    .default([]),
  successorOf: projectCode.meta({ description: 'The code of the project that it continues.' }).optional(),
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
    )
    .meta({
      description:
        'What it was from when on: budgets (in cents) and ends move. Shares of funding are per cent with at most two decimals and add up to 100.',
      examples: [
        [
          {
            validFrom: '2016-03',
            start: '2016-03',
            end: '2024-02',
            budget: { amount: 1_890_000_000, currency: 'EUR' },
            funding: [
              { funder: 'European Union', share: 90 },
              { funder: 'Council of Europe', share: 10 },
            ],
            source: 'made up for this example',
          },
        ],
      ],
    }),
  countries: z
    .array(
      z.strictObject({
        code: countryCode,
        from: month.meta({ description: 'The first month in which it belongs to the project.' }).optional(),
        to: month.meta({ description: 'The last month, included.' }).optional(),
        priority: z.boolean().meta({ description: 'Whether it is a priority country of the project.' }),
      }),
    )
    .max(300)
    .meta({
      description: 'With the months from and to which they belong to it; `priority` ones are counted apart.',
      examples: [[{ code: 'GH', from: '2016-03', priority: true }]],
    })
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
