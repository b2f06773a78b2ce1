import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, ListKeysCommand, SignCommand } from '@aws-sdk/client-kms';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startKeyEngine } from '../../local/key-engine.ts';
import { reach } from './running.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function running(folder = temporaryFolder()) {
  const engine = await startKeyEngine(folder);
  onTestFinished(() => engine.stop());
  return { engine, folder, kms: new KMSClient(reach(engine.url)) };
}
const publicKeyOf = async (kms: KMSClient, KeyId: string) =>
  Buffer.from((await kms.send(new GetPublicKeyCommand({ KeyId }))).PublicKey ?? []).toString('hex');

const signing = {
  KeyId: 'log',
  Message: new Uint8Array([1]),
  MessageType: 'RAW',
  SigningAlgorithm: 'ED25519_SHA_512',
} as const;

describe('the local KMS', () => {
  it('signs by Ed25519 with the key whose public part it tells', async () => {
    const { engine, kms } = await running();
    await engine.provide('log');
    expect(await kms.send(new GetPublicKeyCommand({ KeyId: 'log' }))).toMatchObject({
      KeySpec: 'ECC_NIST_EDWARDS25519',
      KeyUsage: 'SIGN_VERIFY',
      SigningAlgorithms: ['ED25519_SHA_512'],
    });
    const spki = Buffer.from(await publicKeyOf(kms, 'log'), 'hex');
    const key = await crypto.subtle.importKey('spki', spki, 'Ed25519', false, ['verify']);
    const { Signature = new Uint8Array() } = await kms.send(new SignCommand(signing));
    const signature = new Uint8Array(Signature);
    expect(await crypto.subtle.verify('Ed25519', key, signature, signing.Message)).toBe(true);
    expect(await crypto.subtle.verify('Ed25519', key, signature, new Uint8Array([2]))).toBe(false);
  });

  it('keeps a key in a file that only its owner reads, and never writes it over', async () => {
    const first = await running();
    await first.engine.provide('log');
    await first.engine.provide('next');
    const file = join(first.folder, 'log.json');
    const text = readFileSync(file, 'utf8');
    expect(readdirSync(first.folder).sort()).toEqual(['log.json', 'next.json']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const told = await publicKeyOf(first.kms, 'log');
    expect(await publicKeyOf(first.kms, 'next')).not.toBe(told);

    const second = await running(first.folder);
    await second.engine.provide('log');
    expect(await publicKeyOf(second.kms, 'log')).toBe(told);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('makes a key where somebody died who made one', async () => {
    const { engine, folder, kms } = await running();
    writeFileSync(join(folder, 'log.json.unfinished'), '{"kty":');
    await engine.provide('log');
    expect(readdirSync(folder)).toEqual(['log.json']);
    expect(await publicKeyOf(kms, 'log')).toHaveLength(88);
  });

  it.each(['', '{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}', '{"kty":"RSA"}'])(
    'says that a file holds no key, and leaves it: %s',
    async (text) => {
      const { engine, folder } = await running();
      const file = join(folder, 'log.json');
      writeFileSync(file, text);
      await expect(engine.provide('log')).rejects.toThrow(`${file} is not a key that can be read`);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );

  it('does nothing else, and nothing by another algorithm', async () => {
    const { engine, kms } = await running();
    await engine.provide('log');
    const refused: [SignCommand | GetPublicKeyCommand | ListKeysCommand, string][] = [
      [new GetPublicKeyCommand({ KeyId: 'next' }), 'NotFoundException'],
      [new SignCommand({ ...signing, KeyId: '../log' }), 'NotFoundException'],
      [new SignCommand({ ...signing, MessageType: 'DIGEST' }), 'ValidationException'],
      [new SignCommand({ ...signing, SigningAlgorithm: 'ED25519_PH_SHA_512' }), 'ValidationException'],
      [new SignCommand({ ...signing, Message: new Uint8Array(4097) }), 'ValidationException'],
      [new ListKeysCommand({}), 'ValidationException'],
    ];
    for (const [command, name] of refused)
      await expect(kms.send(command as SignCommand)).rejects.toMatchObject({ name });
    expect((await fetch(engine.url, { method: 'POST', body: 'no JSON' })).status).toBe(400);
    expect(new URL(engine.url).hostname).toBe('127.0.0.1');
  });
});
