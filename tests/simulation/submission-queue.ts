import type { SubmissionQueue } from '../../shared/ports.ts';
import { Unavailable } from '../../shared/ports.ts';
import type { Submission } from '../../shared/words/submission.ts';
import type { Random } from './random.ts';

/** How many entries one call of SendMessageBatch takes here: few, so that a batch wants several calls. */
const mostEntries = 2;

/** The calls of SQS that send: `sendEntries` gives the ids of the entries that failed, which are not in the queue. */
export type Sending = {
  send(submission: Submission): Promise<void>;
  sendEntries(submissions: readonly Submission[]): Promise<readonly string[]>;
};

/** SQS as it is sent to. `failing` tells, and forgets, whether some of the entries of a call are to fail. */
export const sendingTo = (send: (body: string) => void, random: Random, failing: () => boolean): Sending => ({
  send: async (submission) => send(JSON.stringify(submission)),
  async sendEntries(submissions) {
    const failed = failing() ? submissions.filter(() => random.chance(0.7)) : [];
    for (const submission of submissions) if (!failed.includes(submission)) send(JSON.stringify(submission));
    return failed.map(({ id }) => id);
  },
});

/** The port of the queue: like the adapter, it answers for all entries of a call that was not answered. */
export function queueOn({ send, sendEntries }: Sending): SubmissionQueue {
  const sendSome = async (entries: readonly Submission[]) => {
    try {
      return await sendEntries(entries);
    } catch (thrown) {
      if (!(thrown instanceof Unavailable)) throw thrown;
      return entries.map(({ id }) => id);
    }
  };
  return {
    send,
    async sendAll(submissions) {
      const calls = Map.groupBy(submissions.entries(), ([at]) => Math.floor(at / mostEntries));
      const failed = [...calls.values()].map((entries) => sendSome(entries.map(([, each]) => each)));
      return (await Promise.all(failed)).flat();
    },
  };
}
