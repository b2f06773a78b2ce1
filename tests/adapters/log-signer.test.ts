import type { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logSigner } from '../../functions/aws/log-signer.ts';
import { openNote, signatureLine, writeNote } from '../../shared/log/signed-note.ts';
import { verifierKey } from '../../shared/log/verifier-key.ts';
import { Unavailable } from '../../shared/ports.ts';
import { type Stores, startStores } from '../support/stores.ts';

let stores: Stores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.stop());

/** A client that answers as told, by the name of the command, and notes what it is asked. */
function answering(answers: Record<string, object>) {
  const asked: string[] = [];
  const client = {
    async send({ constructor: { name } }: object) {
      asked.push(name);
      const answer = answers[name];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { asked, answers, signer: logSigner(client as unknown as KMSClient, 'log') };
}

const prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const raw = Array.from({ length: 32 }, (_, at) => at);

describe('the signer of the log', () => {
  it('signs a note that opens with its public key', async () => {
    const [signer] = stores.ports.signers;
    if (signer === undefined) throw new Error('there is no signer');
    const key = await verifierKey('register.example/log', 'note', await signer.publicKey());
    const line = await signatureLine('a checkpoint\n', key, signer.sign);
    expect((await openNote(writeNote('a checkpoint\n', [line]), [key])).signed).toEqual([{ key }]);
  });

  it('asks for the public key once, and again only where it was not told', async () => {
    const { asked, answers, signer } = answering({ GetPublicKeyCommand: new Error('ECONNREFUSED') });
    await expect(signer.publicKey()).rejects.toThrow(Unavailable);
    answers.GetPublicKeyCommand = { PublicKey: Uint8Array.from([...prefix, ...raw]) };
    for (let times = 0; times < 3; times += 1) expect(await signer.publicKey()).toEqual(Uint8Array.from(raw));
    expect(asked).toEqual(['GetPublicKeyCommand', 'GetPublicKeyCommand']);
  });

  it.each([
    ['of another kind', [...prefix.with(8, 0x71), ...raw]],
    ['too short', [...prefix, ...raw.slice(1)]],
    ['too long', [...prefix, ...raw, 0]],
  ])('takes no public key that is %s', async (_, PublicKey) => {
    const { signer } = answering({ GetPublicKeyCommand: { PublicKey: Uint8Array.from(PublicKey) } });
    await expect(signer.publicKey()).rejects.toThrow('not one of Ed25519');
  });

  it.each([63, 65, 0])('takes no signature of %i bytes', async (length) => {
    const { signer } = answering({ SignCommand: { Signature: new Uint8Array(length) } });
    await expect(signer.sign(new Uint8Array(1))).rejects.toThrow(`a signature of ${length} bytes`);
  });

  it('is unavailable where KMS throttles or does not answer, and at fault where there is no such key', async () => {
    const throttled = Object.assign(new Error(), {
      name: 'ThrottlingException',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(answering({ SignCommand: throttled }).signer.sign(new Uint8Array(1))).rejects.toThrow(
      Unavailable,
    );
    const missing = logSigner(stores.clients.kms, 'missing');
    for (const call of [missing.publicKey(), missing.sign(new Uint8Array(1))])
      await expect(call).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
