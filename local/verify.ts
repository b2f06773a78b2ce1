import { setTimeout as wait } from 'node:timers/promises';
import { Unreadable } from '../shared/readers/read-feed.ts';
import { verify } from '../shared/readers/verify.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { optionsOf } from './options.ts';
import { Refusal } from './refusal.ts';
import { verificationTable } from './verification-table.ts';

const longestPause = 120;

/**
 * npm run verify -- URL [--json]: recomputes what a feed publishes from the feed alone, prints what was compared, and
 * exits with 0 if all is equal, 1 if anything differs, 2 if it could not be read.
 */
try {
  const { values, positionals } = optionsOf({ json: { type: 'boolean', default: false } }, true);
  const [address, ...more] = positionals;
  if (address === undefined || more.length > 0) throw new Refusal('Usage: npm run verify -- URL [--json]');
  const feed = feedOverHttp(address);
  const pause = () => wait(1000 * Math.min(feed.secondsFresh() + 1, longestPause));
  const verified = await verify(feed.read, pause);
  process.stdout.write(values.json ? `${JSON.stringify(verified)}\n` : verificationTable(verified));
  process.exitCode = verified.ok ? 0 : 1;
} catch (error) {
  const expected = error instanceof Refusal || error instanceof Unreadable;
  process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
