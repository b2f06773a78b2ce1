import { describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { summarizeMonths } from '../../shared/feed/summarize.ts';
import { record } from '../../shared/recording/record.ts';
import { type Contribution, contributionTo } from '../../shared/words/public-record.ts';
import { listed, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';
import { anActivity, stored } from './made-activities.ts';

/** The register with something that happens, once, after a month has been read, and the months that were read. */
function during(ports: Ports, month: string, happen: () => Promise<unknown>) {
  const reads: string[] = [];
  let waiting = true;
  return {
    reads,
    ports: {
      ...ports,
      contributions: {
        ...ports.contributions,
        async *ofMonth(asked: string) {
          reads.push(asked);
          yield* ports.contributions.ofMonth(asked);
          if (asked !== month || !waiting) return;
          waiting = false;
          await happen();
        },
      },
    } satisfies Ports,
  };
}
const register = () => portsOn(nothingStored(), 2);

describe('a run of the aggregator while activities move', () => {
  it('counts one once that comes from a month that was read before it, or that was not marked then', async () => {
    for (const unread of [[], [submission('other', 1, '2020-01')]]) {
      const ports = register();
      await record(ports)(submission('A', 1, '2020-01'));
      await publishAll(ports);
      for (const each of [...unread, submission('B', 1, '2020-02'), submission('C', 1, '2020-03')])
        await record(ports)(each);
      const run = during(ports, '2020-02', () => record(ports)(submission('A', 2, '2020-03')));
      await publish(run.ports)();
      expect(listed(await published(ports))).toMatchObject({ 'somebody/A': 2, 'somebody/C': 1 });
    }
  });

  it('counts one once that has been through another month on its way', async () => {
    const ports = register();
    await record(ports)(submission('A', 1, '2020-01'));
    await publishAll(ports);
    await record(ports)(submission('C', 1, '2020-03'));
    await record(ports)(submission('B', 1, '2020-02'));
    const run = during(ports, '2020-02', async () => {
      await record(ports)(submission('A', 2, '2020-05'));
      await record(ports)(submission('A', 3, '2020-03'));
      await record(ports)(submission('A', 4, '2020-03', 9));
    });
    await publish(run.ports)();
    const contents = await published(ports);
    expect(contents.get('activities/2020-03.json')).toContain('somebody/A');
    expect(contents.has('activities/2020-01.json')).toBe(false);
    // May was marked after the run began: it is the next one's.
    expect(run.reads).toEqual(['2020-02', '2020-03', '2020-01', '2020-03']);
  });

  it('leaves to the next run what comes to a month that it reads again, and where it goes on is counted once', async () => {
    const ports = register();
    await record(ports)(submission('A', 1, '2020-01'));
    await record(ports)(submission('D', 1, '2020-04'));
    await publishAll(ports);
    await record(ports)(submission('B', 1, '2020-02'));
    await record(ports)(submission('C', 1, '2020-03'));
    const run = during(ports, '2020-02', async () => {
      await record(ports)(submission('A', 2, '2020-03'));
      // It comes to the month that is read again because A has left it.
      await record(ports)(submission('E', 1, '2020-01'));
      await record(ports)(submission('D', 2, '2020-01'));
    });
    await publish(run.ports)();
    expect(listed(await published(ports))).toEqual({ 'somebody/A': 2, 'somebody/B': 1, 'somebody/C': 1 });
    await publishAll(ports);
    expect(listed(await published(ports))).toEqual({
      'somebody/A': 2,
      'somebody/B': 1,
      'somebody/C': 1,
      'somebody/D': 2,
      'somebody/E': 1,
    });
  });

  it('counts one that goes back and forth in one month', async () => {
    const ports = register();
    await record(ports)(submission('A', 1, '2020-04'));
    await publishAll(ports);
    await record(ports)(submission('A', 2, '2020-01'));
    // Seen in January; then it is back in April, which is read after.
    const run = during(ports, '2020-01', () => record(ports)(submission('A', 3, '2020-04')));
    await publish(run.ports)();
    expect(Object.keys(listed(await published(ports)))).toEqual(['somebody/A']);
    const months = [...(await published(ports))].filter(([path]) => /^activities\/.*json$/.test(path));
    expect(months.filter(([, text]) => text.includes('somebody/A'))).toHaveLength(1);
  });

  it('reads a month twice at most, however fast they move, and publishes', async () => {
    const ports = register();
    const monthAt = (nth: number) => `2020-${String((nth % 12) + 1).padStart(2, '0')}`;
    for (let nth = 0; nth < 12; nth += 1) await record(ports)(submission(`A-${nth}`, 1, monthAt(nth)));
    await publishAll(ports);
    let revision = 1;
    const reads = new Map<string, number>();
    const moving: Ports = {
      ...ports,
      contributions: {
        ...ports.contributions,
        async *ofMonth(month) {
          reads.set(month, (reads.get(month) ?? 0) + 1);
          if ([...reads.values()].reduce((sum, each) => sum + each) > 100) throw new Error('it does not end');
          yield* ports.contributions.ofMonth(month);
          revision += 1;
          for (let nth = 0; nth < 12; nth += 1)
            await record(ports)(submission(`A-${nth}`, revision, monthAt(nth + revision)));
        },
      },
    };
    await record(ports)(submission('A-0', 2, '2020-12'));
    for (let run = 0; run < 5; run += 1) {
      reads.clear();
      const { snapshot } = await publish(moving)();
      expect(snapshot).toBeGreaterThan(1);
      expect(Math.max(...reads.values())).toBeLessThanOrEqual(2);
      const texts = [...(await published(ports))].filter(([path]) => /^activities\/.*json$/.test(path));
      const ids = texts.flatMap(([, text]) =>
        JSON.parse(text).activities.map(({ id }: { id: string }) => id),
      );
      expect(new Set(ids).size).toBe(ids.length);
    }
    await publishAll(ports);
    expect(Object.keys(listed(await published(ports)))).toHaveLength(12);
  });

  it('counts once an activity that moves to and fro while it becomes restricted and public again', async () => {
    const first = '0b6c6d3e-1c1f-4d2a-9c7e-2f4b8a1d5e60';
    const as = (revision: number, start: string, visibility: string) =>
      stored(anActivity({ start, visibility }), { revision, first });
    const rows = new Map<string, Contribution>();
    const applied = (current: ReturnType<typeof as>) => {
      for (const month of ['2020-03', '2020-04']) rows.set(month, contributionTo(month, current));
    };
    applied(as(2, '2020-03-15', 'public'));
    const taken = new Map<string, readonly { id: string }[]>();
    const ports = {
      contributions: {
        async *ofMonth(month: string) {
          yield [rows.get(month)].filter((row) => row !== undefined);
          // It comes to the month that is read next as the one, and leaves it as the other once that has been read.
          if (month === '2020-03') applied(as(3, '2020-04-15', 'restricted'));
          else applied(as(4, '2020-03-15', 'public'));
        },
      },
      summaries: { version: async () => 0 },
      marks: { list: async () => [{ subject: '2020-03', token: 'later' }] },
    };
    const changed = await summarizeMonths(ports, [], ['2020-03', '2020-04'], {
      listed: async (month) => new Map(taken.get(month)?.map(({ id }) => [id, 2]) ?? [['glacy-plus/A-1', 2]]),
      async take(month, records) {
        taken.set(month, records);
      },
    });
    expect([...changed.values()].map(({ summary }) => summary.listed)).toEqual([0, 1]);
  });
});
