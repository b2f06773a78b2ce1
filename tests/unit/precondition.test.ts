import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../shared/checks/problem.ts';
import { entityTags, fulfils, preconditionOf, revisionTag } from '../../shared/intake/precondition.ts';

describe('If-Match and If-None-Match', () => {
  it.each<[string | undefined, string | undefined, number | undefined, boolean]>([
    ['"5"', undefined, 5, true],
    ['"5"', undefined, 6, false],
    ['"5"', undefined, undefined, false],
    ['"4", "5"', undefined, 5, true],
    [' ,"4",, "5" ,', undefined, 5, true],
    ['W/"5"', undefined, 5, false],
    ['"05"', undefined, 5, false],
    ['"a,b"', undefined, 5, false],
    ['', undefined, 5, false],
    ['*', undefined, 5, true],
    [' * ', undefined, undefined, false],
    [undefined, '*', undefined, true],
    [undefined, '*', 1, false],
    [undefined, '"5"', 5, false],
    [undefined, 'W/"5"', 5, false],
    [undefined, '"5"', 6, true],
    [undefined, '"5"', undefined, true],
    ['"5"', '"5"', 5, false],
    ['"5"', '"6"', 5, true],
  ])(
    'of %j and %j, with the newest revision %j, are fulfilled: %s',
    (match, noneMatch, newest, fulfilled) => {
      expect(fulfils(preconditionOf(match, noneMatch) ?? {}, newest)).toBe(fulfilled);
    },
  );

  it('ask for nothing where there is neither', () => {
    expect(preconditionOf(undefined, undefined)).toBeUndefined();
  });

  it.each(['5', '"5', '5"', '"5" "6"', 'w/"5"', 'W/5', '*, "5"', '"a"b"', '"\u0100"', '"a\u0000"'])(
    'of %j cannot be read, and are refused',
    (header) => {
      expect(() => preconditionOf(header, undefined)).toThrow(Refused);
      expect(() => preconditionOf(undefined, header)).toThrow(Refused);
    },
  );

  it('may list 90 tags', () => {
    const tags = Array.from({ length: 91 }, (_, at) => revisionTag(at + 1));
    expect(entityTags(tags.slice(1).join(), 'If-Match')).toHaveLength(90);
    expect(() => entityTags(tags.join(), 'If-Match')).toThrow(Refused);
  });

  it('are read or refused, whatever they are', () => {
    const piece = fc.constantFrom('"', 'W/', '*', ',', ' ', '\t', '5', '\\', 'é', '"5"', '""');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        (header) => {
          try {
            const tags = entityTags(header, 'If-Match');
            if (tags !== '*') expect(entityTags(tags.join(' , '), 'If-Match')).toEqual(tags);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(Refused);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
