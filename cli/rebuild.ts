import { rebuild } from '../shared/recording/rebuild.ts';
import { command, runAsProcess, whichRegister, whichRegisterSaid } from './command.ts';
import { publishAll } from './publish.ts';
import { progressOn, reachRegister } from './reach.ts';

export const rebuildRegister = command({
  usage: `Usage: npm run rebuild -- [--anew] [--data DIR | --aws]

Derives everything that can be derived anew from the stored activities, and publishes it; the register may go on working.
A rebuild that was interrupted goes on where it stopped.
  --anew   begin at the beginning, also after an interruption
${whichRegisterSaid}`,
  options: { ...whichRegister, anew: { type: 'boolean', default: false } },
  words: [0, 0],
  async run({ values }, terminal) {
    const print = (line: string) => terminal.out(`${line}\n`);
    const { ports, publish } = reachRegister(values);
    const { activities, months, strayRows, lostDocuments } = await rebuild(ports)(progressOn(terminal), {
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
    print(await publishAll(ports.marks, publish, print));
  },
});

if (import.meta.main) await runAsProcess(rebuildRegister);
