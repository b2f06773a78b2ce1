// Plain code, on purpose: the definitions of RFC 6962 and the formats of C2SP, and nothing of the log that it judges.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { plainLeaf, plainRoot } from '../support/plain-merkle-tree.ts';
import type { Objects, Stored } from './bucket.ts';
import type { Facts } from './facts.ts';
import { headlineChanges } from './oracle-vintages.ts';

/** Whether a file is kept for ever, beside the documents of snapshots. */
export const isKept = (path: string): boolean =>
  /^(?:log\/|statements\/|proof\/|vintages\/[^/]+\/)/.test(path);

type Statement = {
  snapshot: number;
  generatedAt: string;
  index: string;
  figures: unknown[][];
  more?: string;
  keys?: string[];
};

/** The log as somebody sees it who looks after every write: what is wrong with it, and what it lacks in the end. */
export function logGrows({ world }: Facts): string[] {
  const objects: Objects = new Map(world.begun);
  const indexes = new Map<number, string>();
  const wrong: string[] = [];
  let leaves: Buffer[] = leavesOf(objects) ?? [];
  let logged = statementsOf(leaves).at(-1)?.snapshot;
  const changed = headlineChanges(world);
  const begun = world.begun.get('index.json');
  if (begun !== undefined) indexes.set(snapshotOf(begun), begun.hash);
  for (const { path, object } of world.log.seen) {
    const standing = objects.get(path);
    const stays = isKept(path) && path !== 'log/checkpoint' && !path.startsWith('proof/');
    if (object === undefined) {
      const full = path.replace(/\.p\/\d+$/, '');
      if (isKept(path) && (full === path || !objects.has(full))) wrong.push(`${path} was removed`);
      objects.delete(path);
      continue;
    }
    if (stays && standing !== undefined && standing.hash !== object.hash)
      wrong.push(`${path} was overwritten`);
    objects.set(path, object);
    if (path === 'index.json') indexes.set(snapshotOf(object), object.hash);
    if (path !== 'log/checkpoint') continue;
    const now = leavesOf(objects);
    if (now === undefined) {
      wrong.push('a checkpoint tells of leaves or tiles that are not there, or was not signed');
      continue;
    }
    if (!leaves.every((leaf, at) => now[at]?.equals(leaf))) wrong.push('a leaf is another than it was');
    if (now.length < leaves.length) wrong.push('the log has become shorter');
    for (const statement of statementsOf(now.slice(leaves.length))) {
      const { snapshot, index } = statement;
      if (logged !== undefined && snapshot !== logged + 1)
        wrong.push(`${snapshot} is logged after ${logged}`);
      if (indexes.get(snapshot) !== index) wrong.push(`${snapshot} is logged and was not committed so`);
      const [have, want] = [figuresIn(statement, objects), changed.get(snapshot) ?? []].map(shown);
      if (have !== want) wrong.push(`statement ${snapshot} states ${have} and ought to state ${want}`);
      logged = snapshot;
    }
    leaves = now;
  }
  wrong.push(...unproved(statementsOf(leaves), world.bucket.objects));
  const index = world.bucket.objects.get('index.json');
  if (index !== undefined && snapshotOf(index) !== logged)
    wrong.push(`${snapshotOf(index)} is published and ${logged} was logged last`);
  return wrong;
}

/** The figures of which the proof is not that of the statement which stated them last. */
function unproved(statements: readonly Statement[], objects: Objects): string[] {
  const last = new Map<string, number>();
  for (const [at, statement] of statements.entries())
    for (const [period, id] of figuresIn(statement, objects))
      last.set(`proof/${period ?? 'all-time'}/${id}.tlog-proof`, at);
  return [...last].flatMap(([path, at]) => {
    const proof = Buffer.from(objects.get(path)?.bytes ?? []).toString();
    const index = /^index (\d+)$/m.exec(proof)?.[1];
    return index === String(at) ? [] : [`${path} is of leaf ${index} and ought to be of ${at}`];
  });
}

const shown = (figures: unknown[][]): string =>
  figures
    .map((each) => JSON.stringify(each))
    .sort()
    .join(' ');

const snapshotOf = (object: Stored): number => (object.parsed() as { snapshot: number }).snapshot;

const statementsOf = (leaves: readonly Buffer[]): Statement[] =>
  leaves.map((leaf) => JSON.parse(leaf.toString()) as Statement);

/** The figures of a statement, those of the file beside it if it names one. */
function figuresIn({ snapshot, figures, more }: Statement, objects: Objects): unknown[][] {
  if (more === undefined) return figures;
  const file = objects.get(`statements/${snapshot}.json`);
  return file?.hash === more ? (file.parsed() as { figures: unknown[][] }).figures : [['lost']];
}

/** The leaves that the checkpoint tells of; none without one, undefined where it does not hold. */
function leavesOf(objects: Objects): Buffer[] | undefined {
  const checkpoint = objects.get('log/checkpoint');
  if (checkpoint === undefined) return [];
  const [text = '', signatures = ''] = Buffer.from(checkpoint.bytes)
    .toString()
    .split(/(?<=\n)\n/);
  const [origin, size, root] = text.split('\n');
  const [, name, signature = ''] = signatures.trim().split(' ');
  if (name !== origin || !isSigned(text, Buffer.from(signature, 'base64').subarray(4), objects))
    return undefined;
  const leaves: Buffer[] = [];
  for (let first = 0; first < Number(size); first += 256) {
    const width = Math.min(256, Number(size) - first);
    const tile = `${String(first / 256).padStart(3, '0')}${width === 256 ? '' : `.p/${width}`}`;
    const [bundle, hashes] = [objects.get(`log/tile/entries/${tile}`), objects.get(`log/tile/0/${tile}`)];
    if (bundle === undefined || hashes === undefined) return undefined;
    const own = entriesOf(Buffer.from(bundle.bytes));
    if (!Buffer.concat(own.map(plainLeaf)).equals(Buffer.from(hashes.bytes))) return undefined;
    leaves.push(...own);
  }
  const is = Buffer.from(plainRoot(leaves.map(plainLeaf))).toString('base64');
  return leaves.length === Number(size) && is === root ? leaves : undefined;
}

function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

const keys = new Map<string, KeyObject>();

/** Whether the key that the feed names has signed a text. */
function isSigned(text: string, signature: Buffer, objects: Objects): boolean {
  const how = objects.get('log.json')?.parsed() as { keys: string[] } | undefined;
  const x = Buffer.from(how?.keys[0]?.split('+').slice(2).join('+') ?? '', 'base64')
    .subarray(1)
    .toString('base64url');
  const key = keys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keys.set(x, key);
  return verify(null, Buffer.from(text), key, signature);
}
