import { mirror } from '../shared/readers/mirror.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { mirrorFolder } from './mirror-folder.ts';
import { optionsOf } from './options.ts';
import { Refusal, runTool } from './refusal.ts';
import { lockFolder } from './runtime/folder-lock.ts';

/** npm run mirror -- URL DIR: brings a copy of all public activities to the newest snapshot of a feed. */
await runTool(async () => {
  const { positionals } = optionsOf({}, true);
  const [address, folder, ...more] = positionals;
  if (address === undefined || folder === undefined || more.length > 0)
    throw new Refusal('Usage: npm run mirror -- URL DIR');
  const source = feedOverHttp(address);
  const lock = lockFolder(folder);
  const outcome = await mirror({ source, store: mirrorFolder(folder) })();
  lock.release();
  process.stdout.write(
    outcome === undefined
      ? 'Nothing has changed since the last run.\n'
      : `Snapshot ${outcome.snapshot}, change ${outcome.change}: ${outcome.written} activities written, ${outcome.removed} removed.\n`,
  );
});
