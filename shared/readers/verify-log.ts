import * as z from 'zod';
import {
  checkpointPath,
  logFolder,
  logPath,
  moreFiguresPath,
  proofPath,
  rotationPath,
} from '../feed/log-document.ts';
import { decode, sha256 } from '../feed/snapshot.ts';
import { type Bytes, joined, sameBytes, textOf } from '../log/bytes.ts';
import { openCheckpoint } from '../log/checkpoint.ts';
import { grow } from '../log/grow.ts';
import { LogFault } from '../log/log-fault.ts';
import { emptyRoot, type TreeHead } from '../log/merkle-tree.ts';
import { moreFigures, readStatement, type StatedFigure, type Statement } from '../log/statement.ts';
import { type ReadLog, readBundle, tileWidth } from '../log/tiles.ts';
import { readProof, verifyProof } from '../log/tlog-proof.ts';
import { readVerifierKey, type VerifierKey } from '../log/verifier-key.ts';
import { aFewAtATime } from '../words/a-few-at-a-time.ts';
import { byCodeUnit } from '../words/public-record.ts';
import { checkRow, faultRow, type Row } from './difference.ts';
import type { Read, ReadFeed } from './read-feed.ts';

/** What somebody has seen of a log: its checkpoint, as it was signed, and the keys that he knew then. */
export const seen = z.strictObject({ keys: z.array(z.string()).min(1), checkpoint: z.string() });
export type Seen = z.infer<typeof seen>;

/** A checkpoint that contradicts one that was seen: both are signed, and prove it to everybody. */
export type Fork = { seen: string; now: string };

/** What verifying a log gives: what to keep for the next time, a contradiction, where there is one, and the last snapshot. */
export type VerifiedLog = { seen?: Seen; fork?: Fork; last?: number };

/** What a log is verified against. */
type Against = {
  /** The SHA-256 of the index that was read. */
  index: string;
  /** The headline figures that vintages say have changed, by the snapshot. */
  stated: ReadonlyMap<number, readonly StatedFigure[]>;
  /** What was seen before, if anything. */
  since: Seen | undefined;
};

/**
 * Verifies the signed log: every tile and bundle against its statements, the root against the checkpoint, the keys from those
 * that are known, every statement against the one before it, the last against the index, all headline figures against the vintages,
 * every proof against its statement; and that the log goes on from what was seen before. Reads all of it and holds the
 * statements. `before` is the checkpoint as it was read before the index.
 */
export async function verifyLog(
  read: Read,
  feed: ReadFeed,
  before: Uint8Array | undefined,
  { index, stated, since }: Against,
): Promise<VerifiedLog> {
  const { rows } = feed;
  const how = await feed.document(logPath, 'log');
  if (how === undefined) return {};
  if (before === undefined) {
    rows.push(faultRow(checkpointPath, 'copy', undefined, 'a signed checkpoint'));
    return {};
  }
  const note = new Uint8Array(before);
  const readLog: ReadLog = async (path) => bytesOf(await read(logFolder + path));
  const noting = notingIn(rows);

  const parsedKeys = await noting(logPath, 'keys', () => Promise.all(how.keys.map(readVerifierKey)));
  if (parsedKeys === undefined) return {};
  const unverified = await noting(checkpointPath, 'size', async () => sizeOf(note));
  if (unverified === undefined) return {};
  const leaves = await noting(checkpointPath, 'bundles', () => readLeaves(readLog, unverified));
  if (leaves === undefined) return {};
  const statements = await noting(checkpointPath, 'statements', async () => leaves.map(readStatement));
  if (statements === undefined) return {};
  const rootOf = async (size: number) => (await treeOfLeaves(leaves.slice(0, size))).root;

  const known = since?.keys ?? statements[0]?.keys ?? how.keys;
  const trusted = await noting(checkpointPath, 'keys', async () => {
    const keys = await keysFrom(
      known,
      statements,
      async (snapshot) => bytesOf(await read(rotationPath(snapshot))),
      rootOf,
    );
    const missing = how.keys.filter((key) => !keys.has(key));
    if (missing.length > 0) throw new LogFault(`no key known before vouches for ${missing.join(' ')}`);
    return [...keys.values()];
  });
  const checkpoint =
    trusted && (await noting(checkpointPath, 'signature', () => openCheckpoint(note, trusted)));
  const older = since && (await seenIn(noting, since, rootOf, leaves.length));
  const isForked = older !== undefined && !older.isPrefix;
  const fork = isForked && since ? { fork: { seen: since.checkpoint, now: textOf(note) } } : {};
  if (isForked)
    rows.push(
      faultRow(
        checkpointPath,
        'history',
        `${leaves.length} leaves that do not begin with the ${older.size} that were signed`,
        'only added to since it was seen',
      ),
    );
  else if (older) rows.push(checkRow(checkpointPath, 'history', older.size, older.size));
  if (checkpoint === undefined) return fork;
  rows.push(checkRow(checkpointPath, 'origin', checkpoint.origin, how.origin));
  rows.push(...(await rowsOfTree(readLog, leaves, checkpoint)));
  rows.push(...rowsOfStatements(statements, how.first, feed.index, index));
  const figures = await figuresOf(read, rows, statements);
  rows.push(...rowsOfFigures(figures, stated, how.first, feed.index.snapshot));
  await verifyProofs(read, rows, trusted ?? [], { leaves, figures, first: how.first });
  const last = statements.at(-1)?.snapshot;
  return { ...fork, seen: { keys: how.keys, checkpoint: textOf(note) }, ...(last ? { last } : {}) };
}

const bytesOf = (found: Uint8Array | undefined): Bytes | undefined => found && new Uint8Array(found);

/** Does something, and notes a row where it finds the log at fault. */
function notingIn(rows: Row[]) {
  return async <Got>(document: string, name: string, work: () => Promise<Got>): Promise<Got | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LogFault)) throw error;
      rows.push(faultRow(document, name, error.message, 'as C2SP has it'));
      return undefined;
    }
  };
}
type Noting = ReturnType<typeof notingIn>;

/** How many leaves a checkpoint tells of, whoever has signed it. */
function sizeOf(note: Bytes): number {
  const [, line = ''] = textOf(note).split('\n');
  const size = Number(line);
  if (!/^\d{1,15}$/.test(line) || size < 1)
    throw new LogFault(`is a checkpoint of ${line.slice(0, 80)} leaves`);
  return size;
}

async function readLeaves(read: ReadLog, size: number): Promise<Bytes[]> {
  const leaves: Bytes[] = [];
  for (let index = 0; index * tileWidth < size; index += 1)
    leaves.push(...(await readBundle(read, index, size)));
  return leaves;
}

const treeOfLeaves = async (leaves: readonly Bytes[]) =>
  grow(async () => undefined, { size: 0, root: await emptyRoot() }, leaves);

/**
 * The keys that are to be trusted: those known, and those that statements name for which a checkpoint vouches that one trusted
 * before has signed, of a tree that has the statement.
 */
async function keysFrom(
  known: readonly string[],
  statements: readonly Statement[],
  rotation: ReadRotation,
  rootOf: (size: number) => Promise<Bytes>,
): Promise<Map<string, VerifierKey>> {
  const keys = new Map<string, VerifierKey>();
  const trust = async (all: readonly string[]) => {
    for (const each of all) keys.set(each, await readVerifierKey(each));
  };
  await trust(known);
  for (const [at, { snapshot, keys: stated = [] }] of statements.entries()) {
    if (stated.every((key) => keys.has(key))) continue;
    const note = await rotation(snapshot);
    if (note === undefined) continue;
    const { size, root } = await openCheckpoint(note, [...keys.values()]);
    if (size <= at || size > statements.length || !sameBytes(root, await rootOf(size)))
      throw new LogFault(`${rotationPath(snapshot)} is not of this log`);
    await trust(stated);
  }
  return keys;
}
type ReadRotation = (snapshot: number) => Promise<Bytes | undefined>;

/** What was seen before: how many leaves, and whether they are the first of those there are. */
async function seenIn(
  noting: Noting,
  since: Seen,
  rootOf: (size: number) => Promise<Bytes>,
  size: number,
): Promise<{ size: number; isPrefix: boolean } | undefined> {
  return noting(checkpointPath, 'checkpoint seen before', async () => {
    const keys = await Promise.all(since.keys.map(readVerifierKey));
    const seen = await openCheckpoint(new TextEncoder().encode(since.checkpoint), keys);
    const isPrefix = seen.size <= size && sameBytes(await rootOf(seen.size), seen.root);
    return { size: seen.size, isPrefix };
  });
}

/** Every tile and bundle that there has to be, and the root, by the leaves. */
async function rowsOfTree(read: ReadLog, leaves: readonly Bytes[], checkpoint: TreeHead): Promise<Row[]> {
  const { files, root } = await treeOfLeaves(leaves);
  const rows: Row[] = [];
  await aFewAtATime(files, async ({ path, bytes }) => {
    const found = await read(path);
    const is = found && sameBytes(found, bytes);
    rows.push(checkRow(logFolder + path, 'bytes', is === undefined ? 'nothing' : is, true));
  });
  rows.push(checkRow(checkpointPath, 'root', sameBytes(root, checkpoint.root), true));
  return rows;
}

/** Every statement by those beside it, the last by the index: which may be one snapshot ahead, until a run has logged it. */
function rowsOfStatements(
  statements: readonly Statement[],
  first: number,
  { snapshot, generatedAt, dataAsOf }: { snapshot: number; generatedAt: string; dataAsOf: string },
  index: string,
): Row[] {
  const row = (name: string, is: unknown, must: unknown) => checkRow(checkpointPath, name, is, must);
  const disordered = statements.filter(
    (each, at) =>
      each.snapshot !== first + at ||
      each.generatedAt < each.dataAsOf ||
      each.generatedAt < (statements[at - 1]?.generatedAt ?? ''),
  );
  const last = statements.at(-1);
  const isBehind = last?.snapshot === snapshot - 1 && last.generatedAt <= generatedAt;
  return [
    row(
      'order of statements',
      disordered.map((each) => each.snapshot),
      [],
    ),
    row('keys of the first statement', statements[0]?.keys !== undefined, true),
    ...(isBehind
      ? [row('last statement', snapshot - 1, snapshot - 1)]
      : [
          row(
            'last statement',
            last && {
              snapshot: last.snapshot,
              generatedAt: last.generatedAt,
              dataAsOf: last.dataAsOf,
              index: last.index,
            },
            { snapshot, generatedAt, dataAsOf, index },
          ),
        ]),
  ];
}

/** The figures that each statement states, also where they did not fit into it. */
async function figuresOf(read: Read, rows: Row[], statements: readonly Statement[]) {
  const figures = new Map<number, readonly StatedFigure[]>();
  const more = new Map<number, Bytes>();
  for (const { snapshot, figures: own, more: hash } of statements) {
    figures.set(snapshot, own);
    if (hash === undefined) continue;
    const path = moreFiguresPath(snapshot);
    const bytes = bytesOf(await read(path));
    const found = bytes && (await sha256(bytes));
    rows.push(checkRow(path, 'sha256', found, hash));
    if (bytes === undefined || found !== hash) continue;
    const parsed = moreFigures.safeParse(decode(bytes));
    if (parsed.success && parsed.data.snapshot === snapshot) figures.set(snapshot, parsed.data.figures);
    else rows.push(faultRow(path, 'content', 'another', `figures of snapshot ${snapshot}`));
    more.set(snapshot, bytes);
  }
  return { of: figures, more };
}
type Figures = Awaited<ReturnType<typeof figuresOf>>;

/** Whether statements and vintages say the same of every snapshot that both tell of. */
function rowsOfFigures(
  { of: figures }: Figures,
  stated: ReadonlyMap<number, readonly StatedFigure[]>,
  first: number,
  snapshot: number,
): Row[] {
  const sorted = (all: readonly StatedFigure[]) => all.map((each) => JSON.stringify(each)).sort(byCodeUnit);
  const rows: Row[] = [];
  const last = Math.max(0, ...figures.keys());
  for (const each of new Set([...figures.keys(), ...stated.keys()])) {
    // What was published before there was a log, and what is not logged yet.
    if (each < first || (each > last && each === snapshot)) continue;
    const [is, must] = [sorted(stated.get(each) ?? []), sorted(figures.get(each) ?? [])];
    rows.push(checkRow(checkpointPath, `figures of snapshot ${each}`, is, must));
  }
  return rows;
}

/** The proof of the last statement of every figure: its leaf, and that this was logged. */
async function verifyProofs(
  read: Read,
  rows: Row[],
  keys: readonly VerifierKey[],
  { leaves, figures, first }: { leaves: readonly Bytes[]; figures: Figures; first: number },
): Promise<void> {
  const last = new Map<string, number>();
  for (const [snapshot, own] of figures.of)
    for (const [period, id] of own) last.set(proofPath(period, id), snapshot);
  await aFewAtATime([...last], async ([path, snapshot]) => {
    const leaf = leaves[snapshot - first];
    const more = figures.more.get(snapshot);
    const found = await notingIn(rows)(path, 'proof', async () => {
      const bytes = bytesOf(await read(path));
      if (bytes === undefined || leaf === undefined) throw new LogFault('is not there');
      const proof = readProof(bytes);
      const must = more === undefined ? leaf : joined([leaf, more]);
      if (proof.extra === undefined || !sameBytes(proof.extra, must))
        throw new LogFault('bears another statement than the last of its figure');
      return verifyProof(proof, leaf, keys);
    });
    if (found !== undefined) rows.push(checkRow(path, 'leaf', found.index, snapshot - first));
  });
}
