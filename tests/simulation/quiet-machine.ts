import { hash } from 'node:crypto';

/**
 * Runs simulations on a machine that has no threads and no terminal: Web Crypto answers at once, so that nothing
 * but the seed decides what happens next, and what the functions log is not written, as it would be most of the
 * time there is. Both are as before when the work is done.
 */
export async function onQuietMachine<Result>(work: () => Promise<Result>): Promise<Result> {
  const { error, info } = console;
  console.error = ignore;
  console.info = ignore;
  Object.defineProperty(crypto.subtle, 'digest', { value: digest, configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(crypto.subtle, 'digest');
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
