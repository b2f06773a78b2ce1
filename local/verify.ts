import { setTimeout as wait } from 'node:timers/promises';
import { Unreadable } from '../shared/readers/read-feed.ts';
import { verify } from '../shared/readers/verify.ts';
import { command, exits, runAsProcess } from './command.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { Refusal } from './refusal.ts';
import { verificationTable } from './verification-table.ts';

const longestPause = 120;

export const verifyFeed = command({
  usage: `Usage: npm run verify -- URL [--json]

Recomputes what a feed publishes from the feed alone, and prints what was compared. URL is the address of the register,
of its feed, or of its index.json.
  --json   print everything that was compared as one JSON text`,
  options: { json: { type: 'boolean', default: false } },
  words: [1, 1],
  async run({ values, words: [address = ''] }, { out }) {
    const feed = feedOverHttp(address);
    const pause = () => wait(1000 * Math.min(feed.secondsFresh() + 1, longestPause));
    const verified = await verify(feed.read, pause).catch((error: unknown) => {
      throw error instanceof Unreadable ? new Refusal(error.message, exits.notBegun) : error;
    });
    out(values.json ? `${JSON.stringify(verified)}\n` : verificationTable(verified));
    if (!verified.ok) throw new Refusal('The feed does not agree with what was recomputed');
  },
});

if (import.meta.main) await runAsProcess(verifyFeed);
