import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oddHistory } from '../../shared/checks/treaty-history.ts';
import { type TreatyEvent, treatyEvent, treatyEventKinds } from '../../shared/words/treaty-event.ts';

type Drawn = Partial<TreatyEvent> & Pick<TreatyEvent, 'event' | 'date'>;
const eventsOf = (all: readonly Drawn[], instrument: TreatyEvent['instrument'] = '185') =>
  all.map((each, at) =>
    treatyEvent.parse({
      id: `${instrument}-GH-${each.event}-${at}`,
      instrument,
      country: 'GH',
      source: 'made up',
      certainty: 'stated',
      ...each,
    }),
  );
const odd = (all: readonly Drawn[], instrument?: TreatyEvent['instrument']) =>
  oddHistory(eventsOf(all, instrument)).map(
    ({ id, remark }) => `${id.slice('185-GH-'.length)} ${remark.code} ${remark.pointer}`,
  );

describe('the history of a country and an instrument', () => {
  it.each<[string, TreatyEvent['instrument'], Drawn[]]>([
    [
      'signs, ratifies and becomes a Party',
      '185',
      [
        { event: 'signature', date: '2001-11-23' },
        { event: 'ratification', date: '2002-06-20' },
        { event: 'entry_into_force', date: '2004-07-01' },
      ],
    ],
    [
      'is invited and accedes, be it on the last day, or in a month or year within which it may be',
      '185',
      [
        { event: 'invited', date: '2018-02-07', validUntil: '2023-02-08' },
        { event: 'invited', date: '2023', validUntil: '2024-03-08' },
        { event: 'accession', date: '2024-03-08' },
        { event: 'entry_into_force', date: '2024' },
      ],
    ],
    [
      'signs and ratifies on one day',
      '189',
      [
        { event: 'ratification', date: '2020-05-01' },
        { event: 'signature', date: '2020-05-01' },
      ],
    ],
    [
      'accedes to a Protocol, to which nobody is invited',
      '189',
      [{ event: 'accession', date: '2024-06-20' }],
    ],
    ['has only signed', '224', [{ event: 'signature', date: '2022-05-12' }]],
    ['is invited', '185', [{ event: 'invited', date: '2020', earliest: '2020-03-16' }]],
    [
      'withdraws and begins anew',
      '108',
      [
        { event: 'ratification', date: '2000' },
        { event: 'entry_into_force', date: '2001' },
        { event: 'withdrawn', date: '2010-05' },
        { event: 'invited', date: '2011' },
        { event: 'accession', date: '2012' },
        { event: 'entry_into_force', date: '2013' },
      ],
    ],
    ['has none', '185', []],
  ])('is not odd where it %s', (_, instrument, events) => {
    expect(odd(events, instrument)).toEqual([]);
  });

  it.each<[string, Drawn[], string[]]>([
    [
      'a Party without ratification',
      [
        { event: 'signature', date: '2001' },
        { event: 'entry_into_force', date: '2004' },
      ],
      ['entry_into_force-1 not_ratified /event'],
    ],
    [
      'a Party before ratification, told of both',
      [
        { event: 'ratification', date: '2005-02' },
        { event: 'entry_into_force', date: '2005-01' },
      ],
      ['ratification-0 out_of_order /date', 'entry_into_force-1 out_of_order /date'],
    ],
    [
      'a signature after the ratification',
      [
        { event: 'ratification', date: '2020-05-01' },
        { event: 'signature', date: '2020-05-02' },
      ],
      ['ratification-0 out_of_order /date', 'signature-1 out_of_order /date'],
    ],
    [
      'an accession without invitation',
      [{ event: 'accession', date: '2020' }],
      ['accession-0 not_invited /event'],
    ],
    [
      'an accession after the invitation has ended',
      [
        { event: 'invited', date: '2014-06', validUntil: '2019-06' },
        { event: 'accession', date: '2019-07-01' },
      ],
      ['accession-1 not_invited /event'],
    ],
    [
      'an accession before the invitation',
      [
        { event: 'accession', date: '2019' },
        { event: 'invited', date: '2020' },
      ],
      ['accession-0 not_invited /event', 'accession-0 out_of_order /date', 'invited-1 out_of_order /date'],
    ],
    [
      'an invitation of before the withdrawal',
      [
        { event: 'invited', date: '2000' },
        { event: 'withdrawn', date: '2005' },
        { event: 'accession', date: '2006' },
      ],
      ['accession-2 not_invited /event'],
    ],
    [
      'two entries into force',
      [
        { event: 'ratification', date: '2006-11-16' },
        { event: 'entry_into_force', date: '2007-03-01' },
        { event: 'entry_into_force', date: '2024-06' },
      ],
      ['entry_into_force-1 in_force_twice /event', 'entry_into_force-2 in_force_twice /event'],
    ],
  ])('is odd with %s', (_, events, remarks) => {
    expect(odd(events)).toEqual(remarks);
  });

  it('names the event that another is odd beside', () => {
    const [{ remark } = { remark: undefined }] = oddHistory(
      eventsOf([
        { event: 'ratification', date: '2005' },
        { event: 'entry_into_force', date: '2004' },
      ]),
    );
    expect(remark?.detail).toBe('is after 185-GH-entry_into_force-1, which comes later');
    expect(remark?.severity).toBe('warning');
  });

  const drawn = fc
    .array(
      fc.record({
        event: fc.constantFrom(...treatyEventKinds),
        date: fc.constantFrom('2001', '2001-05', '2001-05-07', '2002', '2003-02', '2004-12-31', '2005'),
      }),
      { maxLength: 7 },
    )
    .map((all) => eventsOf(all));
  const told = (events: readonly TreatyEvent[]) =>
    oddHistory(events)
      .map(({ id, remark }) => `${id} ${remark.code} ${remark.detail}`)
      .sort();

  it('is told the same in whatever order its events come', () => {
    fc.assert(
      fc.property(
        drawn.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          expect(told(shuffled)).toEqual(told(events));
        },
      ),
    );
  });

  it('has dates that are out of order told of both, or of neither', () => {
    fc.assert(
      fc.property(drawn, (events) => {
        const pairs = oddHistory(events)
          .filter(({ remark }) => remark.code === 'out_of_order')
          .map(({ id, remark }) => [id, /(185-\S+),/.exec(remark.detail)?.[1] ?? '']);
        for (const [one, other] of pairs) expect(pairs).toContainEqual([other, one]);
      }),
    );
  });
});
