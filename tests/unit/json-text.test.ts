import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../shared/checks/problem.ts';
import { isExact, parseJson } from '../../shared/intake/strict-json.ts';

/** The detail with which a text is refused; undefined if it is taken. */
function refusalOf(text: string): string | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    expect(thrown.problem.code).toBe('malformed-request');
    return thrown.problem.detail;
  }
}

describe('a JSON text', () => {
  it('is read as JSON.parse reads it, whatever it is', () => {
    const value = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (given, space) => {
        const text = JSON.stringify(given, null, space);
        fc.pre(!text.includes('"__proto__"'));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nothing', ''],
    ['a comma too many', '[1,]'],
    ['two values', '{} {}'],
    ['a comment', '/* */ {}'],
    ['a control character in a string', '"\u0000"'],
    ['a number with a leading zero', '[01]'],
  ])('that is %s is refused', (_, text) => {
    expect(refusalOf(text)).toBe('The body is not JSON.');
  });

  it.each([
    ['plainly', '{"a":1,"a":2}', 1, 8],
    ['once escaped', '{"a":1,\n "\\u0061":2}', 2, 2],
    ['with an escaped quotation mark', '{"\\"":1,"\\u0022":2}', 1, 9],
    ['with blanks before the colon', '{"a" :1,"a"\n:2}', 1, 9],
    ['far inside', '[{"b":[{"c":{}},{"x":{"a":1,"b":{"a":1},"a":1}}]}]', 1, 41],
    ['as the empty name', '{"":1,"":1}', 1, 7],
  ])('with a field named twice, %s, is refused and told where', (_, text, line, column) => {
    expect(refusalOf(text)).toContain(`a field is named twice (line ${line}, column ${column})`);
  });

  it.each([
    '{"a":{"a":1},"b":"a"}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":["a","a"],"A":1}',
    '{"\\\\":"\\"","a":1}',
  ])('such as %s, in which no object has a name twice, is taken', (text) => {
    expect(refusalOf(text)).toBeUndefined();
  });

  it('is refused wherever a name that is there is added once more', () => {
    const name = fc.string({ unit: 'binary', maxLength: 3 }).filter((text) => text !== '__proto__');
    const fields = fc.uniqueArray(fc.tuple(name, fc.jsonValue({ maxDepth: 1 })), {
      minLength: 1,
      selector: ([own]) => own,
    });
    fc.assert(
      fc.property(fields, fc.nat(), (pairs, which) => {
        const written = (all: typeof pairs) =>
          `{${all.map(([own, value]) => `${JSON.stringify(own)}:${JSON.stringify(value)}`).join(',')}}`;
        fc.pre(!written(pairs).includes('__proto__'));
        expect(refusalOf(written(pairs))).toBeUndefined();
        const repeated = pairs[which % pairs.length];
        expect(refusalOf(written([...pairs, ...(repeated === undefined ? [] : [repeated])]))).toContain(
          'twice',
        );
      }),
    );
  });

  it('with a field named __proto__ is refused, however it is written', () => {
    expect(refusalOf('{"__proto__":1}')).toContain('__proto__');
    expect(refusalOf('[{"\\u005f_proto__":{}}]')).toContain('__proto__');
    expect(refusalOf('["__proto__"]')).toBeUndefined();
  });

  it('may have 32 levels and no more, and be nested a million deep without harm', () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(refusalOf(nested(32))).toBeUndefined();
    expect(refusalOf(nested(33))).toContain('more than 32 levels');
    expect(refusalOf(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)).toContain('more than 32 levels');
    expect(refusalOf(nested(500_000))).toBeDefined();
    expect(refusalOf('['.repeat(1_000_000))).toBe('The body is not JSON.');
    expect(refusalOf('"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["')).toBeUndefined();
  });

  it.each([
    ['9007199254740993', false],
    ['9007199254740992', true],
    ['-9007199254740991', true],
    ['1e400', false],
    ['-1E+400', false],
    ['1e-400', false],
    ['0e400', true],
    ['4.0000000000000000001', false],
    ['4.0000000000000000000', true],
    ['0.1', true],
    ['0.30000000000000004', true],
    ['0.3000000000000000', true],
    ['1e21', true],
    ['123456789012345678', false],
    ['1000000000000000000000', true],
    [`1${'0'.repeat(308)}`, true],
    [`1${'0'.repeat(1000)}`, false],
    [`0.${'0'.repeat(500_000)}1${'0'.repeat(500_000)}1`, false],
  ])('with the number %s keeps it to the last digit or is refused (kept: %s)', (number, kept) => {
    expect(isExact(number)).toBe(kept);
    expect(refusalOf(`{"a":[${number}]}`) === undefined).toBe(kept);
  });

  it('with a number that a double is written as keeps it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseJson(JSON.stringify([number]))).toEqual([number === 0 ? 0 : number]);
      }),
      { numRuns: 1000 },
    );
  });
});
