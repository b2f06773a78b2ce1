import { said } from '../words/bilingual.ts';
import { lastDay } from '../words/calendar.ts';
import { spanOf, type TreatyEvent } from '../words/treaty-event.ts';
import { type Finding, warning } from './finding.ts';

/** A remark on one of the events. */
type OnEvent = { id: string; remark: Finding };

/** To which treaties a country may accede only once it is invited. */
const byInvitation: readonly TreatyEvent['instrument'][] = ['185', '108', '201', '210'];

/** What comes before what: a kind of event before those of a higher number. */
const turn: Record<TreatyEvent['event'], number> = {
  invited: 1,
  signature: 1,
  ratification: 2,
  accession: 2,
  entry_into_force: 3,
  withdrawn: 4,
};

/**
 * What is odd about the history of a country and an instrument, all of whose events are given, and may be right all the
 * same: warnings, each on the event that it is about, in the order of the events. Dates are out of order where no day
 * within their precision would put them in order. A country that has withdrawn begins anew.
 */
export function oddHistory(events: readonly TreatyEvent[]): OnEvent[] {
  const withdrawals = events.filter(({ event }) => event === 'withdrawn');
  const lifeOf = (event: TreatyEvent) => withdrawals.filter((each) => isBefore(each, event)).length;
  return events.flatMap((each) => {
    const others = events.filter((other) => other !== each && lifeOf(other) === lifeOf(each));
    const remarks = [...alone(each, others), ...twice(each, others), ...outOfOrder(each, others)];
    return remarks.map((remark) => ({ id: each.id, remark }));
  });
}

/** Whether an event was before another, whatever their days are. */
const isBefore = (one: TreatyEvent, other: TreatyEvent): boolean => spanOf(one).to < spanOf(other).from;

function alone(each: TreatyEvent, others: readonly TreatyEvent[]): Finding[] {
  const { event, instrument } = each;
  const isThere = others.some((other) => other.event === 'ratification' || other.event === 'accession');
  if (event === 'entry_into_force' && !isThere) {
    const says = 'is the entry into force for a country of which no ratification or accession is known';
    return [warning('not_ratified', ['event'], says)];
  }
  const mayBeBy = ({ event: kind, validUntil, ...invitation }: TreatyEvent) =>
    kind === 'invited' &&
    spanOf(invitation).from <= spanOf(each).to &&
    (validUntil === undefined || lastDay(validUntil) >= spanOf(each).from);
  if (event === 'accession' && byInvitation.includes(instrument) && !others.some(mayBeBy)) {
    const says = 'is an accession before which no invitation is known that had not ended';
    return [warning('not_invited', ['event'], says)];
  }
  return [];
}

const twice = ({ event }: TreatyEvent, others: readonly TreatyEvent[]): Finding[] =>
  event === 'entry_into_force'
    ? others.flatMap((other) =>
        other.event === event
          ? [
              warning(
                'in_force_twice',
                ['event'],
                said('is there twice, also as %{other}', { other: other.id }),
              ),
            ]
          : [],
      )
    : [];

const outOfOrder = (each: TreatyEvent, others: readonly TreatyEvent[]): Finding[] =>
  others.flatMap((other) => {
    const [own, its] = [turn[each.event], turn[other.event]];
    if (own < its && isBefore(other, each))
      return [
        warning('out_of_order', ['date'], said('is after %{other}, which comes later', { other: other.id })),
      ];
    if (own > its && isBefore(each, other))
      return [
        warning('out_of_order', ['date'], said('is before %{other}, which comes first', { other: other.id })),
      ];
    return [];
  });
