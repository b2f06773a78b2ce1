import { describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { record } from '../../shared/recording/record.ts';
import { activity } from '../../shared/words/activity.ts';
import { byPage } from '../../shared/words/page.ts';
import { listed, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { anActivity } from '../support/register.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';

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
        async *ofMonth(...[asked, range]: Parameters<Ports['contributions']['ofMonth']>) {
          reads.push(asked);
          yield* ports.contributions.ofMonth(asked, range);
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
        async *ofMonth(month, range) {
          reads.set(month, (reads.get(month) ?? 0) + 1);
          if ([...reads.values()].reduce((sum, each) => sum + each) > 100) throw new Error('it does not end');
          yield* ports.contributions.ofMonth(month, range);
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
    const ports = register();
    await record(ports)(submission('A', 1, '2020-03'));
    await publishAll(ports);
    await record(ports)(submission('B', 1, '2020-03'));
    await record(ports)(submission('C', 1, '2020-04'));
    const as = (revision: number, start: string, visibility: string) => ({
      ...submission('A', revision, start),
      operation: 'put' as const,
      activity: activity.parse(anActivity({ reference: 'A', start, visibility })),
    });
    const moves = new Map([
      ['2020-03', as(2, '2020-04', 'restricted')],
      ['2020-04', as(3, '2020-03', 'public')],
    ]);
    const moving: Ports = {
      ...ports,
      contributions: {
        ...ports.contributions,
        // It comes to the month that is read next as the one, and leaves it as the other once that has been read.
        async *ofMonth(month, range) {
          yield* ports.contributions.ofMonth(month, range);
          const move = moves.get(month);
          moves.delete(month);
          if (move !== undefined) await record(ports)(move);
        },
      },
    };
    // Of the marks since, only that of March has come when it lists them again.
    let lists = 0;
    const list = async () => {
      lists += 1;
      const marks = await ports.marks.list();
      return lists < 2 ? marks : marks.filter(({ subject }) => subject === '2020-03');
    };
    await publish({ ...moving, marks: { ...ports.marks, list } })();
    const contents = await published(ports);
    expect(Object.keys(listed(contents))).toHaveLength(3);
    const { allTime } = JSON.parse(contents.get('metrics.json') ?? '');
    expect(allTime.activities.value).toBe(3);
  });
});

describe('a run with more to read than it may', () => {
  const few = (ports: Ports): Ports => ({ ...ports, mostPages: 2 });

  it('publishes what it has read, leaves the other marks, and the runs after it publish the rest', async () => {
    const ports = few(register());
    for (const month of ['2020-01', '2020-02', '2020-03', '2020-04', '2020-05'])
      await record(ports)(submission(`A-${month}`, 1, month));
    const counts: number[] = [];
    for (let more = true; more; ) {
      ({ more } = await publish(ports)());
      counts.push(Object.keys(listed(await published(ports))).length);
    }
    expect(counts).toEqual([2, 4, 5]);
    expect(await ports.marks.list()).toEqual([]);
  });

  it('goes on after the marks that it has read, so that none waits for those before it', async () => {
    const ports = few(register());
    const months = ['2020-01', '2020-02', '2020-03', '2020-04', '2020-05'];
    for (const month of months) await record(ports)(submission(`A-${month}`, 1, month));
    const seen: string[][] = [];
    for (let revision = 2; revision < 5; revision += 1) {
      await publish(ports)();
      seen.push(Object.keys(listed(await published(ports))));
      for (const month of ['2020-01', '2020-02'])
        await record(ports)(submission(`A-${month}`, revision, month));
    }
    expect(seen.map(({ length }) => length)).toEqual([2, 4, 5]);
  });

  it('counts once what has moved from a month that it has left to the next', async () => {
    const ports = few(register());
    for (const month of ['2020-01', '2020-02', '2020-03', '2020-04'])
      await record(ports)(submission(`A-${month}`, 1, month));
    await publishAll(ports);
    for (const month of ['2020-02', '2020-03']) await record(ports)(submission(`B-${month}`, 1, month));
    await record(ports)(submission('A-2020-04', 2, '2020-01'));
    expect((await publish(ports)()).more).toBe(true);
    const contents = await published(ports);
    expect(contents.get('activities/2020-01.json')).toContain('somebody/A-2020-04');
    expect(contents.has('activities/2020-04.json')).toBe(false);
    expect(Object.keys(listed(contents))).not.toContain('somebody/B-2020-03');
    await publishAll(ports);
    expect(Object.keys(listed(await published(ports)))).toHaveLength(6);
  });

  it('makes everything anew in one run where another release has published before', async () => {
    const stored = nothingStored();
    const ports = few(portsOn(stored, 2));
    for (const month of ['2020-01', '2020-02', '2020-03'])
      await record(ports)(submission(`A-${month}`, 1, month));
    await publishAll(ports);
    const { written, more } = await publish({ ...ports, base: 'https://elsewhere.example/feed/' })();
    expect(written.filter((path) => /^activities\/.*json$/.test(path))).toHaveLength(3);
    expect(more).toBe(false);
  });
});

describe('a month that is divided into pages', () => {
  const small = (ports: Ports): Ports => ({ ...ports, pageBytes: 3 * 1536 });
  const references = (count: number) => Array.from({ length: count }, (_, at) => `R-${100 + at}`);
  const pagesIn = (contents: ReadonlyMap<string, string>) =>
    [...contents.keys()].flatMap((path) => /^activities\/(.+)\.json$/.exec(path)?.[1] ?? []).sort(byPage);

  it('has pages of as many rows as they hold, each with its documents, and every activity on one of them', async () => {
    const ports = small(register());
    for (const each of references(10)) await record(ports)(submission(each, 1, '2020-03'));
    await publishAll(ports);
    const contents = await published(ports);
    expect(pagesIn(contents)).toEqual(['2020-03', '2020-03.2', '2020-03.3', '2020-03.4']);
    expect(Object.keys(listed(contents))).toHaveLength(10);
    for (const page of pagesIn(contents)) {
      expect(JSON.parse(contents.get(`activities/${page}.json`) ?? '').activities.length).toBeLessThan(4);
      expect(contents.has(`activities/${page}.csv`) && contents.has(`feed/${page}.json`)).toBe(true);
    }
  });

  it('is read, after a change, on the page that has it and no other, whoever has marked it', async () => {
    const ports = small(register());
    for (const each of references(10)) await record(ports)(submission(each, 1, '2020-03'));
    await publishAll(ports);
    for (const divisions of [ports.divisions, { of: async () => undefined }]) {
      const read: (string | undefined)[] = [];
      await record({ ...ports, divisions })(submission('R-104', read.length + 2, '2020-03', 9));
      const [mark] = await ports.marks.list();
      const { written } = await publish({
        ...ports,
        contributions: {
          ...ports.contributions,
          ofMonth(month, range) {
            read.push(range?.from);
            return ports.contributions.ofMonth(month, range);
          },
        },
      })();
      const one = divisions === ports.divisions;
      expect(mark?.subject).toBe(one ? '2020-03 somebody#R-103 somebody#R-106' : '2020-03');
      expect(read).toEqual(
        one ? ['somebody#R-103'] : ['', 'somebody#R-103', 'somebody#R-106', 'somebody#R-108'],
      );
      if (one)
        expect(written.filter((path) => path.startsWith('activities/')).sort()).toEqual([
          'activities/2020-03.2.csv',
          'activities/2020-03.2.json',
        ]);
    }
  });

  it('tells nobody of activities that only come to another page', async () => {
    const ports = small(register());
    for (const each of references(3)) await record(ports)(submission(each, 1, '2020-03'));
    await publishAll(ports);
    await record(ports)(submission('R-000', 1, '2020-03'));
    await publishAll(ports);
    const contents = await published(ports);
    expect(pagesIn(contents)).toEqual(['2020-03', '2020-03.2']);
    const { changes } = JSON.parse(contents.get('changes/1.json') ?? '');
    const last = changes.filter(({ snapshot }: { snapshot: number }) => snapshot === 2);
    expect(last).toMatchObject([{ change: 'created', id: 'somebody/R-000' }]);
  });

  it('is right again after a run that has divided it and died', async () => {
    const stored = nothingStored();
    const ports = small(portsOn(stored, 2));
    for (const each of references(3)) await record(ports)(submission(each, 1, '2020-03'));
    await publishAll(ports);
    await record(ports)(submission('R-103', 1, '2020-03'));
    const dying = { ...ports.publications, replace: () => Promise.reject(new Error('dies')) };
    await expect(publish({ ...ports, publications: dying })()).rejects.toThrow('dies');
    expect((await ports.divisions.of('2020-03'))?.pages).toHaveLength(2);
    // Of the two pages only the second is marked from now on.
    stored.rows.marks.clear();
    await record(ports)(submission('R-103', 2, '2020-03', 5));
    await publishAll(ports);
    const contents = await published(ports);
    expect(listed(contents)).toMatchObject({ 'somebody/R-100': 1, 'somebody/R-103': 2 });
    expect(JSON.parse(contents.get('metrics.json') ?? '').allTime.activities.value).toBe(4);
  });

  it('is divided anew where nobody knows any longer how it was', async () => {
    const stored = nothingStored();
    const ports = small(portsOn(stored, 2));
    for (const each of references(10)) await record(ports)(submission(each, 1, '2020-03'));
    await publishAll(ports);
    stored.rows.divisions.clear();
    await record(ports)(submission('R-104', 2, '2020-03', 9));
    await publishAll(ports);
    const contents = await published(ports);
    expect(Object.keys(listed(contents))).toHaveLength(10);
    expect(JSON.parse(contents.get('metrics.json') ?? '').allTime.activities.value).toBe(10);
    expect(pagesIn(contents)).toHaveLength((await ports.divisions.of('2020-03'))?.pages.length ?? 0);
  });
});
