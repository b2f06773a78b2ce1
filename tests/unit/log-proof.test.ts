import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bytes, fromBase64, toBase64, utf8 } from '../../shared/log/bytes.ts';
import { cosign, openCheckpoint, signCheckpoint } from '../../shared/log/checkpoint.ts';
import { LogFault } from '../../shared/log/log-fault.ts';
import { emptyRoot } from '../../shared/log/merkle-tree.ts';
import { openNote, signatureLine, writeNote } from '../../shared/log/signed-note.ts';
import {
  type LogProof,
  mostProofBytes,
  readProof,
  verifyProof,
  writeProof,
} from '../../shared/log/tlog-proof.ts';
import { readVerifierKey } from '../../shared/log/verifier-key.ts';
import { leafOf, leavesTo, logInMemory, type Signer, signerOf } from '../support/log-in-memory.ts';

const origin = 'example.org/feed/log';
let signer: Signer;
let witness: Signer;
let checkpoint: Bytes;
let proof: LogProof;
beforeAll(async () => {
  signer = await signerOf(origin, 1);
  witness = await signerOf('witness.example/w1', 2, 'cosignature');
  const log = await logInMemory();
  await log.add(leavesTo(300));
  checkpoint = await log.checkpoint(signer);
  proof = { extra: leafOf(100), index: 100, path: await log.tree().inclusion(100), checkpoint };
});
const below = (note: Bytes, ...lines: string[]) => Uint8Array.of(...note, ...utf8(lines.join('')));
const signedText = async (text: string, { key, sign } = signer) =>
  writeNote(text, [await signatureLine(text, key, sign)]);

/** The checkpoint of a log of certificates, with signatures of kinds that are not known here, and witnesses'. */
const published = {
  keys: [
    'arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f',
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    'witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv',
  ],
  note: `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`,
};

describe('a checkpoint', () => {
  it('that a public log and public witnesses have signed is opened with their keys', async () => {
    const keys = await Promise.all(published.keys.map(readVerifierKey));
    const time = 0x6a122120;
    expect(await openCheckpoint(utf8(published.note), keys)).toEqual({
      origin: 'arche2025h1.staging.ct.transparency.dev',
      size: 1_432_088_532,
      root: fromBase64('U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro='),
      cosignatures: ['remora.n621.de', 'witness.stagemole.eu'].map((name) => ({ name, time })),
    });
    await expect(openCheckpoint(utf8(published.note), keys.slice(1))).rejects.toThrow(
      'no known key of arche',
    );
  });

  it('is one of the checksum database of Go where its key is called as its origin, which that is not', async () => {
    const key = await readVerifierKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8');
    const note = utf8(
      'go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n',
    );
    expect((await openNote(note, [key])).signed).toEqual([{ key }]);
    await expect(openCheckpoint(note, [key])).rejects.toThrow('no known key of go.sum database tree');
  });

  it('says origin, size and root as they were signed, and bears the lines of whoever else has signed', async () => {
    const text = new TextDecoder().decode(checkpoint);
    expect(text).toMatch(
      /^example\.org\/feed\/log\n300\n[\w+/]{43}=\n\n— example\.org\/feed\/log [\w+/]{91}=\n$/,
    );
    const opened = await openCheckpoint(checkpoint, [signer.key]);
    expect(opened).toMatchObject({ origin, size: 300, cosignatures: [] });
    const none = { size: 0, root: await emptyRoot() };
    expect(await openCheckpoint(await signCheckpoint(none, [signer]), [signer.key])).toMatchObject(none);
    const next = await signerOf(origin, 3);
    const twice = below(
      checkpoint,
      await signatureLine(text.slice(0, text.indexOf('\n\n') + 1), next.key, next.sign),
    );
    for (const keys of [[signer.key], [next.key], [next.key, signer.key]])
      expect(await openCheckpoint(twice, keys)).toEqual(opened);
  });

  const root = toBase64(new Uint8Array(32).fill(5));
  it.each([
    ['no root', `${origin}\n5\n`],
    ['no origin', `\n5\n${root}\n`],
    ['a size with a zero before it', `${origin}\n05\n${root}\n`],
    ['a size below none', `${origin}\n-5\n${root}\n`],
    ['a size in other digits', `${origin}\n5e3\n${root}\n`],
    ['a size above 2^53 - 1', `${origin}\n9007199254740992\n${root}\n`],
    ['a root of 31 bytes', `${origin}\n5\n${toBase64(new Uint8Array(31))}\n`],
    ['a root in other letters', `${origin}\n5\n${root.replace('=', '')}\n`],
    ['an empty line after it', `${origin}\n5\n${root}\n\n`],
    ['another origin', `example.org/other\n5\n${root}\n`],
  ])('is refused with %s, though signed', async (_, text) => {
    await expect(openCheckpoint(await signedText(text), [signer.key])).rejects.toThrow(LogFault);
  });

  it('may have other lines, which mean nothing and are signed', async () => {
    const note = await signedText(`${origin}\n9007199254740991\n${root}\nextension\n`);
    expect(await openCheckpoint(note, [signer.key])).toMatchObject({ size: 9_007_199_254_740_991 });
  });
});

describe('a cosignature', () => {
  const time = 1_679_315_147;
  const cosigned = async (at = time) =>
    below(checkpoint, await cosign(checkpoint, [signer.key], { ...witness, time: at }));

  it('tells who has seen a checkpoint, and when', async () => {
    const note = await cosigned();
    const opened = await openCheckpoint(note, [signer.key, witness.key]);
    expect(opened.cosignatures).toEqual([{ name: 'witness.example/w1', time }]);
    expect((await openCheckpoint(note, [signer.key])).cosignatures).toEqual([]);
    await expect(openCheckpoint(note, [witness.key])).rejects.toThrow('no known key of example.org/feed/log');
  });

  it('signs the lines of the specification', async () => {
    const messages: string[] = [];
    const sign = async (message: Bytes) => {
      messages.push(new TextDecoder().decode(message));
      return witness.sign(message);
    };
    await cosign(checkpoint, [signer.key], { key: witness.key, sign, time });
    const text = new TextDecoder().decode(checkpoint).split('\n\n')[0];
    expect(messages).toEqual([`cosignature/v1\ntime ${time}\n${text}\n`]);
  });

  it('is refused with any bit of time or signature changed', async () => {
    const note = new TextDecoder().decode(await cosigned());
    const line = note.split('\n').at(-2) ?? '';
    const bytes = fromBase64(line.split(' ')[2] ?? '');
    expect(bytes).toHaveLength(76);
    for (let bit = 32; bit < bytes.length * 8; bit += 1) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      const other = note.replace(line, `— witness.example/w1 ${toBase64(changed)}`);
      await expect(openCheckpoint(utf8(other), [signer.key, witness.key])).rejects.toThrow(LogFault);
    }
  });

  it('is refused where a key for cosignatures has signed a note, or bears the name of the log', async () => {
    const text = new TextDecoder().decode(checkpoint).split('\n\n')[0] ?? '';
    await expect(signatureLine(`${text}\n`, witness.key, witness.sign)).rejects.toThrow('64 bytes');
    const namesake = await signerOf(origin, 6, 'cosignature');
    const line = await signatureLine(`${text}\n`, namesake.key, namesake.sign, time);
    await expect(openCheckpoint(writeNote(`${text}\n`, [line]), [namesake.key])).rejects.toThrow(
      'no known key of',
    );
  });

  it('is refused of a second above 2^53 - 1', async () => {
    const line = (at: number) => signatureLine(`${origin}\n`, witness.key, witness.sign, at);
    expect(await line(2 ** 53 - 1)).toContain('witness.example');
    await expect(line(2 ** 53)).rejects.toThrow('9007199254740992');
  });

  it('is not put below what the log has not signed, nor at no time', async () => {
    const other = await signerOf(origin, 4);
    await expect(cosign(checkpoint, [other.key], { ...witness, time })).rejects.toThrow(LogFault);
    for (const none of [0, -1, 1.5, Number.NaN, 2 ** 53])
      await expect(cosigned(none)).rejects.toThrow(RangeError);
    await expect(cosign(checkpoint, [signer.key], { ...signer, time })).rejects.toThrow(LogFault);
  });
});

describe('a proof to keep', () => {
  it('is written as the specification has it, and read as it was written', async () => {
    const written = new TextDecoder().decode(writeProof(proof));
    const lines = written.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${toBase64(leafOf(100))}`,
      'index 100',
    ]);
    expect(lines.slice(3, 3 + proof.path.length)).toEqual(proof.path.map(toBase64));
    expect(lines.slice(3 + proof.path.length).join('\n')).toBe(`\n${new TextDecoder().decode(checkpoint)}`);
    expect(readProof(writeProof(proof))).toEqual(proof);
    const hash = new Uint8Array(32).fill(3);
    expect(writeProof({ index: 5, path: [hash, hash], checkpoint: utf8('checkpoint\n') })).toEqual(
      utf8(`c2sp.org/tlog-proof@v1\nindex 5\n${toBase64(hash)}\n${toBase64(hash)}\n\ncheckpoint\n`),
    );
    expect(writeProof({ index: 0, path: [], checkpoint: utf8('checkpoint\n') })).toEqual(
      utf8('c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n'),
    );
  });

  it('proves that the log had the leaf when it signed, and who had seen it', async () => {
    const time = 1_800_000_000;
    const seen = below(checkpoint, await cosign(checkpoint, [signer.key], { ...witness, time }));
    const read = readProof(writeProof({ ...proof, checkpoint: seen }));
    expect(await verifyProof(read, read.extra as Bytes, [signer.key, witness.key])).toMatchObject({
      origin,
      size: 300,
      index: 100,
      cosignatures: [{ name: 'witness.example/w1', time }],
    });
  });

  it('is the whole proof of the only leaf of a log', async () => {
    const log = await logInMemory();
    await log.add([leafOf(0)]);
    const only = { index: 0, path: await log.tree().inclusion(0), checkpoint: await log.checkpoint(signer) };
    expect(only.path).toEqual([]);
    expect(await verifyProof(readProof(writeProof(only)), leafOf(0), [signer.key])).toMatchObject({
      size: 1,
      index: 0,
    });
  });

  it('proves nothing with any bit of it or of the leaf changed', async () => {
    const [written, leaf] = [writeProof({ ...proof, extra: undefined } as unknown as LogProof), leafOf(100)];
    const flip = (bytes: Bytes, bit: number) => {
      const other = Uint8Array.from(bytes);
      other[(bit >> 3) % bytes.length] = (other[(bit >> 3) % bytes.length] as number) ^ (1 << (bit & 7));
      return other;
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(written.length * 8 - 1), async (bit) => {
        const verdict = (async () => verifyProof(readProof(flip(written, bit)), leaf, [signer.key]))();
        await expect(verdict).rejects.toThrow(LogFault);
        await expect(verifyProof(readProof(written), flip(leaf, bit), [signer.key])).rejects.toThrow(
          LogFault,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('proves nothing to who knows another key, or of another leaf', async () => {
    const other = await signerOf(origin, 5);
    await expect(verifyProof(proof, leafOf(100), [other.key])).rejects.toThrow(LogFault);
    await expect(verifyProof(proof, leafOf(101), [signer.key])).rejects.toThrow('does not prove');
    await expect(verifyProof({ ...proof, index: 101 }, leafOf(100), [signer.key])).rejects.toThrow(
      'does not prove',
    );
  });

  it.each([
    ['another first line', 'wrong-header\nindex 0\n\ncheckpoint\n'],
    ['extra data in no base 64', 'c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n'],
    ['an index that is no number', 'c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n'],
    ['an index called otherwise', 'c2sp.org/tlog-proof@v1\nINDEX 0\n\ncheckpoint\n'],
    ['an index below none', 'c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n'],
    ['an index with a zero before it', 'c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n'],
    ['a hash in no base 64', 'c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n'],
    [
      'a hash of 64 bytes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${toBase64(new Uint8Array(64))}\n\ncheckpoint\n`,
    ],
    ['no empty line', 'c2sp.org/tlog-proof@v1\nindex 0\ncheckpoint\n'],
    [
      '64 hashes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}\ncheckpoint\n`,
    ],
    ['nothing', ''],
    ['too many bytes', `c2sp.org/tlog-proof@v1\nindex 0\n\n${'a'.repeat(mostProofBytes)}`],
  ])('is not read with %s', (_, written) => {
    expect(() => readProof(utf8(written))).toThrow(LogFault);
  });
});
