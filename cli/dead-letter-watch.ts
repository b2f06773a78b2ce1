import type { DeadLetterOffice } from '../shared/ports.ts';
import type { DeadLetter } from '../shared/words/submission.ts';
import { rowOf } from './dead-letters.ts';

/**
 * Tells of dead letters where the register was started. Gives the function that looks once more: at the first page of
 * them, at most 1 MB; it says something only where there are some that it has not said before. `data` is the folder.
 */
export function deadLetterWatch(
  deadLetters: Pick<DeadLetterOffice, 'list'>,
  data: string,
  say: (text: string) => void,
): () => Promise<void> {
  let said = new Set<string>();
  const nameOf = ({ id, at }: DeadLetter) => `${id} ${at}`;
  const tool = (words: string) => `npx register dead-letters ${words} --data ${data}`;
  return async () => {
    let page: DeadLetter[] = [];
    for await (const letters of deadLetters.list()) {
      page = letters;
      break;
    }
    const fresh = page.filter((letter) => !said.has(nameOf(letter)));
    said = new Set(page.map(nameOf));
    const [one] = fresh;
    if (one === undefined) return;
    say(
      fresh.length === 1
        ? `A submission could not be recorded and is kept as a dead letter:\n  ${rowOf(one)}\n  ${tool(`show ${one.id}`)}\n`
        : `${fresh.length} submissions could not be recorded and are kept as dead letters:\n  ${tool('list')}\n`,
    );
  };
}
