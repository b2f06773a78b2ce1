import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aFewAtATime } from '../../shared/words/a-few-at-a-time.ts';

describe('a few at a time', () => {
  it('does every item once and gives the results in their order, eight under way at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), async (turns) => {
        const [begun, underWay] = [[] as number[], new Set<number>()];
        const results = await aFewAtATime(turns, async (wait, at) => {
          begun.push(at);
          underWay.add(at);
          expect(underWay.size).toBeLessThanOrEqual(8);
          for (let turn = 0; turn < wait; turn += 1) await undefined;
          underWay.delete(at);
          return [wait, at];
        });
        expect(results).toEqual(turns.map((wait, at) => [wait, at]));
        expect(begun).toEqual(turns.map((_, at) => at));
      }),
    );
  });

  it('begins nothing more after a failure, which is thrown', async () => {
    const begun: number[] = [];
    const items = Array.from({ length: 30 }, (_, at) => at);
    const failing = aFewAtATime(items, async (item) => {
      begun.push(item);
      if (item === 9) throw new Error('the tenth');
    });
    await expect(failing).rejects.toThrow('the tenth');
    expect(begun).toEqual(items.slice(0, 16));
  });
});
