import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Refusal } from '../local/refusal.ts';
import { type Fork, type Seen, seen as seenSchema } from '../shared/readers/verify-log.ts';
import { exits } from './command.ts';

/**
 * The file in which somebody keeps what he has seen of a log. Its content is undefined where there is none yet. Throws a
 * Refusal for a file of something else: it is never written over.
 */
export function seenFile(file: string) {
  return {
    read(): Seen | undefined {
      let text: string;
      try {
        text = readFileSync(file, 'utf-8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new Refusal(`${file} cannot be read: ${(error as Error).message}`, exits.notBegun);
      }
      const { data } = seenSchema.safeParse(jsonIn(text));
      if (data === undefined) throw new Refusal(`${file} is no checkpoint that was kept`, exits.notBegun);
      return data;
    },
    /** Replaces what was kept, all at once. */
    keep(seen: Seen): void {
      writeFileSync(`${file}.new`, `${JSON.stringify(seen, undefined, 2)}\n`, { flush: true });
      renameSync(`${file}.new`, file);
    },
    /** Keeps two signed notes that contradict each other, and gives the names of their files. */
    accuse({ seen, now }: Fork): string[] {
      const files = [`${file}.fork-seen`, `${file}.fork-now`];
      for (const [at, note] of [seen, now].entries()) writeFileSync(files[at] as string, note);
      return files;
    },
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
