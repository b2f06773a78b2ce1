import { type Bytes, fromBase64, joined, sha256, toBase64, utf8 } from './bytes.ts';
import { LogFault } from './log-fault.ts';

/**
 * What a key signs: notes as they are, or checkpoints with the time at which they were seen (C2SP signed-note,
 * "Signature types": 0x01 and 0x04). There are no others here.
 */
export const signatureTypes = { note: 1, cosignature: 4 } as const;
export type SignatureType = keyof typeof signatureTypes;

/** Who signs, and how: an Ed25519 public key of 32 bytes with its name; the id is 32 bits that tell keys of a name apart. */
export type VerifierKey = { name: string; id: number; type: SignatureType; publicKey: Bytes };

/** Whether a key may be so called: not empty, no white space, no plus (C2SP signed-note, "Format"). */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}\p{Cc}+]+$/u.test(name);

/**
 * A key by its name, its type and its 32 bytes. Its id is the first four bytes of SHA-256 over the name, a newline, the
 * number of the type and the public key (C2SP signed-note, "Signatures"). Throws LogFault where there is no such key.
 */
export async function verifierKey(name: string, type: SignatureType, publicKey: Bytes): Promise<VerifierKey> {
  if (!isKeyName(name)) throw new LogFault(`is no name of a key: ${name.slice(0, 80)}`);
  if (publicKey.length !== 32)
    throw new LogFault(`is no public key: ${publicKey.length} bytes instead of 32`);
  const hash = await sha256(utf8(`${name}\n`), Uint8Array.of(signatureTypes[type]), publicKey);
  return { name, id: new DataView(hash.buffer).getUint32(0), type, publicKey };
}

/** A key as a text: its name, its id in hexadecimal, and its type and bytes in base 64 (C2SP signed-note, "Verifier keys"). */
export const writeVerifierKey = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${idInHex(id)}+${toBase64(joined([Uint8Array.of(signatureTypes[type]), publicKey]))}`;

/** The key that was so written. Throws LogFault where it is of a type that is not known here, or has not its id. */
export async function readVerifierKey(text: string): Promise<VerifierKey> {
  const [name = '', hex = '', ...material] = text.split('+');
  const [number, ...publicKey] = fromBase64(material.join('+'));
  const type = (Object.keys(signatureTypes) as SignatureType[]).find(
    (each) => signatureTypes[each] === number,
  );
  if (type === undefined) throw new LogFault(`is a key of an unknown type: ${text.slice(0, 200)}`);
  const key = await verifierKey(name, type, Uint8Array.from(publicKey));
  if (idInHex(key.id) !== hex) throw new LogFault(`is a key that has not this id: ${text.slice(0, 200)}`);
  return key;
}

const idInHex = (id: number): string => id.toString(16).padStart(8, '0');
