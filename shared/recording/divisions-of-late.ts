import type { Division, Divisions } from '../ports.ts';

/** How long, in milliseconds, a division is taken for what it was. */
const staysKnown = 300_000;

/**
 * How months are divided, or were up to five minutes ago: each month is read once in that time, and again at once where that
 * failed. A mark that goes by an old division tells of more than it need. Decision 0036.
 */
export function divisionsOfLate(read: Pick<Divisions, 'of'>, now: () => Date): Pick<Divisions, 'of'> {
  const known = new Map<string, { until: number; division: Promise<Division | undefined> }>();
  return {
    of(month) {
      const at = now().getTime();
      const found = known.get(month);
      if (found !== undefined && at < found.until) return found.division;
      const division = read.of(month);
      division.catch(() => known.delete(month));
      for (const [each, { until }] of known) if (until <= at) known.delete(each);
      known.set(month, { until: at + staysKnown, division });
      return division;
    },
  };
}
