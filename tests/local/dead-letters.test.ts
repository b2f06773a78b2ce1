import { describe, expect, it } from 'vitest';
import { deadLetterWatch } from '../../cli/dead-letter-watch.ts';
import { deadLetters, type LetterPorts } from '../../cli/dead-letters.ts';
import { Unavailable } from '../../shared/ports.ts';
import type { DeadLetter, Submission } from '../../shared/words/submission.ts';
import { handleOf } from '../../shared/words/submission-handle.ts';
import { anActivity } from '../support/register.ts';
import { given } from '../support/terminal.ts';

const bodyOf = (revision: number) =>
  JSON.stringify({
    schema: 1,
    id: `10000000-0000-4000-8000-00000000000${revision}`,
    partner: 'office',
    reference: 'A-1',
    revision,
    acceptedAt: '2026-11-20T12:00:00.000Z',
    operation: 'put',
    activity: anActivity({ reference: 'A-1' }),
  });
const letter = (id: string, body: string): DeadLetter => ({
  schema: 1,
  id,
  body,
  reason: 'TypeError: made\nup',
  at: '2026-11-20T12:00:00.000Z',
});

/** The command on some letters; `does` is what it did to letters and queue, in order. */
function officeOf(...letters: DeadLetter[]) {
  const held = new Map(letters.map((each) => [each.id, each]));
  const does: string[] = [];
  const queue = { broken: false };
  const ports: LetterPorts = {
    activities: { get: async () => undefined },
    deadLetters: {
      put: async (each) => void held.set(each.id, each),
      get: async (id) => held.get(id),
      async *list() {
        yield [...held.values()];
      },
      async remove({ id, at }) {
        does.push(`remove ${id}`);
        return held.get(id)?.at === at && held.delete(id);
      },
    },
    queue: {
      async send({ revision }: Submission) {
        does.push(`send ${revision}`);
        if (queue.broken) throw new Unavailable('the queue', undefined);
      },
      sendAll: async () => [],
    },
  };
  const tool = (...words: string[]) => given((here) => deadLetters(here, () => ports), ...words);
  return { does, queue, held, ports, tool };
}

describe('register dead-letters', () => {
  it('says that there are none', async () => {
    const { tool } = officeOf();
    const nothing = { code: 0, out: '', err: 'There are no dead letters.\n' };
    expect(await tool('list')).toEqual(nothing);
    expect(await tool('replay', '--all')).toEqual(nothing);
  });

  it('sends a message to the queue before it takes away the letter', async () => {
    const { tool, does, held } = officeOf(letter('one', bodyOf(3)));
    expect(await tool('replay', 'one')).toEqual({ code: 0, out: 'one is in the queue again.\n', err: '' });
    expect(does).toEqual(['send 3', 'remove one']);
    expect(held.size).toBe(0);
  });

  it.each([['one'], ['--all']])(
    'keeps the letter where the queue has not taken the message (%s)',
    async (which) => {
      const { tool, does, queue, held } = officeOf(letter('one', bodyOf(3)));
      queue.broken = true;
      const { code, err } = await tool('replay', which);
      expect([code, err]).toEqual([1, expect.stringContaining('the queue does not answer')]);
      expect(does).toEqual(['send 3']);
      expect([...held.keys()]).toEqual(['one']);
    },
  );

  it('replays all that can be read, and refuses the others by their ids', async () => {
    const { tool, held } = officeOf(letter('one', bodyOf(3)), letter('bad', '{'), letter('two', bodyOf(4)));
    const { code, out, err } = await tool('replay', '--all');
    expect([code, err]).toEqual([1, expect.stringMatching(/^Not replayed.*: bad\n$/)]);
    expect(out).toBe('one is in the queue again.\ntwo is in the queue again.\n');
    expect([...held.keys()]).toEqual(['bad']);
  });

  it('gives with --json each letter on a line, and one with what a replay would do', async () => {
    const [one, bad] = [letter('one', bodyOf(3)), letter('bad', '{')];
    const { tool } = officeOf(one, bad);
    const { out } = await tool('list', '--json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([one, bad]);
    expect(JSON.parse((await tool('show', 'one', '--json')).out)).toMatchObject({
      letter: one,
      replay: { would: 'apply', submission: { revision: 3 } },
    });
  });

  it('knows one by the id that its partner was given', async () => {
    const read = JSON.parse(bodyOf(3)) as Submission;
    const { tool } = officeOf(letter(read.id, bodyOf(3)));
    expect((await tool('show', handleOf(read))).out).toContain(`id      ${read.id}`);
  });

  it('refuses an id that is not there', async () => {
    const { code, err } = await officeOf().tool('show', 'nothing');
    expect([code, err]).toEqual([1, 'There is no dead letter nothing\n']);
  });
});

describe('the terminal of register start', () => {
  it('tells of each dead letter once, also of the same one buried anew', async () => {
    const { ports, held } = officeOf();
    let said: string[] = [];
    const look = deadLetterWatch(ports.deadLetters, 'DIR', (text) => said.push(text));
    const look2 = async () => {
      said = [];
      await look();
      return said;
    };
    expect(await look2()).toEqual([]);
    held.set('one', letter('one', bodyOf(3)));
    const [told] = await look2();
    expect(told).toContain('one\t2026-11-20T12:00:00.000Z\toffice/A-1/3\tTypeError: made up\n');
    expect(told).toContain('npx register dead-letters show one --data DIR\n');
    expect(await look2()).toEqual([]);
    held.set('two', letter('two', '{')).set('three', letter('three', '{'));
    expect(await look2()).toEqual([expect.stringMatching(/^2 submissions could not .* list --data DIR\n$/s)]);
    held.delete('one');
    expect(await look2()).toEqual([]);
    held.set('one', { ...letter('one', bodyOf(3)), at: '2026-11-21T12:00:00.000Z' });
    expect((await look2()).length).toBe(1);
  });

  it('reads one page of them, however many there are', async () => {
    let pages = 0;
    const endless = {
      async *list() {
        for (;;) {
          pages += 1;
          yield [letter(`letter ${pages}`, '{')];
        }
      },
    };
    await deadLetterWatch(endless, 'DIR', () => undefined)();
    expect(pages).toBe(1);
  });
});
