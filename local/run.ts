import { loadSample } from './load-sample.ts';
import { optionsOf } from './options.ts';
import { partnerKeys } from './partner-key.ts';
import { publishOnce } from './publish.ts';
import { Refusal, runTool } from './refusal.ts';
import { type Register, startRegister } from './runtime/register.ts';
import { synthesize } from './runtime/synth.ts';

const write = (text: string) => void process.stdout.write(text);

/** npm start -- [--port N] [--data DIR] [--empty] [--every SECONDS] [--limit REQUESTS]: the whole register on this machine. */
await runTool(async () => {
  const { port, data, empty, every, limit } = readOptions();
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
  await Promise.race([register.fatal, stopped]);
});

function readOptions() {
  const { values } = optionsOf({
    port: { type: 'string', default: '8080' },
    data: { type: 'string', default: '.register' },
    empty: { type: 'boolean', default: false },
    every: { type: 'string', default: '5' },
    limit: { type: 'string' },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Refusal('--port must be a number from 0 to 65535');
  const every = Number(values.every);
  if (!(every > 0 && every <= 86_400))
    throw new Refusal('--every must be a number of seconds, at most 86400');
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new Refusal('--limit must be a number of requests a minute');
  return { port, every, limit, data: values.data, empty: values.empty };
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
