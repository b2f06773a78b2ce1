import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../../shared/feed/ports.ts';
import { availabilityOf } from './availability.ts';

/** The client the keys of the log are reached with. */
export const keyClient = (): KMSClient =>
  new KMSClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } });

/** What comes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410, section 4). */
const spki = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * A key of KMS that signs the log (ECC_NIST_EDWARDS25519): the private key never leaves KMS. The public one is asked for
 * once in the life of the process.
 */
export function logSigner(client: KMSClient, KeyId: string): Signer {
  const asked = availabilityOf('the key of the log');
  let known: ReturnType<Signer['publicKey']> | undefined;
  const publicKey = async () => {
    const { PublicKey } = await asked(client.send(new GetPublicKeyCommand({ KeyId })));
    const der = Buffer.from(PublicKey ?? []);
    if (der.length !== spki.length + 32 || !der.subarray(0, spki.length).equals(spki))
      throw new Error(`The key ${KeyId} is not one of Ed25519`);
    return new Uint8Array(der.subarray(spki.length));
  };
  return {
    async publicKey() {
      known ??= publicKey();
      try {
        return (await known).slice();
      } catch (thrown) {
        known = undefined;
        throw thrown;
      }
    },
    async sign(Message) {
      const { Signature } = await asked(
        client.send(
          new SignCommand({ KeyId, Message, MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' }),
        ),
      );
      if (Signature?.length !== 64)
        throw new Error(`KMS gave a signature of ${Signature?.length ?? 0} bytes`);
      return new Uint8Array(Signature);
    },
  };
}
