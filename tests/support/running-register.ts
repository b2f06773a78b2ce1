import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../../local/folder-lock.ts';
import { synthesize } from '../../local/synth.ts';
import { describedFetch } from './described-fetch.ts';
import { register } from './terminal.ts';

const project = new URL('../..', import.meta.url).pathname;

/** A register that runs as a user starts it: a process of its own, on a free port. */
export type RunningRegister = {
  url: string;
  /** Everything it has printed so far. */
  printed: string[];
  process: ChildProcess;
  /** Runs one of the commands on it, in this process, and gives the lines of its standard output. */
  tool: (name: 'partner' | 'publish', ...words: string[]) => Promise<string[]>;
  /** Sends a signal and gives the code the process ends with, null if the signal ended it. */
  end: (signal: NodeJS.Signals) => Promise<number | null>;
};

/**
 * Starts a register on a data folder and resolves when it says that it is ready. Partners may ask as often as a test
 * that asks again and again does, unless the options say otherwise.
 */
export async function runRegister(data: string, ...options: string[]): Promise<RunningRegister> {
  await bundled();
  const started = spawn(
    process.execPath,
    ['cli/register.js', 'start', '--port', '0', '--limit', '1000000', '--data', data, ...options],
    {
      cwd: project,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const printed: string[] = [];
  const lines = createInterface({ input: started.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      printed.push(line);
      const [, address] = /^ready (http:\S+)$/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    lines.on('close', () => reject(new Error(`the register has not come up: ${printed.join('\n')}`)));
  });
  return running(started, data, url, printed);
}

const running = (started: ChildProcess, data: string, url: string, printed: string[]): RunningRegister => ({
  url,
  printed,
  process: started,
  async tool(name, ...words) {
    const { code, out, err } = await register(name, ...words, '--data', data);
    if (code !== 0) throw new Error(err);
    return out.trimEnd().split('\n');
  },
  async end(signal) {
    const exit = once(started, 'exit');
    started.kill(signal);
    const [code] = await exit;
    return code;
  },
});

/** Bundles the functions and synthesizes the stack, unless another test is at it: then it is waited for. */
async function bundled(): Promise<void> {
  const lock = lockFolder(join(project, 'node_modules', '.cache', 'synthesis'), process.pid, 120_000);
  try {
    await synthesize(() => undefined);
  } finally {
    lock.release();
  }
}

/** So many milliseconds between two questions leave the processor to who is asked. */
const pause = 10;

/** Asks again and again until the answer satisfies, and gives it. The test's own time limit ends it. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  satisfies: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    await sleep(pause);
  }
}

/** A partner's client: JSON in, status, headers and JSON out. Throws where an answer is not as the API describes it. */
export const clientOf =
  (url: string, key?: string) => async (method: string, path: string, body?: unknown) => {
    const response = await describedFetch(new URL(path, url), {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
