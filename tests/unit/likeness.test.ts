import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance, nearest } from '../../shared/checks/printed/likeness.ts';

/** The whole table of the optimal string alignment, as it is defined. */
function plainDistance(one: string, other: string): number {
  const [from, to] = [[...one], [...other]];
  const table = [...from, ''].map(() => [...to, ''].map(() => 0));
  const at = (row: number, column: number) => table[row]?.[column] ?? 0;
  for (let row = 0; row <= from.length; row += 1)
    for (let column = 0; column <= to.length; column += 1) {
      const ways = [Math.max(row, column)];
      if (row > 0 && column > 0) {
        ways.push(at(row - 1, column) + 1, at(row, column - 1) + 1);
        ways.push(at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1));
      }
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        ways.push(at(row - 2, column - 2) + 1);
      table[row]?.splice(column, 1, Math.min(...ways));
    }
  return at(from.length, to.length);
}

describe('the distance of two texts', () => {
  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['abc', 'abcd', 1],
    ['abc', 'xyz', 3],
    ['webinar', 'webinar', 0],
    ['webinar', 'webiner', 1],
    ['workshp', 'workshop', 1],
    ['nigera', 'nigeria', 1],
    ['ab', 'ba', 1],
    ['ca', 'abc', 3],
    ['𝒜𝒞', '𝒞𝒜', 1],
    ['', 'abc', 3],
  ])('from %j to %j is %i', (one, other, far) => {
    expect(distance(one, other, 3)).toBe(far);
  });

  it('is what the whole table says, or one more than is asked for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '𝒜'), maxLength: 9 });
    fc.assert(
      fc.property(text, text, fc.nat(6), (one, other, most) => {
        expect(distance(one, other, most)).toBe(Math.min(plainDistance(one, other), most + 1));
      }),
      { numRuns: 2000 },
    );
  });

  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });

  it('of a word to the nearest is that of no other', () => {
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 5 }), (text, words) => {
        const far = (each: string) => distance(text, each, 9);
        const near = nearest(
          text,
          words.map((each) => [each, each] as const),
        );
        for (const each of near) expect(far(each)).toBe(Math.min(...words.map(far)));
      }),
    );
  });
});
