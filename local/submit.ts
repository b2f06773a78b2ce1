import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { ProblemError, UnreachableError } from '../shared/partner-api/client.ts';
import { runningRegister, runningRegisterFile } from './connect.ts';
import { publishedProjects } from './inventory/fetch-projects.ts';
import { type Field, field } from './inventory/field.ts';
import { type Mapping, mapping } from './inventory/find-columns.ts';
import { readInventory } from './inventory/read-file.ts';
import { submitInventory } from './inventory/submit-inventory.ts';
import { optionsOf, whichRegister } from './options.ts';
import { Refusal } from './refusal.ts';
import { toolClient } from './register-client.ts';

const usage = `Usage: npm run submit -- FILE [options]
  FILE                    .json, .ndjson, .csv, .tsv or .xlsx
  --dry-run               check everything, change nothing
  --key KEY               the partner's key; better in the environment, as REGISTER_KEY
  --origin URL            the register; else REGISTER_ORIGIN, else the one that runs on --data DIR (.register)
  --mapping FILE          JSON {"Heading or column letter": "field"}, or {"field": ..., "separator": ","}
  --sheet NAME            the sheet of a workbook; the first unless told
  --default FIELD=VALUE   what to take for empty cells, such as status=completed; may be repeated
  --titles en|fr          the language of the titles; that of their heading unless told
  --reference-prefix TEXT what references that are derived begin with (row-)
  --all                   send what is applied already as well
  --no-wait               do not wait until what was taken is applied
  --lang en|fr            the language of the findings
Ends with 0 if every row is fit, 1 if some must be mended, 2 if nothing could be done.`;

const languages = z.enum(['en', 'fr']);

/** Submits an inventory; see the usage. What it could not do is one line on standard error and exit code 2. */
async function run(): Promise<number> {
  const { values, positionals } = optionsOf(
    {
      data: whichRegister.data,
      'dry-run': { type: 'boolean', default: false },
      key: { type: 'string' },
      origin: { type: 'string' },
      mapping: { type: 'string' },
      sheet: { type: 'string' },
      default: { type: 'string', multiple: true, default: [] },
      titles: { type: 'string' },
      'reference-prefix': { type: 'string', default: 'row-' },
      all: { type: 'boolean', default: false },
      'no-wait': { type: 'boolean', default: false },
      lang: { type: 'string', default: 'en' },
      help: { type: 'boolean', default: false },
    },
    true,
  );
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Refusal(usage);
  const language = optionOf('--lang', languages, values.lang);
  const titles = values.titles === undefined ? undefined : optionOf('--titles', languages, values.titles);
  const prefix = optionOf(
    '--reference-prefix',
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,59}$/),
    values['reference-prefix'],
  );
  const defaults = Object.fromEntries(values.default.map(defaultOf));
  const given = values.mapping === undefined ? {} : mappingIn(values.mapping);
  const inventory = await readInventory(file, values.sheet);
  const key = values.key ?? process.env.REGISTER_KEY;
  if (key === undefined)
    throw new Refusal('Say the key of the partner: in the environment as REGISTER_KEY, or with --key');
  const origin = values.origin ?? process.env.REGISTER_ORIGIN ?? originOf(values.data);
  if (!/^https?:$/.test(URL.parse(origin)?.protocol ?? ''))
    throw new Refusal(`${origin} is not the address of a register`);
  const client = toolClient({ origin, key, language });
  const fit = await submitInventory(inventory, {
    client,
    reading: {
      mapping: given,
      defaults,
      projects: await publishedProjects(origin),
      today: new Date().toISOString().slice(0, 10),
      prefix,
      titles,
      language,
    },
    isDryRun: values['dry-run'],
    sendsAll: values.all,
    waits: !values['no-wait'],
    isTerminal: process.stderr.isTTY === true,
    showProgress: (text) => process.stderr.write(text),
    print: (line) => process.stdout.write(`${line}\n`),
  });
  return fit ? 0 : 1;
}

function optionOf<Value>(name: string, schema: z.ZodType<Value>, value: string): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal(`${name} ${value}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

function defaultOf(option: string): [Field, string] {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(option) ?? [];
  return [optionOf('--default', field, name), value];
}

function mappingIn(file: string): Mapping {
  if (!existsSync(file)) throw new Refusal(`There is no mapping file ${file}`);
  const text = readFileSync(file, 'utf8');
  const parsed = z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    })
    .pipe(mapping)
    .safeParse(text);
  if (!parsed.success)
    throw new Refusal(`The mapping file ${file} is refused:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function originOf(data: string): string {
  const file = runningRegisterFile(data);
  if (!existsSync(file))
    throw new Refusal(`No register runs on ${data}: say --origin URL, or start one with npm start`);
  return runningRegister.parse(JSON.parse(readFileSync(file, 'utf8'))).url;
}

/** The line for the person at the terminal; undefined for what nobody at a terminal can mend. */
function explained(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.message;
  if (error instanceof ProblemError) return `The register answers ${error.message}`;
  if (error instanceof UnreachableError)
    return `${error.message}. What was taken is safe: repeat the command.`;
  return undefined;
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${explained(error) ?? (error as Error).stack}\n`);
  process.exitCode = 2;
}
