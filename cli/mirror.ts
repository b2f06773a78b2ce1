import { lockFolder } from '../local/folder-lock.ts';
import { mirror } from '../shared/readers/mirror.ts';
import { command, runAsProcess } from './command.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { mirrorFolder } from './mirror-folder.ts';

export const mirrorFeed = command({
  usage: `Usage: npm run mirror -- URL DIR

Brings DIR, a copy of all public activities with a file for each, to the newest snapshot of a feed. URL is the address of
the register, of its feed, or of its index.json.`,
  options: {},
  words: [2, 2],
  async run({ words: [address = '', folder = ''] }, { out }) {
    const source = feedOverHttp(address);
    const lock = lockFolder(folder);
    try {
      const outcome = await mirror({ source, store: mirrorFolder(folder) })();
      out(
        outcome === undefined
          ? 'Nothing has changed since the last run.\n'
          : `Snapshot ${outcome.snapshot}, change ${outcome.change}: ${outcome.written} activities written, ${outcome.removed} removed.\n`,
      );
    } finally {
      lock.release();
    }
  },
});

if (import.meta.main) await runAsProcess(mirrorFeed);
