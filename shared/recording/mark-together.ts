import type { Mark, Marks } from '../ports.ts';

/** All that recording asks of marks. */
export type MarkPort = Pick<Marks, 'put'>;

export type MarkingTogether = {
  /** Does work as one of those who mark together, through a port of its own. */
  together: <Done>(work: (marks: MarkPort) => Promise<Done>) => Promise<Done>;
  /** From now on marks are written as soon as they are asked for. */
  hurry: () => void;
};

type Ask = { mark: Mark; written: PromiseWithResolvers<void> };

/** How long the subject of a mark may be: its row is found by it, and DynamoDB has room for 1,024 bytes there. */
const longestSubject = 900;

/** What was asked for, in parts that each have room in one mark, in the order of their subjects. */
function* together(asked: ReadonlyMap<string, Ask>): Generator<Map<string, Ask>> {
  let [some, length] = [new Map<string, Ask>(), 0];
  for (const [subject, ask] of [...asked].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (some.size > 0 && length + subject.length > longestSubject) {
      yield some;
      [some, length] = [new Map<string, Ask>(), 0];
    }
    some.set(subject, ask);
    length += subject.length + 1;
  }
  if (some.size > 0) yield some;
}

/**
 * Lets several leave one mark for all of them. Who asks for a mark waits; once all who work together wait, or are
 * done, or have failed, one mark names all months that were asked for (two or more where their names have no room in one). Who has asked is answered when that mark is
 * written, or fails with it: so every mark is newer than the rows of all who were answered by it, whenever it is written.
 *
 * For work that asks once, as recording does where no activity moves, that is one mark; for work that asks n
 * times, one after the other, n at most. Who neither asks nor ends keeps the others waiting until there is `hurry`.
 */
export function markTogether(marks: MarkPort): MarkingTogether {
  let [working, hurried] = [0, false];
  const waiting = new Set<MarkPort>();
  let asked = new Map<string, Ask>();

  function writeIfAllWait() {
    if (waiting.size < working && !hurried) return;
    const ready = asked;
    asked = new Map();
    waiting.clear();
    for (const some of together(ready)) {
      const [{ mark: { token } = { token: '' } } = {}] = some.values();
      const settle = (how: 'resolve' | 'reject') => (given?: unknown) => {
        for (const { written } of some.values()) written[how](given as never);
      };
      marks.put({ subject: [...some.keys()].join(','), token }).then(settle('resolve'), settle('reject'));
    }
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
