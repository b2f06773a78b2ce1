import { backupRegister } from '../../cli/backup.ts';
import type { Command, Terminal } from '../../cli/command.ts';
import { runCommand } from '../../cli/command.ts';
import { deadLettersOf } from '../../cli/dead-letters.ts';
import { mirrorFeed } from '../../cli/mirror.ts';
import { partner } from '../../cli/partner.ts';
import { publishNow } from '../../cli/publish-now.ts';
import { rebuildRegister } from '../../cli/rebuild.ts';
import { restoreRegister } from '../../cli/restore.ts';
import { verifyFeed } from '../../cli/verify.ts';

/** A terminal that remembers: `said` is what was written to it, by stream. */
export function rememberingTerminal() {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out(text) {
      said.out += text;
    },
    err(text) {
      said.err += text;
    },
    isTerminal: false,
  };
  return { said, terminal };
}

/** Runs a command with words, in this process, and gives its exit code and what it wrote. */
// biome-ignore lint/suspicious/noExplicitAny: a command of whatever options
export async function given(command: Command<any>, ...words: string[]) {
  const { said, terminal } = rememberingTerminal();
  const code = await runCommand(command, words, terminal);
  return { code, ...said };
}

const commands = {
  backup: backupRegister,
  'dead-letters': deadLettersOf,
  mirror: mirrorFeed,
  partner,
  'publish-now': publishNow,
  rebuild: rebuildRegister,
  restore: restoreRegister,
  verify: verifyFeed,
};

/** Runs the command of a name in this process, on the register that its words name. */
export async function register(name: keyof typeof commands, ...words: string[]) {
  // A command points the SDK's environment at its register; whoever runs after it shall not find it there.
  const environment = { ...process.env };
  try {
    return await given(commands[name], ...words);
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  }
}
