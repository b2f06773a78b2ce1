import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../local/refusal.ts';
import { LogFault } from '../shared/log/log-fault.ts';
import { isKeyName, verifierKey, writeVerifierKey } from '../shared/log/verifier-key.ts';
import { Unreadable } from '../shared/readers/read-feed.ts';
import { Forked, witness } from '../shared/readers/witness.ts';
import { exits, newCommand, onRegister, type Surroundings } from './command.ts';
import { connect } from './connect.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { seenFile } from './seen-file.ts';

/** `register witness`. */
export const witnessLog = (here: Surroundings) =>
  onRegister(
    newCommand(here, 'witness', {
      summary: 'See that the log of a feed only grows, and cosign its checkpoint',
      about: `Prints the checkpoint with the cosignature of this witness below it (C2SP tlog-cosignature), and keeps what was seen
and the key of the witness in a folder. Refuses a log that does not go on from what was seen before, and leaves both
signed checkpoints there as evidence. URL is the address of a register, of its feed, or of its index.json; without one,
that of the register of --data or --aws.`,
      examples: [['witness https://register.example --name watch.example', 'to be run now and then']],
    })
      .argument('[url]', 'the feed')
      .requiredOption('--name <name>', 'what this witness is called, such as a domain of its own')
      .option('--keep <dir>', 'where key and checkpoint are kept', '.register-witness')
      .option('--show-key', 'print the public key of this witness, and do nothing else', false),
  ).action(async (url, { name, keep, showKey, ...which }) => {
    if (!isKeyName(name))
      throw new Refusal(`"${name}" is no name of a key: no blank, no plus`, exits.notBegun);
    mkdirSync(keep, { recursive: true, mode: 0o700 });
    const { publicKey, sign } = await keyIn(join(keep, 'key.json'));
    const key = await verifierKey(name, 'cosignature', publicKey);
    if (showKey) return here.out(`${writeVerifierKey(key)}\n`);
    const file = seenFile(join(keep, 'seen.json'));
    const time = Math.floor(here.now().getTime() / 1000);
    const outcome = await witness(feedOverHttp(url ?? connect(which, here).url).read, file.read(), {
      key,
      sign,
      time,
    }).catch((error: unknown) => {
      if (error instanceof Forked)
        throw new Refusal(`${error.message} Both are kept: ${file.accuse(error.fork).join(' and ')}`);
      if (error instanceof LogFault) throw new Refusal(`The log ${error.message}`);
      throw error instanceof Unreadable ? new Refusal(error.message, exits.notBegun) : error;
    });
    file.keep(outcome.seen);
    here.out(outcome.seen.checkpoint + outcome.cosignature);
  });

/** The key of a witness in a file that only its owner reads; made at the first time. */
async function keyIn(file: string) {
  const stored = storedIn(file) ?? (await newKey());
  if (storedIn(file) === undefined)
    writeFileSync(file, `${JSON.stringify(stored)}\n`, { mode: 0o600, flag: 'wx' });
  const privateKey = await crypto.subtle.importKey('jwk', stored, 'Ed25519', false, ['sign']);
  return {
    publicKey: new Uint8Array(Buffer.from(stored.x ?? '', 'base64url')),
    sign: async (message: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message)),
  };
}

async function newKey(): Promise<JsonWebKey> {
  const { privateKey } = (await crypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  return crypto.subtle.exportKey('jwk', privateKey);
}

function storedIn(file: string): JsonWebKey | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf-8')) as JsonWebKey;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Refusal(`${file} is no key: ${(error as Error).message}`, exits.notBegun);
  }
}
