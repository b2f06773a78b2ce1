import type { Objects } from '../simulation/bucket.ts';
import type { Rows } from '../simulation/stores.ts';
import type { VirtualTime } from '../simulation/virtual-time.ts';
import { flooder } from './traffic.ts';

type Named = { partner: string; reference: string; revision: number };
type Accepted = Named & { month: string; at: number };

const nameOf = ({ partner, reference, revision }: Named) => `${partner}#${reference}#${revision}`;

/** What is noted of a day: what was accepted, recorded and published when, whom the limit refused, and who had to wait. */
export function startLog(time: VirtualTime) {
  const accepted: Accepted[] = [];
  const recordedAt = new Map<string, number>();
  const publishedAt = new Map<string, number>();
  const overLimit: Record<string, number> = {};
  const waiting = new Map<string, number>();
  let longest = 0;

  const waits = (who: string) => void waiting.set(who, waiting.get(who) ?? time.now());
  function answered(who: string): void {
    longest = Math.max(longest, time.now() - (waiting.get(who) ?? time.now()));
    waiting.delete(who);
  }

  /** How long (whole milliseconds) half of them, and 99 of 100, took from accepted to a moment that was noted. */
  function quantiles(moments: ReadonlyMap<string, number>, of = (_partner: string) => true) {
    const took = accepted
      .filter(({ partner }) => of(partner))
      // A message may be recorded before whoever sent it has been answered.
      .map((each) => Math.max(0, (moments.get(nameOf(each)) ?? Number.POSITIVE_INFINITY) - each.at))
      .sort((one, other) => one - other);
    const at = (part: number) => Math.round(took[Math.ceil(took.length * part) - 1] ?? 0);
    return { p50: at(0.5), p99: at(0.99) };
  }

  return {
    /** The table has refused somebody, who asks again, and who was answered after all. */
    waits,
    answered,
    accepts(partner: string, answer: { activity: string; revision: number }, month: string): void {
      const { activity: reference, revision } = answer;
      accepted.push({ partner, reference, revision, month, at: time.now() });
    },
    limits(partner: string): void {
      overLimit[partner] = (overLimit[partner] ?? 0) + 1;
    },
    /** A message was handled, or will come again. */
    handled(body: string, done: boolean): void {
      const name = nameOf(JSON.parse(body));
      (done ? answered : waits)(name);
      if (done && !recordedAt.has(name)) recordedAt.set(name, time.now());
    },
    /** What a run that begins now is sure to publish: gives what notes it once it has. */
    publishes(): () => void {
      const ready = [...recordedAt.keys()].filter((name) => !publishedAt.has(name));
      return () => {
        for (const name of ready) publishedAt.set(name, time.now());
      };
    },
    /** What became of all: `lost` are those accepted that are not stored in their newest revision, or not to be published. */
    told(rows: Rows, objects: Objects) {
      const newest = new Map<string, Accepted>();
      for (const each of accepted) {
        const name = `${each.partner}#${each.reference}`;
        if ((newest.get(name)?.revision ?? 0) < each.revision) newest.set(name, each);
      }
      const listed = revisionsIn(objects);
      const isKept = ([name, { month, revision }]: [string, Accepted]) => {
        const row = rows.contributions.get(month)?.get(name)?.at(-1)?.row;
        const stored = rows.activities.get(name);
        const shown = row?.record && listed.get(row.record.id) === revision;
        return (
          stored?.revision === revision &&
          row?.revision === revision &&
          row.record !== undefined &&
          (shown === true || rows.marks.has(month))
        );
      };
      return {
        accepted: accepted.length,
        overLimit,
        lost: [...newest].filter((each) => !isKept(each)).map(([name]) => name),
        longest: Math.round(longest),
        waiting: waiting.size,
        recorded: quantiles(recordedAt),
        published: quantiles(publishedAt),
        recordedOfOthers: quantiles(recordedAt, (partner) => partner !== flooder.id),
      };
    },
  };
}

/** The revision of every activity that a feed lists, by its id. */
function revisionsIn(objects: Objects): ReadonlyMap<string, number> {
  const revisions = new Map<string, number>();
  for (const [path, object] of objects)
    if (/^activities\/.+\.json$/.test(path))
      for (const { id, revision } of (object.parsed() as { activities: { id: string; revision: number }[] })
        .activities)
        revisions.set(id, revision);
  return revisions;
}
