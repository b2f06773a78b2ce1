import * as z from 'zod';
import { instant } from '../words/calendar.ts';
import { revision } from '../words/submission.ts';

/**
 * One change of what is public. It says what has changed and not how: what an activity now is stands in the document
 * of its month, so that what was withdrawn is nowhere kept.
 */
export const change = z.strictObject({
  /** 1, 2, 3 ... in the order in which they were published. */
  number: z.int().min(1),
  /**
   * An activity; or a month or a period, which is created with its first activity and withdrawn with its last, a period
   * also when it is deleted.
   */
  subject: z.enum(['activity', 'month', 'period']),
  change: z.enum(['created', 'replaced', 'withdrawn']),
  id: z.string(),
  /** Of an activity: the month it is now listed in, or was until it was withdrawn. */
  month: z.string().optional(),
  /** Of an activity that was not withdrawn. */
  revision: revision.optional(),
  snapshot: z.int().min(1),
  at: instant,
});
export type Change = z.infer<typeof change>;
/** A change before it has a number. */
export type Changing = Omit<Change, 'number' | 'snapshot' | 'at'>;

/** The fields of a page of the change list, stamp apart. */
export const changesPage = {
  first: z.int().min(1),
  last: z.int().min(0),
  changes: z.array(change),
};
