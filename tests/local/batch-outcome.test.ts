import { describe, expect, it } from 'vitest';
import { failedMessages } from '../../local/mapping.ts';

const ids = ['a', 'b', 'c'];
const failures = (...batchItemFailures: unknown[]) => ({ batchItemFailures });

/** The conditions of AWS's documentation on partial batch responses, and the two it leaves to the reader. */
const table: [string, unknown, string[]][] = [
  ['null', null, []],
  ['an empty object', {}, []],
  ['an empty list', [], []],
  ['batchItemFailures null', { batchItemFailures: null }, []],
  ['batchItemFailures empty', failures(), []],
  ['one failure', failures({ itemIdentifier: 'b' }), ['b']],
  ['all failed', failures(...ids.map((itemIdentifier) => ({ itemIdentifier }))), ids],
  ['an empty identifier', failures({ itemIdentifier: '' }), ids],
  ['a null identifier', failures({ itemIdentifier: null }), ids],
  ['a badly named key', failures({ messageId: 'b' }), ids],
  ['an identifier that is not in the batch', failures({ itemIdentifier: 'b' }, { itemIdentifier: 'z' }), ids],
  ['a list that is none', { batchItemFailures: 'b' }, ids],
  ['a text', 'b', ids],
];

describe('a partial batch response', () => {
  it.each(table)('with %s', (_, response, failed) => {
    expect([...failedMessages(response, ids)]).toEqual(failed);
  });
});
