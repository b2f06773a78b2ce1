import { checkpointPath, logDocument, logFolder, logPath } from '../feed/log-document.ts';
import { decode } from '../feed/snapshot.ts';
import { type Bytes, textOf, utf8 } from '../log/bytes.ts';
import { cosign, openCheckpoint } from '../log/checkpoint.ts';
import { verifyConsistency } from '../log/merkle-tree.ts';
import type { Sign } from '../log/signed-note.ts';
import { treeOf } from '../log/tree-of-tiles.ts';
import { readVerifierKey, type VerifierKey } from '../log/verifier-key.ts';
import { type Read, Unreadable } from './read-feed.ts';
import type { Fork, Seen } from './verify-log.ts';

/** Thrown where a log is not one that goes on from what was seen of it: both checkpoints are signed, and prove it. */
export class Forked extends Error {
  readonly fork: Fork;
  constructor(fork: Fork) {
    super('The log has been forked: it does not go on from the checkpoint that was seen before.');
    this.fork = fork;
  }
}

type Witness = { key: VerifierKey; sign: Sign; time: number };

/**
 * Looks at the checkpoint of a log, makes sure that the log goes on from the one that was seen before, and cosigns it at a time, in
 * seconds since 1970 (C2SP tlog-cosignature). Gives what to keep and the line to put below the checkpoint. Without `seen`, it
 * takes the keys that the feed names. Reads two tiles for each level. Throws Forked; LogFault where the log is none, or no key vouches for it
 * that is known; Unreadable without one.
 */
export async function witness(
  read: Read,
  seen: Seen | undefined,
  own: Witness,
): Promise<{ seen: Seen; size: number; cosignature: string }> {
  const take = async (path: string): Promise<Bytes> => {
    const found = await read(path);
    if (found === undefined) throw new Unreadable(`There is no ${path}.`);
    return new Uint8Array(found);
  };
  const keys = seen?.keys ?? logDocument.parse(decode(await take(logPath))).keys;
  const known = await Promise.all(keys.map(readVerifierKey));
  const note = await take(checkpointPath);
  const now = await openCheckpoint(note, known);
  if (seen !== undefined) {
    const before = await openCheckpoint(utf8(seen.checkpoint), known);
    const forked = new Forked({ seen: seen.checkpoint, now: textOf(note) });
    if (now.size < before.size || now.origin !== before.origin) throw forked;
    const readLog = async (path: string) => {
      const found = await read(logFolder + path);
      return found && new Uint8Array(found);
    };
    const path = await treeOf(readLog, now.size).consistency(before.size);
    if (!(await verifyConsistency(before, now, path))) throw forked;
  }
  const cosignature = await cosign(note, known, own);
  return { seen: { keys, checkpoint: textOf(note) }, size: now.size, cosignature };
}
