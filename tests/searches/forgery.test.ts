import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { originAt } from '../../shared/feed/log-snapshot.ts';
import { encode } from '../../shared/feed/snapshot.ts';
import { signCheckpoint } from '../../shared/log/checkpoint.ts';
import { grow } from '../../shared/log/grow.ts';
import { emptyRoot } from '../../shared/log/merkle-tree.ts';
import { readBundle } from '../../shared/log/tiles.ts';
import { verifierKey, writeVerifierKey } from '../../shared/log/verifier-key.ts';
import { verify } from '../../shared/readers/verify.ts';
import type { Seen } from '../../shared/readers/verify-log.ts';
import { onQuietMachine } from '../simulation/quiet-machine.ts';
import { type Random, randomFrom } from '../simulation/random.ts';
import { type Files, forged, publicFiles } from '../support/forged-feed.ts';
import { isLongRun } from '../support/long-run.ts';
import { anActivity, glacy, period, somebody } from '../support/register.ts';
import { copyOf, startRegisterInMemory } from '../support/register-in-memory.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';

const base = 'https://register.example/feed/';
let [older, whole, fork]: Files[] = [];
let [seenOlder, seenWhole, seenFork]: (Seen | undefined)[] = [];

const verified = (files: Files, since?: Seen) =>
  onQuietMachine(() => verify(async (path) => files.get(path), undefined, since));

beforeAll(async () => {
  const register = startRegisterInMemory();
  let minutes = 0;
  const post = async (reference: string, more = {}, on: typeof register = register) => {
    await on.submit(somebody, anActivity({ reference, ...more }));
    await on.recordAll();
    minutes += 1;
    on.at(new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString());
    await on.publish();
  };
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', { ...period, closed: '2021-02-01' });
  await post('A-1', { start: '2020-01' });
  await post('A-2', { start: '2020-02' });
  older = publicFiles(register.stored.objects);
  const other = startRegisterInMemory({ stored: copyOf(register.stored) });
  await post('A-3', { start: '2020-02', units: 3 });
  await post('A-1', { start: '2020-01', units: 4 });
  whole = publicFiles(register.stored.objects);
  await post('A-4', { start: '2020-02', units: 7 }, other);
  fork = publicFiles(other.stored.objects);
  [seenOlder, seenWhole, seenFork] = await Promise.all(
    [older, whole, fork].map(async (files) => (await verify(async (path) => files?.get(path))).seen),
  );
});

/** Signs a log of other leaves, as only its owner could. */
async function signedAnew(files: Files, change: (leaves: Buffer[]) => Buffer[], seed = 7): Promise<Files> {
  const size = Number(
    Buffer.from(files.get('log/checkpoint') ?? [])
      .toString()
      .split('\n')[1],
  );
  const leaves = await readBundle(async (path) => new Uint8Array(files.get(`log/${path}`) ?? []), 0, size);
  const changed = change(leaves.map((leaf) => Buffer.from(leaf))).map((leaf) => new Uint8Array(leaf));
  const tree = await grow(async () => undefined, { size: 0, root: await emptyRoot() }, changed);
  const signed = new Map(files);
  for (const path of files.keys()) if (path.startsWith('log/tile/')) signed.delete(path);
  for (const { path, bytes } of tree.files) signed.set(`log/${path}`, bytes);
  const signer = signerOfTests(seed);
  const key = await verifierKey(originAt(base), 'note', await signer.publicKey());
  signed.set('log/checkpoint', await signCheckpoint(tree, [{ key, sign: signer.sign }]));
  if (seed !== 7) {
    const how = JSON.parse(Buffer.from(files.get('log.json') ?? []).toString());
    signed.set('log.json', encode({ ...how, keys: [writeVerifierKey(key)] }));
  }
  return signed;
}

describe('a feed', () => {
  it('has no fault as it was published, also to who has seen it before', async () => {
    for (const [files, since] of [
      [older, undefined],
      [whole, undefined],
      [whole, seenOlder],
      [whole, seenWhole],
      [fork, seenOlder],
    ] as const) {
      const { rows, fork: contradiction } = await verified(files as Files, since);
      expect(rows.filter(({ ok }) => !ok)).toEqual([]);
      expect(contradiction).toBeUndefined();
    }
  });

  const count = isLongRun ? 10_000 : 120;
  it(`is seen to be forged ${count} times of ${count}, by one who has not the key`, {
    timeout: 3_600_000,
  }, async () => {
    const random: Random = randomFrom(isLongRun ? Date.now() : 11);
    const unseen: string[] = [];
    const names = new Map<string, number>();
    for (let left = count; left > 0; left -= 1) {
      const { name, files } = forged(whole as Files, random);
      names.set(name, (names.get(name) ?? 0) + 1);
      const outcome = await verified(files, seenOlder).catch((error: Error) => ({ ok: false, error }));
      if (outcome.ok) unseen.push(name);
    }
    expect(unseen).toEqual([]);
    expect(names.size).toBe(6);
  });

  it.each<[string, () => Promise<Files> | Files, () => Seen | undefined, boolean]>([
    ['that is an old one', () => older as Files, () => seenWhole, true],
    ['of which another reader sees another history', () => fork as Files, () => seenWhole, true],
    ['of which one saw another history', () => whole as Files, () => seenFork, true],
    [
      'that has dropped a snapshot',
      () => signedAnew(whole as Files, (leaves) => leaves.toSpliced(1, 1)),
      () => seenOlder,
      true,
    ],
    [
      'that has stated another figure before',
      () =>
        signedAnew(whole as Files, ([first = Buffer.from(''), ...leaves]) => [
          Buffer.from(first.toString().replace('"2026-', '"2025-')),
          ...leaves,
        ]),
      () => seenOlder,
      true,
    ],
    [
      'that another key has signed',
      () => signedAnew(whole as Files, (leaves) => leaves, 9),
      () => seenOlder,
      false,
    ],
    [
      'of which the last statement has another index',
      () =>
        signedAnew(whole as Files, (leaves) => {
          const last = leaves.pop()?.toString() ?? '';
          return [...leaves, Buffer.from(last.replace(/"index":"./, '"index":"0'))];
        }),
      () => seenOlder,
      false,
    ],
  ])('%s is found out, though its owner has signed it', async (_, make, since, forks) => {
    const outcome = await verified(await make(), since());
    expect(outcome.ok).toBe(false);
    if (forks) {
      expect(outcome.fork).toMatchObject({ seen: since()?.checkpoint });
      expect(outcome.fork?.now).not.toBe(since()?.checkpoint);
    }
  });

  it('is judged alike by a verifier in Python that shares no code', { timeout: 600_000 }, async () => {
    const random = randomFrom(isLongRun ? Date.now() : 5);
    const folder = mkdtempSync(join(tmpdir(), 'forged-'));
    const key = writeVerifierKey(
      await verifierKey(originAt(base), 'note', await signerOfTests().publicKey()),
    );
    const folders: string[] = [];
    const write = (name: string, files: Files) => {
      for (const [path, bytes] of files) {
        const file = join(folder, name, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bytes);
      }
      writeFileSync(join(folder, name, 'log/checkpoint.seen'), seenOlder?.checkpoint ?? '');
      folders.push(join(folder, name));
    };
    write('whole', whole as Files);
    const count = isLongRun ? 500 : 25;
    for (let at = 0; at < count; at += 1) write(`forged-${at}`, forged(whole as Files, random).files);
    write('fork', await signedAnew(whole as Files, (leaves) => leaves.toSpliced(1, 1)));
    const verifier = new URL('../log-verifier/verify.py', import.meta.url).pathname;
    const run = spawnSync('python3', [verifier, '--feed', key, ...folders], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    expect(run.stderr).toBe('');
    const faults = run.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).faults.length);
    rmSync(folder, { recursive: true });
    expect(faults[0], run.stdout.split('\n')[0]).toBe(0);
    expect(faults.slice(1).filter((each) => each === 0)).toEqual([]);
    expect(faults).toHaveLength(count + 2);
  });
});
