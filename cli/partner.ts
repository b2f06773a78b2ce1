import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Refusal } from '../local/refusal.ts';
import { keyId } from '../shared/intake/keys.ts';
import { partner as partnerSchema } from '../shared/words/partner.ts';
import {
  command,
  type Given,
  instantOf,
  misused,
  runAsProcess,
  type Terminal,
  whichRegister,
  whichRegisterSaid,
} from './command.ts';
import { connect } from './connect.ts';
import { partnerKeys } from './partner-keys.ts';

const usage = `Usage: npm run partner -- add ID --name NAME [--projects A,B] [--office] [--expires WHEN]
                          rotate ID [--overlap WHEN] [--expires WHEN] [--drop-oldest]
                          revoke ID [KEY] | list [--all] | find [FILE]

Partners and their keys. A key is printed once, as the last line, and stored nowhere.
  add       a partner and its first key. --projects: it may post only for these; --office: it owns the portfolio
  rotate    a second key; the older one lives on for seven days, or as told with --overlap (0 ends it)
  revoke    ends one key, by its short name or itself, or all
  list      who there is, with the keys that live; --all: also those that do not
  find      finds keys in any text (-, or no FILE: standard input) and tells whose they are and whether they live
WHEN is a number of days, or a day such as 2027-01-31, which is the last.
${whichRegisterSaid}`;

const options = {
  ...whichRegister,
  name: { type: 'string' },
  projects: { type: 'string' },
  office: { type: 'boolean', default: false },
  expires: { type: 'string' },
  overlap: { type: 'string' },
  'drop-oldest': { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
} as const;
type Values = Given<typeof options>['values'];
type Keys = ReturnType<typeof partnerKeys>;

/** What each of them takes after its name, how many words at least and at most, and which options. */
const actions: Record<string, { words: [number, number]; options: string[] }> = {
  add: { words: [1, 1], options: ['name', 'projects', 'office', 'expires'] },
  rotate: { words: [1, 1], options: ['overlap', 'expires', 'drop-oldest'] },
  revoke: { words: [1, 2], options: [] },
  list: { words: [0, 0], options: ['all'] },
  find: { words: [0, 1], options: [] },
};
const daysOfOverlap = '7';
const soon = 'within a minute';

type Print = (line: string) => void;
type Output = Pick<Terminal, 'out' | 'err'>;

export const partner = command({
  usage,
  options,
  words: [1, 3],
  async run({ values, words: [name = '', ...words] }, { out, err }) {
    const action = actions[name];
    if (action === undefined || words.length < action.words[0] || words.length > action.words[1])
      throw misused(usage);
    const stray = Object.entries(values).find(
      ([option, value]) => value && !(option in whichRegister) && !action.options.includes(option),
    );
    if (stray !== undefined) throw misused(usage, `${name} takes no --${stray[0]}`);
    const keys = partnerKeys(connect(values)('PartnerTable'));
    const print: Print = (line) => out(`${line}\n`);
    const [first = '', second] = words;
    if (name === 'add') await add(keys, first, values, print);
    if (name === 'rotate') await rotate(keys, first, values, print);
    if (name === 'revoke') await revoke(keys, first, second, print);
    if (name === 'list') await list(keys, values.all, { out, err });
    if (name === 'find') await find(keys, first, { out, err });
  },
});

const printKey = (print: Print, done: string, key: string) =>
  print(`${done} The key is shown this once:\n${key}`);

function endOf(option: 'expires' | 'overlap', words: string): string {
  return instantOf(`--${option}`, words, new Date());
}

async function add(keys: Keys, id: string, values: Values, print: Print): Promise<void> {
  const projects = values.projects?.split(',').map((code) => code.trim());
  const parsed = partnerSchema.safeParse({ id, name: values.name, office: values.office, projects });
  if (!parsed.success) throw new Refusal(`The partner is refused:\n${z.prettifyError(parsed.error)}`);
  const expires = values.expires === undefined ? undefined : endOf('expires', values.expires);
  const key = await keys.add(parsed.data, expires);
  if (key === undefined) throw new Refusal(`There is a partner ${id} already: rotate gives it a new key`);
  printKey(print, `${id} is added.`, key);
}

async function rotate(keys: Keys, id: string, values: Values, print: Print): Promise<void> {
  const { key, live } = await keys.rotate(id, {
    olderUntil: endOf('overlap', values.overlap ?? daysOfOverlap),
    expires: values.expires === undefined ? undefined : endOf('expires', values.expires),
    dropOldest: values['drop-oldest'],
  });
  const [older] = live.length > 1 ? live : [];
  const rest = older ? `${keyId(older.hash)} goes on until ${older.expires}` : `no other is live ${soon}`;
  printKey(print, `${id} has a new key; ${rest}.`, key);
}

async function revoke(keys: Keys, id: string, key: string | undefined, print: Print): Promise<void> {
  const ended = await keys.revoke(id, key);
  print(ended === '' ? `${id}: nothing was live.` : `${id}: ${ended} will be refused ${soon}.`);
}

/** A line per key, its columns parted by tabs: partner, name, limits, key, state, since, until, last use. */
async function list(keys: Keys, all: boolean, { out, err }: Output): Promise<void> {
  const print: Print = (line) => out(`${line}\n`);
  const partners = await keys.list();
  if (partners.length === 0) err('There are no partners.\n');
  for (const { partner, keys: held } of partners) {
    const limits = [...(partner.office ? ['office'] : []), ...(partner.projects ?? [])].join(', ');
    const about = [partner.id, partner.name, limits || 'every project'];
    const shown = held.filter(({ state }) => all || state === 'live');
    if (shown.length === 0) print([...about, 'no live key'].join('\t'));
    for (const { id, state, since, revoked, expires, lastUse } of shown) {
      const until = revoked ?? expires;
      const line = [...about, id, state, `since ${since}`, until ? `until ${until}` : 'no end'];
      print([...line, lastUse ? `last used ${lastUse}` : 'never used'].join('\t'));
    }
  }
}

/** A line per key in a file, or in standard input: where, whose, which and whether it is live, never the key. */
async function find(keys: Keys, file: string, { out, err }: Output): Promise<void> {
  let [at, live, some] = [0, 0, false];
  for await (const line of await linesOf(file)) {
    at += 1;
    for (const { partner, id, state } of await keys.find(line)) {
      if (state === 'live') live += 1;
      some = true;
      out(`${[`line ${at}`, partner, id, state].join('\t')}\n`);
    }
  }
  if (!some) err('No key was found.\n');
  if (live > 0) throw new Refusal('A live key was found: revoke it, or rotate its partner with --overlap 0');
}

async function linesOf(file: string): Promise<AsyncIterable<string>> {
  if (file === '' || file === '-') return createInterface({ input: process.stdin });
  const handle = await open(file).catch((error: Error) => {
    throw new Refusal(`${file} cannot be read: ${error.message}`, 2);
  });
  return handle.readLines();
}

if (import.meta.main) await runAsProcess(partner);
