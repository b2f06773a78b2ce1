import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Refusal } from './refusal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'cdk.out.local');
const inputs = ['infra/**', 'functions/**', 'shared/**', 'cdk.json', 'package-lock.json'];
const kept = 3;

/**
 * Synthesizes the stack and bundles the functions, unless that was done for the same sources. Every state of the
 * sources has a folder of its own, put in place whole, so that registers started at the same time do not disturb
 * each other; the oldest are removed. `starting` is called before the work begins. Returns the folder.
 */
export async function synthesize(starting: () => void): Promise<string> {
  const folder = join(output, digestOfSources());
  if (existsSync(folder)) return folder;
  starting();
  mkdirSync(output, { recursive: true });
  const unfinished = join(output, `unfinished-${process.pid}`);
  const environment = { ...process.env, CDK_OUTDIR: unfinished, CDK_VALIDATION: 'false' };
  try {
    await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: root, env: environment });
  } catch (error) {
    throw new Refusal(`The stack cannot be synthesized:\n${(error as { stderr?: string }).stderr ?? error}`);
  }
  if (existsSync(folder)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  removeOldest();
  return folder;
}

function digestOfSources(): string {
  const hash = createHash('sha256').update(process.version);
  const files = globSync(inputs, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function removeOldest(): void {
  const byAge = globSync('*', { cwd: output })
    .map((name) => join(output, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(kept)) rmSync(old, { recursive: true, force: true });
}
