import { lockFolder } from '../local/folder-lock.ts';
import { mirror } from '../shared/readers/mirror.ts';
import { newCommand, onRegister, type Surroundings } from './command.ts';
import { connect } from './connect.ts';
import { feedOverHttp } from './feed-over-http.ts';
import { mirrorFolder } from './mirror-folder.ts';

/** `register mirror`. */
export const mirrorFeed = (here: Surroundings) =>
  onRegister(
    newCommand(here, 'mirror', {
      summary: 'Keep a copy of all public activities in a folder',
      about: `Brings the folder, with a file for each activity, to the newest snapshot of a feed. URL is the address of a register,
of its feed, or of its index.json; without one, that of the register of --data or --aws. One that was interrupted goes
on when started again.`,
      examples: [['mirror copy https://register.example', 'the copy in copy/, of the feed of somebody']],
    })
      .argument('<folder>', 'where the copy is, or is to be')
      .argument('[url]', 'the feed')
      .option('--json', 'print the snapshot, the last change, and how many were written and removed', false),
  ).action(async (folder, url, { json, ...which }) => {
    const source = feedOverHttp(url ?? connect(which, here).url);
    const lock = lockFolder(folder);
    try {
      const outcome = await mirror({ source, store: mirrorFolder(folder) })();
      if (json) return here.out(`${JSON.stringify(outcome ?? null)}\n`);
      here.out(
        outcome === undefined
          ? 'Nothing has changed since the last run.\n'
          : `Snapshot ${outcome.snapshot}, change ${outcome.change}: ${outcome.written} activities written, ${outcome.removed} removed.\n`,
      );
    } finally {
      lock.release();
    }
  });
