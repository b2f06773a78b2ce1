import { once } from 'node:events';
import { exits } from './command.ts';
import { progressOn } from './progress.ts';

// First of all, so that a signal that comes while the rest is loaded is not lost. At Ctrl-C the terminal and npm send
// one each: the second changes nothing.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const { stdin, stdout, stderr, env } = process;
const err = (text: string) => void stderr.write(text);
stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read what was written has gone, as head does: that is no failure.
  if (error.code !== 'EPIPE') err(`What it says cannot be written: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? exits.done : exits.refused);
});

const progress = progressOn(stderr, env);
const { runRegisterCommand } = await import('./program.ts');
const code = await runRegisterCommand(process.argv.slice(2), {
  out: (text) => void stdout.write(text),
  err,
  progress: progress.show,
  input: stdin,
  env,
  now: () => new Date(),
  interrupted: interruption.signal,
});
progress.stop();
for (const stream of [stdout, stderr]) if (stream.writableNeedDrain) await once(stream, 'drain');
// Not by itself: while Node takes itself down, signals are at their defaults, and a late one would end it otherwise.
process.exit(code);
