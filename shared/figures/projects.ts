import * as z from 'zod';
import { month } from '../words/calendar.ts';
import { projectCode } from '../words/project.ts';
import { figure } from './figure.ts';
import { monthsBy, nameOf, tally } from './summary.ts';

/**
 * Every project that a counted activity names, with its counts of all time and the months in which they start, in the
 * order of their codes.
 */
export const projectsFigure = figure(
  'projects',
  ['activities', 'projects'],
  {
    value: z.array(
      z.strictObject({ project: projectCode.nullable(), ...tally.shape, months: z.array(month) }),
    ),
  },
  ({ months, merged }) => {
    const found = monthsBy(months, 'byProject');
    return {
      value: merged.byProject.map(({ key, whole }) => ({
        project: nameOf(key),
        ...whole,
        months: found.get(key) ?? [],
      })),
    };
  },
);
