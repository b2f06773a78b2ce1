import * as z from 'zod';
import { projectOrNone } from './breakdowns.ts';
import { figure } from './figure.ts';
import { monthsBy, monthsOfRow, nameOf, tally } from './summary.ts';

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
