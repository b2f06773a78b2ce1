import { type Bytes, fromBase64, joined, textOf, toBase64, utf8 } from './bytes.ts';
import { LogFault } from './log-fault.ts';
import { isKeyName, type VerifierKey } from './verifier-key.ts';

/**
 * The largest note that is read, in bytes, and the most signatures: sixteen have to be taken, and there are algorithms
 * whose signatures have nearly 5 kB (C2SP signed-note, "Format").
 */
export const mostNoteBytes = 131_072;
const mostSignatures = 64;

/** Signs bytes with Ed25519 (RFC 8032), in 64 bytes. The private key stays wherever this leads to. */
export type Sign = (message: Bytes) => Promise<Uint8Array>;

/** A line below a text: who signs, by name and id, and what that key made. */
type Signature = { name: string; id: number; bytes: Bytes };

/** A key that has signed, and when, in seconds since 1970, where a cosignature says so. */
export type Signed = { key: VerifierKey; time?: number };

/**
 * A note that at least one of the keys has signed: its text, and which of them. Signatures of other keys are passed over;
 * one of a known key that does not verify condemns the note (C2SP signed-note, "Signatures"). Throws LogFault then, where
 * nobody known has signed, and where the note is not written as it has to be.
 */
export async function openNote(
  note: Uint8Array,
  keys: readonly VerifierKey[],
): Promise<{ text: string; signed: Signed[] }> {
  const { text, signatures } = parse(note);
  const signed = new Map<VerifierKey, Signed>();
  for (const { name, id, bytes } of signatures)
    for (const key of keys.filter((each) => each.name === name && each.id === id))
      signed.set(key, await verified(text, key, bytes));
  if (signed.size === 0) throw new LogFault('is a note that no known key has signed');
  return { text, signed: [...signed.values()] };
}

/**
 * A text, a blank line, and lines of an em dash, a name and a signature in base 64; valid UTF-8, no control characters but
 * newlines, the text ending with one (C2SP signed-note, "Format").
 */
function parse(note: Uint8Array): { text: string; signatures: Signature[] } {
  if (note.length > mostNoteBytes) throw new LogFault(`is a note of ${note.length} bytes`);
  const whole = textOf(note);
  if (Array.from(whole).some((character) => character < ' ' && character !== '\n'))
    throw new LogFault('is a note with control characters');
  const end = whole.lastIndexOf('\n\n') + 1;
  const lines = whole.slice(end + 1).split('\n');
  if (end === 0 || lines.pop() !== '' || lines.length === 0)
    throw new LogFault('is a note without signatures');
  if (lines.length > mostSignatures) throw new LogFault(`is a note of ${lines.length} signatures`);
  return { text: whole.slice(0, end), signatures: lines.map(signatureOf) };
}

function signatureOf(line: string): Signature {
  const [dash, name = '', written = '', ...more] = line.split(' ');
  if (dash !== '—' || !isKeyName(name) || more.length > 0)
    throw new LogFault('is a note with other lines than signatures below it');
  const all = fromBase64(written);
  if (all.length < 5) throw new LogFault('is a note with a signature of no bytes');
  return { name, id: new DataView(all.buffer).getUint32(0), bytes: all.slice(4) };
}

async function verified(text: string, key: VerifierKey, bytes: Bytes): Promise<Signed> {
  const time = key.type === 'cosignature' ? timeFrom(bytes) : undefined;
  const signature = time === undefined ? bytes : bytes.slice(8);
  if (!(await isBy(key, signature, messageOf(text, time))))
    throw new LogFault(`has a signature of ${key.name} that does not verify`);
  return { key, ...(time === undefined ? {} : { time }) };
}

/**
 * What is signed: the text of the note with its last newline (C2SP signed-note, "Ed25519 signatures"); for a
 * cosignature, below a line that says so and one with the time (C2SP tlog-cosignature, "Ed25519 signed message").
 */
const messageOf = (text: string, time: number | undefined): Bytes =>
  utf8(time === undefined ? text : `cosignature/v1\ntime ${time}\n${text}`);

/** The time before a cosignature, 64 bits, the highest byte first (C2SP tlog-cosignature, "Format"). */
function timeFrom(bytes: Bytes): number {
  if (bytes.length !== 72) throw new LogFault(`has a cosignature of ${bytes.length} bytes`);
  const time = new DataView(bytes.buffer).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) throw new LogFault(`has a cosignature of the second ${time}`);
  return Number(time);
}

async function isBy({ publicKey }: VerifierKey, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

/**
 * The line by which a key signs a text, with its newline; `time`, in seconds since 1970, where the key is one for
 * cosignatures, and there only. Throws LogFault if the text cannot be that of a note, or what was made is no signature by
 * the key: nobody could ever open what it was put under.
 */
export async function signatureLine(
  text: string,
  key: VerifierKey,
  sign: Sign,
  time?: number,
): Promise<string> {
  const before = new Uint8Array(time === undefined ? 4 : 12);
  const view = new DataView(before.buffer);
  view.setUint32(0, key.id);
  if (time !== undefined) view.setBigUint64(4, BigInt(time));
  const signature = await sign(messageOf(text, time));
  const line = `— ${key.name} ${toBase64(joined([before, signature]))}\n`;
  await openNote(writeNote(text, [line]), [key]);
  return line;
}

/** A text and the lines of those who sign it, as one note. */
export const writeNote = (text: string, lines: readonly string[]): Bytes =>
  utf8(`${text}\n${lines.join('')}`);
