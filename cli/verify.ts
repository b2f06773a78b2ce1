import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Option } from '@commander-js/extra-typings';
import { Refusal } from '../local/refusal.ts';
import { LogFault } from '../shared/log/log-fault.ts';
import type { Row } from '../shared/readers/difference.ts';
import { Unreadable } from '../shared/readers/read-feed.ts';
import { type Verified, verify } from '../shared/readers/verify.ts';
import { whatAProofProves } from '../shared/readers/what-a-proof-proves.ts';
import { exits, newCommand, onRegister, type Surroundings } from './command.ts';
import { connect } from './connect.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { seenFile } from './seen-file.ts';

const columns = ['document', 'figures', 'sentences', 'checks', 'differences'];

/** What was verified as an aligned table, a line for each document and one for all, and below it every difference. */
function verificationTable({ snapshot, rows, ok }: Verified): string {
  const byDocument = Map.groupBy(rows, ({ document }) => document);
  const counts = [...byDocument].map(([document, own]) => ({ document, own: countsOf(own) }));
  const total = columns.slice(1).map((_, at) => counts.reduce((sum, { own }) => sum + (own[at] ?? 0), 0));
  const lines = [
    columns,
    ...counts.map(({ document, own }) => [document, ...own.map(String)]),
    ['total', ...total.map(String)],
  ];
  const wide = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line.map((cell, at) => (at === 0 ? cell.padEnd(wide[at] ?? 0) : cell.padStart(wide[at] ?? 0))).join('  '),
  );
  const differences = rows
    .filter((row) => !row.ok)
    .map(
      ({ document, name, published, recomputed }) =>
        `${document} ${name}\n  published:  ${published}\n  recomputed: ${recomputed}`,
    );
  const verdict = ok
    ? `Snapshot ${snapshot}: everything is equal to what was recomputed.`
    : `${snapshot === undefined ? 'No snapshot' : `Snapshot ${snapshot}`}: ${differences.length} differences.`;
  return `${[...aligned, '', ...differences, verdict].join('\n')}\n`;
}

/** How many figures, sentences and other things were looked at, and how many differences there are. */
const countsOf = (rows: readonly Row[]): number[] => [
  ...(['figure', 'sentence', 'check'] as const).map(
    (kind) => new Set(rows.filter((row) => row.kind === kind).map(({ name }) => name)).size,
  ),
  rows.filter(({ ok }) => !ok).length,
];

const longestPause = 120;

/** `register verify`. */
export const verifyFeed = (here: Surroundings) =>
  onRegister(
    newCommand(here, 'verify', {
      summary: 'Recompute everything that a feed publishes, from the feed alone',
      about: `Prints what was compared, and every difference. URL is the address of a register, of its feed, or of its index.json;
without one, that of the register of --data or --aws.`,
      examples: [
        ['verify https://register.example', 'the feed of somebody'],
        ['verify https://register.example --since seen.json', 'and that its history was only added to'],
        ['verify --proof activities.tlog-proof --key KEY', 'a proof that somebody has kept, offline'],
      ],
    })
      .argument('[url]', 'the feed')
      .option('--since <file>', 'keep the signed checkpoint there, and hold the log against it the next time')
      .addOption(
        new Option('--proof <file>', 'say what a kept proof proves, and read nothing else').conflicts('json'),
      )
      .option('--key <key...>', 'the keys of the log, as its log.json has them, for --proof')
      .option('--json', 'print everything that was compared as one JSON text', false),
  ).action(async (url, { json, since, proof, key, ...which }) => {
    const file = since === undefined ? undefined : seenFile(since);
    const seen = file?.read();
    if (proof !== undefined) return here.out(await proofInWords(proof, key ?? seen?.keys));
    const feed = feedOverHttp(url ?? connect(which, here).url);
    const pause = () => wait(1000 * Math.min(feed.secondsFresh() + 1, longestPause));
    const verified = await verify(feed.read, pause, seen).catch((error: unknown) => {
      throw error instanceof Unreadable ? new Refusal(error.message, exits.notBegun) : error;
    });
    here.out(json ? `${JSON.stringify(verified)}\n` : verificationTable(verified));
    if (verified.fork !== undefined && file !== undefined)
      throw new Refusal(
        `The log has been forked: both signed checkpoints are kept, ${file.accuse(verified.fork).join(' and ')}`,
      );
    if (!verified.ok) throw new Refusal('The feed does not agree with what was recomputed');
    if (verified.seen !== undefined) file?.keep(verified.seen);
  });

/** What a proof in a file proves, in words. Throws a Refusal where it proves nothing. */
async function proofInWords(file: string, keys: readonly string[] | undefined): Promise<string> {
  if (keys === undefined)
    throw new Refusal(
      'Whose signature it has to be is told by --key, or by a file of --since',
      exits.notBegun,
    );
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}`, exits.notBegun);
  }
  const { statement, figures, checkpoint } = await whatAProofProves(bytes, keys).catch((error: unknown) => {
    throw error instanceof LogFault ? new Refusal(`${file} ${error.message}`) : error;
  });
  const stated = figures.map(
    ([period, id, value, rule]) => `  ${period ?? 'all time'}  ${id}  ${JSON.stringify(value)}  (${rule})`,
  );
  return `${[
    `${checkpoint.origin} has published snapshot ${statement.snapshot} at ${statement.generatedAt}, as of ${statement.dataAsOf}.`,
    `Its index.json has the SHA-256 ${statement.index}.`,
    'With it these figures have changed to:',
    ...stated,
    `It is leaf ${checkpoint.index} of the ${checkpoint.size} that the log had when it signed this.`,
  ].join('\n')}\n`;
}
