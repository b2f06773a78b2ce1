import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { createClient, ProblemError, UnreachableError } from '../client/src/client.ts';
import { Refusal } from '../local/refusal.ts';
import { runningRegister, runningRegisterFile } from '../local/running.ts';
import { optionsOf, whichRegister } from './command.ts';
import { type Mapping, mapping } from './inventory/columns.ts';
import { publishedProjects } from './inventory/fetch-projects.ts';
import { readInventory } from './inventory/files.ts';
import { type Pause, pauseSaid } from './inventory/report.ts';
import { type Field, field, type Language, type Sentence } from './inventory/row-as-read.ts';
import { submitInventory } from './inventory/submit-inventory.ts';

/** How npm run submit is used. */
const usage: Sentence = {
  en: `Usage: npm run submit -- FILE [options]
  FILE                    .json, .ndjson, .csv, .tsv or .xlsx
  --dry-run               check everything, change nothing
  --key KEY               the partner's key; better in the environment, as REGISTER_KEY
  --origin URL            the register; else REGISTER_ORIGIN, else the one that runs on --data DIR (.register)
  --mapping FILE          JSON {"Heading or column letter": "field"}, or {"field": ..., "separator": ","}
  --sheet NAME            the sheet of a workbook; needed where several hold activities
  --default FIELD=VALUE   what to take for empty cells, such as status=completed; may be repeated
  --titles en|fr          the language of the titles; that of their heading unless told
  --reference-prefix TEXT what references that are derived begin with (row-)
  --all                   send what is applied already as well
  --no-wait               do not wait until what was taken is applied
  --lang en|fr            the language of everything that is said
  --help                  this text
Ctrl-C ends it with a report on the rows so far; repeat the command to go on.
Ends with 0 if every row is fit, 1 if some must be mended, 2 if nothing could be done, 130 if it was interrupted.`,
  fr: `Utilisation : npm run submit -- FICHIER [options]
  FICHIER                   .json, .ndjson, .csv, .tsv ou .xlsx
  --dry-run                 tout vérifier, ne rien changer
  --key CLÉ                 la clé du partenaire ; mieux dans l’environnement : REGISTER_KEY
  --origin URL              le registre ; sinon REGISTER_ORIGIN, sinon celui qui tourne sur --data DOSSIER (.register)
  --mapping FICHIER         JSON {"En-tête ou lettre de la colonne": "champ"}, ou {"field": ..., "separator": ","}
  --sheet NOM               la feuille d’un classeur ; à dire si plusieurs contiennent des activités
  --default CHAMP=VALEUR    que prendre pour les cellules vides, comme status=completed ; peut être répété
  --titles en|fr            la langue des titres ; sinon celle de leur en-tête
  --reference-prefix TEXTE  par quoi commencent les références dérivées (row-)
  --all                     envoyer aussi ce qui est déjà appliqué
  --no-wait                 ne pas attendre que ce qui a été pris soit appliqué
  --lang en|fr              la langue de tout ce qui est dit
  --help                    ce texte
Ctrl-C arrête avec un compte rendu des lignes traitées ; répéter la commande pour continuer.
Finit par 0 si chaque ligne est bonne, 1 s’il y en a à corriger, 2 si rien n’a pu être fait, 130 en cas d’interruption.`,
};

const languages = z.enum(['en', 'fr']);
/** The language that is asked for, before anything is known to be right. */
const language: Language = /(?:^|\0)--lang[\0=]fr(?:\0|$)/.test(process.argv.join('\0')) ? 'fr' : 'en';
const say = (en: string, fr: string): string => (language === 'fr' ? fr : en);

/** Submits an inventory; see the usage. What it could not do is one line on standard error and exit code 2. */
async function run(signal: AbortSignal): Promise<number> {
  const { values, positionals } = options();
  if (values.help) {
    process.stdout.write(`${usage[language]}\n`);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Refusal(usage[language]);
  optionOf('--lang', languages, values.lang);
  const titles = values.titles === undefined ? undefined : optionOf('--titles', languages, values.titles);
  const prefix = optionOf(
    '--reference-prefix',
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,59}$/),
    values['reference-prefix'],
  );
  const defaults = Object.fromEntries(values.default.map(defaultOf));
  const given = values.mapping === undefined ? {} : mappingIn(values.mapping);
  const inventory = await readInventory(file, { sheet: values.sheet, mapping: given, language });
  const key = values.key ?? process.env.REGISTER_KEY;
  if (key === undefined)
    throw new Refusal(
      say(
        'Say the key of the partner: in the environment as REGISTER_KEY, or with --key',
        'Dire la clé du partenaire : dans l’environnement avec REGISTER_KEY, ou avec --key',
      ),
    );
  const origin = values.origin ?? process.env.REGISTER_ORIGIN ?? originOf(values.data);
  if (!/^https?:$/.test(URL.parse(origin)?.protocol ?? ''))
    throw new Refusal(
      say(`${origin} is not the address of a register`, `${origin} n’est pas l’adresse d’un registre`),
    );
  const client = createClient({ base: origin, key, language, onPause: tellPause });
  const fit = await submitInventory(inventory, {
    client,
    reading: {
      mapping: given,
      defaults,
      projects: await publishedProjects(origin, signal),
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
    wait: (milliseconds) => pause(milliseconds, undefined, { signal }),
    signal,
  });
  return fit ? 0 : 1;
}

function options() {
  try {
    return optionsOf(
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
  } catch (error) {
    if (!(error instanceof Refusal) || language === 'en') throw error;
    const [option = ''] = /--?[\w-]+/.exec(error.message) ?? [];
    throw new Refusal(
      `L’option ${option} n’est pas connue, ou sa valeur manque ou est de trop : voir --help`,
    );
  }
}

/** Says why nothing moves for a second or more. */
function tellPause(why: Pause): void {
  if (why.milliseconds < 1000) return;
  process.stderr.write(`${process.stderr.isTTY === true ? '\n' : ''}${pauseSaid(why)[language]}\n`);
}

/** What zod says of a value that it refuses, in the language that is asked for. */
const inThatLanguage = language === 'fr' ? { error: z.locales.fr().localeError } : {};

function optionOf<Value>(name: string, schema: z.ZodType<Value>, value: string): Value {
  const parsed = schema.safeParse(value, inThatLanguage);
  if (!parsed.success)
    throw new Refusal(`${name} ${value}${say(':', ' :')} ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

function defaultOf(option: string): [Field, string] {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(option) ?? [];
  return [optionOf('--default', field, name), value];
}

function mappingIn(file: string): Mapping {
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
    .safeParse(readFileSync(file, 'utf8'), inThatLanguage);
  if (!parsed.success)
    throw new Refusal(
      `${say(`The mapping file ${file} is refused:`, `Le fichier ${file} de --mapping est refusé :`)}\n${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
}

function originOf(data: string): string {
  const file = runningRegisterFile(data);
  if (!existsSync(file))
    throw new Refusal(
      say(
        `No register runs on ${data}: say --origin URL, or start one with npm start`,
        `Aucun registre ne tourne sur ${data} : dire --origin URL, ou en démarrer un avec npm start`,
      ),
    );
  return runningRegister.parse(JSON.parse(readFileSync(file, 'utf8'))).url;
}

/** The line for the person at the terminal; undefined for what nobody at a terminal can mend. */
function explained(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.message;
  if (error instanceof ProblemError)
    return `${say('The register answers', 'Le registre répond :')} ${error.message}`;
  if (error instanceof UnreachableError)
    return say(
      `${error.message}. What was taken is safe: repeat the command.`,
      `${error.message.replace(' does not answer', '')} ne répond pas. Ce qui a été pris est sauf : répéter la commande.`,
    );
  return undefined;
}

const interruption = new AbortController();
// At Ctrl-C the terminal and npm send one signal each: the second changes nothing.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

try {
  process.exitCode = await run(interruption.signal);
} catch (error) {
  const isInterrupted = interruption.signal.aborted;
  const interrupted = say(
    'Interrupted. What was taken is safe, and rows on their way may have been taken as well: repeat the command to go on.',
    'Interrompu. Ce qui a été pris est sauf, et des lignes en route ont pu l’être aussi : répéter la commande pour continuer.',
  );
  process.stderr.write(`${isInterrupted ? interrupted : (explained(error) ?? (error as Error).stack)}\n`);
  process.exitCode = isInterrupted ? 130 : 2;
}
