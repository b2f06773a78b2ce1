import * as z from 'zod';
import { dayMonthOrYear, firstDay, lastDay } from './calendar.ts';
import { countryCode } from './country.ts';
import { factId, provenance } from './fact.ts';
import { projectCode } from './project.ts';
import { line } from './text.ts';

const cents = z.int().min(1).max(100_000_000_000_00);

/** Who gives: a State by its code, which has names in every language, or an organisation by its name. */
const donor = z
  .strictObject({
    country: countryCode.meta({ description: 'The State that gives.', examples: ['JP'] }).optional(),
    name: line(200)
      .meta({ description: 'The name of the organisation that gives, where it is no State.' })
      .optional(),
  })
  .refine(({ country, name }) => (country === undefined) !== (name === undefined), {
    error: 'names either a country or an organisation',
    params: { code: 'contradiction' },
  });

/**
 * What a donor gave for the work of the office. Money whose amount no source prints names its donor all the same, and
 * adds to no sum; an amount that was given for something else too, or that includes others, is stated in the note only.
 */
export const donorContribution = z
  .strictObject({
    id: factId.meta({
      description: 'The identifier that the office gave it, part of an address.',
      examples: ['japan-2021-09'],
    }),
    donor: donor.meta({ description: 'Who gives: either a country or the name of an organisation.' }),
    date: dayMonthOrYear.meta({
      description: 'When it was given or announced, or from when on it is given: a day, a month or a year.',
      examples: ['2021-09-21'],
    }),
    until: dayMonthOrYear
      .meta({
        description: 'Until when its source names it, where that is a span of time.',
        examples: undefined,
      })
      .optional(),
    kind: z.enum(['money', 'in_kind']).meta({ description: 'What is given.', examples: ['money'] }),
    amount: cents
      .meta({
        description: 'The amount of money in cents (hundredths) of the currency, where the source prints it.',
        examples: [2_000_000],
      })
      .optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'is not a currency such as "EUR"' })
      .meta({ description: 'The currency of the amount, by its ISO 4217 code.', examples: ['EUR'] })
      .optional(),
    amountEur: cents
      .meta({ description: 'An amount of another currency in cents of euros, where the source says so.' })
      .optional(),
    project: projectCode
      .meta({ description: 'The code of the project that it is given for, if it is given for one.' })
      .optional(),
    ...provenance,
  })
  .refine(({ date, until }) => until === undefined || firstDay(date) <= lastDay(until), {
    path: ['until'],
    error: 'is before the date',
    params: { code: 'ends_before_start' },
  })
  .refine(({ kind, amount }) => kind === 'money' || amount === undefined, {
    path: ['amount'],
    error: 'is only of money',
    params: { code: 'contradiction' },
  })
  .refine(({ amount, currency }) => (amount === undefined) === (currency === undefined), {
    path: ['currency'],
    error: 'belongs to an amount, and an amount to it',
    params: { code: 'contradiction' },
  })
  .refine(
    ({ amountEur, currency }) => amountEur === undefined || (currency !== undefined && currency !== 'EUR'),
    {
      path: ['amountEur'],
      error: 'is only of an amount of another currency',
      params: { code: 'contradiction' },
    },
  );
export type DonorContribution = z.infer<typeof donorContribution>;
