import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { run, type Surroundings } from '../../cli/command.ts';
import { runRegisterCommand } from '../../cli/program.ts';
import { progressOn } from '../../cli/progress.ts';

/** Surroundings that remember what is written to them, by stream; nothing else is given but what `given` says. */
export function rememberingTerminal(given: Partial<Surroundings> = {}) {
  const said = { out: '', err: '' };
  const err = (more: string) => {
    said.err += more;
  };
  const errors = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      err(chunk);
      done();
    },
  });
  const here: Surroundings = {
    out(more) {
      said.out += more;
    },
    err,
    progress: progressOn(errors, {}).show,
    input: Readable.from([]),
    env: {},
    now: () => new Date(),
    interrupted: new AbortController().signal,
    ...given,
  };
  return { said, here };
}

/** Runs `register` on words, in this process, and gives its exit code and what it wrote. */
export const register = (...words: string[]) => registerIn({}, ...words);

/** As {@link register}, with some of what the command finds around it; the SDK finds its environment in `process.env`. */
export async function registerIn(given: Partial<Surroundings>, ...words: string[]) {
  const { said, here } = rememberingTerminal({ env: process.env, ...given });
  // A command points the SDK's environment at its register; whoever runs after it shall not find it there.
  const environment = { ...process.env };
  try {
    const code = await runRegisterCommand(words, here);
    return { code, ...said };
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  }
}

/** Runs one command that is made with dependencies of its own. */
export async function given(make: (here: Surroundings) => CommandUnknownOpts, ...words: string[]) {
  const { said, here } = rememberingTerminal();
  const code = await run(make(here), words, here);
  return { code, ...said };
}

const entry = fileURLToPath(new URL('../../cli/register.js', import.meta.url));

/** Starts `register` as a user does: as a process, which `npx register` is once npx has found it. */
export const startRegister = (words: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn(process.execPath, [entry, ...words], options);

/** Runs `register` as a user does, and gives its exit code and what it wrote. */
export async function registerAsUser(words: readonly string[], input = '') {
  const child = spawn(process.execPath, [entry, ...words]);
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code: code as number, out, err };
}
