import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { Refusal } from './refusal.ts';

/** The options by which a tool finds a register. */
export const whichRegister = {
  data: { type: 'string', default: '.register' },
  aws: { type: 'boolean', default: false },
} as const;

/** Parses the command line. Throws a Refusal that names an option that is not known or lacks its value. */
export function optionsOf<const T extends ParseArgsOptionsConfig>(options: T, allowPositionals = false) {
  try {
    return parseArgs({ options, allowPositionals, strict: true });
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new Refusal((error as Error).message.split('. ')[0] ?? '');
  }
}
