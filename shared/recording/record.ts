import { markSubject, rowName } from '../feed/division.ts';
import type { Activities, Contributions, DeadLetters, Divisions, Marks } from '../ports.ts';
import { Unavailable } from '../ports.ts';
import { monthOf } from '../words/calendar.ts';
import { contributionTo } from '../words/public-record.ts';
import { type DeadLetter, type Submission, submission } from '../words/submission.ts';
import { ofAnyVersion } from './upcast.ts';

export type RecordPorts = {
  activities: Activities;
  contributions: Contributions;
  /** How months are divided, or were not long ago. */
  divisions: Pick<Divisions, 'of'>;
  marks: Pick<Marks, 'put'>;
  now: () => Date;
  newToken: () => string;
};

/** How many months of an activity are dealt with at once: what takes longer than a worker lives is done in steps. */
const mostAtOnce = 25;

/**
 * Applies a submission if it is the newest of its activity. Safe to run again, at any time, in any order and beside
 * itself, also when the submission was stale or a repeat, because the run that won may have died between. The steps:
 * the activity; tombstones in the months it has left; the marks of those; its record in the month where it starts; the
 * mark of that; and last, if it had left any, the activity remembers none but the month where it is. Only then may the
 * message be acknowledged.
 *
 * A mark tells of the month, or of the page of it that has the row; one that goes by an older division tells of more.
 * Whoever sees the record of a new month can thus see, of every month where an older one stood, a mark that is newer.
 * What it writes does not grow with what the activity has been through: it is 3 rows where the month stays, 6 where it
 * moves, and 2 more for each revision of the same activity that other workers have under way at that moment.
 * Decisions 0001 and 0015.
 */
export const record =
  ({ activities, contributions, divisions, marks, now, newToken }: RecordPorts) =>
  async (accepted: Submission): Promise<'applied' | 'superseded'> => {
    const stored = await activities.apply(accepted, now().toISOString());
    const write = (month: string) => contributions.write(month, contributionTo(month, stored));
    const subjectOf = async (month: string) => markSubject(month, rowName(stored), await divisions.of(month));
    const mark = async (months: readonly string[]) => {
      const subjects = await Promise.all(months.map(subjectOf));
      await Promise.all(subjects.map((subject) => marks.put({ subject, token: newToken() })));
    };
    const here = stored.activity === undefined ? [] : [monthOf(stored.activity.start)];
    const left = stored.months.filter((month) => !here.includes(month));
    for (let done = 0; done < left.length; done += mostAtOnce) {
      const some = left.slice(done, done + mostAtOnce);
      await Promise.all(some.map(write));
      await mark(some);
      const owed = left.slice(done + mostAtOnce);
      if (owed.length > 0) await activities.settle(stored, [...owed, ...here]);
    }
    await Promise.all(here.map(write));
    await mark(here);
    if (stored.months.length > 1) await activities.settle(stored, here);
    return stored.revision === accepted.revision ? 'applied' : 'superseded';
  };

const queued = ofAnyVersion('submission', submission);

/** Reads the body of a message, of any version up to this code's. Throws an error that says what is wrong with it. */
export const parseMessage = (body: string): Submission => queued.parse(JSON.parse(body));

export type BuryPorts = RecordPorts & { deadLetters: DeadLetters };

/** How often a message may come out of the dead-letter queue before its letter is written first. */
const tries = 5;

/**
 * Deals with a message that could not be recorded: records it, now that what was down may be up again, or else stores
 * it, as it is and with the reason, for somebody to mend and replay. That a worker was killed is no reason by itself: a
 * message that has come back more than `tries` times is stored before it is tried, and its letter taken away once it is
 * recorded. Throws Unavailable where it may yet be recorded, and what else went wrong where it is applied and cannot be
 * finished; the message then stays in the dead-letter queue.
 */
export const bury =
  ({ deadLetters, ...ports }: BuryPorts) =>
  async (message: { id: string; body: string; received: number }): Promise<'recorded' | 'buried'> => {
    const keep = async (id: string, reason: string): Promise<DeadLetter> => {
      const letter = { schema: 1 as const, id, body: message.body, reason, at: ports.now().toISOString() };
      await deadLetters.put(letter);
      return letter;
    };
    let accepted: Submission;
    try {
      accepted = parseMessage(message.body);
    } catch (thrown) {
      await keep(message.id, reasonOf(thrown));
      return 'buried';
    }
    const { id, revision } = accepted;
    let stands: number | undefined;
    const activities: RecordPorts['activities'] = {
      ...ports.activities,
      async apply(...given) {
        const stored = await ports.activities.apply(...given);
        stands = stored.revision;
        return stored;
      },
    };
    const early =
      message.received > tries
        ? await keep(id, `received ${message.received} times and not recorded, without a reason`)
        : undefined;
    try {
      await record({ ...ports, activities })(accepted);
    } catch (thrown) {
      if (thrown instanceof Unavailable) throw thrown;
      await keep(id, reasonOf(thrown));
      if (stands === revision) throw thrown;
      return 'buried';
    }
    if (early !== undefined) await deadLetters.remove(early);
    return 'recorded';
  };

const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
