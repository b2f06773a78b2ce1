import { describe, expect, it } from 'vitest';
import { progressBar, runningCount } from '../../cli/progress.ts';

/** What is written of so many steps. */
function written(show: (write: (text: string) => void) => () => void, steps: number): string {
  let text = '';
  const step = show((more) => {
    text += more;
  });
  for (let done = 0; done < steps; done += 1) step();
  return text;
}

describe('a progress bar', () => {
  it('writes a line at each quarter where there is no terminal', () => {
    expect(written((write) => progressBar('Writing', 8, false, write), 8)).toBe(
      'Writing 2/8\nWriting 4/8\nWriting 6/8\nWriting 8/8\n',
    );
  });

  it('goes on from what was done before', () => {
    expect(written((write) => progressBar('Writing', 8, false, write, 5), 3)).toBe(
      'Writing 6/8\nWriting 8/8\n',
    );
    expect(written((write) => progressBar('Writing', 2, true, write, 1), 1)).toBe(
      `\rWriting [${'#'.repeat(30)}] 2/2\n`,
    );
  });

  it('shows no step beyond the last', () => {
    for (const isTerminal of [true, false]) {
      const bar = (write: (text: string) => void) => progressBar('Writing', 2, isTerminal, write);
      expect(written(bar, 9)).toBe(written(bar, 2));
    }
  });
});

describe('a running count', () => {
  it('writes over itself on a terminal, and elsewhere a line after every ten thousand steps', () => {
    expect(written((write) => runningCount('Counting', true, write, 7), 2)).toBe('\rCounting 8\rCounting 9');
    expect(written((write) => runningCount('Counting', false, write, 9_999), 10_001)).toBe(
      'Counting 10000\nCounting 20000\n',
    );
  });
});
