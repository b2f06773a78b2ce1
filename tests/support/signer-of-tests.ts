import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Signer } from '../../shared/feed/ports.ts';

/** A key of the log for tests, made of 32 times a byte; it signs at once. */
export function signerOfTests(seed = 7): Signer {
  // Before the seed, what RFC 8410 has of a private key (PKCS #8).
  const der = Buffer.from(
    `302e020100300506032b657004220420${seed.toString(16).padStart(2, '0').repeat(32)}`,
    'hex',
  );
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const publicKey = Uint8Array.from(Buffer.from(x, 'base64url'));
  return {
    publicKey: async () => publicKey,
    sign: async (message) => Uint8Array.from(sign(null, message, key)),
  };
}
