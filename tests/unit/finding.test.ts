import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  error,
  finding,
  findingsOf,
  pointerTo,
  suggesting,
  warning,
  worded,
} from '../../shared/checks/finding.ts';
import { said } from '../../shared/words/bilingual.ts';
import { language } from '../../shared/words/text.ts';

describe('a JSON Pointer', () => {
  it.each<[PropertyKey[], string]>([
    [[], ''],
    [['title', 'en'], '/title/en'],
    [['countries', 0, 'code'], '/countries/0/code'],
    [['a/b'], '/a~1b'],
    [['m~n'], '/m~0n'],
    [['~1'], '/~01'],
    [[''], '/'],
  ])('of %j is "%s"', (path, pointer) => {
    expect(pointerTo(path)).toBe(pointer);
  });

  it('leads back to its path', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('~', '/', '0', '1', 'a') })), (path) => {
        const steps = pointerTo(path).split('/').slice(1);
        expect(steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))).toEqual(path);
      }),
    );
  });
});

describe('a finding', () => {
  it('refuses as an error, and does not as a warning', () => {
    const [refusing, passing] = [
      error('missing', ['a'], 'is required'),
      warning('missing', ['a'], 'is required'),
    ];
    expect(refusing).toMatchObject({
      severity: 'error',
      code: 'missing',
      pointer: '/a',
      detail: 'is required',
    });
    expect(passing).toEqual({ ...refusing, severity: 'warning' });
  });

  it('is told in English or in French', () => {
    const remark = error('too_long', ['a'], said('has more than %{most} items', { most: 2 }));
    const told = { severity: 'error', code: 'too_long', pointer: '/a' };
    expect(worded(remark, 'en')).toEqual({ ...told, detail: 'has more than 2 items' });
    expect(worded(remark, 'fr')).toEqual({ ...told, detail: 'compte plus de 2 éléments' });
    expect(finding.safeParse(worded(remark, 'fr')).success).toBe(true);
  });

  it('is told in English where only that is known of it', () => {
    const { says: _says, ...kept } = error('missing', ['a'], 'is required');
    expect(worded(kept, 'fr')).toEqual(kept);
  });

  it('says what to write instead, and suggests it if it is the only thing', () => {
    const remark = error('unknown_project', [], 'is no project of the portfolio');
    expect(worded(suggesting(remark, ['GLACY+']), 'fr')).toMatchObject({
      detail: 'n’est pas un projet du portefeuille\u00a0; écrivez "GLACY+"',
      suggestion: 'GLACY+',
    });
    const open = worded(suggesting(remark, ['GLACY', 'GLACY+']), 'en');
    expect(open.detail).toBe('is no project of the portfolio; perhaps "GLACY" or "GLACY+"');
    expect(open).not.toHaveProperty('suggestion');
    expect(suggesting(remark, [])).toBe(remark);
  });
});

const schema = z.strictObject({
  text: z.string().min(2).max(3),
  kind: z.enum(['one', 'other']),
  money: z.literal('EUR'),
  number: z.int().min(1).max(9),
  share: z.number().gt(0),
  list: z.array(z.string()).min(1).max(2),
  flag: z.boolean(),
  deep: z.strictObject({ down: z.string().optional() }),
  texts: z.record(language, z.string()),
});
const good = {
  text: 'ab',
  kind: 'one',
  money: 'EUR',
  number: 1,
  share: 1,
  list: ['a'],
  flag: true,
  deep: {},
  texts: {},
};
const findings = (input: unknown) => findingsOf(schema.safeParse(input).error?.issues ?? [], input);

describe('the issues of a schema', () => {
  it.each<[Record<string, unknown>, string, string, string]>([
    [{ text: 1 }, 'wrong_type', '/text', 'is not a text'],
    [{ text: null }, 'wrong_type', '/text', 'is not a text'],
    [{ text: 'a' }, 'too_short', '/text', 'has fewer than 2 characters'],
    [{ text: 'abcd' }, 'too_long', '/text', 'has more than 3 characters'],
    [{ kind: 'third' }, 'not_one_of', '/kind', 'is none of: one, other'],
    [{ kind: 7 }, 'not_one_of', '/kind', 'is none of: one, other'],
    [{ money: 'USD' }, 'not_one_of', '/money', 'is none of: EUR'],
    [{ number: '1' }, 'wrong_type', '/number', 'is not a number'],
    [{ number: 1.5 }, 'wrong_type', '/number', 'is not a whole number'],
    [{ number: 0 }, 'too_small', '/number', 'is less than 1'],
    [{ number: 10 }, 'too_large', '/number', 'is more than 9'],
    [{ share: 0 }, 'too_small', '/share', 'is not more than 0'],
    [{ list: {} }, 'wrong_type', '/list', 'is not a list'],
    [{ list: [] }, 'too_short', '/list', 'has fewer than 1 items'],
    [{ list: ['a', 'b', 'c'] }, 'too_long', '/list', 'has more than 2 items'],
    [{ list: ['a', 2] }, 'wrong_type', '/list/1', 'is not a text'],
    [{ flag: 'true' }, 'wrong_type', '/flag', 'is not true or false'],
    [{ deep: [] }, 'wrong_type', '/deep', 'is not an object'],
    [{ deep: { up: 1 } }, 'unknown_field', '/deep/up', 'is not a field of the register'],
    [{ texts: 'a' }, 'wrong_type', '/texts', 'is not an object of texts by language, such as {"en": "..."}'],
    [
      { texts: { EN: 'a' } },
      'bad_format',
      '/texts/EN',
      'has a name that is not an ISO 639 code such as "en"',
    ],
    [{ 'a/b': 1 }, 'unknown_field', '/a~1b', 'is not a field of the register'],
  ])('in %j become %s at %s: %s', (changes, code, pointer, detail) => {
    const told = findings({ ...good, ...changes }).map((each) => worded(each, 'en'));
    expect(told).toEqual([{ severity: 'error', code, pointer, detail }]);
  });

  it('become one finding for each field that is required and not there', () => {
    expect(findings({})).toEqual(Object.keys(good).map((field) => error('missing', [field], 'is required')));
  });

  it('become one finding for each unknown field', () => {
    expect(findings({ ...good, one: 1, two: 2 }).map(({ pointer }) => pointer)).toEqual(['/one', '/two']);
  });

  it('name a long field by its beginning', () => {
    expect(findings({ ...good, ['x'.repeat(101)]: 1 })).toMatchObject([{ pointer: `/${'x'.repeat(100)}…` }]);
    expect(findings({ ...good, ['x'.repeat(100)]: 1 })).toMatchObject([{ pointer: `/${'x'.repeat(100)}` }]);
  });
});
