import { Refusal } from '../local/refusal.ts';
import type { DeadLetterOffice, DeadLetters, SubmissionQueue } from '../shared/ports.ts';
import { previewReplay, type Replay, readBody } from '../shared/recording/replay.ts';
import type { DeadLetter } from '../shared/words/submission.ts';
import { receiptIn } from '../shared/words/submission-handle.ts';
import { newCommand, onRegister, type Surroundings, type Which } from './command.ts';
import { reachRegister } from './reach.ts';

type Office = DeadLetterOffice & DeadLetters;
/** What the tool needs of a register. */
export type LetterPorts = Parameters<typeof previewReplay>[0] & {
  deadLetters: Office;
  queue: SubmissionQueue;
};

const path = 'dead-letters';
const idMeans = 'its id, as it is listed, or the one that its partner was given';

/** `register dead-letters`. */
export function deadLetters(
  here: Surroundings,
  reach: (which: Which) => LetterPorts = (which) => reachRegister(which, here).ports,
) {
  const print = (line: string) => here.out(`${line}\n`);
  const none = () => here.err('There are no dead letters.\n');
  const letterOf = async (office: Office, id: string): Promise<DeadLetter> => {
    const letter = await office.get(receiptIn(id)?.id ?? id);
    if (letter === undefined) throw new Refusal(`There is no dead letter ${id}`);
    return letter;
  };
  const named = (name: string, summary: string, about?: string) =>
    onRegister(newCommand(here, `${path} ${name}`, { summary, ...(about && { about }) }));

  const list = named('list', 'One on each line: its id, since when, partner/reference/revision, the reason')
    .option('--json', 'print each as a JSON text on a line, with its body', false)
    .action(async ({ json, ...which }) => {
      let some = false;
      for await (const page of reach(which).deadLetters.list())
        for (const letter of page) {
          some = true;
          print(json ? JSON.stringify(letter) : rowOf(letter));
        }
      if (!some) none();
    });

  const show = named('show', 'One with its body, and what a replay would do')
    .argument('<id>', idMeans)
    .option('--json', 'print the letter and what a replay would do as one JSON text', false)
    .action(async (id, { json, ...which }) => {
      const ports = reach(which);
      const letter = await letterOf(ports.deadLetters, id);
      const replayed = await previewReplay(ports)(letter);
      print(json ? JSON.stringify({ letter, replay: replayed }) : shown(letter, replayed));
    });

  const again = named('replay', 'Send one to the queue once more, or all that can be read', 'Safe to repeat.')
    .argument('[id]', idMeans)
    .option('--all', 'every one that can be read', false)
    .action(async (id, { all, ...which }, own) => {
      if ((id === undefined) !== all) own.error('error: say an id, or --all');
      const { deadLetters: office, queue } = reach(which);
      if (id !== undefined) return print(await replay(office, queue, await letterOf(office, id)));
      const letters: DeadLetter[] = [];
      for await (const page of office.list()) letters.push(...page);
      if (letters.length === 0) none();
      const unreadable = letters.filter(({ body }) => typeof readBody(body) === 'string');
      for (const letter of letters)
        if (!unreadable.includes(letter)) print(await replay(office, queue, letter));
      if (unreadable.length > 0)
        throw new Refusal(
          `Not replayed, because they cannot be read (see show): ${unreadable.map((each) => each.id).join(', ')}`,
        );
    });

  const discard = named('discard', 'Print one on one line, to be kept, and remove it')
    .argument('<id>', idMeans)
    .action(async (id, which) => {
      const { deadLetters: office } = reach(which);
      const letter = await letterOf(office, id);
      print(JSON.stringify(letter));
      if (!(await office.remove(letter)))
        throw new Refusal(`The dead letter ${id} has been replayed or buried anew meanwhile; look again`);
    });

  const summary =
    'Messages that could not be recorded: look at them, send them once more, or throw them away';
  return [list, show, again, discard].reduce(
    (group, each) => group.addCommand(each),
    newCommand(here, path, {
      summary,
      examples: [[`${path} list --aws`, 'of the register that is deployed']],
    }),
  );
}

/** Sends the message once more, then removes the letter: should it die in between, the letter is still there. */
async function replay(office: Office, queue: SubmissionQueue, letter: DeadLetter): Promise<string> {
  const submission = readBody(letter.body);
  if (typeof submission === 'string')
    throw new Refusal(
      `The dead letter ${letter.id} cannot be replayed, because it cannot be read: ${submission}`,
    );
  await queue.send(submission);
  await office.remove(letter);
  return `${letter.id} is in the queue again.`;
}

/** A letter on one line, its columns parted by tabs. */
export function rowOf({ id, at, body, reason }: DeadLetter): string {
  const read = readBody(body);
  const about = typeof read === 'string' ? '-' : `${read.partner}/${read.reference}/${read.revision}`;
  return [id, at, about, reason.replaceAll(/\s+/g, ' ').trim()].join('\t');
}

function shown({ id, at, reason, body }: DeadLetter, replayed: Replay): string {
  return [
    `id      ${id}`,
    `buried  ${at}`,
    `reason  ${reason.replaceAll('\n', '\n        ')}`,
    `replay  ${consequence(replayed)}`,
    '',
    pretty(body),
  ].join('\n');
}

function consequence(replayed: Replay): string {
  if (replayed.would === 'fail') return `cannot be read, because ${replayed.because}`;
  const { partner, reference, revision, operation } = replayed.submission;
  const what = `${operation === 'put' ? 'the activity' : 'the withdrawal of'} ${partner}/${reference}`;
  if (replayed.would === 'be superseded')
    return `${what}, revision ${revision}, would be superseded by revision ${replayed.by}`;
  const over = replayed.over === undefined ? 'where there is none yet' : `over revision ${replayed.over}`;
  return `${what} would be applied as revision ${revision} ${over}`;
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
