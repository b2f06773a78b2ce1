import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCounted } from '../../shared/words/activity.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import {
  byCodeUnit,
  contribution,
  contributionTo,
  inOrder,
  publicRecord,
} from '../../shared/words/public-record.ts';
import { activities, anActivity, recordOf, records, stored } from './made-activities.ts';

const told = {
  title: { en: 'Interview of witnesses' },
  description: { en: 'In a safe place.' },
  venue: { city: 'Accra', country: 'GH' },
  links: [{ url: 'https://example.org/report', rel: 'report' }],
};

describe('the public record of an activity', () => {
  it('is all of it, with who posted it, which revision it is, and whether it counts', () => {
    const current = anActivity(told);
    expect(recordOf(current)).toEqual({
      id: 'glacy-plus/A-1',
      partner: 'glacy-plus',
      revision: 1,
      acceptedAt: '2020-04-01T08:00:00.000Z',
      counted: true,
      ...current,
    });
  });

  it('has no title, description, venue or links where the activity is restricted', () => {
    const record = recordOf(anActivity({ ...told, visibility: 'restricted' }));
    expect(record).not.toHaveProperty('title');
    expect(record).not.toHaveProperty('description');
    expect(record).not.toHaveProperty('venue');
    expect(record.links).toEqual([]);
  });

  it('keeps every field that counts where the activity is restricted', () => {
    fc.assert(
      fc.property(activities, (current) => {
        const restricted = recordOf({ ...current, visibility: 'restricted' });
        const { title: _title, description: _text, venue: _venue, ...open } = recordOf(current);
        expect(restricted).toEqual({ ...open, links: [], visibility: 'restricted' });
      }),
    );
  });

  it('keeps its schema', () => {
    fc.assert(
      fc.property(activities, (current) => {
        const record = recordOf(current);
        expect(publicRecord.parse(record)).toEqual(record);
        expect(record.counted).toBe(isCounted(current.status));
      }),
    );
  });

  it('has no field for a person', () => {
    expect(publicRecord.safeParse({ ...recordOf(anActivity()), contactPerson: 'Jane Doe' }).success).toBe(
      false,
    );
  });
});

describe('the contribution of an activity', () => {
  const cancelled = anActivity({ status: 'cancelled' });

  it('is its record in the month in which it starts, and a tombstone in any other', () => {
    const lasting = stored(anActivity({ start: '2020-03-31', end: '2020-04-02' }), { revision: 7 });
    expect(contributionTo('2020-03', lasting).record?.start).toBe('2020-03-31');
    expect(contributionTo('2020-04', lasting)).toEqual({
      schema: 2,
      expires: Date.parse(lasting.recordedAt) / 1000 + 30 * 86_400,
      partner: 'glacy-plus',
      reference: 'A-1',
      revision: 7,
    });
  });

  it('is its record where only the month of the start is known', () => {
    expect(contributionTo('2020-03', stored(anActivity({ start: '2020-03' }))).record).toBeDefined();
  });

  it('is a tombstone once the activity is withdrawn', () => {
    expect(contributionTo('2020-03', stored(undefined, { revision: 2 }))).not.toHaveProperty('record');
  });

  it('is a record where the activity is cancelled: it is listed, and not counted', () => {
    expect(contributionTo('2020-03', stored(cancelled)).record).toMatchObject({
      status: 'cancelled',
      counted: false,
    });
  });

  it('keeps its schema in every month', () => {
    fc.assert(
      fc.property(activities, fc.constantFrom('2019-01', '2020-03'), (current, month) => {
        for (const given of [month, monthOf(current.start)]) {
          const made = contributionTo(given, stored(current));
          expect(contribution.parse(made)).toEqual(made);
        }
      }),
    );
  });
});

describe('the order of records', () => {
  it('is by start, then by id, by code unit: the same on every machine', () => {
    const starts = ['2020-03', '2020-03-01', '2020-02-29', '2020-03'];
    const made = starts.map((start, at) =>
      recordOf(anActivity({ start, reference: ['b', 'a', 'c', 'Z'][at] })),
    );
    expect(made.sort(inOrder).map(({ id }) => id)).toEqual(
      ['c', 'Z', 'b', 'a'].map((reference) => `glacy-plus/${reference}`),
    );
    expect(['é', 'z', 'Z', 'a'].sort(byCodeUnit)).toEqual(['Z', 'a', 'z', 'é']);
  });

  it('leaves no two different activities level', () => {
    fc.assert(
      fc.property(records, (all) => {
        const sorted = [...all].sort(inOrder);
        expect([...all].reverse().sort(inOrder)).toEqual(sorted);
        for (const [at, record] of sorted.entries()) {
          const before = sorted[at - 1];
          if (before !== undefined) expect(inOrder(before, record)).toBe(-1);
        }
      }),
    );
  });
});
