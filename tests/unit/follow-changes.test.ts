import { describe, expect, it } from 'vitest';
import type { Change } from '../../shared/feed/changes.ts';
import { followChanges } from '../../shared/readers/follow-changes.ts';

type Said = Partial<Change> & Pick<Change, 'change'>;

/**
 * Follows snapshots, each with its changes: numbered as they come, and of activity A in January unless they say
 * otherwise.
 */
function followed(...snapshots: Said[][]) {
  const following = followChanges();
  let number = 0;
  for (const [at, said] of snapshots.entries())
    for (const each of said) {
      number += 1;
      const revision = each.change === 'withdrawn' || each.subject !== undefined ? {} : { revision: number };
      const month = each.subject === undefined ? { month: '2020-01' } : {};
      following.take({
        number,
        subject: 'activity',
        id: 'p/A',
        snapshot: at + 1,
        at: `2026-11-20T12:0${at}:00.000Z`,
        ...month,
        ...revision,
        ...each,
      });
    }
  return { faults: following.faults().map(({ fault }) => fault), held: [...following.activities] };
}
const created: Said = { change: 'created' };
const replaced: Said = { change: 'replaced' };
const withdrawn: Said = { change: 'withdrawn' };
const month = (change: Change['change'], id = '2020-01'): Said => ({ subject: 'month', change, id });

describe('the list of changes', () => {
  it('puts an activity where its last change says', () => {
    expect(followed([created], [{ ...replaced, month: '2020-05' }])).toEqual({
      faults: [],
      held: [['p/A', { month: '2020-05', revision: 2 }]],
    });
    expect(followed([created], [withdrawn])).toEqual({ faults: [], held: [] });
    expect(followed([created], [withdrawn], [created]).faults).toEqual([]);
  });

  it('drops what a month listed when the month is withdrawn', () => {
    expect(followed([created, month('created')], [month('withdrawn')])).toEqual({ faults: [], held: [] });
  });

  it.each<[string, Said[][]]>([
    [
      'an activity leaves a month that it empties',
      [[created], [month('withdrawn'), { ...replaced, month: '2020-05' }]],
    ],
    [
      'a month that was lost is listed anew',
      [
        [created, month('created')],
        [month('withdrawn'), created, month('created')],
      ],
    ],
    [
      'an activity has come from a month that was lost',
      [[{ ...created, month: '2020-05' }], [created, month('withdrawn', '2020-05')]],
    ],
  ])('can be followed where %s', (_what, snapshots) => {
    expect(followed(...snapshots)).toMatchObject({ faults: [], held: [['p/A', expect.anything()]] });
  });

  it.each<[string, Said[][], string]>([
    ['creates what is listed', [[created], [created]], 'creates p/A, which is listed in 2020-01'],
    ['replaces what is not listed', [[replaced]], 'replaces p/A, which is not listed'],
    [
      'replaces what was dropped before',
      [[created], [month('withdrawn')], [replaced]],
      'replaces p/A, which is not listed',
    ],
    ['withdraws what is not listed', [[withdrawn]], 'withdraws p/A, which is not listed in 2020-01'],
    [
      'withdraws from another month',
      [[created], [{ ...withdrawn, month: '2020-02' }]],
      'withdraws p/A, which is not listed in 2020-02',
    ],
    ['withdraws with a revision', [[created], [{ ...withdrawn, revision: 2 }]], 'has a revision'],
    ['skips a number', [[created, { ...replaced, number: 3 }]], 'comes after 1'],
    ['repeats a number', [[created, { ...replaced, number: 1 }]], 'comes after 1'],
    [
      'goes back to a snapshot',
      [[], [created], [{ ...replaced, snapshot: 1 }]],
      'is older than the one before it',
    ],
    [
      'says two instants of a snapshot',
      [[created, { ...replaced, at: '2026-11-20T13:00:00.000Z' }]],
      'is of another instant than its snapshot',
    ],
    [
      'creates a month twice',
      [[month('created'), month('created')]],
      'creates the month 2020-01, which is listed',
    ],
    ['replaces a month', [[month('created'), month('replaced')]], 'a month is never replaced'],
    [
      'withdraws a period that is not listed',
      [[{ subject: 'period', change: 'withdrawn', id: '2020' }]],
      'withdraws the period 2020, which is not listed',
    ],
  ])('is refused where it %s', (_what, snapshots, fault) => {
    expect(followed(...snapshots).faults).toEqual([fault]);
  });
});
