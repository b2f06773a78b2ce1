import { rebuild } from '../shared/recording/rebuild.ts';
import { newCommand, onRegister, type Surroundings } from './command.ts';
import { publishAll } from './publish.ts';
import { reachRegister } from './reach.ts';

/** `register rebuild`. */
export const rebuildRegister = (here: Surroundings, reach = reachRegister) =>
  onRegister(
    newCommand(here, 'rebuild', {
      summary: 'Derive everything that can be derived anew, and publish it',
      about: `From the stored activities; the register may go on working. A rebuild that was interrupted goes on where it
stopped.`,
      examples: [['rebuild --anew', 'from the beginning, also after an interruption']],
    }).option('--anew', 'begin at the beginning, also after an interruption', false),
  ).action(async ({ anew, ...which }) => {
    const print = (line: string) => here.out(`${line}\n`);
    const { ports, publish } = reach(which, here);
    const { activities, months, strayRows, lostDocuments } = await rebuild(ports)(here.progress, {
      anew,
      resuming({ since }) {
        print(`Resuming the rebuild that was begun at ${since} and interrupted.`);
        print('What it has done is not done again: if rows or documents were damaged since, use --anew.');
      },
    });
    print(`Rebuilt from ${activities} activities in ${months} months.`);
    if (strayRows > 0) print(`${strayRows} rows that belonged to no activity were removed or replaced.`);
    if (lostDocuments > 0) print(`${lostDocuments} published documents were missing or damaged.`);
    print('Publishing. Where this is interrupted, the next run of the schedule publishes.');
    print(await publishAll(ports.marks, publish, print));
  });
