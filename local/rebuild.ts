import { rebuild } from '../shared/recording/rebuild.ts';
import { optionsOf, whichRegister } from './options.ts';
import { publishAll } from './publish-all.ts';
import { print, progress, reachRegister, runRecovery } from './recovery-tool.ts';

/**
 * npm run rebuild -- [--anew] [--data DIR | --aws]: derives everything that can be derived anew, and publishes it.
 * One that was interrupted goes on where it stopped, unless it is to begin anew.
 */
await runRecovery(async () => {
  const { values } = optionsOf({ ...whichRegister, anew: { type: 'boolean', default: false } });
  const { ports, publishFunction } = reachRegister(values);
  const { activities, months, strayRows, lostDocuments } = await rebuild(ports)(progress, {
    anew: values.anew,
    resuming({ since }) {
      print(`Resuming the rebuild that was begun at ${since} and interrupted.`);
      print('What it has done is not done again: if rows or documents were damaged since, use --anew.');
    },
  });
  print(`Rebuilt from ${activities} activities in ${months} months.`);
  if (strayRows > 0) print(`${strayRows} rows that belonged to no activity were removed or replaced.`);
  if (lostDocuments > 0) print(`${lostDocuments} published documents were missing or damaged.`);
  print('Publishing. Where this is interrupted, the next run of the schedule publishes.');
  print(await publishAll(ports.marks, publishFunction));
});
