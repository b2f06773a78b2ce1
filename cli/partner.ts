import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Refusal } from '../local/refusal.ts';
import { keyId } from '../shared/intake/keys.ts';
import { partner as partnerSchema } from '../shared/words/partner.ts';
import { instantOf, newCommand, onRegister, type Surroundings, type Which, whenOf } from './command.ts';
import { connect } from './connect.ts';
import { partnerKeys } from './partner-keys.ts';

const soon = 'within a minute';
const path = 'partner';
const when = 'WHEN is a number of days, or a day such as 2027-01-31, which is the last.';

/** `register partner`. */
export function partner(
  here: Surroundings,
  keysOf = (which: Which) => partnerKeys(connect(which, here).output('PartnerTable'), here.now),
) {
  const { out, err } = here;
  const print = (line: string) => out(`${line}\n`);
  const printKey = (done: string, key: string) => print(`${done} The key is shown this once:\n${key}`);
  const named = (name: string, summary: string, about?: string) =>
    onRegister(newCommand(here, `${path} ${name}`, { summary, ...(about && { about }) }));
  const expiresOn = whenOf('--expires', here);

  const add = named('add', 'Add a partner, and print its first key', `The key is the last line. ${when}`)
    .argument('<id>', 'its id: small letters, digits and hyphens')
    .requiredOption('--name <name>', 'what it is called')
    .option('--projects <codes>', 'it may post only for these, parted by commas')
    .option('--office', 'it owns the portfolio', false)
    .option('--expires <when>', 'until when the key lives (for ever)', expiresOn)
    .action(async (id, { name, projects, office, expires, ...which }) => {
      const codes = projects?.split(',').map((code) => code.trim());
      const parsed = partnerSchema.safeParse({ id, name, office, projects: codes });
      if (!parsed.success) throw new Refusal(`The partner is refused:\n${z.prettifyError(parsed.error)}`);
      const key = await keysOf(which).add(parsed.data, expires);
      if (key === undefined) throw new Refusal(`There is a partner ${id} already: rotate gives it a new key`);
      printKey(`${id} is added.`, key);
    });

  const rotate = named(
    'rotate',
    'Print a second key; the older one ends later',
    `The key is the last line. ${when}`,
  )
    .argument('<id>', 'of the partner')
    .option('--overlap <when>', 'how long the older key lives on (7; 0 ends it)', whenOf('--overlap', here))
    .option('--expires <when>', 'until when the new key lives (for ever)', expiresOn)
    .option('--drop-oldest', 'end the oldest of two keys first', false)
    .action(async (id, { overlap, expires, dropOldest, ...which }) => {
      const olderUntil = overlap ?? instantOf('--overlap', '7', here.now());
      const { key, live } = await keysOf(which).rotate(id, { olderUntil, expires, dropOldest });
      const [older] = live.length > 1 ? live : [];
      const rest = older ? `${keyId(older.hash)} goes on until ${older.expires}` : `no other is live ${soon}`;
      printKey(`${id} has a new key; ${rest}.`, key);
    });

  const revoke = named('revoke', 'End one key of a partner, or all')
    .argument('<id>', 'of the partner')
    .argument('[key]', 'the short name of the key, as list shows it')
    .action(async (id, key, which) => {
      const ended = await keysOf(which).revoke(id, key);
      print(ended === '' ? `${id}: nothing was live.` : `${id}: ${ended} will be refused ${soon}.`);
    });

  const list = named(
    'list',
    'Who there is, with the keys that live',
    'A line a key, its columns parted by tabs: partner, name, limits, key, state, since, until, last use.',
  )
    .option('--all', 'also the keys that do not live', false)
    .option('--json', 'print each partner, with these keys, as a JSON text on a line', false)
    .action(async ({ all, json, ...which }) => {
      const partners = await keysOf(which).list();
      if (partners.length === 0) err('There are no partners.\n');
      for (const { partner: about, keys } of partners) {
        const shown = keys.filter(({ state }) => all || state === 'live');
        for (const line of json
          ? [JSON.stringify({ ...about, keys: shown.map(withoutHash) })]
          : linesOf(about, shown))
          print(line);
      }
    });

  const find = named(
    'find',
    'Find keys in any text, and tell whose they are and whether they live',
    'A line a key, never the key itself. Ends with 1 where one of them is live.',
  )
    .argument('[file]', 'the text (-, or none: standard input)')
    .option('--json', 'print each key as a JSON text on a line', false)
    .action(async (file, { json, ...which }) => {
      const keys = keysOf(which);
      let [line, live, some] = [0, 0, false];
      for await (const text of await textLines(file, here.input)) {
        line += 1;
        for (const { partner: whose, id, state } of await keys.find(text)) {
          if (state === 'live') live += 1;
          some = true;
          print(
            json
              ? JSON.stringify({ line, partner: whose, id, state })
              : [`line ${line}`, whose, id, state].join('\t'),
          );
        }
      }
      if (!some) err('No key was found.\n');
      if (live > 0)
        throw new Refusal('A live key was found: revoke it, or rotate its partner with --overlap 0');
    });

  return [add, list, rotate, revoke, find].reduce(
    (group, each) => group.addCommand(each),
    newCommand(here, path, {
      summary: 'Partners and their keys',
      about: 'A key is printed once, as the last line, and stored nowhere.',
      examples: [
        [`${path} add glacy --name "GLACY+ team" --projects GLACY+`, 'may post for this project only'],
        [`${path} rotate glacy --overlap 14`, 'a new key; the older one lives on for 14 days'],
        [`${path} find access.log --aws`, 'whose keys are in a file'],
      ],
    }),
  );
}

type Listed = Awaited<ReturnType<ReturnType<typeof partnerKeys>['list']>>[number];

/** A hash is of no use to who reads a list, and better known to nobody. */
const withoutHash = ({ hash: _hash, ...key }: Listed['keys'][number]) => key;

/** A line per key of a partner, or one that says that none lives. */
function linesOf(partner: Listed['partner'], keys: Listed['keys']): string[] {
  const limits = [...(partner.office ? ['office'] : []), ...(partner.projects ?? [])].join(', ');
  const about = [partner.id, partner.name, limits || 'every project'];
  if (keys.length === 0) return [[...about, 'no live key'].join('\t')];
  return keys.map(({ id, state, since, revoked, expires, lastUse }) => {
    const until = revoked ?? expires;
    const line = [...about, id, state, `since ${since}`, until ? `until ${until}` : 'no end'];
    return [...line, lastUse ? `last used ${lastUse}` : 'never used'].join('\t');
  });
}

async function textLines(
  file: string | undefined,
  input: NodeJS.ReadableStream,
): Promise<AsyncIterable<string>> {
  if (file === undefined || file === '-') return createInterface({ input });
  const handle = await open(file).catch((error: Error) => {
    throw new Refusal(`${file} cannot be read: ${error.message}`, 2);
  });
  return handle.readLines();
}
