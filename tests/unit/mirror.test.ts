import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mirror } from '../../shared/readers/mirror.ts';
import { verify } from '../../shared/readers/verify.ts';
import { noteLost } from '../../shared/recording/rebuild-stages.ts';
import { Crash, crashingAt } from '../support/faults.ts';
import { copyFeed, type FeedCopy } from '../support/feed-copy.ts';
import { activitiesIn, memoryMirror, memorySource } from '../support/memory-mirror.ts';
import { anActivity, glacy, type Register, somebody, startRegister } from '../support/register.ts';

/**
 * A feed as it was after each of its snapshots; the last two are those of a list that has begun anew, and what
 * followed.
 */
const snapshots: FeedCopy[] = [];
let register: Register;
let minutes = 0;

const put = (reference: string, changes: Record<string, unknown>) =>
  register.submit(somebody, anActivity({ reference, ...changes }));
async function publish(): Promise<void> {
  minutes += 1;
  register.at(new Date(Date.UTC(2026, 10, 20, 12, minutes)).toISOString());
  await register.recordAll();
  await register.publish();
  snapshots.push(await copyFeed(register.ports));
}

beforeAll(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
  await publish();
  for (const [reference, start] of Object.entries({ a: '2020-01', b: '2020-01', c: '2020-02', d: '2020-03' }))
    await put(reference, { start });
  await publish();
  await put('a', { start: '2020-02-05' });
  await put('b', { start: '2020-01', units: 3 });
  await publish();
  await register.withdraw(somebody, 'd');
  await put('e', { start: '2020-04' });
  await publish();
  await put('a', { start: '2020-01-07' });
  await put('d', { start: '2020-04-04' });
  await publish();
  // The month is lost: the list says that it is to be dropped, and what it now has.
  const { immutable } =
    snapshots
      .at(-1)
      ?.entries()
      .find(({ path }) => path === 'activities/2020-01.json') ?? {};
  expect(await register.loseDocuments(/^activities\/2020-01\.json$/)).toBe(1);
  expect(await register.loseDocuments(new RegExp(`^${immutable}$`))).toBe(1);
  await register.withdraw(somebody, 'b');
  await publish();
  // The index is lost: once a rebuild has marked everything, the list begins anew.
  expect(await register.loseDocuments(/^index\.json$/)).toBe(1);
  for (const month of ['2020-01', '2020-02', '2020-03', '2020-04', '2020-05'])
    await register.ports.marks.put({ subject: month, token: 'rebuilt' });
  await noteLost(register.ports.publications, ['index.json'], {
    months: ['2020-01', '2020-02', '2020-03', '2020-04', '2020-05'],
  });
  await register.withdraw(somebody, 'c');
  await publish();
  await put('f', { start: '2020-06' });
  await publish();
});
afterAll(() => register.stop());

const last = (): FeedCopy => at(snapshots.length - 1);
function at(number: number): FeedCopy {
  const feed = snapshots[number];
  if (feed === undefined) throw new Error(`there is no snapshot ${number}`);
  return feed;
}
const run = (store: ReturnType<typeof memoryMirror>, { source }: ReturnType<typeof memorySource>) =>
  mirror({ source, store: store.store })();

describe('a mirror', () => {
  it('holds exactly the public activities, from nothing or from whatever snapshot it stopped at', async () => {
    for (let from = 0; from < snapshots.length; from += 1)
      for (let to = from; to < snapshots.length; to += 1) {
        const copy = memoryMirror();
        const feed = memorySource(at(from));
        await run(copy, feed);
        expect(copy.held).toEqual(activitiesIn(at(from)));
        feed.publish(at(to));
        await run(copy, feed);
        expect(copy.held, `from ${from} to ${to}`).toEqual(activitiesIn(at(to)));
        expect(copy.state()?.snapshot).toBe(at(to).index().snapshot);
      }
    const sizes = snapshots.map((feed) => activitiesIn(feed).size);
    expect(sizes).toEqual([0, 4, 4, 4, 5, 4, 3, 4]);
  });

  it('follows a feed that verify finds to be right', async () => {
    for (const feed of snapshots) {
      const { rows } = await verify(feed.read);
      expect(rows.filter(({ ok }) => !ok)).toEqual([]);
    }
  });

  it('asks once where nothing is new', async () => {
    const copy = memoryMirror();
    const feed = memorySource(last());
    await run(copy, feed);
    feed.asked.length = 0;
    expect(await run(copy, feed)).toBeUndefined();
    expect(feed.asked).toEqual(['index.json']);
  });

  it('reads only the months that changes touch', async () => {
    const copy = memoryMirror();
    const feed = memorySource(at(3));
    await run(copy, feed);
    feed.asked.length = 0;
    feed.publish(at(4));
    expect(await run(copy, feed)).toMatchObject({ everything: false, written: 2, removed: 0 });
    const documents = at(4).entries();
    const paths = feed.asked.map(
      (asked) => documents.find(({ immutable }) => immutable === asked)?.path ?? asked,
    );
    const months = paths.filter((path) => path.startsWith('activities/'));
    expect(months.sort()).toEqual(['activities/2020-01.json', 'activities/2020-04.json']);
  });

  it('reads everything again where the list has begun anew, and removes what is gone', async () => {
    const copy = memoryMirror();
    const feed = memorySource(at(5));
    await run(copy, feed);
    feed.publish(at(6));
    expect(await run(copy, feed)).toMatchObject({ everything: true, written: 0, removed: 1 });
  });

  it('reads everything again where another list has the same numbers', async () => {
    const copy = memoryMirror();
    const feed = memorySource(at(4));
    await run(copy, feed);
    const other = at(5).another();
    other.edit('changes/1.json', (text) => text.replaceAll('T12:05:', 'T12:04:'));
    feed.publish(other);
    expect(await run(copy, feed)).toMatchObject({ everything: true });
  });

  it('does not go back to an index that a cache still gives', async () => {
    const copy = memoryMirror();
    const feed = memorySource(at(4));
    await run(copy, feed);
    feed.publish(at(3));
    expect(await run(copy, feed)).toBeUndefined();
    expect(copy.held).toEqual(activitiesIn(at(4)));
  });

  it('has no state to go on from while it reads everything, and dies', async () => {
    const copy = memoryMirror();
    await run(copy, memorySource(at(3)));
    // It has written all that there is, and not yet removed what is gone.
    const dying = {
      ...copy.store,
      held() {
        throw new Crash();
      },
    };
    await expect(mirror({ source: memorySource(last()).source, store: dying })()).rejects.toThrow(Crash);
    // A cache may still give the snapshot after the one that it held, from which its changes could be followed.
    await run(copy, memorySource(at(4)));
    expect(copy.held).toEqual(activitiesIn(at(4)));
  });

  it('holds one snapshot, whole, though others are published between its reads', async () => {
    const every = new Map(snapshots.slice(0, 6).flatMap(({ objects }) => [...objects]));
    for (let read = 1; read <= 6; read += 1) {
      const copy = memoryMirror();
      const feed = memorySource(at(1));
      await run(copy, feed);
      feed.publish(at(3));
      const reading = memorySource(at(3));
      const { source } = reading;
      const busy = {
        ...source,
        async read(path: string) {
          // The documents at their paths are those of the newest snapshot, the copies are those of all.
          const bytes = path.startsWith('immutable/') ? every.get(path) : at(5).objects.get(path);
          if (reading.asked.push(path) === read) reading.publish(at(5));
          return bytes && new Uint8Array(bytes);
        },
      };
      await mirror({ source: busy, store: copy.store })();
      expect(copy.held).toEqual(activitiesIn(at(3)));
      reading.publish(at(5));
      await mirror({ source: busy, store: copy.store })();
      expect(copy.held).toEqual(activitiesIn(at(5)));
    }
  });

  it('reads the index again where its copies are gone, and gives up where they are gone for good', async () => {
    const copy = memoryMirror();
    const feed = memorySource(at(3));
    await run(copy, feed);
    const { source } = memorySource(at(4));
    let asked = 0;
    const late = {
      index: (etag: string | undefined) => memorySource(asked++ === 0 ? at(3) : at(4)).source.index(etag),
      read: source.read,
    };
    const fresh = memoryMirror();
    await mirror({ source: late, store: fresh.store })();
    expect(fresh.held).toEqual(activitiesIn(at(4)));
    const gone = { ...source, read: async () => undefined };
    await expect(mirror({ source: gone, store: copy.store })()).rejects.toThrow('is not there');
    expect(copy.held).toEqual(activitiesIn(at(3)));
  });

  it.each([
    ['before', [1, 4]],
    ['after', [1, 4]],
    ['before', [1, 5]],
    ['after', [1, 5]],
    ['before', [4, 7]],
    ['after', [4, 7]],
    ['before', [undefined, 4]],
    ['after', [undefined, 4]],
  ] as const)(
    'that dies %s any of its steps holds the same when it is run again (%j)',
    async (when, [from, to]) => {
      let dead = 0;
      for (let nth = 1; ; nth += 1) {
        const copy = memoryMirror();
        if (from !== undefined) await run(copy, memorySource(at(from)));
        const { source } = memorySource(at(to));
        const { ports, calls } = crashingAt({ source, store: copy.store }, nth, when);
        const died = await mirror(ports)().then(
          () => false,
          (error) => {
            if (!(error instanceof Crash)) throw error;
            return true;
          },
        );
        if (died) dead += 1;
        await run(copy, memorySource(at(to)));
        expect(copy.held, `${when} call ${nth}, ${calls[nth - 1]}`).toEqual(activitiesIn(at(to)));
        expect(copy.state()?.snapshot).toBe(at(to).index().snapshot);
        if (calls.length < nth) break;
      }
      expect(dead).toBeGreaterThan(5);
    },
  );

  it.each(['../../etc/x', 'somebody/..', 'somebody/a/b', 'x'])(
    'writes nothing under the name %s',
    async (id) => {
      const falsified = at(4).another();
      falsified.editJson('activities/2020-02.json', ({ activities }) => {
        const [partner, ...rest] = id.split('/');
        Object.assign(activities[0], { id, partner, reference: rest.join('/') });
      });
      const copy = memoryMirror();
      await expect(run(copy, memorySource(falsified))).rejects.toThrow();
      expect([...copy.held.keys()]).not.toContain(id);
    },
  );
});
