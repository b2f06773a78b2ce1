import type { DeadLetterOffice, DeadLetters, SubmissionQueue } from '../shared/ports.ts';
import { previewReplay, type Replay, readBody } from '../shared/recording/replay.ts';
import type { DeadLetter } from '../shared/words/submission.ts';
import { optionsOf, whichRegister } from './options.ts';
import { print, reachRegister, runRecovery } from './recovery-tool.ts';
import { Refusal } from './refusal.ts';

const usage = `Usage: npm run dead-letters -- list | show ID | replay ID | replay --all | discard ID
       of the register that runs on --data DIR (.register), or with --aws of the one deployed`;

/** Messages that could not be recorded: to be looked at, sent once more, or thrown away. */
await runRecovery(async () => {
  const { values, positionals } = optionsOf(
    { ...whichRegister, all: { type: 'boolean', default: false } },
    true,
  );
  const [command = '', id, ...more] = positionals;
  const wantsId = command === 'list' || (command === 'replay' && values.all) ? 0 : 1;
  const known =
    ['list', 'show', 'replay', 'discard'].includes(command) && (command === 'replay' || !values.all);
  if (!known || more.length > 0 || (id === undefined ? 0 : 1) !== wantsId) throw new Refusal(usage);
  const { ports } = reachRegister(values);
  const { deadLetters, queue } = ports;
  if (command === 'list')
    for await (const page of deadLetters.list()) for (const letter of page) print(rowOf(letter));
  else if (id === undefined) await replayAll(deadLetters, queue);
  else {
    const letter = await deadLetters.get(id);
    if (letter === undefined) throw new Refusal(`There is no dead letter ${id}`);
    if (command === 'show') print(shown(letter, await previewReplay(ports)(letter)));
    if (command === 'replay') print(await replay(deadLetters, queue, letter));
    if (command === 'discard') {
      print(JSON.stringify(letter));
      if (!(await deadLetters.remove(letter)))
        throw new Refusal(`The dead letter ${id} has been replayed or buried anew meanwhile; look again`);
    }
  }
});

type Office = DeadLetterOffice & DeadLetters;

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

async function replayAll(office: Office, queue: SubmissionQueue): Promise<void> {
  const letters: DeadLetter[] = [];
  for await (const page of office.list()) letters.push(...page);
  const unreadable = letters.filter(({ body }) => typeof readBody(body) === 'string');
  for (const letter of letters) if (!unreadable.includes(letter)) print(await replay(office, queue, letter));
  if (unreadable.length > 0)
    throw new Refusal(
      `Not replayed, because they cannot be read (see show): ${unreadable.map(({ id }) => id).join(', ')}`,
    );
}

function rowOf({ id, at, body, reason }: DeadLetter): string {
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
