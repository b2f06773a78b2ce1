import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
import { newCommand, run, type Surroundings } from './command.ts';

/** Every command, loaded once it is asked for: the engines of the laptop are not needed to list partners. */
const commands: Record<
  string,
  (here: Surroundings, words: readonly string[]) => Promise<CommandUnknownOpts>
> = {
  start: async (here) => (await import('./start.ts')).start(here),
  status: async (here) => (await import('./status.ts')).status(here),
  partner: async (here) => (await import('./partner.ts')).partner(here),
  submit: async (here, words) => (await import('./submit.ts')).submit(here, words),
  publish: async (here) => (await import('./publish.ts')).publish(here),
  verify: async (here) => (await import('./verify.ts')).verifyFeed(here),
  witness: async (here) => (await import('./witness.ts')).witnessLog(here),
  mirror: async (here) => (await import('./mirror.ts')).mirrorFeed(here),
  'dead-letters': async (here) => (await import('./dead-letters.ts')).deadLetters(here),
  rebuild: async (here) => (await import('./rebuild.ts')).rebuildRegister(here),
  backup: async (here) => (await import('./backup.ts')).backup(here),
  restore: async (here) => (await import('./restore.ts')).restore(here),
};

/** Those that finish what is in flight when they are interrupted. */
const endThemselves = ['start', 'submit'];

/** The names of all commands. */
export const commandNames: readonly string[] = Object.keys(commands);

/** Runs `register` on the words after its name, and gives its exit code. */
export async function runRegisterCommand(words: readonly string[], here: Surroundings): Promise<number> {
  const [name = ''] = words;
  const asked = Object.hasOwn(commands, name) ? { [name]: commands[name] } : commands;
  const program = newCommand(here, '', {
    summary: 'The activity register, for whoever runs it',
    examples: [
      ['start', 'the whole register on this machine'],
      ['status', 'how it is, and whether a promise is in danger'],
      ['partner add my-office --name "My office"', 'a partner and its first key'],
    ],
  })
    .name('npx register')
    .usage('<command> [options]')
    .version(manifest.version, '--version', 'show the version');
  for (const load of Object.values(asked))
    if (load !== undefined) program.addCommand(await load(here, words));
  return run(program, words, here, endThemselves.includes(name));
}
