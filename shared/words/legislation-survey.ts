import * as z from 'zod';
import { qualifiers } from './activity.ts';
import { dayMonthOrYear } from './calendar.ts';
import { factId, provenance } from './fact.ts';

/** What a survey of legislation counts States by. */
export const measures = [
  'substantive_law',
  'procedural_powers',
  'convention_as_guideline',
  'reforms',
  'participation',
] as const;

const count = z.int().min(0).max(1000);

/** How many States of how many have something on a day, as one survey of their legislation found. */
export const legislationSurvey = z
  .strictObject({
    id: factId.meta({
      description: 'The identifier that the office gave it, part of an address.',
      examples: ['2020-02-substantive-law'],
    }),
    date: dayMonthOrYear.meta({
      description: 'As of when: a day, a month or a year.',
      examples: ['2020-02'],
    }),
    measure: z.enum(measures).meta({
      description:
        'What is counted. substantive_law: States whose substantive criminal law is broadly in line with the Convention on Cybercrime. procedural_powers: whose specific procedural powers (Articles 16 to 21) are in place. convention_as_guideline: that used the Convention as a guideline or source. reforms: that reform their legislation or have. participation: that took part in activities of the Council of Europe.',
      examples: ['substantive_law'],
    }),
    states: count
      .meta({ description: 'How many States, where the source prints the number.', examples: [106] })
      .optional(),
    qualifier: z.enum(qualifiers).meta({ description: 'How exactly the number is known.' }).default('exact'),
    of: count
      .min(1)
      .meta({
        description:
          'Of how many: the members of the United Nations are 193. Left out where the source names no base.',
        examples: [193],
      })
      .optional(),
    perCent: z
      .int()
      .min(0)
      .max(100)
      .meta({ description: 'The share in per cent, as the source prints it.', examples: [55] })
      .optional(),
    ...provenance,
  })
  .refine(({ states, perCent }) => states !== undefined || perCent !== undefined, {
    path: ['states'],
    error: 'is required where there is no perCent',
    params: { code: 'missing' },
  })
  .refine(({ perCent, of }) => perCent === undefined || of !== undefined, {
    path: ['of'],
    error: 'is required where there is a perCent',
    params: { code: 'missing' },
  })
  .refine(({ states = 0, of }) => of === undefined || states <= of, {
    path: ['states'],
    error: 'is more than all of them',
    params: { code: 'too_large' },
  });
export type LegislationSurvey = z.infer<typeof legislationSurvey>;
