import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckContext, type Checked, checkActivity } from '../../shared/checks/check-activity.ts';
import { project } from '../../shared/words/project.ts';
import { aBody, bodies } from './made-activities.ts';

const octopus = {
  names: { en: 'Octopus', fr: 'Octopus' },
  versions: [{ validFrom: '2014', start: '2014', source: 'made up' }],
};
const context: Omit<CheckContext, 'suggestions'> = {
  partner: { id: 'octopus', name: 'Octopus', office: false },
  project: async (code) => project.parse({ ...octopus, code }),
  projects: async () => [project.parse({ ...octopus, code: 'GLACY+' })],
  today: '2026-11-20',
  nearby: async () => [],
};
const check = (body: unknown): Promise<Checked> =>
  checkActivity(body, { ...context, suggestions: { left: 50 } });

/** Whether a JSON Pointer leads to a place in the input, or to a member that an object there lacks. */
function leadsSomewhere(input: unknown, pointer: string): boolean {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let place = input;
  for (const [at, step] of steps.entries()) {
    if (typeof place !== 'object' || place === null) return false;
    if (!Object.hasOwn(place, step)) return at === steps.length - 1 && !Array.isArray(place);
    place = (place as Record<string, unknown>)[step];
  }
  return true;
}

/** Every character that a message of SQS may have; what an activity brings to the queue has no other. */
const fitForTheQueue = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** What holds of every body: an activity or an error, pointers that lead somewhere, and nothing unfit let in. */
async function expectAnAnswer(body: unknown): Promise<void> {
  const { activity, findings } = await check(body);
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(activity === undefined).toBe(errors.length > 0);
  for (const { pointer } of findings) expect(leadsSomewhere(body, pointer), pointer).toBe(true);
  if (activity === undefined) return;
  expect(JSON.stringify(activity)).toMatch(fitForTheQueue);
  expect((await check(JSON.parse(JSON.stringify(activity)))).activity).toEqual(activity);
}

const nested = (open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(5000)}1${close.repeat(5000)}`);
const fields = [
  [
    'reference',
    'title',
    'description',
    'projects',
    'start',
    'end',
    'status',
    'mode',
    'type',
    'themes',
    'countries',
  ],
  [
    'groups',
    'venue',
    'partners',
    'participants',
    'languages',
    'units',
    'links',
    'visibility',
    'contactPerson',
  ],
].flat();
const hostile: [string, unknown][] = [
  ['null', null],
  ['lists nested 5,000 deep', nested('[', ']')],
  ['objects nested 5,000 deep', nested('{"en":', '}')],
  ['its own prototype', JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}')],
  ['a list of prototypes', JSON.parse('[{"__proto__":1},{"code":"GH","role":"host","__proto__":{}}]')],
  ['a million characters', 'a'.repeat(1_000_000)],
  ['a million blanks', ' '.repeat(1_000_000)],
  ['a text that expands 18-fold', { en: '\ufdfa'.repeat(20_000) }],
  ['a lone surrogate', '\ud800'],
  ['texts with lone surrogates', { en: 'a\ud800', fr: '\udc00b' }],
  ['texts with U+FFFE', { en: 'a\ufffe', fr: '\uffff' }],
  ['texts with bidi controls', { en: 'a\u202eb', fr: '\u2066' }],
  ['texts with NUL', { en: 'a\0', fr: '\0' }],
  ['texts that cannot be seen', { en: '\u200b\u2060', fr: '\u00ad' }],
  ['an address with U+FFFE', [{ url: 'https://example.org/\ufffe', rel: 'report' }]],
  ['1e400', JSON.parse('1e400')],
  ['-0', JSON.parse('-0')],
  ['an unsafe integer', 2 ** 53 + 2],
  ['a number beyond all', { count: 1e308, qualifier: 'exact', women: -1e308 }],
  ['names that objects have anyway', JSON.parse('{"toString":1,"hasOwnProperty":2,"valueOf":3,"then":4}')],
  ['names with slashes and tildes', { 'a/b~c': 1, '~1': 2, '': 3 }],
  ['ten thousand items', Array.from({ length: 10_000 }, () => 'GLACY+')],
  ['two thousand names', Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, at]))],
];

describe('a hostile submission', () => {
  it.each(hostile)('that is %s is answered', async (_, value) => {
    await expectAnAnswer(value);
  });

  it.each(hostile)('with %s in any one field is answered', async (_, value) => {
    for (const field of fields) await expectAnAnswer({ ...aBody(), [field]: value });
  });

  it('with __proto__ at any level is refused for it, and changes no prototype', async () => {
    for (const [at, text] of [
      ['', '{"__proto__":{"polluted":1}}'],
      ['/venue', '{"venue":{"country":"GH","__proto__":{"polluted":1}}}'],
      ['/countries/0', '{"countries":[{"code":"GH","role":"host","__proto__":{"polluted":1}}]}'],
      ['/participants', '{"participants":{"count":1,"qualifier":"exact","__proto__":{"polluted":1}}}'],
    ] as const) {
      const body = JSON.parse(`${JSON.stringify(aBody()).slice(0, -1)},${text.slice(1)}`);
      const { findings } = await check(body);
      expect(findings).toMatchObject([{ code: 'unknown_field', pointer: `${at}/__proto__` }]);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('with __proto__ does not take its reference from there', async () => {
    const { reference: _left, ...unnamed } = aBody();
    const body = JSON.parse(`{"__proto__":{"reference":"B-2"},${JSON.stringify(unnamed).slice(1)}`);
    const { findings } = await checkActivity(body, {
      ...context,
      suggestions: { left: 50 },
      reference: 'A-1',
    });
    expect(findings).toMatchObject([{ code: 'unknown_field', pointer: '/__proto__' }]);
  });

  it('does not bring a text under the name __proto__ into an activity', async () => {
    const { activity } = await check(
      aBody({ title: JSON.parse('{"en":"Workshop","__proto__":"Jane Doe"}') }),
    );
    expect(JSON.stringify(activity ?? '')).not.toContain('Jane Doe');
  });

  it('has a name of more than 100 characters cut short in the finding', async () => {
    const { findings } = await check(aBody({ ['x'.repeat(1_000_000)]: 1 }));
    expect(findings).toMatchObject([{ code: 'unknown_field', pointer: `/${'x'.repeat(100)}…` }]);
  });

  it('is answered whatever JSON it is', async () => {
    const name = fc.constantFrom(...fields, '__proto__', 'en');
    const anything = fc.oneof(fc.jsonValue(), fc.dictionary(name, fc.jsonValue()));
    await fc.assert(fc.asyncProperty(anything, expectAnAnswer), { numRuns: 200 });
  });

  it('is answered whatever becomes of one field of a good one', async () => {
    const any = fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 });
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom(...fields), any, (body, field, value) =>
        expectAnAnswer({ ...body, [field]: value }),
      ),
      { numRuns: 200 },
    );
  });

  it('is answered whatever its texts are', async () => {
    const texts = fc.dictionary(
      fc.constantFrom('en', 'fr', 'EN'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(texts, (title) => expectAnAnswer(aBody({ title }))),
      { numRuns: 200 },
    );
  });
});

describe('a good submission', () => {
  it('gives its activity', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { activity, findings } = await check(body);
        expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(activity).toBeDefined();
      }),
    );
  });
});
