import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from '../local/refusal.ts';
import type { Row } from '../shared/readers/difference.ts';
import { Unreadable } from '../shared/readers/read-feed.ts';
import { type Verified, verify } from '../shared/readers/verify.ts';
import { exits, newCommand, onRegister, type Surroundings } from './command.ts';
import { connect } from './connect.ts';
import { feedOverHttp } from './feed-over-http.ts';

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
      examples: [['verify https://register.example', 'the feed of somebody']],
    })
      .argument('[url]', 'the feed')
      .option('--json', 'print everything that was compared as one JSON text', false),
  ).action(async (url, { json, ...which }) => {
    const feed = feedOverHttp(url ?? connect(which, here).url);
    const pause = () => wait(1000 * Math.min(feed.secondsFresh() + 1, longestPause));
    const verified = await verify(feed.read, pause).catch((error: unknown) => {
      throw error instanceof Unreadable ? new Refusal(error.message, exits.notBegun) : error;
    });
    here.out(json ? `${JSON.stringify(verified)}\n` : verificationTable(verified));
    if (!verified.ok) throw new Refusal('The feed does not agree with what was recomputed');
  });
