import { type Bytes, fromBase64, hashFrom, joined, numberFrom, textOf, toBase64, utf8 } from './bytes.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { LogFault } from './log-fault.ts';
import { leafHash, verifyInclusion } from './merkle-tree.ts';
import { mostNoteBytes } from './signed-note.ts';
import type { VerifierKey } from './verifier-key.ts';

const title = 'c2sp.org/tlog-proof@v1';
/** The most hashes of a path, and the largest proof that is read, in bytes. */
const mostHashes = 63;
export const mostProofBytes = mostNoteBytes + 16_384;

/**
 * A proof that a leaf is in a log, to be verified offline: its index, from 0, the path to the root of a checkpoint, and
 * that checkpoint as it was signed. `extra` is for whoever uses it, and nothing vouches for it: here the leaf itself, so
 * that one file is enough.
 */
export type LogProof = { extra?: Bytes; index: number; path: Bytes[]; checkpoint: Bytes };

/** A proof as lines: title, extra data, index, a hash each, an empty line, and the checkpoint (C2SP tlog-proof, "Format"). */
export const writeProof = ({ extra, index, path, checkpoint }: LogProof): Bytes =>
  joined([
    utf8(
      [
        title,
        ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
        `index ${index}`,
        ...path.map(toBase64),
        '\n',
      ].join('\n'),
    ),
    checkpoint,
  ]);

/** The proof that was so written. Throws LogFault where it is written in any other way. */
export function readProof(bytes: Uint8Array): LogProof {
  if (bytes.length > mostProofBytes) throw new LogFault(`is a proof of ${bytes.length} bytes`);
  const whole = textOf(bytes);
  const end = whole.indexOf('\n\n');
  const [first, ...lines] = whole.slice(0, Math.max(end, 0)).split('\n');
  if (first !== title) throw new LogFault(`does not begin with ${title} and lines up to an empty one`);
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()?.slice(6) ?? '') : undefined;
  const index = lines.shift() ?? '';
  if (!index.startsWith('index ')) throw new LogFault('is a proof without an index');
  if (lines.length > mostHashes) throw new LogFault(`is a proof of ${lines.length} hashes`);
  return {
    ...(extra === undefined ? {} : { extra }),
    index: numberFrom(index.slice(6)),
    path: lines.map(hashFrom),
    checkpoint: utf8(whole.slice(end + 2)),
  };
}

/**
 * What a proof proves of a leaf, by itself and the keys of the log and of the witnesses that one knows: that the log had
 * it at this index when it had signed the checkpoint, and who had seen that (C2SP tlog-proof, "Verifying a tlog proof").
 * Throws LogFault where it proves nothing.
 */
export async function verifyProof(
  proof: LogProof,
  leaf: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<Checkpoint & { index: number }> {
  const checkpoint = await openCheckpoint(proof.checkpoint, keys);
  if (!(await verifyInclusion(await leafHash(leaf), proof.index, checkpoint, proof.path)))
    throw new LogFault(`does not prove that this is leaf ${proof.index} of ${checkpoint.origin}`);
  return { ...checkpoint, index: proof.index };
}
