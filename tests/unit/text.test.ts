import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inLanguages, language, line, names, paragraphs } from '../../shared/words/text.ts';

const oneLine = line(100);
const severalLines = paragraphs(100);
const accepted = (schema: typeof oneLine, text: string) => schema.safeParse(text).success;

describe('a line of text', () => {
  it.each([
    ['NUL', '\0'],
    ['a tab', '\t'],
    ['a line feed', '\n'],
    ['a carriage return', '\r'],
    ['DEL', '\u007f'],
    ['a C1 control', '\u0085'],
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', '\udfff'],
    ['U+FFFE', '\ufffe'],
    ['U+FFFF', '\uffff'],
    ['a noncharacter beyond the first plane', '\u{1fffe}'],
    ['a noncharacter for internal use', '\ufdd0'],
    ['a byte order mark', '\ufeff'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a left-to-right mark', '\u200e'],
    ['a right-to-left mark', '\u200f'],
    ['an Arabic letter mark', '\u061c'],
    ['a bidi override', '\u202e'],
    ['a bidi embedding', '\u202a'],
    ['a bidi isolate', '\u2067'],
    ['the end of a bidi isolate', '\u2069'],
  ])('is refused with %s', (_, character) => {
    expect(accepted(oneLine, `a${character}b`)).toBe(false);
    expect(accepted(severalLines, `a${character}b`)).toBe(character === '\n');
  });

  it.each([
    ['nothing', ''],
    ['blanks', '  \u00a0\u3000'],
    ['what has no width', '\u200b\u200c\u200d\u2060'],
    ['soft hyphens', '\u00ad'],
    ['a Hangul filler', '\u3164'],
    ['variation selectors', '\ufe0f'],
  ])('is refused if it is only %s', (_, text) => {
    expect(accepted(oneLine, text)).toBe(false);
    expect(accepted(severalLines, text)).toBe(false);
  });

  it.each([
    'Atelier à Chișinău',
    'Семинар',
    'مؤتمر',
    '研修',
    '👩‍💻 hackathon',
    'می‌خواهم',
    '"<b>" & \'co\'',
    '.',
  ])('"%s" is accepted as it is', (text) => {
    expect(oneLine.parse(text)).toBe(text);
  });

  it('is put into NFC, which does not fold what merely looks alike', () => {
    expect(oneLine.parse('e\u0301')).toBe('\u00e9');
    expect(oneLine.parse('\ufdfa')).toBe('\ufdfa');
  });

  it('has at most so many code points, counted after NFC', () => {
    expect(accepted(oneLine, 'a'.repeat(100))).toBe(true);
    expect(accepted(oneLine, 'a'.repeat(101))).toBe(false);
    expect(accepted(oneLine, 'e\u0301'.repeat(100))).toBe(true);
    expect(accepted(oneLine, '😀'.repeat(100))).toBe(true);
    expect(accepted(oneLine, '😀'.repeat(101))).toBe(false);
  });

  it('is well-formed, without controls and the same when parsed again, whatever came', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 8 }),
        fc.constantFrom(oneLine, severalLines),
        (text, schema) => {
          const result = schema.safeParse(text);
          if (!result.success) return;
          expect(result.data.isWellFormed()).toBe(true);
          expect(result.data).toBe(text.normalize('NFC'));
          expect(result.data.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
          expect(schema.parse(result.data)).toBe(result.data);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a text in languages', () => {
  const texts = inLanguages(oneLine);

  it('is kept in the order of their codes, whatever the order it came in', () => {
    const all = { ro: 'a', en: 'b', fra: 'c', fr: 'd' };
    expect(Object.keys(texts.parse(all))).toEqual(['en', 'fr', 'fra', 'ro']);
  });

  it.each([{}, { EN: 'a' }, { english: 'a' }, { 'en-GB': 'a' }, { en: '' }, { en: null }, [], 'a', null])(
    '%j is refused',
    (input) => {
      expect(texts.safeParse(input).success).toBe(false);
    },
  );
});

describe('a language', () => {
  it.each([
    ['en', true],
    ['gsw', true],
    ['EN', false],
    ['e', false],
    ['en-GB', false],
    ['', false],
  ])('may be "%s": %s', (code, expected) => {
    expect(language.safeParse(code).success).toBe(expected);
  });
});

describe('names', () => {
  it('are in English and French, both and no other', () => {
    expect(names.safeParse({ en: 'Romania', fr: 'Roumanie' }).success).toBe(true);
    expect(names.safeParse({ en: 'Romania' }).success).toBe(false);
    expect(names.safeParse({ en: 'Romania', fr: 'Roumanie', ro: 'România' }).success).toBe(false);
  });
});
