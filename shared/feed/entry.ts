import * as z from 'zod';
import { instant } from '../words/calendar.ts';

/** What every document carries: the snapshot in which it last changed, when that was published, and as of when its data are. */
export const stamp = z.strictObject({
  snapshot: z
    .int()
    .min(1)
    .meta({ description: 'The number of the snapshot in which the document last changed.', examples: [7] }),
  generatedAt: instant.meta({
    description: 'When that snapshot was published.',
    examples: ['2020-09-17T08:35:00.000Z'],
  }),
  dataAsOf: instant.meta({ description: 'As of when its data are.', examples: ['2020-09-17T08:34:58.000Z'] }),
});
export type Stamp = z.infer<typeof stamp>;

/** A path below the address of the feed. */
export const path = z.string().regex(/^[a-z0-9A-Z._/-]+$/);
const hashExample = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description: 'The SHA-256 of these bytes, hexadecimal.',
    examples: [hashExample],
  });
export const bytes = z
  .int()
  .min(0)
  .meta({ description: 'How many bytes it has, unpacked.', examples: [5310] });

/** One document of a snapshot: where it is, where its unchanging copy is, and what it must be to the byte. */
export const entry = z.strictObject({
  path: path.meta({
    description: 'Where the document is, relative to index.json; what is there may change.',
    examples: ['metrics.json'],
  }),
  immutable: path.meta({
    description: 'Where its unchanging copy is, relative to index.json.',
    examples: [`immutable/7/${hashExample}.json`],
  }),
  bytes,
  sha256,
  ...stamp.shape,
});
export type Entry = z.infer<typeof entry>;
