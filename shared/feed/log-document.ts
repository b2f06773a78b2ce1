import * as z from 'zod';
import { path, stamp } from './entry.ts';

/** Where the document is that says how to verify the log. */
export const logPath = 'log.json';
/** Where the files of the log are, below the address of the feed. */
export const logFolder = 'log/';
export const checkpointPath = 'log/checkpoint';
/** The figures of a statement that do not fit into it. */
export const moreFiguresPath = (snapshot: number): string => `statements/${snapshot}.json`;
/** The proof that a value of a figure of a period (null: of all time) was stated, to be kept. */
export const proofPath = (period: string | null, figure: string): string =>
  `proof/${period ?? 'all-time'}/${figure}.tlog-proof`;
/** The checkpoint of the first statement that names other keys: keys before have signed it. */
export const rotationPath = (snapshot: number): string => `log/keys/${snapshot}`;

/** How to verify the signed log: where it is, and whose signatures vouch for it. */
export const logDocument = z
  .strictObject({
    ...stamp.shape,
    origin: z.string().meta({
      description: 'The origin of the log (C2SP tlog-checkpoint), which is also the name of its keys.',
      examples: ['register.example/feed/log'],
    }),
    keys: z
      .array(z.string())
      .min(1)
      .meta({
        description: 'Its keys as C2SP verifier keys, the oldest first: each of them signs.',
        examples: [['register.example/feed/log+7d36f9a1+ASxOzH5dYFJ5ILvG6aaY6q3yjqO0hzVbcHcF8ZQKQb1q']],
      }),
    checkpoint: path.meta({
      description: 'Where its checkpoint is, below which tiles are.',
      examples: [checkpointPath],
    }),
    first: stamp.shape.snapshot.meta({
      description: 'The snapshot of its first statement; leaf n is of the n-th after it.',
    }),
  })
  .meta({ description: 'How to verify the signed log of all snapshots.' });

/** Whether a snapshot is to have a leaf: those of the releases before the log say nothing of it. */
export const isLogged = ({ documents }: { documents: readonly { path: string }[] }): boolean =>
  documents.some(({ path }) => path === logPath);
