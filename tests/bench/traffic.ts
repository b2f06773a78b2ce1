import * as z from 'zod';
import activities from '../../cli/sample/activities.json' with { type: 'json' };
import type { Partner } from '../../shared/words/partner.ts';
import { type Random, randomFrom } from '../simulation/random.ts';

const sample = z
  .array(z.object({ activity: z.record(z.string(), z.unknown()) }))
  .parse(activities)
  .map(({ activity: { end: _end, ...rest } }) => rest);

/** A request that comes at a moment (milliseconds from midnight). */
export type Arrival = { at: number; partner: Partner; body: Record<string, unknown> };

const hour = 3_600_000;
/** The hour in which as much comes as in ten of mean size, and the day that it is of. */
export const peakHour = 10;
export const midnight = Date.UTC(2026, 10, 20);

export const partnerOf = (nth: number): Partner => ({
  id: `partner-${nth}`,
  name: `Partner ${nth}`,
  office: false,
});
/** The one that floods. */
export const flooder: Partner = { id: 'flooder', name: 'Flooder', office: false };

/** An activity of the sample as somebody sends it: half start in this month, the others in the 23 before. */
function aBody(random: Random, reference: string): Record<string, unknown> {
  const back = random.chance(0.5) ? 0 : 1 + random.below(23);
  const month = new Date(Date.UTC(2026, 10 - back, 1)).toISOString().slice(0, 7);
  const start = `${month}-${String(1 + random.below(19)).padStart(2, '0')}`;
  return { ...random.pick(sample), reference, start, status: 'completed' };
}

/** From which hour of the day on, and up to which, in quarters. */
export type Hours = { from: number; to: number };

/**
 * What comes in some hours of a day that has `submissions` of `partners`, ten times the mean of them in its peak hour.
 * One in ten is a correction of an activity that its partner has sent before.
 */
export function trafficOf(
  seed: number,
  { submissions, partners, from, to }: Hours & { submissions: number; partners: number },
): Arrival[] {
  const random = randomFrom(seed);
  const atPeak = (submissions * 10) / 24;
  const counts = Array.from({ length: partners }, () => 0);
  const moments: number[] = [];
  for (let quarter = from * 4; quarter < to * 4; quarter += 1) {
    const ofHour = Math.floor(quarter / 4) === peakHour ? atPeak : (submissions - atPeak) / 23;
    for (let nth = 0; nth < Math.round(ofHour / 4); nth += 1)
      moments.push(((quarter + random.next()) * hour) / 4);
  }
  return moments
    .sort((one, other) => one - other)
    .map((at) => {
      const nth = random.below(partners);
      const sent = counts[nth] ?? 0;
      const again = sent > 0 && random.chance(0.1);
      if (!again) counts[nth] = sent + 1;
      const reference = `A-${again ? random.below(sent) : sent}`;
      return { at, partner: partnerOf(nth), body: aBody(random, reference) };
    });
}

/** What the flooder sends in those hours: so many a minute in the peak hour and the one before. */
export function floodOf(seed: number, perMinute: number, { from, to }: Hours): Arrival[] {
  const random = randomFrom(seed);
  const [begins, ends] = [Math.max(from, peakHour - 1), Math.min(to, peakHour + 1)];
  return Array.from({ length: perMinute * 60 * (ends - begins) }, (_, nth) => ({
    at: begins * hour + ((nth + random.next()) * 60_000) / perMinute,
    partner: flooder,
    body: aBody(random, `F-${nth}`),
  }));
}
