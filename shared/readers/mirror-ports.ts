import * as z from 'zod';
import { reference } from '../words/activity.ts';
import { instant } from '../words/calendar.ts';
import { partnerId } from '../words/partner.ts';
import { revision, submissionId } from '../words/submission.ts';

const named = z.tuple([partnerId, reference]);

/** What the public calls an activity: "partner/reference" or, where it is restricted, a UUID. It names a file. */
export const publicId = z.union([
  submissionId,
  z.string().refine((id) => named.safeParse(id.split('/')).success),
]);

/** A public activity, all its fields kept, also those of a newer register. */
export const mirroredRecord = z.looseObject({ id: publicId, revision });
/** An activity as a mirror holds it, with the month that lists it. */
export const mirrored = z.object({ month: z.string(), activity: mirroredRecord });
export type Mirrored = z.infer<typeof mirrored>;

/**
 * How far a mirror has come: the snapshot it holds, the last change of that (none: there was none), and the ETag of
 * its index.
 */
export const mirrorState = z.strictObject({
  snapshot: z.int().min(1),
  generatedAt: instant,
  change: z.strictObject({ number: z.int().min(1), id: z.string(), at: instant }).optional(),
  etag: z.string().optional(),
});
export type MirrorState = z.infer<typeof mirrorState>;

/** The feed, as a mirror reads it. */
export interface MirrorSource {
  /** The index and its ETag; undefined if it is still the one of the ETag given. */
  index(etag: string | undefined): Promise<{ bytes: Uint8Array; etag: string | undefined } | undefined>;
  /** What is at a path below the feed's address, or undefined. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Where a mirror is kept. What a call has done stays done when it resolves, and it may be done again. */
export interface MirrorStore {
  state(): Promise<MirrorState | undefined>;
  /** Replaces the state, all at once; undefined: there is none any longer. */
  keepState(state: MirrorState | undefined): Promise<void>;
  /** Writes an activity in the place of the one of the same id; false if it stands there already. */
  put(held: Mirrored): Promise<boolean>;
  /** Removes the activity of an id, which is a {@link publicId}; false if there is none. */
  remove(id: string): Promise<boolean>;
  /** Every activity held. */
  held(): AsyncIterable<Mirrored>;
}
