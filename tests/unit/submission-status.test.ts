import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubmission, statusOf, submissionStatus } from '../../shared/intake/submission-status.ts';
import {
  type DeadLetter,
  type Receipt,
  type StoredActivity,
  submission,
} from '../../shared/words/submission.ts';
import { handleOf, receiptIn, submissionHandle } from '../../shared/words/submission-handle.ts';
import { activities, anActivity, stored } from './made-activities.ts';

const receipt = (operation: Receipt['operation'] = 'put'): Receipt => ({
  schema: 1,
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  partner: 'glacy-plus',
  reference: 'A-1',
  revision: 2,
  acceptedAt: '2020-04-01T08:00:00.000Z',
  operation,
});
const recordedAt = '2020-04-02T08:00:00.000Z';
const buriedAt = '2020-04-03T08:00:00.000Z';
const standing = (revision: number): StoredActivity => stored(anActivity(), { revision, recordedAt });
const letter: DeadLetter = { schema: 1, id: receipt().id, body: '{}', reason: 'made up', at: buriedAt };

describe('a submission', () => {
  it.each<[string, Receipt, StoredActivity | undefined, DeadLetter | undefined, Record<string, unknown>]>([
    [
      'queued, while nothing is recorded',
      receipt(),
      undefined,
      undefined,
      { status: 'queued', at: receipt().acceptedAt },
    ],
    ['queued, while an older one stands', receipt(), standing(1), undefined, { status: 'queued' }],
    ['applied, once it stands', receipt(), standing(2), undefined, { status: 'applied', at: recordedAt }],
    [
      'withdrawn, once its withdrawal stands',
      receipt('withdraw'),
      standing(2),
      undefined,
      { status: 'withdrawn' },
    ],
    [
      'superseded, once a later one stands',
      receipt(),
      standing(3),
      undefined,
      { status: 'superseded', by: 3 },
    ],
    [
      'dead-lettered, once it is buried',
      receipt(),
      undefined,
      letter,
      { status: 'dead-lettered', at: buriedAt },
    ],
    ['dead-lettered over an older one', receipt(), standing(1), letter, { status: 'dead-lettered' }],
    [
      'dead-lettered as long as its letter is there, though it is stored: it may not be counted',
      receipt(),
      standing(2),
      letter,
      { status: 'dead-lettered', at: buriedAt },
    ],
    [
      'superseded though it was buried',
      receipt(),
      standing(3),
      letter,
      { status: 'superseded', at: recordedAt },
    ],
  ])('is %s', (_, accepted, activity, buried, expected) => {
    const told = submissionStatus.parse(statusOf(accepted, activity, buried));
    expect(told).toMatchObject({
      submission: handleOf(accepted),
      activity: 'A-1',
      revision: 2,
      acceptedAt: accepted.acceptedAt,
      ...expected,
    });
    expect('by' in told).toBe(told.status === 'superseded');
  });
});

describe('what travels through the queue', () => {
  const { operation: _operation, ...accepted } = receipt();

  it('comes out as it went in', () => {
    fc.assert(
      fc.property(activities, (activity) => {
        const put = { ...accepted, operation: 'put', activity };
        expect(submission.parse(JSON.parse(JSON.stringify(put)))).toEqual(put);
      }),
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['a put without an activity', { operation: 'put' }],
    ['a withdrawal with one', { operation: 'withdraw', activity: anActivity() }],
    ['an operation of its own', { operation: 'patch', activity: anActivity() }],
    ['a schema of tomorrow', { operation: 'withdraw', schema: 2 }],
    ['revision 0', { operation: 'withdraw', revision: 0 }],
    ['an id that can be guessed', { operation: 'withdraw', id: '1' }],
    ['a field too many', { operation: 'withdraw', priority: 1 }],
  ])('is refused with %s', (_, changes) => {
    expect(submission.safeParse({ ...accepted, operation: 'withdraw' }).success).toBe(true);
    expect(submission.safeParse({ ...accepted, ...changes }).success).toBe(false);
  });
});

describe('the handle of a submission', () => {
  const partners = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,38}$/);
  const references = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~:+-]{0,99}$/);
  const receipts = fc
    .record({
      id: fc.uuid(),
      partner: partners,
      reference: references,
      revision: fc.integer({ min: 1 }),
      operation: fc.constantFrom('put' as const, 'withdraw' as const),
      at: fc.date({ min: new Date(0), max: new Date('2286-11-20T17:46:39.999Z'), noInvalidDate: true }),
    })
    .map(({ at, ...others }): Receipt => ({ schema: 1, ...others, acceptedAt: at.toISOString() }));

  it('holds all of its receipt, in characters of an address', () => {
    fc.assert(
      fc.property(receipts, (any) => {
        const handle = submissionHandle.parse(handleOf(any));
        expect(receiptIn(handle)).toEqual(any);
        expect(new URL(`/v1/submissions/${handle}`, 'https://register.example').pathname).toMatch(handle);
      }),
    );
  });

  it('is none where a character is another, and nothing throws', () => {
    fc.assert(
      fc.property(receipts, fc.nat(), fc.string({ minLength: 1, maxLength: 3 }), (any, place, other) => {
        const handle = handleOf(any);
        const at = place % handle.length;
        const changed = handle.slice(0, at) + other + handle.slice(at + 1);
        const found = receiptIn(changed);
        expect(found === undefined || handleOf(found) === changed).toBe(true);
        expect(receiptIn(other)).toBeUndefined();
      }),
    );
  });
});

describe('what became of a submission', () => {
  const me = { id: 'glacy-plus', name: 'GLACY+', office: false };
  /** What a partner is told who asks by an id, where an activity stands in a revision of those that were given out. */
  const read = (
    asked: string,
    {
      stored: row,
      newest = 3,
      kept,
      by = me,
    }: { stored?: StoredActivity | undefined; newest?: number; kept?: Receipt; by?: typeof me },
    at = '2020-05-01T08:00:00.000Z',
  ) =>
    readSubmission({
      receipts: { get: async (id) => (kept?.id === id ? kept : undefined) },
      revisions: { newest: async () => newest },
      activities: { get: async () => row },
      deadLetters: { get: async () => undefined },
      now: () => new Date(at),
    })(by, asked);
  const own = (revision: number) => ({ ...standing(revision), submission: receipt().id });
  const notFound = { problem: { code: 'not-found' } };

  it('is told by its handle, from the activity and the revisions given out', async () => {
    const handle = handleOf(receipt());
    expect(await read(handle, { stored: own(2) })).toMatchObject({ status: 'applied', submission: handle });
    expect(await read(handle, { stored: own(3) })).toMatchObject({ status: 'superseded', by: 3 });
    expect(await read(handle, { stored: own(1) })).toMatchObject({ status: 'queued' });
    expect(await read(handle, {})).toMatchObject({ status: 'queued' });
    expect(await read(handle, { stored: own(2) }, '2040-01-01T00:00:00.000Z')).toMatchObject({
      status: 'applied',
    });
  });

  it('is told to nobody else', async () => {
    const handle = handleOf(receipt());
    const by = { ...me, id: 'somebody' };
    await expect(read(handle, { stored: own(2), by })).rejects.toMatchObject(notFound);
    await expect(read(receipt().id, { kept: receipt(), stored: own(2), by })).rejects.toMatchObject(notFound);
  });

  it('is not told where nothing was accepted: of another submission, or of a revision that was never given out', async () => {
    const other = handleOf({ ...receipt(), id: '10000000-0000-4000-8000-000000000000' });
    await expect(read(other, { stored: own(2) })).rejects.toMatchObject(notFound);
    await expect(read(handleOf(receipt()), { stored: own(1), newest: 1 })).rejects.toMatchObject(notFound);
    for (const asked of ['', 'none', 'A'.repeat(300), receipt().id])
      await expect(read(asked, { stored: own(2) })).rejects.toMatchObject(notFound);
  });

  it('is told by an id of a release before as long as its receipt is kept, whether or not the row is there', async () => {
    const { id } = receipt();
    const kept = { kept: receipt(), stored: own(2) };
    expect(await read(id, kept, '2021-05-06T07:59:59.000Z')).toMatchObject({
      status: 'applied',
      submission: id,
    });
    await expect(read(id, kept, '2021-05-06T08:00:00.000Z')).rejects.toMatchObject(notFound);
  });
});
