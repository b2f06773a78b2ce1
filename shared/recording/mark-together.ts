import type { Mark, Marks } from '../ports.ts';

/** All that recording asks of marks. */
export type MarkPort = Pick<Marks, 'put'>;

export type MarkingTogether = {
  /** Does work as one of those who mark together, through a port of its own. */
  together: <Done>(work: (marks: MarkPort) => Promise<Done>) => Promise<Done>;
  /** From now on marks are written as soon as they are asked for. */
  hurry: () => void;
};

/**
 * Lets several leave one mark for all of them. Who asks for a mark waits; once all who work together wait, or are
 * done, or have failed, each month that was asked for is marked once. Who has asked is answered when that mark is
 * written, or fails with it: so every mark is newer than the rows of all who were answered by it, whenever it is written.
 *
 * For work that asks once, as recording does where no activity moves, that is one mark a month; for work that asks n
 * times, one after the other, n at most. Who neither asks nor ends keeps the others waiting until there is `hurry`.
 */
export function markTogether(marks: MarkPort): MarkingTogether {
  let [working, hurried] = [0, false];
  const waiting = new Set<MarkPort>();
  let asked = new Map<string, { mark: Mark; written: PromiseWithResolvers<void> }>();

  function writeIfAllWait() {
    if (waiting.size < working && !hurried) return;
    const ready = asked;
    asked = new Map();
    waiting.clear();
    for (const { mark, written } of ready.values()) marks.put(mark).then(written.resolve, written.reject);
  }

  return {
    async together(work) {
      const own: MarkPort = {
        put(mark) {
          const ask = asked.get(mark.subject) ?? { mark, written: Promise.withResolvers<void>() };
          asked.set(mark.subject, ask);
          waiting.add(own);
          // Not at once: whoever asks for several months asks for all of them first.
          queueMicrotask(writeIfAllWait);
          return ask.written.promise;
        },
      };
      working += 1;
      try {
        return await work(own);
      } finally {
        working -= 1;
        writeIfAllWait();
      }
    },
    hurry() {
      hurried = true;
      writeIfAllWait();
    },
  };
}
