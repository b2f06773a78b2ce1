import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refusal } from './refusal.ts';

const sqliteBusy = 5;
/** A register whose npm was killed needs a moment to stop. */
const aMoment = 3000;

/** A lock that nothing refers to would be collected, and with that released. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder for this process, creating the folder. The lock is SQLite's lock on a file, which the kernel
 * drops when its process dies: a lock left behind by kill -9 is free at once, and a process id that was given out
 * again means nothing. Waits, `patience` milliseconds at most, while another holds it. Throws a Refusal that names the
 * process holding the folder, or says that it cannot be written.
 */
export function lockFolder(
  folder: string,
  pid: number = process.pid,
  patience = aMoment,
): { release(): void } {
  const pidFile = join(folder, 'lock.pid');
  let lock: DatabaseSync;
  try {
    mkdirSync(folder, { recursive: true });
    lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  } catch (error) {
    throw new Refusal(`The data folder ${folder} cannot be written: ${(error as Error).message}`);
  }
  try {
    lock.exec(`PRAGMA busy_timeout = ${patience}`);
    lock.exec('BEGIN EXCLUSIVE');
    held.add(lock);
    writeFileSync(pidFile, String(pid));
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) {
      throw new Refusal(`The data folder ${folder} is in use by process ${readFileSync(pidFile, 'utf8')}`);
    }
    throw new Refusal(`The data folder ${folder} cannot be written: ${(error as Error).message}`);
  }
  return {
    release() {
      rmSync(pidFile, { force: true });
      held.delete(lock);
      lock.close();
    },
  };
}
