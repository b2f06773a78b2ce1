import { beforeEach, describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { putPeriod } from '../../shared/intake/portfolio.ts';
import { mostStatementBytes } from '../../shared/log/statement.ts';
import { verify } from '../../shared/readers/verify.ts';
import { whatAProofProves } from '../../shared/readers/what-a-proof-proves.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { record } from '../../shared/recording/record.ts';
import { storedAs } from '../simulation/bucket.ts';
import { onQuietMachine } from '../simulation/quiet-machine.ts';
import { busy, submission } from '../support/derived-in-memory.ts';
import { period } from '../support/register.ts';
import { copyOf, type Ports, portsOn, type Stored } from '../support/register-in-memory.ts';
import { signerOfTests } from '../support/signer-of-tests.ts';

let stored: Stored;
let ports: Ports;
beforeEach(async () => {
  stored = await busy();
  ports = portsOn(stored, 100);
});

const change = (on: Ports, units: number, revision: number) =>
  record(on)(submission('d', revision, '2020-04', units));
const text = (path: string, of = stored) => Buffer.from(of.objects.get(path)?.bytes ?? []).toString();
const sizeOf = (of = stored) => Number(text('log/checkpoint', of).split('\n')[1]);
const faults = async (of = stored) =>
  (await verify(async (path) => of.objects.get(path)?.bytes)).rows.filter(({ ok }) => !ok);

/** Ports that note what is written and signed, and that die at the n-th of these. */
function noting(on: Ports, dyingAt = Number.POSITIVE_INFINITY) {
  const calls: string[] = [];
  const through =
    <Given extends unknown[], Got>(name: string, call: (...given: Given) => Promise<Got>) =>
    async (...given: Given): Promise<Got> => {
      calls.push(`${name}${typeof given[0] === 'string' ? ` ${given[0]}` : ''}`);
      if (calls.length === dyingAt) throw new Error('died');
      return call(...given);
    };
  const { add, replace, removePartial } = on.kept;
  return {
    calls,
    ports: {
      ...on,
      kept: {
        ...on.kept,
        add: through('add', add),
        replace: through('replace', replace),
        removePartial: through('remove', removePartial),
      },
      signers: on.signers.map(({ publicKey, sign }) => ({ publicKey, sign: through('sign', sign) })),
      publications: { ...on.publications, replace: through('record', on.publications.replace) },
    } as Ports,
  };
}

describe('a run that publishes', () => {
  it('signs once and writes a bundle, a tile and a checkpoint, then the proofs of what has changed', async () => {
    await change(ports, 5, 2);
    const { calls, ports: noted } = noting(ports);
    const size = sizeOf() + 1;
    await publish(noted)();
    const own = calls.filter((call) => !call.startsWith('record'));
    expect(own.slice(0, 4)).toEqual([
      `add log/tile/entries/000.p/${size}`,
      `add log/tile/0/000.p/${size}`,
      'sign',
      'replace log/checkpoint',
    ]);
    expect(own.slice(4).sort()).toEqual([
      'replace proof/2020/units.tlog-proof',
      'replace proof/all-time/units.tlog-proof',
    ]);
    expect(await faults()).toEqual([]);
  });

  it('writes nothing and signs nothing where nothing has changed', async () => {
    const { calls, ports: noted } = noting(ports);
    await publish(noted)();
    expect(calls).toEqual([]);
  });

  it('may die at each of its writes: the next logs what was committed, the same to the byte', async () => {
    await change(ports, 5, 2);
    const whole = copyOf(stored);
    const { calls } = await (async () => {
      const noted = noting(portsOn(whole, 100));
      await publish(noted.ports)();
      return noted;
    })();
    expect(calls.length).toBeGreaterThan(7);
    for (let at = 1; at <= calls.length; at += 1) {
      const some = copyOf(stored);
      await expect(publish(noting(portsOn(some, 100), at).ports)()).rejects.toThrow('died');
      await publish(portsOn(some, 100))();
      await publish(portsOn(some, 100))();
      expect(await faults(some), calls[at - 1]).toEqual([]);
      expect(sizeOf(some), calls[at - 1]).toBeGreaterThanOrEqual(sizeOf(whole));
    }
  });

  it('states what does not fit into a statement in a file of its own, which the proof bears', async () => {
    for (const id of ['2021', '2022', '2023']) await putPeriod(ports)(id, { ...period, id });
    await publish(ports)();
    const [path = '', ...others] = [...stored.objects.keys()].filter((each) =>
      each.startsWith('statements/'),
    );
    expect(others).toEqual([]);
    expect(stored.objects.get(path)?.bytes.length).toBeGreaterThan(mostStatementBytes);
    const proof = stored.objects.get('proof/2021/activities.tlog-proof')?.bytes ?? new Uint8Array();
    const { keys } = JSON.parse(text('log.json'));
    const { figures, statement } = await whatAProofProves(proof, keys);
    expect(figures).toContainEqual(['2021', 'activities', 3, 'activities/1']);
    expect(`statements/${statement.snapshot}.json`).toBe(path);
    const other = signerOfTests(9);
    const key = Buffer.concat([Buffer.from([1]), await other.publicKey()]).toString('base64');
    await expect(whatAProofProves(proof, [`register.example/feed/log+00000000+${key}`])).rejects.toThrow();
  });

  it('removes the partial tiles of one that is full, and holds 300 bytes of tiles a snapshot at most', async () => {
    await onQuietMachine(async () => {
      for (let revision = 2; sizeOf() < 257; revision += 1) {
        await change(ports, revision, revision);
        await publish(ports)();
      }
    });
    const tiles = [...stored.objects].filter(([path]) => path.startsWith('log/tile/'));
    expect(tiles.map(([path]) => path).sort()).toEqual([
      'log/tile/0/000',
      'log/tile/0/001.p/1',
      'log/tile/1/000.p/1',
      'log/tile/entries/000',
      'log/tile/entries/001.p/1',
    ]);
    const bytes = tiles
      .filter(([path]) => !path.includes('entries'))
      .reduce((sum, [, object]) => sum + object.bytes.length, 0);
    expect(bytes / 257).toBeLessThan(300);
    expect(await faults()).toEqual([]);
  }, 120_000);
});

describe('what was tampered with', () => {
  it.each<[string, () => void]>([
    ['a checkpoint that is older', () => undefined],
    ['a tile', () => void stored.objects.set('log/tile/0/000.p/1', storedAs(new Uint8Array(32)))],
    ['a bundle', () => void stored.objects.delete('log/tile/entries/000.p/1')],
    [
      'a checkpoint of nobody',
      () => void stored.objects.set('log/checkpoint', storedAs(Buffer.from('x\n1\ny\n'))),
    ],
  ])('%s is not signed', async (what, tamper) => {
    const before = stored.objects.get('log/checkpoint');
    if (what.endsWith('older')) {
      await change(ports, 5, 2);
      await publish(ports)();
      if (before !== undefined) stored.objects.set('log/checkpoint', before);
    }
    tamper();
    await change(ports, 6, 3);
    const { calls, ports: noted } = noting(ports);
    await expect(publish(noted)()).rejects.toMatchObject({ name: 'LogFault' });
    expect(calls.filter((call) => call === 'sign')).toEqual([]);
  });

  it('a checkpoint that is gone is signed again with the next snapshot', async () => {
    stored.objects.delete('log/checkpoint');
    await change(ports, 6, 2);
    await publish(ports)();
    expect(await faults()).toEqual([]);
  });

  it('an index that is older than the log is not taken up, until a rebuild begins anew', async () => {
    const old = stored.objects.get('index.json');
    await change(ports, 6, 2);
    await publish(ports)();
    if (old !== undefined) stored.objects.set('index.json', old);
    await change(ports, 7, 3);
    await expect(publish(ports)()).rejects.toThrow('run the rebuild');
    await rebuild(ports)(() => () => undefined);
    await publish(ports)();
    expect(await faults()).toEqual([]);
  });
});

describe('a second key', () => {
  it('is vouched for by the first, also to who saw nothing in between and once the first has gone', async () => {
    const read = async (path: string) => stored.objects.get(path)?.bytes;
    const { seen } = await verify(read);
    const second = signerOfTests(9);
    await change(ports, 5, 2);
    await publish({ ...ports, signers: [...ports.signers, second] })();
    expect(await faults()).toEqual([]);
    await change(ports, 6, 3);
    await publish({ ...ports, signers: [second] })();
    const { rows, ok } = await verify(read, undefined, seen);
    expect(rows.filter((row) => !row.ok)).toEqual([]);
    expect(ok).toBe(true);
    stored.objects.delete('log/keys/2');
    expect((await verify(read, undefined, seen)).ok).toBe(false);
  });
});
