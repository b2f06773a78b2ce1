import { Refusal } from '../local/refusal.ts';
import type { DeadLetterOffice, DeadLetters, SubmissionQueue } from '../shared/ports.ts';
import { previewReplay, type Replay, readBody } from '../shared/recording/replay.ts';
import type { DeadLetter } from '../shared/words/submission.ts';
import {
  command,
  type Given,
  misused,
  runAsProcess,
  type Terminal,
  whichRegister,
  whichRegisterSaid,
} from './command.ts';
import { reachRegister } from './reach.ts';

const usage = `Usage: npm run dead-letters -- list | show ID | replay ID | replay --all | discard ID [--data DIR | --aws]

Messages that could not be recorded: to be looked at, sent once more, or thrown away.
  list          one on each line: its id, since when, partner/reference/revision, the reason
  show ID       one of them with its body, and what a replay would do
  replay ID     sends it to the queue once more; safe to repeat. --all: every one that can be read
  discard ID    prints it on one line, to be kept, and removes it
${whichRegisterSaid}`;
const options = { ...whichRegister, all: { type: 'boolean', default: false } } as const;

type Office = DeadLetterOffice & DeadLetters;
/** What the tool needs of a register. */
export type LetterPorts = Parameters<typeof previewReplay>[0] & {
  deadLetters: Office;
  queue: SubmissionQueue;
};

export const deadLettersOf = command({
  usage,
  options,
  words: [1, 2],
  run: (given, terminal) => deadLetterTool(() => reachRegister(given.values).ports)(given, terminal),
});

/** The tool on the register that is reached once its words are understood. Throws a Refusal. */
export const deadLetterTool =
  (reach: () => LetterPorts) =>
  async ({ values: { all }, words }: Given<typeof options>, { out, err }: Terminal): Promise<void> => {
    const [name = '', id] = words;
    const wantsId = name === 'list' || (name === 'replay' && all) ? 0 : 1;
    const known = ['list', 'show', 'replay', 'discard'].includes(name) && (name === 'replay' || !all);
    if (!known || words.length - 1 !== wantsId) throw misused(usage);
    const print = (line: string) => out(`${line}\n`);
    const ports = reach();
    const { deadLetters, queue } = ports;
    if (name === 'list') {
      let some = false;
      for await (const page of deadLetters.list())
        for (const letter of page) {
          some = true;
          print(rowOf(letter));
        }
      if (!some) err('There are no dead letters.\n');
      return;
    }
    if (id === undefined) return replayAll(deadLetters, queue, { print, err });
    const letter = await deadLetters.get(id);
    if (letter === undefined) throw new Refusal(`There is no dead letter ${id}`);
    if (name === 'show') print(shown(letter, await previewReplay(ports)(letter)));
    if (name === 'replay') print(await replay(deadLetters, queue, letter));
    if (name === 'discard') {
      print(JSON.stringify(letter));
      if (!(await deadLetters.remove(letter)))
        throw new Refusal(`The dead letter ${id} has been replayed or buried anew meanwhile; look again`);
    }
  };

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

async function replayAll(
  office: Office,
  queue: SubmissionQueue,
  { print, err }: { print: (line: string) => void; err: (text: string) => void },
): Promise<void> {
  const letters: DeadLetter[] = [];
  for await (const page of office.list()) letters.push(...page);
  if (letters.length === 0) err('There are no dead letters.\n');
  const unreadable = letters.filter(({ body }) => typeof readBody(body) === 'string');
  for (const letter of letters) if (!unreadable.includes(letter)) print(await replay(office, queue, letter));
  if (unreadable.length > 0)
    throw new Refusal(
      `Not replayed, because they cannot be read (see show): ${unreadable.map(({ id }) => id).join(', ')}`,
    );
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

if (import.meta.main) await runAsProcess(deadLettersOf);
