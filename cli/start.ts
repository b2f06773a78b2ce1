import { deadLetters } from '../functions/aws/activity-rows.ts';
import { documentClient, openTable } from '../functions/aws/table.ts';
import { type Register, startRegister } from '../local/register.ts';
import { synthesize } from '../local/synth.ts';
import { Unavailable } from '../shared/ports.ts';
import { command, type Given, misused, runAsProcess } from './command.ts';
import { deadLetterWatch } from './dead-letter-watch.ts';
import { partnerKeys } from './partner-keys.ts';
import { publishOnce } from './publish.ts';
import { loadSample } from './sample/load.ts';

const write = (text: string) => void process.stdout.write(text);

/** How often to look for dead letters, in milliseconds. */
const lookEvery = 5000;

const options = {
  port: { type: 'string', default: '8080' },
  data: { type: 'string', default: '.register' },
  empty: { type: 'boolean', default: false },
  every: { type: 'string', default: '5' },
  limit: { type: 'string' },
} as const;

const usage = `Usage: npm start -- [--port N] [--data DIR] [--empty] [--every SECONDS] [--limit N]

The whole register on this machine, on http://127.0.0.1:8080, until Ctrl-C. Dead letters are told as they come.
  --port N         another port; 0 for a free one
  --data DIR       the folder for the data (.register)
  --empty          without portfolio and sample
  --every SECONDS  how often to aggregate (5)
  --limit N        how many requests a partner has in a minute (1200)`;

export const start = command({
  usage,
  options,
  words: [0, 0],
  async run({ values }) {
    const { port, data, empty, every, limit } = settingsOf(values);
    const stackFolder = await synthesize(() =>
      write('Bundling the functions and synthesizing the stack ...\n'),
    );
    const register = await startRegister({
      stackFolder,
      dataFolder: data,
      port,
      everySeconds: every,
      ...(limit === undefined ? {} : { requestsPerMinute: limit }),
    });
    const stopped = stopOnSignal(register);
    if (!empty) {
      // A sample that cannot be loaded because the register is being stopped is no failure.
      const loaded = load(register, data).catch((error) =>
        register.isStopping() ? stopped : Promise.reject(error),
      );
      await Promise.race([loaded, register.fatal, stopped]);
    }
    write(`ready ${register.url}\n`);
    tellDeadLetters(register, data);
    await Promise.race([register.fatal, stopped]);
  },
});

function settingsOf(values: Given<typeof options>['values']) {
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw misused(usage, '--port must be a number from 0 to 65535');
  const every = Number(values.every);
  if (!(every > 0 && every <= 86_400))
    throw misused(usage, '--every must be a number of seconds, at most 86400');
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw misused(usage, '--limit must be a number of requests a minute');
  return { port, every, limit, data: values.data, empty: values.empty };
}

/** Looks for dead letters from now on. While the table does not answer, the next look tells; a fault ends the looking. */
function tellDeadLetters({ outputs, isStopping }: Register, data: string): void {
  const table = openTable(documentClient(), outputs.RegisterTable ?? '');
  const look = deadLetterWatch(deadLetters(table), data, write);
  const again = async () => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof Unavailable)) return write(`Dead letters cannot be read: ${error}\n`);
    }
    if (!isStopping()) setTimeout(again, lookEvery).unref();
  };
  void again();
}

/**
 * Finishes what is in flight and ends the process at SIGINT or SIGTERM. A second signal changes nothing: at Ctrl-C
 * the terminal and npm send one each.
 */
function stopOnSignal(register: Register): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => {
      if (!register.isStopping()) register.stop().then(() => process.exit(0), reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    if (process.env.npm_lifecycle_event === 'start') whenOrphaned(stop);
  });
}

/** Calls back when npm, which started this process, has been killed: nobody could stop the register any more. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

function load({ url, outputs }: Register, dataFolder: string): Promise<void> {
  const output = (name: string) => {
    const value = outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  };
  const keys = partnerKeys(output('PartnerTable'));
  return loadSample({
    url,
    dataFolder,
    async addPartner({ id, name, office = false, projects }) {
      const added = await keys.add({ id, name, office, ...(projects && { projects }) });
      if (added !== undefined) return added;
      // Loading was interrupted, and goes on with a key of its own; the one before is lost.
      const now = new Date().toISOString();
      return (await keys.rotate(id, { olderUntil: now, dropOldest: true })).key;
    },
    publishNow: () => publishOnce(output('PublishFunction')),
    isTerminal: process.stdout.isTTY === true,
    write,
  });
}

if (import.meta.main) await runAsProcess(start);
