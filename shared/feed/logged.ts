import * as z from 'zod';

/** How far the log has come: its origin, the snapshot of its last leaf, its size, and its root in base 64. */
export const logged = z.strictObject({
  origin: z.string(),
  snapshot: z.int().min(1),
  size: z.int().min(1),
  root: z.string(),
});
export type Logged = z.infer<typeof logged>;
