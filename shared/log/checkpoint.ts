import { type Bytes, hashFrom, numberFrom, textOf, toBase64 } from './bytes.ts';
import { LogFault } from './log-fault.ts';
import type { TreeHead } from './merkle-tree.ts';
import { openNote, type Sign, signatureLine, writeNote } from './signed-note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** The tree of a log, which its origin names, and who has seen it when: names of witnesses, seconds since 1970. */
export type Checkpoint = TreeHead & { origin: string; cosignatures: { name: string; time: number }[] };

/** The lines of a checkpoint: origin, size in decimal, root in base 64 (C2SP tlog-checkpoint, "Note text"). */
const linesOf = (origin: string, { size, root }: TreeHead): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/**
 * A checkpoint, signed by the keys of the log, which are all called as its origin (C2SP tlog-checkpoint, "Signatures"). Throws
 * RangeError where there are none.
 */
export async function signCheckpoint(
  tree: TreeHead,
  signers: readonly { key: VerifierKey; sign: Sign }[],
): Promise<Bytes> {
  const [first] = signers;
  if (first === undefined) throw new RangeError('no key to sign with');
  const text = linesOf(first.key.name, tree);
  return writeNote(text, await Promise.all(signers.map(({ key, sign }) => signatureLine(text, key, sign))));
}

/**
 * What a checkpoint says, of which a key of the log vouches: one of the given that sign notes and is called as its
 * origin. Of those given that cosign, it tells which have. Lines after the third are allowed and mean nothing (C2SP
 * tlog-checkpoint, "Note text"). Throws LogFault for anything else.
 */
export async function openCheckpoint(note: Uint8Array, keys: readonly VerifierKey[]): Promise<Checkpoint> {
  const { text, signed } = await openNote(note, keys);
  const [origin = '', size = '', root = '', ...more] = text.slice(0, -1).split('\n');
  if (more.includes('')) throw new LogFault('is a checkpoint with an empty line');
  if (!signed.some(({ key }) => key.type === 'note' && key.name === origin))
    throw new LogFault(`is a checkpoint that no known key of ${origin.slice(0, 80)} has signed`);
  return {
    origin,
    size: numberFrom(size),
    root: hashFrom(root),
    cosignatures: signed.flatMap(({ key, time }) => (time === undefined ? [] : [{ name: key.name, time }])),
  };
}

/**
 * The line of a witness, to be put below a checkpoint: that at this time, in seconds since 1970, it was the largest tree
 * of the log that the witness knew, and consistent with all it had seen (C2SP tlog-cosignature, "Ed25519 signed
 * message"). Whoever calls has verified that. Throws LogFault where the log's keys do not vouch for the checkpoint, and
 * RangeError for a time that is none: zero says nothing (C2SP tlog-witness, "add-checkpoint").
 */
export async function cosign(
  note: Uint8Array,
  logKeys: readonly VerifierKey[],
  witness: { key: VerifierKey; sign: Sign; time: number },
): Promise<string> {
  const { key, sign, time } = witness;
  if (!Number.isSafeInteger(time) || time <= 0) throw new RangeError(`no second to cosign at: ${time}`);
  await openCheckpoint(note, logKeys);
  const whole = textOf(note);
  return signatureLine(whole.slice(0, whole.lastIndexOf('\n\n') + 1), key, sign, time);
}
