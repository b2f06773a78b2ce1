import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubmission } from '../../shared/intake/read.ts';
import {
  type DeadLetter,
  type Receipt,
  type StoredActivity,
  statusOf,
  submission,
  submissionStatus,
} from '../../shared/words/submission.ts';
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
      submission: accepted.id,
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

describe('what became of a submission', () => {
  const read = (asked: string) =>
    readSubmission({
      receipts: { get: async () => receipt() },
      activities: { get: async () => standing(2), page: async () => ({ rows: [] }) },
      deadLetters: { get: async () => undefined },
      portfolio: { project: async () => undefined, period: async () => undefined },
      now: () => new Date(asked),
    })({ id: 'glacy-plus', name: 'GLACY+', office: false }, receipt().id);

  it('is told for 400 days from its acceptance, and then not found, whether its row is there or not', async () => {
    expect(await read('2021-05-06T07:59:59.000Z')).toMatchObject({ status: 'applied' });
    await expect(read('2021-05-06T08:00:00.000Z')).rejects.toMatchObject({
      problem: { code: 'not-found', detail: expect.stringContaining('400 days') },
    });
  });
});
