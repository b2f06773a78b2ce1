import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '../local/refusal.ts';
import { type MirrorStore, mirrored, mirrorState } from '../shared/readers/mirror.ts';

/**
 * A mirror in a folder: activities/{partner}/{reference}.json and, of restricted activities, activities/_restricted/{id}.json,
 * each written aside and moved into its place, and the state in mirror.json. A ":" of a reference is a "=" in the name of its file, where ":" is not allowed everywhere.
 */
export function mirrorFolder(folder: string): MirrorStore {
  const all = join(folder, 'activities');
  const stateFile = join(folder, 'mirror.json');
  const fileOf = (id: string) => {
    const [partner = '', reference] = id.split('/');
    return reference === undefined
      ? join(all, '_restricted', `${id}.json`)
      : join(all, partner, `${reference.replaceAll(':', '=')}.json`);
  };
  const write = async (file: string, text: string) => {
    const aside = join(folder, 'mirror.partial');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(aside, text, { flush: true });
    await rename(aside, file);
  };
  return {
    async state() {
      const text = await textOf(stateFile);
      return text === undefined ? undefined : parsed(stateFile, text, mirrorState);
    },
    keepState: (state) =>
      state === undefined ? rm(stateFile, { force: true }) : write(stateFile, `${JSON.stringify(state)}\n`),
    async put(held) {
      const file = fileOf(held.activity.id);
      const text = `${JSON.stringify(held, undefined, 2)}\n`;
      const there = await textOf(file);
      if (there === text) return false;
      const standing = there === undefined ? held : parsed(file, there, mirrored);
      if (standing.activity.id !== held.activity.id)
        throw new Refusal(
          `This disk takes the files of ${standing.activity.id} and ${held.activity.id} for one: use one that tells capital letters from small ones`,
        );
      await write(file, text);
      return true;
    },
    async remove(id) {
      const file = fileOf(id);
      const there = (await textOf(file)) !== undefined;
      await rm(file, { force: true });
      return there;
    },
    async *held() {
      await mkdir(all, { recursive: true });
      for (const partner of await readdir(all))
        for (const name of await readdir(join(all, partner))) {
          const file = join(all, partner, name);
          const text = await textOf(file);
          if (text !== undefined && name.endsWith('.json')) yield parsed(file, text, mirrored);
        }
    },
  };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf-8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

function parsed<Value>(file: string, text: string, schema: { parse(value: unknown): Value }): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Refusal(`${file} is not what a mirror has written: remove it, or begin anew in another folder`);
  }
}
