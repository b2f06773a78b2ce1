import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { Refusal } from '../local/refusal.ts';
import { day, dayAfter } from '../shared/words/calendar.ts';

/** The options by which a tool finds a register. */
export const whichRegister = {
  data: { type: 'string', default: '.register' },
  aws: { type: 'boolean', default: false },
} as const;

/** What these options say, for the usage of a tool. */
export const whichRegisterSaid =
  'The register is the one that runs on --data DIR (.register), or with --aws the one that is deployed.';

/**
 * Parses the words after the name of a tool; those of the command line unless told. Throws a Refusal that names an
 * option that is not known, lacks its value or has one too many.
 */
export function optionsOf<const T extends ParseArgsOptionsConfig>(
  options: T,
  allowPositionals = false,
  args: string[] = process.argv.slice(2),
) {
  try {
    return parseArgs({ options, allowPositionals, strict: true, args });
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new Refusal((error as Error).message.split('. ')[0] ?? '', 2);
  }
}

/**
 * The instant that an option means: a number of days from now, or the end of a day (UTC) such as 2027-01-31. Throws a
 * Refusal for anything else and for what is past; 0 days is now.
 */
export function instantOf(option: string, words: string, now: Date): string {
  if (/^\d{1,4}$/.test(words)) return new Date(now.getTime() + Number(words) * 86_400_000).toISOString();
  if (!day.safeParse(words).success)
    throw new Refusal(`${option} is a number of days, or a day such as 2027-01-31`);
  const end = `${dayAfter(words)}T00:00:00.000Z`;
  if (Date.parse(end) <= now.getTime()) throw new Refusal(`${option} ${words} is past`);
  return end;
}

/** Where a command writes: what it was asked for, what goes on and what is wrong. Text is written as it is. */
export type Terminal = { out(text: string): void; err(text: string): void; isTerminal: boolean };

/** A command as its operator knows it: what it takes and what it does. */
export type Command<Options extends ParseArgsOptionsConfig> = {
  /** How it is called, a blank line, and what it does with which options. */
  usage: string;
  options: Options;
  /** How many words it takes at least and at most; none of them may be empty. */
  words: readonly [least: number, most: number];
  run(given: Given<Options>, terminal: Terminal): Promise<void>;
};

/** What was given to a command: its options by name, and its words. */
export type Given<Options extends ParseArgsOptionsConfig> = {
  values: ReturnType<typeof parseArgs<{ options: Options; strict: true; allowPositionals: true }>>['values'];
  words: string[];
};

/** How every command ends, as its exit code. */
export const exits = { done: 0, refused: 1, notBegun: 2 } as const;

const endings = `--help shows this.
Ends with 0 when it is done; with 1 when something was refused, failed or differs; with 2 when it could not begin:
its words or options are wrong, or what it needs cannot be reached or read.`;

/** Names an object as a command, so that its options are known to its own functions. */
export const command = <const Options extends ParseArgsOptionsConfig>(described: Command<Options>) =>
  described;

/** A Refusal for words or options that a command does not take: what is wrong, and how it is called. */
export const misused = (usage: string, what?: string): Refusal =>
  new Refusal([...(what === undefined ? [] : [what]), synopsis(usage)].join('\n'), exits.notBegun);

const synopsis = (usage: string): string => usage.split('\n\n')[0] ?? usage;

/**
 * Runs a command with the words after its name, and gives its exit code. What went wrong is a sentence on `err`; only
 * a fault of the program itself shows its stack.
 */
export async function runCommand<const Options extends ParseArgsOptionsConfig>(
  { usage, options, words: [least, most], run }: Command<Options>,
  given: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    if (given.includes('--help')) {
      terminal.out(`${usage}\n\n${endings}\n`);
      return exits.done;
    }
    const { values, positionals } = optionsOf(options, true, [...given]);
    const words: string[] = positionals;
    if (words.length < least || words.length > most) throw misused(usage);
    if (words.some((word) => word === '')) throw misused(usage, 'A word is empty');
    await run({ values: values as Given<Options>['values'], words }, terminal);
    return exits.done;
  } catch (error) {
    terminal.err(`${explained(error as Error)}\n`);
    return error instanceof Refusal ? error.exit : exits.refused;
  }
}

/** Runs a command as the process that it is, on the words of its command line. */
export async function runAsProcess<const Options extends ParseArgsOptionsConfig>(
  own: Command<Options>,
): Promise<void> {
  const err = (text: string) => void process.stderr.write(text);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read what was written has gone, as head does: that is no failure.
    if (error.code !== 'EPIPE') err(`What it says cannot be written: ${error.message}\n`);
    process.exit(error.code === 'EPIPE' ? exits.done : exits.refused);
  });
  const out = (text: string) => void process.stdout.write(text);
  const code = await runCommand(own, process.argv.slice(2), {
    out,
    err,
    isTerminal: process.stdout.isTTY === true,
  });
  if (code !== exits.done) process.exit(code);
}

const faults = [TypeError, RangeError, ReferenceError, SyntaxError];

/** A line for the person at the terminal; the stack of what is a fault of this program. */
function explained(error: Error): string {
  if (error instanceof Refusal) return error.message;
  const { name, message, cause } = error;
  if (cause === undefined && faults.some((fault) => error instanceof fault)) return error.stack ?? message;
  const below = cause instanceof Error ? ` (${cause.name}: ${cause.message})` : '';
  return `${message || name}${below}`.replaceAll(/\s+/g, ' ');
}
