import { type Bytes, utf8 } from '../../shared/log/bytes.ts';
import { signCheckpoint } from '../../shared/log/checkpoint.ts';
import { grow } from '../../shared/log/grow.ts';
import { emptyRoot, type TreeHead } from '../../shared/log/merkle-tree.ts';
import type { Sign } from '../../shared/log/signed-note.ts';
import { treeOf } from '../../shared/log/tree-of-tiles.ts';
import { type SignatureType, type VerifierKey, verifierKey } from '../../shared/log/verifier-key.ts';

export type Signer = { key: VerifierKey; sign: Sign };

/** The key of a seed, which is 32 times a byte. */
export async function signerOf(name: string, seed: number, type: SignatureType = 'note'): Promise<Signer> {
  return signerFrom(name, new Uint8Array(32).fill(seed), type);
}

/** The key of the 32 bytes that RFC 8032 calls the private key. */
export async function signerFrom(
  name: string,
  seed: Uint8Array,
  type: SignatureType = 'note',
): Promise<Signer> {
  // Before the seed, what RFC 8410 has of a private key (PKCS #8).
  const written = Uint8Array.from([...Buffer.from('302e020100300506032b657004220420', 'hex'), ...seed]);
  const privateKey = await crypto.subtle.importKey('pkcs8', written, 'Ed25519', true, ['sign']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  const key = await verifierKey(name, type, Uint8Array.from(Buffer.from(x, 'base64url')));
  return {
    key,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message)),
  };
}

export const leafOf = (number: number): Bytes => utf8(`{"snapshot":${number}}\n`);
export const leavesTo = (size: number): Bytes[] => Array.from({ length: size }, (_, at) => leafOf(at));

/** A log that grows in memory; nothing that it holds is ever replaced. It tells what was read. */
export async function logInMemory() {
  const files = new Map<string, Bytes>();
  const reads: string[] = [];
  const read = async (path: string) => {
    reads.push(path);
    return files.get(path);
  };
  let head: TreeHead = { size: 0, root: await emptyRoot() };
  return {
    files,
    reads,
    read,
    head: () => head,
    tree: () => treeOf(read, head.size),
    /** Goes on with some entries, and gives what was written. */
    async add(entries: readonly Bytes[]) {
      const { files: written, size, root } = await grow(read, head, entries);
      for (const { path, bytes } of written) {
        if (files.has(path)) throw new Error(`${path} was there`);
        files.set(path, bytes);
      }
      head = { size, root };
      return written;
    },
    checkpoint: (signer: Signer) => signCheckpoint(head, [signer]),
  };
}
