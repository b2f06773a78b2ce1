import { Unavailable } from '../findings/problem.ts';
import type { Activities, Contributions, DeadLetters, Marks } from '../ports.ts';
import { contributionTo } from '../words/public-record.ts';
import { type Submission, submission } from '../words/submission.ts';
import { stored } from './upcast.ts';

export type RecordPorts = {
  activities: Activities;
  contributions: Contributions;
  marks: Marks;
  now: () => Date;
  newToken: () => string;
};

/**
 * Applies a submission if it is the newest of its activity. Safe to run again, at any time, in any order and
 * beside itself: first the activity, then what it contributes to every month it ever touched, then the marks of
 * those months, also when the submission was stale or a repeat, because the run that won may have died between.
 * Only then may the message be acknowledged. Tombstones go before the record, so that an activity on its way from
 * one month to another never stands in both.
 */
export const record =
  ({ activities, contributions, marks, now, newToken }: RecordPorts) =>
  async (accepted: Submission): Promise<'applied' | 'superseded'> => {
    const stored = await activities.apply(accepted, now().toISOString());
    const written = stored.months.map((month) => ({ month, contribution: contributionTo(month, stored) }));
    const write = (those: typeof written) =>
      Promise.all(those.map(({ month, contribution }) => contributions.write(month, contribution)));
    await write(written.filter(({ contribution }) => contribution.record === undefined));
    await write(written.filter(({ contribution }) => contribution.record !== undefined));
    await Promise.all(stored.months.map((subject) => marks.put({ subject, token: newToken() })));
    return stored.revision === accepted.revision ? 'applied' : 'superseded';
  };

const queued = stored('submission', submission);

/** Reads the body of a message, of any version up to this code's. Throws an error that says what is wrong with it. */
export const parseMessage = (body: string): Submission => queued.parse(JSON.parse(body));

export type BuryPorts = RecordPorts & { deadLetters: DeadLetters };

/** How often a message may come out of the dead-letter queue before burying no longer tries to record it. */
const tries = 5;

/**
 * Deals with a message that could not be recorded: tries once more, now that what was down may be up again, and
 * else stores it, as it is and with the reason, for somebody to mend and replay. A message that has come back
 * more than `tries` times is stored untried: its worker died and could give no reason.
 * Throws Unavailable if nothing can be stored; the message then stays in the dead-letter queue.
 */
export const bury =
  ({ deadLetters, ...ports }: BuryPorts) =>
  async (message: { id: string; body: string; received: number }): Promise<'recorded' | 'buried'> => {
    const letter = (id: string, reason: string) =>
      deadLetters.put({ schema: 1, id, body: message.body, reason, at: ports.now().toISOString() });
    let accepted: Submission | undefined;
    try {
      accepted = parseMessage(message.body);
      if (message.received > tries) throw new Error(`received ${message.received} times and not recorded`);
      await record(ports)(accepted);
      return 'recorded';
    } catch (thrown) {
      if (thrown instanceof Unavailable && message.received <= tries) throw thrown;
      await letter(
        accepted?.id ?? message.id,
        thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
      );
      return 'buried';
    }
  };
