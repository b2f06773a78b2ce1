import { Command, CommanderError, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { Refusal } from '../local/refusal.ts';
import type { AnswerLanguage } from '../shared/words/bilingual.ts';
import { day, dayAfter } from '../shared/words/calendar.ts';
import type { Progress } from './progress.ts';

/** What a command finds around it: a process and its streams, or what a test puts in their place. */
export type Surroundings = {
  /** Writes what it was asked for. Text is written as it is. */
  out(text: string): void;
  /** Writes what is wrong, and what goes on. */
  err(text: string): void;
  progress: Progress;
  input: NodeJS.ReadableStream;
  env: Record<string, string | undefined>;
  now(): Date;
  /** Aborted at Ctrl-C and by SIGTERM. */
  interrupted: AbortSignal;
};

/** How every command ends, as its exit code; 130 as a shell has it for what SIGINT has ended. */
export const exits = { done: 0, refused: 1, notBegun: 2, interrupted: 130 } as const;

/** What every help and every misuse is told in, by language. */
const frames: Record<AnswerLanguage, Frame> = {
  en: {
    help: 'show this',
    data: 'the register that runs on this folder (.register)',
    aws: 'the register that is deployed',
    titles: {},
    examples: 'Examples:',
    endings: `Ends with 0 when it is done; with 1 when something was refused, failed or differs; with 2 when it could not
begin: its words or options are wrong, or what it needs cannot be reached or read; with 130 at Ctrl-C.`,
    misuse: (said, path) => `${said}. How it is called: npx register ${path}--help`,
  },
  fr: {
    help: 'ce texte',
    data: 'le registre qui tourne sur ce dossier (.register)',
    aws: 'le registre déployé',
    titles: { 'Usage:': 'Utilisation :', 'Arguments:': 'Arguments :', 'Options:': 'Options :' },
    examples: 'Exemples :',
    endings: `Finit par 0 si tout est fait ; par 1 si quelque chose a été refusé, a échoué ou diffère ; par 2 si rien n’a pu
commencer ; par 130 en cas de Ctrl-C.`,
    misuse(said, path) {
      const [option] = /--[\w-]+/.exec(said) ?? [];
      const what =
        option === undefined
          ? 'Il manque un mot, ou il y en a un de trop'
          : `L’option ${option} n’est pas connue, ou sa valeur manque ou est de trop`;
      return `${what} : voir npx register ${path}--help`;
    },
  },
};
type Frame = Record<'help' | 'data' | 'aws' | 'examples' | 'endings', string> & {
  titles: Record<string, string>;
  misuse(said: string, path: string): string;
};

/** Thrown by a command that ends because it was interrupted; the message tells what stands. */
export class Interrupted extends Error {}

type Described = {
  summary: string;
  /** What it does, where the summary does not say all; the ends of its lines are blanks. */
  about?: string;
  /** What is typed, without "npx register", and what it does. */
  examples?: readonly (readonly [words: string, does: string])[];
  /** The language of its help; English unless told. */
  language?: AnswerLanguage;
};

/**
 * A command of whoever runs a register, without arguments and options yet. `path` is what is typed after "npx register"
 * up to its name. It writes to `here` and throws instead of ending the process.
 */
export function newCommand(here: Surroundings, path: string, described: Described): Command {
  const { summary, about, examples = [], language = 'en' } = described;
  const frame = frames[language];
  const wide = Math.max(0, ...examples.map(([words]) => words.length));
  const shown = examples.map(([words, does]) => `  npx register ${words.padEnd(wide)}  ${does}`);
  const ending = [...(examples.length > 0 ? ['', frame.examples, ...shown] : []), '', frame.endings];
  return new Command(path.split(' ').at(-1))
    .summary(summary)
    .description(about === undefined ? `${summary}.` : `${summary}.\n\n${about.replaceAll('\n', ' ')}`)
    .helpOption('--help', frame.help)
    .helpCommand(false)
    .addHelpText('after', ending.join('\n'))
    .configureHelp({
      optionDescription: ({ description }) => description,
      styleTitle: (title) => frame.titles[title] ?? title,
    })
    .configureOutput({
      writeOut: here.out,
      writeErr: here.err,
      outputError: (text) => here.err(`${frame.misuse(sentence(text), path && `${path} `)}\n`),
      getOutHelpWidth: () => 110,
      getErrHelpWidth: () => 110,
    })
    .exitOverride();
}

/** What commander says of words and options that a command does not take, as a sentence without its end. */
function sentence(text: string): string {
  const said = text
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Gives a command the options by which it finds its register, described in a language. */
export const onRegister = <Args extends unknown[], Options extends Record<string, unknown>>(
  command: Command<Args, Options>,
  language: AnswerLanguage = 'en',
) =>
  command
    .option('--data <dir>', frames[language].data, '.register')
    .addOption(new Option('--aws', frames[language].aws).conflicts('data').default(false));

/** Which register a command is for. */
export type Which = { data: string; aws: boolean };

/** A parser of an option's value: the instant that it means. See {@link instantOf}. */
export const whenOf =
  (option: string, { now }: Pick<Surroundings, 'now'>) =>
  (words: string): string =>
    instantOf(option, words, now());

/**
 * The instant that an option means: a number of days from now, or the end of a day (UTC) such as 2027-01-31. Throws a
 * Refusal for anything else and for what is past; 0 days is now.
 */
export function instantOf(option: string, words: string, now: Date): string {
  if (/^\d{1,4}$/.test(words)) return new Date(now.getTime() + Number(words) * 86_400_000).toISOString();
  if (!day.safeParse(words).success)
    throw new Refusal(`${option} is a number of days, or a day such as 2027-01-31`, exits.notBegun);
  const end = `${dayAfter(words)}T00:00:00.000Z`;
  if (Date.parse(end) <= now.getTime()) throw new Refusal(`${option} ${words} is past`, exits.notBegun);
  return end;
}

/**
 * Runs a command on the words after its name, and gives its exit code. What went wrong is a sentence on `err`; only a
 * fault of the program itself shows its stack. An interruption ends it at once, unless it `endsItself` (then it is
 * waited for): every command leaves what it has done, and may be repeated.
 */
export async function run(
  command: CommandUnknownOpts,
  words: readonly string[],
  here: Surroundings,
  endsItself = false,
): Promise<number> {
  try {
    if (words.includes('')) throw new Refusal('A word is empty', exits.notBegun);
    const work = command.parseAsync(words, { from: 'user' });
    await (endsItself ? work : Promise.race([work, interruption(here.interrupted)]));
    return exits.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done : exits.notBegun;
    here.err(`${explained(error as Error)}\n`);
    if (error instanceof Interrupted) return exits.interrupted;
    return error instanceof Refusal ? error.exit : exits.refused;
  }
}

const interruption = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const end = () =>
      reject(new Interrupted('Interrupted. What was done stays done: repeat the command to go on.'));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });

const faults = [TypeError, RangeError, ReferenceError, SyntaxError];

/** A line for the person at the terminal; the stack of what is a fault of this program. */
function explained(error: Error): string {
  if (error instanceof Refusal || error instanceof Interrupted) return error.message;
  const { name, message, cause } = error;
  if (cause === undefined && faults.some((fault) => error instanceof fault)) return error.stack ?? message;
  const below = cause instanceof Error ? ` (${cause.name}: ${cause.message})` : '';
  return `${message || name}${below}`.replaceAll(/\s+/g, ' ');
}
