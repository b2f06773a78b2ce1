import { beforeAll, describe, expect, it } from 'vitest';
import { costs } from './costs.ts';
import type { Bill } from './meter.ts';

/**
 * What each way may cost: write units, read units and calls of AWS, for one submission or one run. Whoever makes
 * something cheaper lowers its row here: a bound that is far from what is counted says nothing.
 */
const bounds: Record<string, [writes: number, reads: number, calls: number]> = {
  'a key, at its first use of the day': [1, 2, 3],
  'a key': [0, 2, 2],
  POST: [1.1, 1.4, 3.5],
  'record, ten of any months at a time': [2.3, 0.3, 2.8],
  'POST with a key': [4.1, 1.8, 6.9],
  'POST with a key, repeated': [1.1, 1, 2.1],
  'PUT to another month': [1.1, 1.8, 3.8],
  'record, to another month': [5, 0.04, 4.5],
  DELETE: [1.1, 0, 2.1],
  'record, of withdrawals in one month': [2.5, 0, 2.3],
  'a batch, for each item': [1.1, 0.2, 1.4],
  'record, ten to one month from any': [4.5, 0.01, 4.3],
  'record, ten of one month at a time': [2.3, 0, 2.2],
  'a batch with a key, for each item': [1.3, 2.4, 3.5],
  'POST beside 20 of the same month': [2, 1, 4],
  'POST beside 100 of the same month': [1, 1, 3],
  'a run with nothing to publish': [0, 2, 2],
  'a run after one change': [5, 11, 12],
  'a run after one change in a month of 417': [5, 33, 12],
};

describe('what a submission or a run costs', () => {
  let counted: Record<string, Bill>;
  beforeAll(async () => {
    counted = await costs();
  });

  it('is bounded for every way that is counted', () => {
    expect(Object.keys(counted).sort()).toEqual(Object.keys(bounds).sort());
  });

  it.each(Object.entries(bounds))(
    'of %s is what its bound says, to a sixth',
    (way, [writes, reads, calls]) => {
      const { writes: written, reads: read, calls: made } = counted[way] as Bill;
      for (const [what, found, bound] of [
        ['writes', written, writes],
        ['reads', read, reads],
        ['calls', made, calls],
      ] as const) {
        expect(found, what).toBeLessThanOrEqual(bound);
        expect(found, `${what}: lower the bound`).toBeGreaterThanOrEqual((bound * 5) / 6);
      }
    },
  );
});
