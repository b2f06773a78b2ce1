import { buryBatch } from '../../functions/messages.ts';
import { monthOf } from '../../shared/words/calendar.ts';
import type { Contribution } from '../../shared/words/public-record.ts';
import { changed, done, letGo } from './changed-port.ts';
import { realFunctions } from './functions.ts';
import type { Ports } from './process-ports.ts';
import { applied } from './stores.ts';
import type { Mutant } from './world.ts';

/** Changes of how submissions are accepted and recorded. Every one of them must be found out. */
export const recordingMutants: readonly Mutant[] = [
  {
    name: 'no partial batch response',
    functions: {
      record: (ports) => async (event) => {
        await realFunctions.record(ports)(event);
        return undefined;
      },
    },
  },
  {
    name: 'mark only when the write succeeded',
    ports(ports, { rows }) {
      const won = new Set<string>();
      return {
        ...ports,
        contributions: {
          ...ports.contributions,
          async write(month, row) {
            await ports.contributions.write(month, row);
            const key = `${row.partner}#${row.reference}`;
            if (rows.contributions.get(month)?.get(key)?.at(-1)?.row === row) won.add(month);
          },
        },
        marks: {
          ...ports.marks,
          async put(mark) {
            if (won.delete(mark.subject)) await ports.marks.put(mark);
          },
        },
      };
    },
  },
  {
    name: 'mark before the write (writing is slow)',
    sluggish: 'contributions.write',
    ports: (ports) => ({
      ...changed(ports, 'marks', { put: done }),
      activities: {
        ...ports.activities,
        async apply(submission, at) {
          const before = await ports.activities.get(submission.partner, submission.reference);
          const { months } = applied(submission, before?.months ?? [], at);
          for (const subject of months) await ports.marks.put({ subject, token: ports.newToken() });
          return ports.activities.apply(submission, at);
        },
      },
    }),
  },
  {
    name: 'delete instead of tombstone',
    ports: (ports) =>
      changed(ports, 'contributions', {
        write: (month, row) =>
          row.record === undefined ? erasing(ports)(month, row) : ports.contributions.write(month, row),
      }),
  },
  {
    name: 'no tombstone where it moved away',
    ports: (ports) =>
      changed(ports, 'contributions', {
        write: async (month, row) =>
          row.record === undefined ? undefined : ports.contributions.write(month, row),
      }),
  },
  {
    name: 'contribution written whatever its revision',
    stores: (stores) => ({
      ...stores,
      contributions: {
        ...stores.contributions,
        async write(month, row) {
          await stores.contributions.erase(month, row);
          await stores.contributions.write(month, row);
        },
      },
    }),
  },
  {
    name: 'activity stored whatever its revision',
    stores: (stores) => ({
      ...stores,
      activities: {
        ...stores.activities,
        async apply(submission, at) {
          const key = `${submission.partner}#${submission.reference}`;
          const before = stores.rows.activities.get(key);
          const after = applied(submission, before?.months ?? [], at, before?.first);
          stores.rows.activities.set(key, after);
          return after;
        },
      },
    }),
  },
  {
    name: 'only the month it is in now is touched',
    ports: (ports) =>
      changed(ports, 'activities', {
        async apply(submission, at) {
          const stored = await ports.activities.apply(submission, at);
          const own = stored.activity === undefined ? stored.months : [monthOf(stored.activity.start)];
          return { ...stored, months: own };
        },
      }),
  },
  {
    name: 'the months an activity has left are forgotten before they are written',
    ports: (ports) =>
      changed(ports, 'activities', {
        async apply(submission, at) {
          const stored = await ports.activities.apply(submission, at);
          const { activity } = stored;
          await ports.activities.settle(stored, activity === undefined ? [] : [monthOf(activity.start)]);
          return stored;
        },
      }),
  },
  {
    name: 'stale submission writes its own row',
    ports: (ports) =>
      changed(ports, 'activities', {
        async apply(submission, at) {
          const stored = await ports.activities.apply(submission, at);
          return stored.revision > submission.revision ? applied(submission, [], at, stored.first) : stored;
        },
      }),
  },
  {
    name: 'acknowledge before the last write',
    ports: (ports) => changed(ports, 'marks', { put: (mark) => letGo(ports.marks.put(mark)) }),
  },
  {
    name: 'the first of a batch marks a month for all, before the last row is written (writing is slow)',
    sluggish: 'contributions.write',
    functions: {
      record: (ports) => async (event) => {
        const begun = new Map<string, Promise<void>>();
        const put: Ports['marks']['put'] = (mark) => {
          const marked = begun.get(mark.subject) ?? ports.marks.put(mark);
          begun.set(mark.subject, marked);
          return marked;
        };
        const one = realFunctions.record(changed(ports, 'marks', { put }));
        const answers = await Promise.all(event.Records.map((message) => one({ Records: [message] })));
        return { batchItemFailures: answers.flatMap((answer) => answer?.batchItemFailures ?? []) };
      },
    },
  },
  {
    name: 'the first failure of a batch is not reported',
    functions: {
      record: (ports) => async (event) => {
        const answer = await realFunctions.record(ports)(event);
        return { batchItemFailures: (answer?.batchItemFailures ?? []).slice(1) };
      },
    },
  },
  {
    name: 'revision from the clock',
    stores: (stores, now) => ({
      ...stores,
      revisions: { ...stores.revisions, next: async () => now().getTime() },
    }),
  },
  {
    name: '202 before the queue has it',
    ports: (ports) => changed(ports, 'queue', { send: (submission) => letGo(ports.queue.send(submission)) }),
  },
  {
    name: 'what cannot be read is dropped',
    functions: {
      bury: (ports) => buryBatch({ ...ports, deadLetters: { ...ports.deadLetters, put: done } }),
    },
  },
];

type Erase = (month: string, row: Contribution) => Promise<void>;

/** Deletes a contribution, as a call of its own. */
const erasing = ({ contributions }: Ports): Erase =>
  (contributions as Ports['contributions'] & { erase: Erase }).erase;
