import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const command = new URL('../../local/submit.ts', import.meta.url).pathname;

/** Runs the command in an empty folder that has an inventory, without a key unless `key` is told. */
function submit(words: string[], key?: string) {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'a.csv'), 'Title,Date\nA,2020-03-15\n');
  writeFileSync(join(cwd, 'bad.json'), '{"Title": "colour"}');
  const env = { PATH: process.env.PATH, ...(key === undefined ? {} : { REGISTER_KEY: key }) };
  return spawnSync(process.execPath, [command, ...words], { cwd, env, encoding: 'utf8' });
}

describe('npm run submit', () => {
  it('says how it is used when asked, and ends with 0', () => {
    expect(submit(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--dry-run') });
  });

  it.each([
    [[], 'Usage'],
    [['a.csv', 'b.csv'], 'Usage'],
    [['a.csv', '--colour'], '--colour'],
    [['none.csv'], 'cannot be read'],
    [['a.csv', '--lang', 'de'], '--lang de'],
    [['a.csv', '--default', 'colour=red'], '--default colour'],
    [['a.csv', '--mapping', 'none.json'], 'no mapping file'],
    [['a.csv', '--mapping', 'bad.json'], 'is refused'],
    [['a.csv', '--mapping', 'a.csv'], 'is refused'],
    [['a.csv'], 'No register runs'],
    [['a.csv', '--origin', 'nonsense'], 'not the address'],
    [['a.csv', '--origin', 'http://127.0.0.1:1'], 'does not answer'],
  ])('ends with 2 and one reason for %j', (words, reason) => {
    const { status, stderr, stdout } = submit(words, 'a-key');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('ends with 2 when it is given no key', () => {
    expect(submit(['a.csv'])).toMatchObject({ status: 2, stderr: expect.stringContaining('REGISTER_KEY') });
  });
});
