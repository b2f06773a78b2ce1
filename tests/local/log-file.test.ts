import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../local/log-file.ts';
import { temporaryFolder } from './temporary-folder.ts';

const never = () => {
  throw new Error('a line was lost');
};
const numbers = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).number);

it('keeps the newest lines, in two files of the size that was said', () => {
  const file = join(temporaryFolder(), 'log.ndjson');
  const log = openLog(file, never, 1000);
  for (let number = 1; number <= 200; number += 1) log({ number, text: 'é'.repeat(number % 30) });
  for (const each of [file, `${file}.old`]) expect(statSync(each).size).toBeLessThanOrEqual(1000);
  const kept = [...numbers(`${file}.old`), ...numbers(file)];
  expect(kept.length).toBeGreaterThan(10);
  expect(kept).toEqual(kept.map((_, at) => 200 - kept.length + 1 + at));
});

it('goes on where an earlier process stopped', () => {
  const file = join(temporaryFolder(), 'log.ndjson');
  openLog(file, never, 120)({ number: 1 });
  openLog(file, never, 120)({ number: 2 });
  expect(numbers(file)).toEqual([1, 2]);
  openLog(file, never, 120)({ number: 3 });
  expect([numbers(`${file}.old`), numbers(file)]).toEqual([[1, 2], [3]]);
});

it('writes a line that is longer than the whole size, and only that', () => {
  const file = join(temporaryFolder(), 'log.ndjson');
  openLog(file, never, 10)({ number: 1 });
  expect(numbers(file)).toEqual([1]);
  expect(existsSync(`${file}.old`)).toBe(false);
});

it('gives away a line that cannot be written, with the reason, and goes on', () => {
  const file = join(temporaryFolder(), 'log.ndjson');
  mkdirSync(file);
  const lost: string[] = [];
  const log = openLog(file, (line, { message }) => lost.push(`${message} ${line}`));
  log({ number: 1 });
  log({ number: 2 });
  expect(lost).toEqual([expect.stringMatching(/EISDIR.*"number":1/s), expect.stringMatching(/"number":2/)]);
});
