import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { createClient, ProblemError, UnreachableError } from '../client/src/client.ts';
import { Refusal } from '../local/refusal.ts';
import { exits, Interrupted, newCommand, onRegister, type Surroundings, type Which } from './command.ts';
import { connect } from './connect.ts';
import { type Mapping, mapping } from './inventory/columns.ts';
import { publishedProjects } from './inventory/fetch-projects.ts';
import { readInventory } from './inventory/files.ts';
import { pauseSaid } from './inventory/report.ts';
import { type Field, field, type Language } from './inventory/row-as-read.ts';
import { submitInventory } from './inventory/submit-inventory.ts';

const languages = z.enum(['en', 'fr']);
const prefix = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,59}$/);

/** The language that is asked for, before anything is known to be right. */
const languageOf = (words: readonly string[]): Language =>
  /(?:^|\0)--lang[\0=]fr(?:\0|$)/.test(words.join('\0')) ? 'fr' : 'en';

const saying =
  (language: Language) =>
  (en: string, fr: string): string =>
    language === 'fr' ? fr : en;

/**
 * `register submit`, in the language that `words` ask for. What keeps it from doing anything ends with 2, rows that
 * must be mended with 1, and an interruption, after a report on the rows so far, with 130.
 */
export function submit(here: Surroundings, words: readonly string[]) {
  const language = languageOf(words);
  const say = saying(language);
  const { interrupted: signal } = here;
  return commandIn(language, here).action(async (file, { data, aws, ...options }) => {
    try {
      const given = options.mapping === undefined ? {} : mappingIn(options.mapping, language);
      const inventory = await readInventory(file, { sheet: options.sheet, mapping: given, language });
      const key = options.key ?? here.env.REGISTER_KEY;
      if (key === undefined)
        throw new Refusal(
          say(
            'Say the key of the partner: in the environment as REGISTER_KEY, or with --key',
            'Dire la clé du partenaire : dans l’environnement avec REGISTER_KEY, ou avec --key',
          ),
        );
      const origin = options.origin ?? here.env.REGISTER_ORIGIN ?? originOf({ data, aws }, here, language);
      if (!/^https?:$/.test(URL.parse(origin)?.protocol ?? ''))
        throw new Refusal(
          say(`${origin} is not the address of a register`, `${origin} n’est pas l’adresse d’un registre`),
        );
      const isFit = await submitInventory(inventory, {
        client: createClient({
          base: origin,
          key,
          language,
          onPause: (why) => {
            // Why nothing moves for a second or more.
            if (why.milliseconds >= 1000) here.err(`${pauseSaid(why)[language]}\n`);
          },
        }),
        reading: {
          mapping: given,
          defaults: Object.fromEntries(options.default),
          projects: await publishedProjects(origin, signal),
          today: here.now().toISOString().slice(0, 10),
          prefix: options.referencePrefix,
          titles: options.titles,
          language,
        },
        isDryRun: options.dryRun,
        sendsAll: options.all,
        waits: options.wait,
        progress: here.progress,
        print: (line) => here.out(`${line}\n`),
        wait: (milliseconds) => pause(milliseconds, undefined, { signal }),
        signal,
      });
      if (isFit) return;
    } catch (error) {
      throw signal.aborted ? interruption(language) : inWords(error, language);
    }
    throw new Refusal(
      say('Not every row is fit: see the report above', 'Des lignes sont à corriger : voir le compte rendu'),
    );
  });
}

/** The command with its arguments and options, described in a language. */
function commandIn(language: Language, here: Surroundings) {
  const say = saying(language);
  const about = say(
    `Tells row by row what was taken and what must be mended, where, and how. It may be repeated: what is applied already is
not sent again. Ctrl-C ends it with a report on the rows so far; repeat the command to go on. Ends with 1 if rows must
be mended, and with 2 if nothing could be done.`,
    `Dit ligne par ligne ce qui a été pris et ce qui est à corriger, où et comment. Peut être répétée : ce qui est déjà
appliqué n’est pas renvoyé. Ctrl-C arrête avec un compte rendu des lignes traitées ; répéter la commande pour
continuer. Finit par 1 s’il y a des lignes à corriger, et par 2 si rien n’a pu être fait.`,
  );
  const own = newCommand(here, 'submit', {
    summary: say(
      'Post an inventory in JSON, NDJSON, CSV or XLSX',
      'Envoyer un inventaire en JSON, NDJSON, CSV ou XLSX',
    ),
    about,
    examples: [
      ['submit inventory.xlsx --dry-run', say('check everything first', 'tout vérifier d’abord')],
      [
        'submit inventory.csv --default status=completed',
        say('what empty cells say', 'ce que disent les cellules vides'),
      ],
    ],
    language,
  });
  return onRegister(own, language)
    .argument('<file>', say('.json, .ndjson, .csv, .tsv or .xlsx', '.json, .ndjson, .csv, .tsv ou .xlsx'))
    .option('--dry-run', say('check everything, change nothing', 'tout vérifier, ne rien changer'), false)
    .option(
      '--key <key>',
      say(
        'the key of the partner; better in the environment, as REGISTER_KEY',
        'la clé du partenaire ; mieux dans l’environnement : REGISTER_KEY',
      ),
    )
    .option(
      '--origin <url>',
      say(
        'the register; else REGISTER_ORIGIN, else that of --data or --aws',
        'le registre ; sinon REGISTER_ORIGIN, sinon celui de --data ou --aws',
      ),
    )
    .option(
      '--mapping <file>',
      say(
        'JSON {"Heading or column letter": "field"}, or {"field": ..., "separator": ","}',
        'JSON {"En-tête ou lettre de la colonne": "champ"}, ou {"field": ..., "separator": ","}',
      ),
    )
    .option(
      '--sheet <name>',
      say(
        'the sheet of a workbook; needed where several hold activities',
        'la feuille d’un classeur ; à dire si plusieurs contiennent des activités',
      ),
    )
    .option(
      '--default <field=value>',
      say(
        'what to take for empty cells, such as status=completed; may be repeated',
        'que prendre pour les cellules vides, comme status=completed ; peut être répété',
      ),
      (option, before: [Field, string][]) => [...before, defaultOf(option, language)],
      [],
    )
    .option(
      '--titles <en|fr>',
      say(
        'the language of the titles; that of their heading unless told',
        'la langue des titres ; sinon celle de leur en-tête',
      ),
      (value) => optionOf('--titles', languages, value, language),
    )
    .option(
      '--reference-prefix <text>',
      say(
        'what references that are derived begin with (row-)',
        'par quoi commencent les références dérivées (row-)',
      ),
      (value) => optionOf('--reference-prefix', prefix, value, language),
      'row-',
    )
    .option(
      '--all',
      say('send what is applied already as well', 'envoyer aussi ce qui est déjà appliqué'),
      false,
    )
    .option(
      '--no-wait',
      say(
        'do not wait until what was taken is applied',
        'ne pas attendre que ce qui a été pris soit appliqué',
      ),
    )
    .option(
      '--lang <en|fr>',
      say('the language of everything that is said', 'la langue de tout ce qui est dit'),
      (value) => optionOf('--lang', languages, value, language),
    );
}

/** What zod says of a value that it refuses, in a language. */
const inLanguage = (language: Language) => (language === 'fr' ? { error: z.locales.fr().localeError } : {});

function optionOf<Value>(name: string, schema: z.ZodType<Value>, value: string, language: Language): Value {
  const parsed = schema.safeParse(value, inLanguage(language));
  if (!parsed.success)
    throw new Refusal(
      `${name} ${value}${saying(language)(':', ' :')} ${parsed.error.issues[0]?.message}`,
      exits.notBegun,
    );
  return parsed.data;
}

function defaultOf(option: string, language: Language): [Field, string] {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(option) ?? [];
  return [optionOf('--default', field, name, language), value];
}

function mappingIn(file: string, language: Language): Mapping {
  const say = saying(language);
  if (!existsSync(file))
    throw new Refusal(
      say(`There is no mapping file ${file}`, `Il n’y a pas de fichier ${file} pour --mapping`),
    );
  const parsed = z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch (error) {
        context.addIssue(say((error as Error).message, 'n’est pas du JSON'));
        return z.NEVER;
      }
    })
    .pipe(mapping)
    .safeParse(readFileSync(file, 'utf8'), inLanguage(language));
  if (!parsed.success)
    throw new Refusal(
      `${say(`The mapping file ${file} is refused:`, `Le fichier ${file} de --mapping est refusé :`)}\n${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
}

function originOf(which: Which, here: Surroundings, language: Language): string {
  try {
    return connect(which, here).url;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(
      saying(language)(
        `${error.message}; or say --origin URL`,
        which.aws
          ? 'Aucun registre déployé n’est connu ici (cdk.outputs.json) : dire --origin URL'
          : `Aucun registre ne tourne sur ${which.data} : dire --origin URL, ou en démarrer un avec npx register start`,
      ),
    );
  }
}

const interruption = (language: Language): Interrupted =>
  new Interrupted(
    saying(language)(
      'Interrupted. What was taken is safe, and rows on their way may have been taken as well: repeat the command to go on.',
      'Interrompu. Ce qui a été pris est sauf, et des lignes en route ont pu l’être aussi : répéter la commande pour continuer.',
    ),
  );

/** What somebody at the terminal can mend, as a Refusal in a language; anything else as it is. */
function inWords(error: unknown, language: Language): unknown {
  const say = saying(language);
  if (error instanceof Refusal) return new Refusal(error.message, exits.notBegun);
  if (error instanceof ProblemError)
    return new Refusal(
      `${say('The register answers', 'Le registre répond :')} ${error.message}`,
      exits.notBegun,
    );
  if (error instanceof UnreachableError)
    return new Refusal(
      say(
        `${error.message}. What was taken is safe: repeat the command.`,
        `${error.message.replace(' does not answer', '')} ne répond pas. Ce qui a été pris est sauf : répéter la commande.`,
      ),
      exits.notBegun,
    );
  return error;
}
