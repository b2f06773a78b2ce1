import * as z from 'zod';
import { projectOrNone } from './breakdowns.ts';
import { figure } from './figure.ts';
import { monthsOf, monthsOfRow, nameOf, tally } from './summary.ts';

/**
 * Every project that a counted activity names, with its counts of all time and the months in which they start, in the
 * order of their codes.
 */
export const projectsFigure = figure(
  'projects',
  ['activities', 'projects'],
  {
    value: z.array(z.strictObject({ project: projectOrNone, ...tally.shape, months: monthsOfRow })),
  },
  ({ merged }) => ({
    value: merged.byProject.map((row) => ({
      project: nameOf(row.key),
      ...row.whole,
      months: monthsOf(row),
    })),
  }),
);
