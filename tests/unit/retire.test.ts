import { describe, expect, it } from 'vitest';
import { retire } from '../../shared/feed/settle.ts';

/** What a run at an instant removes of a copy that was retired at another, and the day on which it says to come back. */
async function run(at: string, now: string) {
  const removed: string[] = [];
  const retired = { snapshot: 1, version: 1, at, paths: ['immutable/1/old.json'] };
  const ports = {
    retirements: {
      put: async () => true,
      async *list() {
        yield [retired];
      },
      remove: async () => undefined,
    },
    bucket: { removeImmutable: async (path: string) => void removed.push(path) },
    daysKept: 30,
  };
  const comesBack = await retire(ports, { documents: [], snapshot: 2 }, new Date(now));
  return { removed, comesBack };
}

describe('a copy that no index lists any longer', () => {
  it.each(['2026-11-01T00:00:00.000Z', '2026-11-01T12:00:00.000Z', '2026-11-01T23:59:59.999Z'])(
    'stays for thirty full days, and goes on the day after: %s',
    async (at) => {
      const kept = { removed: [], comesBack: '2026-12-02' };
      for (const now of ['2026-11-01T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2026-12-01T23:59:59.999Z'])
        expect([now, await run(at, now)]).toEqual([now, kept]);
      const gone = { removed: ['immutable/1/old.json'], comesBack: undefined };
      for (const now of ['2026-12-02T00:00:00.000Z', '2027-06-01T00:00:00.000Z'])
        expect([now, await run(at, now)]).toEqual([now, gone]);
    },
  );
});
