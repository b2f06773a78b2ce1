import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listActivities, readActivity } from '../../shared/intake/read.ts';
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

  it('shows, where the activity is restricted, its dates and what is counted, and nothing else', () => {
    fc.assert(
      fc.property(activities, (current) => {
        const { start, end, status, mode, type, themes, participants, units, projects } = current;
        expect(recordOf({ ...current, visibility: 'restricted' })).toEqual({
          ...{ start, end, status, mode, type, themes, participants, units, projects },
          id: stored(current).submission,
          revision: 1,
          acceptedAt: '2020-04-01T08:00:00.000Z',
          counted: isCounted(status),
          countries: current.countries.filter(({ role }) => role !== 'host'),
          groups: current.groups.filter((code) => code !== 'NEW_GROUP'),
          partners: [],
          languages: [],
          links: [],
          visibility: 'restricted',
        });
      }),
    );
  });

  it('is called, where the activity is restricted, by the submission that was applied first', () => {
    const current = anActivity({ visibility: 'restricted' });
    const first = '0b6c6d3e-1c1f-4d2a-9c7e-2f4b8a1d5e60';
    const { record } = contributionTo('2020-03', stored(current, { first, revision: 4 }));
    expect(record?.id).toBe(first);
  });

  it.each([
    { reference: 'A-1' },
    { partner: 'glacy-plus' },
    { id: 'glacy-plus/A-1' },
    { title: told.title },
    { description: told.description },
    { venue: told.venue },
    { links: told.links },
    { languages: ['fr'] },
    { partners: [{ name: 'INTERPOL', role: 'organiser' }] },
    { countries: [{ code: 'GH', role: 'host' }] },
    { groups: ['NEW_GROUP'] },
  ])('keeps no schema where the activity is restricted and it shows %j', (shown) => {
    const record = recordOf(anActivity({ visibility: 'restricted' }));
    expect(publicRecord.safeParse(record).success).toBe(true);
    expect(publicRecord.safeParse({ ...record, ...shown }).success).toBe(false);
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

  it.each(['public', 'restricted'] as const)(
    'has the id that its partner is told (%s)',
    async (visibility) => {
      const row = stored(anActivity({ visibility }), {
        revision: 3,
        first: 'f0000000-0000-4000-8000-000000000001',
      });
      const activities = { get: async () => row, page: async () => ({ rows: [row] }) };
      const partner = { id: row.partner, name: row.partner, office: false };
      const suspects = {
        of: async () => ['other/B'],
        between: async () => new Map([[row.reference, ['other/C']]]),
      };
      const { publicId, mayBeTheSameAs } = await readActivity({ activities, suspects })(
        partner,
        row.reference,
      );
      expect(mayBeTheSameAs).toEqual(['other/B']);
      expect(publicId).toBe(contributionTo('2020-03', row).record?.id);
      const { activities: listed } = await listActivities({ activities, suspects })(partner, {});
      expect(listed.map((each) => each.mayBeTheSameAs)).toEqual([['other/C']]);
      expect(listed.map((each) => each.publicId)).toEqual([publicId]);
    },
  );

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
