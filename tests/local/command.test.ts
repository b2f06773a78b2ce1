import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backupRegister } from '../../cli/backup.ts';
import { command } from '../../cli/command.ts';
import { deadLettersOf } from '../../cli/dead-letters.ts';
import { mirrorFeed } from '../../cli/mirror.ts';
import { partner } from '../../cli/partner.ts';
import { publishNow } from '../../cli/publish-now.ts';
import { rebuildRegister } from '../../cli/rebuild.ts';
import { restoreRegister } from '../../cli/restore.ts';
import { start } from '../../cli/start.ts';
import { verifyFeed } from '../../cli/verify.ts';
import { Refusal } from '../../local/refusal.ts';
import { runningRegisterFile } from '../../local/running.ts';
import { given } from '../support/terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';

const commands = {
  backup: { command: backupRegister, words: ['file'] },
  'dead-letters': { command: deadLettersOf, words: ['list'] },
  mirror: { command: mirrorFeed, words: ['http://127.0.0.1:1/', 'copy'] },
  partner: { command: partner, words: ['list'] },
  'publish-now': { command: publishNow, words: [] },
  rebuild: { command: rebuildRegister, words: [] },
  restore: { command: restoreRegister, words: ['file'] },
  start: { command: start, words: [] },
  verify: { command: verifyFeed, words: ['http://127.0.0.1:1/'] },
};
const every = Object.entries(commands);
const onRegister = every.filter(
  ([
    ,
    {
      command: { options },
    },
  ]) => 'aws' in options,
);

describe.each(every)('%s', (name, { command: own, words }) => {
  it('says with --help how it is called, which options there are and how it ends', async () => {
    const { code, out, err } = await given(own, ...words, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: npm (run )?${name}\\b`));
    for (const option of Object.keys(own.options)) expect(out).toContain(`--${option}`);
    expect(out).toContain('Ends with 0');
  });

  it('refuses an option that it does not have', async () => {
    const { code, out, err } = await given(own, ...words, '--nothing');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Unknown option '--nothing'[^\n]*\n$/);
  });

  it('refuses a word too many and an empty one, and says how it is called', async () => {
    for (const more of [['a', 'b', 'c', 'd'], ['']]) {
      const { code, out, err } = await given(own, ...words, ...more);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^(A word is empty\n)?Usage: npm /);
    }
  });
});

describe.each(onRegister)('%s on a data folder', (_, { command: own, words }) => {
  it('with no register says so', async () => {
    const data = temporaryFolder();
    const { code, out, err } = await given(own, ...words, '--data', data);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`No register is running on ${data}: start it with npm start -- --data ${data}\n`);
  });

  it.each(['garbage', '{"pid":1}', ''])('with garbage (%j) names the file', async (garbage) => {
    const data = temporaryFolder();
    writeFileSync(runningRegisterFile(data), garbage);
    const { code, err } = await given(own, ...words, '--data', data);
    expect([code, err]).toEqual([2, expect.stringContaining(`${runningRegisterFile(data)} is not what a`)]);
    expect(err).not.toContain('    at ');
  });
});

describe('words and options that do not belong together are refused with the usage', () => {
  it.each<[string, (typeof commands)[keyof typeof commands], string[], string]>([
    ['no command', commands.partner, [], 'Usage: '],
    ['a command that is none', commands.partner, ['delete', 'office'], 'Usage: '],
    ['too many words', commands.partner, ['revoke', 'office', 'a', 'b'], 'Usage: '],
    [
      'an option of another',
      commands.partner,
      ['revoke', 'o', '--expires', '3'],
      'revoke takes no --expires',
    ],
    ['no command', commands['dead-letters'], [], 'Usage: '],
    ['a replay of one and of all', commands['dead-letters'], ['replay', '--all', 'id'], 'Usage: '],
    ['show of nothing', commands['dead-letters'], ['show'], 'Usage: '],
    ['show of an empty id', commands['dead-letters'], ['show', ''], 'A word is empty'],
    ['a port that is none', commands.start, ['--port', 'x'], '--port must be a number'],
    ['no time', commands.start, ['--every', '0'], '--every must be a number'],
    ['no limit', commands.start, ['--limit', '-1'], '--limit'],
  ])('%s', async (_, { command: own }, words, sentence) => {
    const { code, out, err } = await given(own, ...words);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
  });
});

describe('what goes wrong', () => {
  const failing = (error: unknown) =>
    given(
      command({
        usage: 'Usage: npm run nothing',
        options: {},
        words: [0, 0],
        run: () => Promise.reject(error),
      }),
    );
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

  it.each<[string, unknown, number, string]>([
    ['a refusal', new Refusal('No'), 1, 'No\n'],
    ['what cannot begin', new Refusal('Not here', 2), 2, 'Not here\n'],
    ['a full disk', full, 1, 'ENOSPC: no space left on device, write\n'],
    [
      'what has a cause',
      new Error('The table does not answer', { cause: full }),
      1,
      'The table does not answer (Error: ENOSPC: no space left on device, write)\n',
    ],
    ['what is refused over many lines', new Error('a\n  b'), 1, 'a b\n'],
  ])('%s is a line without a stack', async (_, error, code, err) => {
    expect(await failing(error)).toEqual({ code, out: '', err });
  });

  it('shows its stack where it is a fault of the program', async () => {
    const { code, err } = await failing(new TypeError('x is not a function'));
    expect([code, err]).toEqual([1, expect.stringMatching(/TypeError: x is not a function\n {4}at /)]);
  });
});
