import { InvalidArgumentError } from '@commander-js/extra-typings';
import { deadLetters } from '../functions/aws/activity-rows.ts';
import { documentClient, openTable } from '../functions/aws/table.ts';
import { type Register, startRegister } from '../local/register.ts';
import { synthesize } from '../local/synth.ts';
import { Unavailable } from '../shared/ports.ts';
import { newCommand, type Surroundings } from './command.ts';
import { deadLetterWatch } from './dead-letter-watch.ts';
import { partnerKeys } from './partner-keys.ts';
import { publishOnce } from './publish.ts';
import { loadSample } from './sample/load.ts';

/** How often to look for dead letters, in milliseconds. */
const lookEvery = 5000;

/** A parser of an option's value: a number that is as it is said to be. */
const numberThat =
  (is: string, fits: (value: number) => boolean) =>
  (words: string): number => {
    const value = /^\d+(?:\.\d+)?$/.test(words) ? Number(words) : Number.NaN;
    if (!fits(value)) throw new InvalidArgumentError(`It must be ${is}`);
    return value;
  };

/** `register start`. */
export const start = (here: Surroundings) =>
  newCommand(here, 'start', {
    summary: 'The whole register on this machine, until Ctrl-C',
    about: `On http://127.0.0.1:8080, with real data. Dead letters are told as they come. Ctrl-C finishes what is in flight and ends
with 0; the data stay, and the next start goes on from them.`,
    examples: [
      ['start --port 0 --empty --data new', 'an empty one on a free port, with its data in new/'],
      ['start --every 60', 'aggregates once a minute'],
    ],
  })
    .option('--data <dir>', 'the folder for the data (.register)', '.register')
    .option(
      '--port <n>',
      'another port; 0 for a free one (8080)',
      numberThat('a number from 0 to 65535', (n) => Number.isInteger(n) && n <= 65_535),
      8080,
    )
    .option('--empty', 'without portfolio and sample', false)
    .option(
      '--every <seconds>',
      'how often to aggregate (5)',
      numberThat('a number of seconds, at most 86400', (n) => n > 0 && n <= 86_400),
      5,
    )
    .option(
      '--limit <n>',
      'how many requests a partner has in a minute (1200)',
      numberThat('a number of requests a minute', (n) => Number.isInteger(n) && n > 0),
    )
    .action(async ({ port, data, empty, every, limit }) => {
      const stackFolder = await synthesize(() =>
        here.out('Bundling the functions and synthesizing the stack ...\n'),
      );
      if (here.interrupted.aborted) return;
      const register = await startRegister({
        stackFolder,
        dataFolder: data,
        port,
        everySeconds: every,
        ...(limit === undefined ? {} : { requestsPerMinute: limit }),
      });
      const stopped = stopOnSignal(register, here);
      if (!empty) {
        // A sample that cannot be loaded because the register is being stopped is no failure.
        const loaded = load(register, data, here).catch((error) =>
          register.isStopping() ? stopped : Promise.reject(error),
        );
        await Promise.race([loaded, register.fatal, stopped]);
      }
      if (!register.isStopping()) {
        here.out(`ready ${register.url}\n`);
        tellDeadLetters(register, data, here);
      }
      await Promise.race([register.fatal, stopped]);
    });

/** Looks for dead letters from now on. While the table does not answer, the next look tells; a fault ends the looking. */
function tellDeadLetters({ outputs, isStopping }: Register, data: string, { out }: Surroundings): void {
  const table = openTable(documentClient(), outputs.RegisterTable ?? '');
  const look = deadLetterWatch(deadLetters(table), data, out);
  const again = async () => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof Unavailable)) return out(`Dead letters cannot be read: ${error}\n`);
    }
    if (!isStopping()) setTimeout(again, lookEvery).unref();
  };
  void again();
}

/** Finishes what is in flight once it is interrupted, and resolves when everything has stopped. */
function stopOnSignal(register: Register, { interrupted, env }: Surroundings): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      if (!register.isStopping()) register.stop().then(resolve, reject);
    };
    if (interrupted.aborted) stop();
    interrupted.addEventListener('abort', stop);
    if (['start', 'npx'].includes(env.npm_lifecycle_event ?? '')) whenOrphaned(stop);
  });
}

/** Calls back when npm or npx, which started this process, has been killed: nobody could stop the register any more. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

function load({ url, outputs }: Register, dataFolder: string, here: Surroundings): Promise<void> {
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  };
  const keys = partnerKeys(output('PartnerTable'), here.now);
  return loadSample({
    url,
    dataFolder,
    async addPartner({ id, name, office = false, projects }) {
      const added = await keys.add({ id, name, office, ...(projects && { projects }) });
      if (added !== undefined) return added;
      // Loading was interrupted, and goes on with a key of its own; the one before is lost.
      const now = here.now().toISOString();
      return (await keys.rotate(id, { olderUntil: now, dropOldest: true })).key;
    },
    publishNow: () => publishOnce(output('PublishFunction')),
    progress: here.progress,
    write: here.out,
  });
}
