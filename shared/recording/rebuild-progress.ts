import * as z from 'zod';
import { instant, month } from '../words/calendar.ts';

/** What a rebuild does, in this order. */
export const stages = ['count', 'contributions', 'rows', 'months', 'documents', 'marks'] as const;
export type Stage = (typeof stages)[number];

const count = z.int().min(0);
const place = z.strictObject({ month: z.string(), partner: z.string(), reference: z.string() });
/** A row of a month by its name. */
export type Place = z.infer<typeof place>;

/** How far a rebuild has come: all that it needs to know to go on after it died. */
export const rebuildProgress = z.strictObject({
  schema: z.literal(2),
  /** Whose this is: new each time a rebuild begins or goes on. */
  token: z.string(),
  since: instant,
  stage: z.enum(stages),
  /** Where the stage goes on, as its pages tell it; none: from the first. */
  from: z.string().optional(),
  /** How many items of the stage are done. */
  done: count,
  activities: count,
  /** The months that activities have touched, or that have rows or a summary. */
  months: z.array(month),
  strayRows: count,
  /** The stray rows that are being mended: where that may be half done. */
  mending: z.array(place),
  /** The paths of documents that are not what the index says. */
  lost: z.array(z.string()),
});
export type RebuildProgress = z.infer<typeof rebuildProgress>;

/** The progress of the one rebuild that is under way, or was interrupted. */
export interface Rebuilds {
  get(): Promise<RebuildProgress | undefined>;
  /** Stores the progress of a rebuild that begins or goes on, in the place of any other's. */
  begin(progress: RebuildProgress): Promise<void>;
  /** Replaces the progress if it is still of the same token; false if another rebuild has begun. */
  keep(progress: RebuildProgress): Promise<boolean>;
  /** Removes the progress if it is still of this token. */
  end(token: string): Promise<void>;
}

/** Where a rebuild begins. */
export const beginning = (since: Date): Omit<RebuildProgress, 'token'> => ({
  schema: 2,
  since: since.toISOString(),
  stage: 'count',
  done: 0,
  activities: 0,
  months: [],
  strayRows: 0,
  mending: [],
  lost: [],
});
