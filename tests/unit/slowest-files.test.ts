import { describe, expect, it } from 'vitest';
import { slowest } from '../support/slowest-files.ts';

const file = (name: string, duration: number, collectDuration: number) => ({
  relativeModuleId: name,
  diagnostic: () =>
    ({ duration, collectDuration }) as ReturnType<Parameters<typeof slowest>[0][0]['diagnostic']>,
});

describe('the slowest files of a run', () => {
  it('are told with the seconds that their tests and their imports took, the slowest first', () => {
    expect(slowest([file('a', 1_000, 0), file('b', 900, 1_200), file('c', 0, 149)])).toEqual([
      '    2.1 s  b',
      '    1.0 s  a',
      '    0.1 s  c',
    ]);
  });

  it('are ten at most', () => {
    expect(slowest(Array.from({ length: 12 }, (_, at) => file(`${at}`, at, 0)))).toHaveLength(10);
  });
});
