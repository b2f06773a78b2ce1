import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bytes, sameBytes, utf8 } from '../../shared/log/bytes.ts';
import { cosign, openCheckpoint } from '../../shared/log/checkpoint.ts';
import { grow } from '../../shared/log/grow.ts';
import { LogFault } from '../../shared/log/log-fault.ts';
import { emptyRoot, verifyConsistency } from '../../shared/log/merkle-tree.ts';
import { readBundle } from '../../shared/log/tiles.ts';
import { readProof, verifyProof, writeProof } from '../../shared/log/tlog-proof.ts';
import { treeOf } from '../../shared/log/tree-of-tiles.ts';
import { type VerifierKey, writeVerifierKey } from '../../shared/log/verifier-key.ts';
import { leafOf, leavesTo, logInMemory, type Signer, signerOf } from '../support/log-in-memory.ts';

type Files = Map<string, Bytes>;

const origin = 'example.org/feed/log';
const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('No python3 here: what the verifier in Python says of logs is not tested.');

/** A log of so many leaves, with the checkpoint of fewer that was kept, a proof, and what a witness has signed. */
async function honest(
  size: number,
  signer: Signer,
  witness: Signer,
  leaves = leavesTo(size),
): Promise<Files> {
  const log = await logInMemory();
  await log.add(leaves.slice(0, size >> 1));
  const seen = await log.checkpoint(signer);
  await log.add(leaves.slice(size >> 1));
  const signed = await log.checkpoint(signer);
  const line = await cosign(signed, [signer.key], { ...witness, time: 1_800_000_000 });
  const checkpoint = Uint8Array.of(...signed, ...utf8(line));
  const index = Math.floor(size / 3);
  const extra = leaves[index] as Bytes;
  const proof = writeProof({ extra, index, path: await log.tree().inclusion(index), checkpoint });
  return new Map([
    ...log.files,
    ['checkpoint', checkpoint],
    ['checkpoint.seen', seen],
    ['a.tlog-proof', proof],
  ]);
}

/** Whether our own code finds nothing wrong in a log. */
async function isSound(files: Files, keys: readonly VerifierKey[]): Promise<boolean> {
  const read = async (path: string) => files.get(path);
  const there = (path: string) => files.get(path) ?? new Uint8Array(0);
  try {
    const head = await openCheckpoint(there('checkpoint'), keys);
    const indexes = Array.from({ length: Math.ceil(head.size / 256) }, (_, at) => at);
    const entries = (await Promise.all(indexes.map((at) => readBundle(read, at, head.size)))).flat();
    const made = await grow(async () => undefined, { size: 0, root: await emptyRoot() }, entries);
    if (!made.files.every(({ path, bytes }) => sameBytes(bytes, there(path)))) return false;
    if (!sameBytes(made.root, head.root)) return false;
    const seen = await openCheckpoint(there('checkpoint.seen'), keys);
    const proof = readProof(there('a.tlog-proof'));
    const proven = await verifyProof(proof, proof.extra ?? new Uint8Array(0), keys);
    for (const older of [seen, proven]) {
      if (older.size > head.size) return false;
      const path = await treeOf(read, head.size).consistency(older.size);
      if (!(await verifyConsistency(older, head, path))) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof LogFault) return false;
    throw error;
  }
}

describe.skipIf(!hasPython)('the verifier in Python', () => {
  it('says of honest logs and of those tampered with what our own code says', async () => {
    const [signer, witness] = [
      await signerOf(origin, 1),
      await signerOf('witness.example/w1', 2, 'cosignature'),
    ];
    const keys = [signer.key, witness.key];
    const logs = new Map<string, Files>();
    for (const size of [2, 3, 255, 256, 257, 600])
      logs.set(`honest ${size}`, await honest(size, signer, witness));
    const honestNames = [...logs.keys()];

    const whole = logs.get('honest 257') as Files;
    const tampered = (name: string, change: (files: Files) => void) => {
      const files = new Map(whole);
      change(files);
      logs.set(name, files);
    };
    // What the tree of 257 leaves is made of, and what was kept; tiles of sizes before are nobody's to vouch for.
    const parts = [
      'checkpoint',
      'checkpoint.seen',
      'a.tlog-proof',
      'tile/0/000',
      'tile/0/001.p/1',
      'tile/1/000.p/1',
      'tile/entries/000',
      'tile/entries/001.p/1',
    ];
    for (const path of parts) {
      const bytes = whole.get(path) as Bytes;
      for (const [at, bit] of [
        [0, 0],
        [1, 5],
        [Math.floor(bytes.length / 2), 0],
        [bytes.length - 1, 0],
      ] as const)
        tampered(`bit ${bit} of byte ${at} of ${path}`, (files) => {
          const other = Uint8Array.from(bytes);
          other[at] = (other[at] as number) ^ (1 << bit);
          files.set(path, other);
        });
      tampered(`the last byte of ${path}`, (files) => files.set(path, bytes.slice(0, -1)));
      tampered(`one byte more in ${path}`, (files) => files.set(path, Uint8Array.of(...bytes, 10)));
    }
    for (const path of parts.filter((each) => each.startsWith('tile') || each === 'checkpoint'))
      tampered(`no ${path}`, (files) => files.delete(path));
    const other = leavesTo(257);
    other[40] = leafOf(4040);
    const fork = await honest(257, signer, witness, other);
    for (const path of ['checkpoint', 'checkpoint.seen', 'a.tlog-proof'])
      tampered(`${path} of a fork`, (files) => files.set(path, fork.get(path) as Bytes));
    logs.set(
      'a fork, and what was kept',
      new Map([...fork, ['checkpoint.seen', whole.get('checkpoint.seen') as Bytes]]),
    );
    const back = logs.get('honest 3') as Files;
    logs.set('a rollback', new Map([...back, ['checkpoint.seen', whole.get('checkpoint.seen') as Bytes]]));
    logs.set('the key of another', await honest(257, await signerOf(origin, 9), witness));

    const folder = mkdtempSync(join(tmpdir(), 'log-verifier-'));
    try {
      const folders = [...logs.values()].map((files, at) => {
        for (const [path, bytes] of files) {
          mkdirSync(dirname(join(folder, `${at}`, path)), { recursive: true });
          writeFileSync(join(folder, `${at}`, path), bytes);
        }
        return join(folder, `${at}`);
      });
      const verifier = new URL('../log-verifier/verify.py', import.meta.url).pathname;
      const vkeys = keys.map(writeVerifierKey).join(',');
      const run = spawnSync('python3', ['-I', '-B', verifier, vkeys, ...folders], { encoding: 'utf-8' });
      expect([run.status, run.stderr]).toEqual([1, '']);
      const found = run.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const names = [...logs.keys()];
      const soundToPython = names.filter((_, at) => found[at].faults.length === 0);
      const sound = await Promise.all([...logs.values()].map((files) => isSound(files, keys)));
      expect(names.filter((_, at) => sound[at])).toEqual(honestNames);
      expect(soundToPython).toEqual(honestNames);
      expect(found[names.indexOf('honest 257')]).toEqual({
        folder: `${names.indexOf('honest 257')}`,
        origin,
        size: 257,
        cosignatures: [{ name: 'witness.example/w1', time: 1_800_000_000 }],
        seen: 128,
        proofs: [{ file: 'a.tlog-proof', index: 85, leaf: '{"snapshot":85}\n' }],
        faults: [],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says how it is called where it is called otherwise', () => {
    const verifier = new URL('../log-verifier/verify.py', import.meta.url).pathname;
    const run = spawnSync('python3', ['-I', '-B', verifier], { encoding: 'utf-8' });
    expect(run.status).toBe(2);
    expect(run.stderr).toContain('python3 verify.py [--feed] VKEY');
  });
});
