import { type Bytes, hashFrom, joined, sameBytes, textOf, toBase64 } from '../log/bytes.ts';
import { openCheckpoint, signCheckpoint } from '../log/checkpoint.ts';
import { grow, type LogFile } from '../log/grow.ts';
import { LogFault } from '../log/log-fault.ts';
import { emptyRoot, type TreeHead, verifyConsistency } from '../log/merkle-tree.ts';
import { readStatement } from '../log/statement.ts';
import { readBundle, tileWidth } from '../log/tiles.ts';
import { readProof, writeProof } from '../log/tlog-proof.ts';
import { treeOf } from '../log/tree-of-tiles.ts';
import { type VerifierKey, verifierKey, writeVerifierKey } from '../log/verifier-key.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import type { Index } from './documents.ts';
import { type DrawnUp, drawUpStatement } from './draw-up-statement.ts';
import {
  checkpointPath,
  logFolder,
  logPath,
  moreFiguresPath,
  proofPath,
  rotationPath,
} from './log-document.ts';
import type { Logged } from './logged.ts';
import { absent, type ETag, type FeedBucket, type KeptFiles, type Signer } from './ports.ts';
import { type Draft, overtaken } from './snapshot.ts';

export type LogPorts = {
  bucket: Pick<FeedBucket, 'read'>;
  kept: KeptFiles;
  /** The keys of the log, the oldest first: each of them signs. */
  signers: readonly Signer[];
  /** The public address of the feed, ending in a slash. */
  base: string;
};

/** What a log is called that has no leaf yet: the address below which it is, without its scheme. */
export const originAt = (base: string): string => `${base.replace(/^https?:\/\//, '')}log`;

/** The public keys of those who sign, as keys of a log. */
export const keysOf = (signers: readonly Signer[], origin: string): Promise<VerifierKey[]> =>
  Promise.all(signers.map(async (each) => verifierKey(origin, 'note', await each.publicKey())));

/** The draft of the document that says how to verify the log. */
export const logDraft = (origin: string, keys: readonly VerifierKey[], first: number): Draft => ({
  path: logPath,
  schema: 'log',
  body: { origin, keys: keys.map(writeVerifierKey), checkpoint: checkpointPath, first },
});

type Checkpoint = { tree: TreeHead; origin: string; bytes: Bytes; etag: ETag };

/** The checkpoint that is published, if there is one. Throws LogFault where none of the keys has signed it. */
async function readCheckpoint({ kept, signers }: LogPorts): Promise<Checkpoint | undefined> {
  const found = await kept.read(checkpointPath);
  if (found === undefined) return undefined;
  const [origin = ''] = textOf(found.bytes).split('\n');
  const { size, root } = await openCheckpoint(found.bytes, await keysOf(signers, origin));
  return { ...found, origin, tree: { size, root } };
}

/**
 * How far the log has come by what is published of it, for whoever has lost his own record: undefined where there is no
 * checkpoint. Reads the checkpoint and the last bundle. Throws LogFault where they are not as they have to be.
 */
export async function lastLogged(ports: LogPorts): Promise<Logged | undefined> {
  const checkpoint = await readCheckpoint(ports);
  if (checkpoint === undefined || checkpoint.tree.size === 0) return undefined;
  const { origin, tree } = checkpoint;
  const bundle = await readBundle(reading(ports), Math.floor((tree.size - 1) / tileWidth), tree.size);
  const { snapshot } = readStatement(bundle.at(-1) as Bytes);
  return { origin, snapshot, size: tree.size, root: toBase64(tree.root) };
}

const reading =
  ({ kept }: Pick<LogPorts, 'kept'>) =>
  async (path: string): Promise<Bytes | undefined> =>
    (await kept.read(logFolder + path))?.bytes;

/**
 * Makes sure that a committed snapshot has its leaf, and gives how far the log has come with it: writes what does not fit
 * into the statement, bundle and tiles, then the checkpoint, signed once by each key, then the proofs of the figures that it
 * states. All but the checkpoint and the proofs is a function of what was committed, so that a run that comes late, or again,
 * can only write the same.
 *
 * Reads the checkpoint, one bundle and one tile for each level; writes one bundle, one tile for each level that grows, the checkpoint and
 * a proof for each figure; where a tile is full, removes the partial ones of it. Throws LogFault where what is published is not what was signed, or the
 * snapshot does not follow the last of the log: then nothing is signed. Throws Unavailable where another run was at work.
 */
export async function logSnapshot(
  ports: LogPorts,
  before: Logged | undefined,
  committed: { index: Index; sha256: string },
): Promise<Logged> {
  const { snapshot } = committed.index;
  const found = await readCheckpoint(ports);
  const last = before && !(await isFarBehind(ports, before, found)) ? before : await lastLogged(ports);
  if (last?.snapshot === snapshot) return last;
  if (last !== undefined && last.snapshot > snapshot) throw overtaken();
  if (last !== undefined && last.snapshot + 1 !== snapshot)
    throw new LogFault(`the log ends with snapshot ${last.snapshot}, and ${snapshot} was committed`);
  const origin = last?.origin ?? found?.origin ?? originAt(ports.base);
  const drawnUp = await drawUpStatement(ports.bucket, committed);
  const head = last ? { size: last.size, root: hashFrom(last.root) } : { size: 0, root: await emptyRoot() };
  const grown = await grow(reading(ports), head, [drawnUp.leaf]);
  const checkpoint = await published(ports, { origin, head, grown, found, drawnUp, snapshot });
  await writeProofs(ports, grown.size, drawnUp, checkpoint);
  if (grown.size % tileWidth === 0) await removePartials(ports, grown.files);
  return { origin, snapshot, size: grown.size, root: toBase64(grown.root) };
}

/**
 * Whether the log has gone on without this record of it by more than a run that died can have: another run is ahead, or the
 * record is an old one. Throws LogFault where the log is not one that goes on from there.
 */
async function isFarBehind(ports: LogPorts, { size, root }: Logged, found: Checkpoint | undefined) {
  if (found === undefined || found.tree.size <= size + 1) return false;
  const proof = await treeOf(reading(ports), found.tree.size).consistency(size);
  if (await verifyConsistency({ size, root: hashFrom(root) }, found.tree, proof)) return true;
  throw new LogFault(`the log of ${found.tree.size} leaves does not go on from the ${size} that were signed`);
}

type Growing = {
  origin: string;
  head: TreeHead;
  grown: TreeHead & { files: LogFile[] };
  found: Checkpoint | undefined;
  drawnUp: DrawnUp;
  snapshot: number;
};

/** The checkpoint of the grown tree: the one that is published, if a run before has come so far, or else a new one. */
async function published(ports: LogPorts, growing: Growing): Promise<Bytes> {
  const { origin, head, grown, found, drawnUp, snapshot } = growing;
  const { kept, signers } = ports;
  const is = (tree: TreeHead) =>
    found !== undefined &&
    found.origin === origin &&
    found.tree.size === tree.size &&
    sameBytes(found.tree.root, tree.root);
  if (found !== undefined && is(grown)) return found.bytes;
  if (found !== undefined && !is(head))
    throw new LogFault(`the checkpoint of ${found.tree.size} leaves is not the one that was signed last`);
  const files = grown.files.map(({ path, bytes }) => ({ path: logFolder + path, bytes }));
  const { more } = drawnUp;
  for (const { path, bytes } of [
    ...(more ? [{ path: moreFiguresPath(snapshot), bytes: more }] : []),
    ...files,
  ])
    if (!(await kept.add(path, bytes))) throw new LogFault(`${path} is there with other bytes`);
  const keys = await keysOf(signers, origin);
  const signing = signers.map(({ sign }, at) => ({ key: keys[at] as VerifierKey, sign }));
  const bytes = await signCheckpoint(grown, signing);
  // Before the checkpoint that others see, so that nobody who knows the keys before is left without it.
  if (readKeys(drawnUp) && grown.size > 1 && !(await kept.add(rotationPath(snapshot), bytes)))
    throw new LogFault(`${rotationPath(snapshot)} is there with other bytes`);
  if (!(await kept.replace(checkpointPath, bytes, found?.etag ?? absent))) throw overtaken();
  return bytes;
}

const readKeys = ({ leaf }: DrawnUp): boolean => readStatement(leaf).keys !== undefined;

/** Writes the proofs of the figures that a leaf states; one of a later leaf stays. */
async function writeProofs(
  ports: LogPorts,
  size: number,
  { leaf, more, figures }: DrawnUp,
  checkpoint: Bytes,
): Promise<void> {
  if (figures.length === 0) return;
  const index = size - 1;
  const path = await treeOf(reading(ports), size).inclusion(index);
  const extra = more === undefined ? leaf : joined([leaf, more]);
  const proof = writeProof({ extra, index, path, checkpoint });
  await aFewAtATime(figures, async ([period, id]) => {
    const place = proofPath(period, id);
    const standing = await ports.kept.read(place);
    if (standing !== undefined && readProof(standing.bytes).index >= index) return;
    if (!(await ports.kept.replace(place, proof, standing?.etag ?? absent))) throw overtaken();
  });
}

/** Removes the partial bundles and tiles of those that have just become full: nobody needs them (C2SP tlog-tiles, "Partial Tiles"). */
async function removePartials({ kept }: LogPorts, files: readonly LogFile[]): Promise<void> {
  for (const { path } of files) {
    if (path.includes('.p/')) continue;
    const widths = Array.from({ length: tileWidth - 1 }, (_, at) => at + 1);
    await aFewAtATime(widths, (width) => kept.removePartial(`${logFolder}${path}.p/${width}`));
  }
}
