import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

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
