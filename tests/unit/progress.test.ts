import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Progress, progressOn } from '../../cli/progress.ts';

/** A stream that remembers what is written to it; with `isTTY` it can do what ora asks of a terminal. */
function streamOf(isTTY: boolean) {
  const held = { text: '' };
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      held.text += chunk;
      done();
    },
  });
  const terminal = {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  };
  return { held, stream: Object.assign(stream, isTTY ? terminal : {}) };
}

/** What is written, where there is no terminal, of so many steps. */
function written(begin: (show: Progress) => () => void, steps: number): string {
  const { held, stream } = streamOf(false);
  const step = begin(progressOn(stream, {}).show);
  for (let done = 0; done < steps; done += 1) step();
  return held.text;
}

describe('progress where there is no terminal', () => {
  it('is a line at each quarter', () => {
    expect(written((show) => show('Writing', 8), 8)).toBe(
      'Writing 2/8\nWriting 4/8\nWriting 6/8\nWriting 8/8\n',
    );
  });

  it('goes on from what was done before', () => {
    expect(written((show) => show('Writing', 8, 5), 3)).toBe('Writing 6/8\nWriting 8/8\n');
  });

  it('is a line after every ten thousand steps where nobody knows how many there are', () => {
    expect(written((show) => show('Counting', undefined, 9_999), 10_001)).toBe(
      'Counting 10000\nCounting 20000\n',
    );
  });

  it('shows no step beyond the last, and nothing where there is nothing to do', () => {
    expect(written((show) => show('Writing', 2), 9)).toBe(written((show) => show('Writing', 2), 2));
    expect(written((show) => show('Writing', 0), 1)).toBe('');
  });

  it('is in lines also on a terminal that can do no more', () => {
    const { held, stream } = streamOf(true);
    progressOn(stream, { TERM: 'dumb' }).show('Writing', 1)();
    expect(held.text).toBe('Writing 1/1\n');
  });
});

describe('progress on a terminal', () => {
  const shown = (environment: Record<string, string>) => {
    const { held, stream } = streamOf(true);
    const { show, stop } = progressOn(stream, environment);
    const count = show('Counting', undefined);
    count();
    const step = show('Writing', 2, 1);
    count();
    step();
    step();
    stop();
    return held.text;
  };

  it('ends as a line that stays, in the place of what had no end', () => {
    const text = stripVTControlCharacters(shown({}));
    expect(text).toMatch(/Writing 2\/2\n$/);
    expect(text.match(/\n/g)).toHaveLength(1);
  });

  it('has no colour where NO_COLOR is set', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the code that begins a colour
    expect(shown({ NO_COLOR: '1' })).not.toMatch(/\u001B\[3\dm/);
  });
});
