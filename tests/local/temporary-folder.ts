import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder that is removed when the test is over. */
export function temporaryFolder(finished = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'register-'));
  finished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that holds the given text as a function's bundle, `index.mjs`. */
export function bundleFolder(code: string, finished = onTestFinished): string {
  const folder = temporaryFolder(finished);
  writeFileSync(join(folder, 'index.mjs'), code);
  return folder;
}
