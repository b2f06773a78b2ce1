import { rebuild } from '../shared/rebuild.ts';
import { optionsOf, whichRegister } from './options.ts';
import { publishAll } from './publish-all.ts';
import { print, progress, reachRegister, runRecovery } from './recovery-tool.ts';

/** npm run rebuild -- [--data DIR | --aws]: derives everything that can be derived anew, and publishes it. */
await runRecovery(async () => {
  const { values } = optionsOf(whichRegister);
  const { ports, publishFunction } = reachRegister(values);
  const { activities, months, strayRows, lostDocuments } = await rebuild(ports)(progress);
  print(`Rebuilt from ${activities} activities in ${months} months.`);
  if (strayRows > 0) print(`${strayRows} rows that belonged to no activity were removed or replaced.`);
  if (lostDocuments > 0) print(`${lostDocuments} published documents were missing or damaged.`);
  print(await publishAll(ports.marks, publishFunction));
});
