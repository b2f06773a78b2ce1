import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import { Refusal } from './refusal.ts';

/** An Ed25519 key as its file has it (RFC 8037); `d` is its private part. */
const keyFile = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

const signingAlgorithm = 'ED25519_SHA_512';

/** What KMS takes of a message that is signed as it is, in bytes. */
const mostBytes = 4096;

const call = z.discriminatedUnion('target', [
  z.object({ target: z.literal('TrentService.GetPublicKey'), KeyId: z.string() }),
  z.object({
    target: z.literal('TrentService.Sign'),
    KeyId: z.string(),
    Message: z
      .base64()
      .transform((text) => Buffer.from(text, 'base64'))
      .refine(({ length }) => length > 0 && length <= mostBytes, `has not 1 to ${mostBytes} bytes`),
    MessageType: z.literal('RAW'),
    SigningAlgorithm: z.literal(signingAlgorithm),
  }),
]);

type Key = { sign: CryptoKey; spki: Buffer };
type Answer = { status: number; body: object };

/**
 * Offers the two calls of KMS by which the log is signed, GetPublicKey and Sign, on a free port of 127.0.0.1. Each key is a
 * file of its name in `folder` that only its owner may read. `provide` makes the one that is not there yet, and throws a
 * Refusal where a file is there that holds no key: none is ever written over.
 */
export async function startKeyEngine(
  folder: string,
): Promise<{ url: string; provide(name: string): Promise<void>; stop(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = new Map<string, Key>();
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const answer = await answerTo(request.headers['x-amz-target'], body, keys);
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async provide(name) {
      const file = join(folder, `${name}.json`);
      if (!existsSync(file)) await makeKey(file);
      keys.set(name, await readKey(file));
    },
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function answerTo(target: unknown, body: string, keys: ReadonlyMap<string, Key>): Promise<Answer> {
  const { data: asked, error } = call.safeParse({ ...readJson(body), target });
  if (asked === undefined) return fault('ValidationException', z.prettifyError(error));
  const { KeyId } = asked;
  const key = keys.get(KeyId);
  if (key === undefined) return fault('NotFoundException', `Key '${KeyId}' does not exist`);
  if (asked.target === 'TrentService.Sign') {
    const signature = Buffer.from(await crypto.subtle.sign('Ed25519', key.sign, asked.Message));
    return answer({ KeyId, Signature: signature.toString('base64'), SigningAlgorithm: signingAlgorithm });
  }
  return answer({
    KeyId,
    PublicKey: key.spki.toString('base64'),
    KeySpec: 'ECC_NIST_EDWARDS25519',
    KeyUsage: 'SIGN_VERIFY',
    SigningAlgorithms: [signingAlgorithm],
  });
}

const answer = (body: object): Answer => ({ status: 200, body });
const fault = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, message } });

function readJson(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Makes a key in a file, whole or not at all: whoever dies meanwhile leaves another name behind. */
async function makeKey(file: string): Promise<void> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('Ed25519 gave no pair of keys');
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  const text = `${JSON.stringify(await crypto.subtle.exportKey('jwk', pair.privateKey))}\n`;
  writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx', flush: true });
  linkSync(unfinished, file);
  rmSync(unfinished);
}

async function readKey(file: string): Promise<Key> {
  try {
    const { d, ...open } = keyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const opened = await crypto.subtle.importKey('jwk', open, 'Ed25519', true, ['verify']);
    return {
      sign: await crypto.subtle.importKey('jwk', { ...open, d }, 'Ed25519', false, ['sign']),
      spki: Buffer.from(await crypto.subtle.exportKey('spki', opened)),
    };
  } catch {
    throw new Refusal(
      `${file} is not a key that can be read. With it the log of this register is signed: put back what it held, or start with another folder`,
    );
  }
}
