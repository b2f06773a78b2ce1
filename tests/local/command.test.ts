import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newCommand } from '../../cli/command.ts';
import { commandNames } from '../../cli/program.ts';
import { Refusal } from '../../local/refusal.ts';
import { runningRegisterFile } from '../../local/running.ts';
import { given, register, registerAsUser, registerIn } from '../support/terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Every command with the words it takes at most, as far as they say which command it is. */
const every: [words: string, rest: string[]][] = [
  ['start', []],
  ['status', []],
  ['partner add', ['id', '--name', 'Name']],
  ['partner list', []],
  ['partner rotate', ['id']],
  ['partner revoke', ['id', 'key']],
  ['partner find', ['-']],
  ['submit', ['file.csv']],
  ['publish', []],
  ['verify', ['http://127.0.0.1:1/']],
  ['witness', ['http://127.0.0.1:1/', '--name', 'watch.example']],
  ['mirror', ['copy', 'http://127.0.0.1:1/']],
  ['dead-letters list', []],
  ['dead-letters show', ['id']],
  ['dead-letters replay', ['id']],
  ['dead-letters discard', ['id']],
  ['rebuild', []],
  ['backup', ['file']],
  ['restore', ['file']],
];

it('names every command that there is', async () => {
  const { code, out } = await register('--help');
  expect(code).toBe(0);
  for (const name of commandNames) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  expect([...new Set(every.map(([words]) => words.split(' ')[0]))].sort()).toEqual([...commandNames].sort());
});

it('shows its version', async () => {
  expect(await register('--version')).toEqual({ code: 0, out: '0.1.0\n', err: '' });
});

describe.each(every)('register %s', (words, rest) => {
  const own = words.split(' ');

  it('says with --help how it is called, which options there are and how it ends', async () => {
    const { code, out, err } = await register(...own, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: npx register ${words}\\b`));
    expect(out).toContain('--data <dir>');
    if (words !== 'start') expect(out).toContain('--aws ');
    expect(out).toContain('Ends with 0');
  });

  it('refuses an option that it does not have', async () => {
    const { code, out, err } = await register(...own, ...rest, '--nothing');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`Unknown option '--nothing'. How it is called: npx register ${words} --help\n`);
  });

  it('refuses a word too many and an empty one', async () => {
    const { code, out, err } = await register(...own, ...rest, 'more');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Too many arguments[^\n]*\n$/);
    expect(await register(...own, ...rest, '')).toEqual({ code: 2, out: '', err: 'A word is empty\n' });
  });
});

const onRegister = every.filter(
  ([words]) => !['start', 'submit', 'verify', 'witness', 'mirror'].includes(words),
);

describe.each(onRegister)('register %s on a data folder', (words, rest) => {
  const on = (data: string) => register(...words.split(' '), ...rest, '--data', data);

  it('with no register says so', async () => {
    const data = temporaryFolder();
    const { code, out, err } = await on(data);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(`No register is running on ${data}: start it with npx register start --data ${data}\n`);
  });

  it.each(['garbage', '{"pid":1}', ''])('with garbage (%j) names the file', async (garbage) => {
    const data = temporaryFolder();
    writeFileSync(runningRegisterFile(data), garbage);
    const { code, err } = await on(data);
    expect([code, err]).toEqual([2, expect.stringContaining(`${runningRegisterFile(data)} is not what a`)]);
    expect(err).not.toContain('    at ');
  });
});

describe('words and options that do not belong together are refused', () => {
  it.each<[string, string[], string]>([
    ['a command that is none', ['bakup'], "Unknown command 'bakup' (Did you mean backup?)"],
    ['no command', [], 'Usage: npx register'],
    ['no command of a group', ['partner'], 'Usage: npx register partner'],
    ['a command that is none of a group', ['partner', 'delete', 'office'], "Unknown command 'delete'"],
    ['an option of another', ['partner', 'revoke', 'o', '--expires', '3'], "Unknown option '--expires'"],
    ['no name', ['partner', 'add', 'office'], "Required option '--name <name>' not specified"],
    [
      'a day that is past',
      ['partner', 'rotate', 'o', '--expires', '2020-02-29'],
      '--expires 2020-02-29 is past',
    ],
    [
      'a day that does not exist',
      ['partner', 'rotate', 'o', '--overlap', '2099-02-30'],
      '--overlap is a number of days',
    ],
    ['a replay of one and of all', ['dead-letters', 'replay', '--all', 'id'], 'Say an id, or --all'],
    ['a replay of nothing', ['dead-letters', 'replay'], 'Say an id, or --all'],
    ['show of nothing', ['dead-letters', 'show'], "Missing required argument 'id'"],
    [
      'two registers',
      ['rebuild', '--data', 'a', '--aws'],
      "Option '--aws' cannot be used with option '--data",
    ],
    ['a port that is none', ['start', '--port', 'x'], 'It must be a number from 0 to 65535'],
    ['a port too high', ['start', '--port', '65536'], 'It must be a number from 0 to 65535'],
    ['no time', ['start', '--every', '0'], 'It must be a number of seconds'],
    ['no limit', ['start', '--limit=-1'], 'It must be a number of requests'],
  ])('%s', async (_, words, sentence) => {
    const { code, out, err } = await register(...words);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(sentence)]);
  });
});

describe('what goes wrong', () => {
  const failing = (error: unknown) =>
    given((here) => newCommand(here, 'nothing', { summary: 'Nothing' }).action(() => Promise.reject(error)));
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

describe('an interruption', () => {
  it('ends what is under way with 130, and says that it may be repeated', async () => {
    const data = temporaryFolder();
    const interrupted = AbortSignal.abort();
    const { code, err } = await registerIn({ interrupted }, 'mirror', data, 'http://127.0.0.1:1/');
    expect([code, err]).toEqual([130, expect.stringContaining('repeat the command')]);
  });
});

describe('the process', () => {
  it('passes on words, what is written and the exit code', async () => {
    const { code, out, err } = await registerAsUser(['backup']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Missing required argument 'file'[^\n]*\n$/);
    expect(await registerAsUser(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' });
  });
});
