import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, sha256, toBase64, utf8 } from '../../shared/log/bytes.ts';
import { LogFault } from '../../shared/log/log-fault.ts';
import { mostNoteBytes, openNote, signatureLine, writeNote } from '../../shared/log/signed-note.ts';
import { readVerifierKey, verifierKey, writeVerifierKey } from '../../shared/log/verifier-key.ts';
import { signerFrom, signerOf } from '../support/log-in-memory.ts';

/** The examples of C2SP signed-note and of the note package of Go. */
const spec = {
  key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  text: 'This is an example message.\n',
  line: '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
};
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peter = {
  key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  // Of its private key, which Go publishes: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK...", without the byte of its type.
  seed: fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz').slice(1),
  line: '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const enoch = {
  key: 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
  line: '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n',
};
const namesOf = ({ signed }: Awaited<ReturnType<typeof openNote>>) => signed.map(({ key }) => key.name);

describe('a verifier key', () => {
  it.each([
    spec.key,
    peter.key,
    enoch.key,
    'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6',
    'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
  ])('is written as it was read: %s', async (written) => {
    expect(writeVerifierKey(await readVerifierKey(written))).toBe(written);
  });

  it('is refused where any of it is missing, and with any character changed', async () => {
    const cut = Array.from({ length: peter.key.length }, (_, at) => [
      peter.key.slice(at + 1),
      peter.key.slice(0, at),
    ]);
    for (const written of cut.flat()) await expect(readVerifierKey(written)).rejects.toThrow(LogFault);
    for (let at = 0; at < peter.key.length; at += 1) {
      const other = String.fromCharCode(peter.key.charCodeAt(at) + 1);
      const changed = peter.key.slice(0, at) + other + peter.key.slice(at + 1);
      await expect(readVerifierKey(changed)).rejects.toThrow(LogFault);
    }
  });

  it('is refused of another length, another type, or with a name that is none', async () => {
    for (const written of [
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      'rekor.sigstore.dev+12345678+AwEB',
      'bananas.sigstore.dev+12344556',
    ])
      await expect(readVerifierKey(written)).rejects.toThrow(LogFault);
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u2028', 'a\nb'])
      await expect(verifierKey(name, 'note', new Uint8Array(32))).rejects.toThrow(LogFault);
    for (const length of [31, 33])
      await expect(verifierKey('a', 'note', new Uint8Array(length))).rejects.toThrow(LogFault);
    for (const type of [0, 2, 6]) {
      const material = Uint8Array.of(type, ...new Uint8Array(32));
      const id = Buffer.from(await sha256(utf8('a\n'), material)).toString('hex', 0, 4);
      await expect(readVerifierKey(`a+${id}+${toBase64(material)}`)).rejects.toThrow('unknown type');
    }
  });
});

describe('a signed note', () => {
  it('is opened with the key of the example of C2SP', async () => {
    const opened = await openNote(writeNote(spec.text, [spec.line]), [await readVerifierKey(spec.key)]);
    expect(opened.text).toBe(spec.text);
    expect(namesOf(opened)).toEqual(['example.com/foo']);
  });

  it('is signed as Go signs it, to the byte', async () => {
    const { key, sign } = await signerFrom('PeterNeumann', peter.seed);
    expect(writeVerifierKey(key)).toBe(peter.key);
    expect(await signatureLine(text, key, sign)).toBe(peter.line);
  });

  it('tells which of the known keys have signed, and passes over the others', async () => {
    const note = writeNote(text, [peter.line, enoch.line]);
    const keys = [await readVerifierKey(enoch.key), await readVerifierKey(peter.key)];
    expect(namesOf(await openNote(note, keys))).toEqual(['PeterNeumann', 'EnochRoot']);
    expect(namesOf(await openNote(note, keys.slice(0, 1)))).toEqual(['EnochRoot']);
    await expect(openNote(note, [])).rejects.toThrow('no known key');
    await expect(openNote(writeNote(text, [peter.line]), keys.slice(0, 1))).rejects.toThrow('no known key');
  });

  it('passes over a signature with the name of a known key and another id, or its id and another name', async () => {
    const key = await readVerifierKey(peter.key);
    const renamed = peter.line.replace('PeterNeumann', 'CarmenSandiego');
    const otherId = peter.line.replace('x08g', 'xxxx');
    for (const other of [renamed, otherId]) {
      expect(namesOf(await openNote(writeNote(text, [other, peter.line]), [key]))).toEqual(['PeterNeumann']);
      await expect(openNote(writeNote(text, [other]), [key])).rejects.toThrow('no known key');
    }
  });

  it('is refused whole where one of a known key does not verify, whoever else has signed', async () => {
    const keys = [await readVerifierKey(enoch.key), await readVerifierKey(peter.key)];
    const forged = enoch.line.replace('5n2t', '5n2u');
    await expect(openNote(writeNote(text, [peter.line, forged]), keys)).rejects.toThrow('EnochRoot');
    expect(namesOf(await openNote(writeNote(text, [peter.line, forged]), keys.slice(1)))).toEqual([
      'PeterNeumann',
    ]);
  });

  it('takes sixty-four signatures and 131,072 bytes, and no more', async () => {
    const keys = [await readVerifierKey(peter.key)];
    const many = (count: number) =>
      writeNote(
        text,
        Array.from({ length: count }, () => peter.line),
      );
    expect(namesOf(await openNote(many(64), keys))).toEqual(['PeterNeumann']);
    await expect(openNote(many(65), keys)).rejects.toThrow('65 signatures');
    await expect(openNote(new Uint8Array(mostNoteBytes + 1), keys)).rejects.toThrow('131073 bytes');
  });

  it.each([
    ['no signature', text],
    ['nothing below the blank line', `${text}\n`],
    ['no newline at the end', `${text}\n${peter.line.slice(0, -1)}`],
    ['no newline after the last of two', `${text}\n${peter.line}${enoch.line.slice(0, -1)}`],
    ['a control character', `\x01${text}\n${peter.line}`],
    ['a carriage return', `${text}\n${peter.line.replace('\n', '\r\n')}`],
    ['a tab', `\t${text}\n${peter.line}`],
    ['a name of two words', `${text}\n${peter.line.replace('PeterNeumann', 'Peter Neumann')}`],
    ['another line below', `${text}\n${peter.line}Unexpected line.\n`],
    ['another dash', `${text}\n${peter.line.replace('—', '-')}`],
    ['base 64 without its padding', `${text}\n${peter.line.replace('=', '')}`],
    ['base 64 with white space', `${text}\n${peter.line.replace('=', '= ')}`],
    ['base 64 with bits that say nothing', `${text}\n${peter.line.replace('nAM=', 'nAN=')}`],
    ['a signature of no bytes', `${text}\n${peter.line}— EnochRoot x08gow==\n`],
    ['nothing', ''],
  ])('is refused with %s', async (_, note) => {
    await expect(openNote(utf8(note), [await readVerifierKey(peter.key)])).rejects.toThrow(LogFault);
  });

  it('is refused where it is no UTF-8, and with a mark of byte order before it', async () => {
    const keys = [await readVerifierKey(peter.key)];
    const note = writeNote(text, [peter.line]);
    await expect(openNote(Uint8Array.of(0xff, ...note), keys)).rejects.toThrow('UTF-8');
    await expect(openNote(Uint8Array.of(0xef, 0xbb, 0xbf, ...note), keys)).rejects.toThrow(LogFault);
  });

  it('is refused with any bit changed', async () => {
    const keys = [await readVerifierKey(peter.key)];
    const note = writeNote(text, [peter.line]);
    for (let bit = 0; bit < note.length * 8; bit += 1) {
      const changed = Uint8Array.from(note);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      await expect(openNote(changed, keys), `bit ${bit}`).rejects.toThrow(LogFault);
    }
  });

  it('is opened as it was signed, whatever its text', async () => {
    const { key, sign } = await signerOf('example.org/log', 7);
    const line = fc.string({ unit: 'grapheme' }).map((each) => each.replace(/\p{Cc}/gu, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), async (lines) => {
        const signedText = lines.map((each) => `${each}\n`).join('') || '\n';
        const note = writeNote(signedText, [await signatureLine(signedText, key, sign)]);
        expect((await openNote(note, [key])).text).toBe(signedText);
      }),
      { numRuns: 50 },
    );
  });

  it('is not signed where nobody could open it: the text is that of no note, or the key another', async () => {
    const { key, sign } = await signerOf('example.org/log', 7);
    const { sign: other } = await signerOf('example.org/log', 8);
    await expect(signatureLine('no newline', key, sign)).rejects.toThrow(LogFault);
    await expect(signatureLine('a\ttab\n', key, sign)).rejects.toThrow(LogFault);
    await expect(signatureLine(text, key, other)).rejects.toThrow('does not verify');
    await expect(signatureLine(text, key, async () => new Uint8Array(63))).rejects.toThrow('does not verify');
    await expect(signatureLine(text, key, sign, 1)).rejects.toThrow('does not verify');
  });
});
