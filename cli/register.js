#!/usr/bin/env node
// What npx runs as `register`: hands over to register.ts, by the Node that npm ci has put beside it where this one is older.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('./register.ts', import.meta.url);
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

if (!existsSync(pinned)) {
  process.stderr.write('What this needs is not here yet: run npm ci, which installs it in this folder.\n');
  process.exit(2);
} else if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(entry.href);
} else {
  const child = spawn(pinned, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  // At Ctrl-C the terminal tells the child as well: twice is once.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
