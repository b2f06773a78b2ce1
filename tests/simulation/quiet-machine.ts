import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

/**
 * Runs simulations on a machine that has no threads and no terminal: Web Crypto answers at once, so that nothing
 * but the seed decides what happens next, and what the functions log is not written, as it would be most of the
 * time there is. Both are as before when the work is done.
 */
export async function onQuietMachine<Result>(work: () => Promise<Result>): Promise<Result> {
  const { error, info } = console;
  console.error = ignore;
  console.info = ignore;
  for (const [name, value] of Object.entries(atOnce))
    Object.defineProperty(crypto.subtle, name, { value, configurable: true });
  try {
    return await work();
  } finally {
    for (const name of Object.keys(atOnce)) Reflect.deleteProperty(crypto.subtle, name);
    console.error = error;
    console.info = info;
  }
}

const ignore = () => undefined;

const hashes = new WeakMap<Uint8Array, Buffer>();

/** The SHA-256 of bytes that nobody changes: hashed once, however often they are asked about. */
export function hashOf(bytes: Uint8Array): Buffer {
  const known = hashes.get(bytes) ?? hash('sha256', bytes, 'buffer');
  hashes.set(bytes, known);
  return known;
}

const digest = async (_algorithm: string, bytes: Uint8Array): Promise<Uint8Array> => hashOf(bytes);

const publicKeys = new Map<string, KeyObject>();

/** What the log asks of Web Crypto, without threads: SHA-256, and the signatures of Ed25519. */
const atOnce = {
  digest,
  async importKey(_format: 'raw', publicKey: Uint8Array): Promise<KeyObject> {
    const x = Buffer.from(publicKey).toString('base64url');
    const known =
      publicKeys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    publicKeys.set(x, known);
    return known;
  },
  verify: async (_algorithm: string, key: KeyObject, signature: Uint8Array, message: Uint8Array) =>
    verify(null, message, key, signature),
};
