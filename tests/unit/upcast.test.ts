import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseMessage } from '../../shared/recording/record.ts';
import { type Kind, ofAnyVersion, upcast, WrittenByNewer } from '../../shared/recording/upcast.ts';

const kinds: Kind[] = [
  'activity',
  'deadLetter',
  'donorContribution',
  'lastUse',
  'legislationSurvey',
  'mark',
  'receipt',
  'revisions',
  'submission',
  'treatyEvent',
];

describe.each(kinds)('a stored record (%s)', (kind) => {
  it('of version 0, which bore none, is brought up with its fields as they are', () => {
    expect(upcast(kind, { reference: 'A-1', units: 2 })).toEqual({ schema: 1, reference: 'A-1', units: 2 });
  });

  it('of this version is left as it is', () => {
    expect(upcast(kind, { schema: 1, reference: 'A-1' })).toEqual({ schema: 1, reference: 'A-1' });
  });

  it('of a newer version is refused aloud, also where the schema is only asked whether it fits', () => {
    expect(() => upcast(kind, { schema: 2 })).toThrow(WrittenByNewer);
    expect(() => ofAnyVersion(kind, z.unknown()).safeParse({ schema: 2 })).toThrow(kind);
  });
});

describe('a partner', () => {
  const key = { hash: 'hash', since: '2026-11-20T12:00:00.000Z' };

  it.each([
    ['1 with its one key', { schema: 1, key }, [key]],
    ['1 without a key', { schema: 1 }, []],
    ['0 with its one key', { key }, [key]],
  ])('of version %s is brought up to a list of keys', (_, fields, keys) => {
    const record = { ...fields, partner: { id: 'octopus' } };
    expect(upcast('partner', record)).toEqual({ schema: 2, version: 0, partner: { id: 'octopus' }, keys });
  });

  it('of this version is left as it is, and of a newer is refused', () => {
    expect(upcast('partner', { schema: 2, version: 7, keys: [] })).toEqual({
      schema: 2,
      version: 7,
      keys: [],
    });
    expect(() => upcast('partner', { schema: 3 })).toThrow(WrittenByNewer);
  });
});

describe.each([
  ['project', 'code'],
  ['period', 'id'],
] as const)('a %s of the portfolio', (kind, name) => {
  it('of version 1 or 0 is brought up to the first revision under its name', () => {
    const brought = { schema: 2, [name]: 'GLACY+', revision: 1, [kind]: { [name]: 'GLACY+' } };
    expect(upcast(kind, { schema: 1, [kind]: { [name]: 'GLACY+' } })).toEqual(brought);
    expect(upcast(kind, { [kind]: { [name]: 'GLACY+' } })).toEqual(brought);
  });

  it('of this version is left as it is, and of a newer is refused', () => {
    const deleted = { schema: 2, [name]: 'GLACY+', revision: 7 };
    expect(upcast(kind, deleted)).toEqual(deleted);
    expect(() => upcast(kind, { schema: 3 })).toThrow(WrittenByNewer);
  });
});

describe.each([
  ['contribution', 2, 'elsewhere', ['2020-03']],
  ['rebuild', 3, 'contributions', 7],
] as const)('a stored record (%s)', (kind, newest, gone, value) => {
  it(`of an older version is brought up without ${gone}`, () => {
    for (const schema of [undefined, 1])
      expect(upcast(kind, { schema, reference: 'A-1', [gone]: value })).toEqual({
        schema: newest,
        reference: 'A-1',
      });
  });

  it('of this version is left as it is, and of a newer is refused', () => {
    const current = { schema: newest, reference: 'A-1' };
    expect(upcast(kind, current)).toEqual(current);
    expect(() => upcast(kind, { schema: newest + 1 })).toThrow(WrittenByNewer);
  });
});

describe('a rebuild', () => {
  it('of a version that summarized months goes on with the documents after that', () => {
    const interrupted = { schema: 2, stage: 'months', from: '2020-03', done: 3, since: 'then' };
    expect(upcast('rebuild', interrupted)).toEqual({ schema: 3, stage: 'documents', done: 0, since: 'then' });
    expect(upcast('rebuild', { ...interrupted, stage: 'rows' })).toEqual({
      ...interrupted,
      stage: 'rows',
      schema: 3,
    });
  });
});

describe('a publication record', () => {
  it('of version 1 is brought up with no snapshot and no changes told yet', () => {
    const brought = {
      schema: 4,
      version: 3,
      snapshot: 0,
      changes: 0,
      portfolio: '',
      anew: null,
      reached: '',
      logged: null,
    };
    expect(upcast('publication', { schema: 1, version: 3 })).toEqual(brought);
    expect(upcast('publication', { version: 3 })).toEqual(brought);
    expect(() => upcast('publication', { schema: 5 })).toThrow(WrittenByNewer);
  });
});

describe('what is no record', () => {
  it.each([[null], ['text'], [[]], [7], [undefined]])('is left to its schema: %j', (value) => {
    expect(upcast('activity', value)).toBe(value);
  });

  it.each([['1'], [-1], [0.5], [Number.NaN], [null]])(
    'of a version that never was is left to it: %j',
    (schema) => {
      expect(upcast('activity', { schema })).toEqual({ schema });
    },
  );
});

describe('a message', () => {
  const withdrawal = {
    operation: 'withdraw',
    id: '6f1c2a52-3f0f-4f6e-9d11-0a6f5a0b7c11',
    partner: 'somebody',
    reference: 'A-1',
    revision: 1,
    acceptedAt: '2026-11-20T12:00:00.000Z',
  };

  it('of version 0 is read as one of this version', () => {
    expect(parseMessage(JSON.stringify(withdrawal))).toEqual({ schema: 1, ...withdrawal });
  });

  it('of a newer version is refused, and so kept with that reason', () => {
    expect(() => parseMessage(JSON.stringify({ schema: 2, ...withdrawal }))).toThrow(WrittenByNewer);
  });
});
