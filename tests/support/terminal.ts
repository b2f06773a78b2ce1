import type { Command, Terminal } from '../../cli/command.ts';
import { runCommand } from '../../cli/command.ts';

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
