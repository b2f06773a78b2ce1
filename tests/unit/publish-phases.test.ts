import { describe, expect, it } from 'vitest';
import { commit } from '../../shared/feed/commit.ts';
import { draft } from '../../shared/feed/draft.ts';
import { look } from '../../shared/feed/look.ts';
import { settle } from '../../shared/feed/settle.ts';
import { summarize } from '../../shared/feed/summarize.ts';
import { noteLost } from '../../shared/recording/rebuild-stages.ts';
import { record } from '../../shared/recording/record.ts';
import { activity } from '../../shared/words/activity.ts';
import { busy, submission } from '../support/derived-in-memory.ts';
import { anActivity } from '../support/register.ts';
import { type Ports, portsOn } from '../support/register-in-memory.ts';

type Method = (...given: unknown[]) => unknown;

/** Ports whose calls are noted by their names, with the first argument where that is a path, a month or a version. */
function noted(ports: Ports): { ports: Ports; calls: string[] } {
  const calls: string[] = [];
  const through =
    (name: string, method: Method): Method =>
    (...given) => {
      const [first] = given;
      calls.push(['string', 'number'].includes(typeof first) ? `${name} ${first}` : name);
      return method(...given);
    };
  const wrapped = Object.entries(ports).map(([name, port]) => {
    if (typeof port !== 'object' || Array.isArray(port)) return [name, port];
    const methods = Object.entries(port as Record<string, Method>);
    return [
      name,
      Object.fromEntries(methods.map(([key, method]) => [key, through(`${name}.${key}`, method)])),
    ];
  });
  return { ports: Object.fromEntries(wrapped), calls };
}

/** A published register in which these have been recorded since. */
async function registerWith(...submissions: Parameters<typeof submission>[]) {
  const stored = await busy();
  const plain = portsOn(stored, 100);
  for (const each of submissions) await record(plain)(submission(...each));
  return { stored, plain, ...noted(plain) };
}
type Register = Awaited<ReturnType<typeof registerWith>>;

/** What the first phases give of a register, which is one with something to do. */
async function drafted({ ports }: Register) {
  const found = await look(ports);
  if (found === undefined) throw new Error('there is nothing to do');
  const summarized = await summarize(ports, found);
  return { found, summarized, drafted: await draft(ports, found, summarized) };
}
const writesOf = (calls: readonly string[]) =>
  calls.filter((call) => /\.(?:put|replace|remove)/.test(call)).map((call) => call.split('/')[0]);

describe('look', () => {
  it('reads the record and the marks and nothing more where there is nothing to do', async () => {
    const { ports, calls } = await registerWith();
    expect(await look(ports)).toBeUndefined();
    expect(calls).toEqual(['publications.get', 'marks.list']);
  });

  it('finds something to do in a mark, a path left pending, a day that has come, or another release', async () => {
    const marked = await registerWith(['new', 1, '2020-06']);
    expect((await look(marked.ports))?.marks).toMatchObject([{ subject: '2020-06' }]);

    const pending = await registerWith();
    await noteLost(pending.plain.publications, ['feed.json']);
    expect((await look(pending.ports))?.pending).toEqual(new Set(['feed.json']));

    const { ports, stored } = await registerWith();
    const turnsOn = stored.rows.publication.state?.turnsOn;
    expect(await look({ ...ports, now: () => new Date(`${turnsOn}T00:00:00.000Z`) })).toBeDefined();

    expect(await look(ports)).toBeUndefined();
    expect((await look({ ...ports, base: 'https://elsewhere.example/feed/' }))?.otherRelease).toBe(true);
  });

  it('gives the snapshot the number after the last, by the index or by the record', async () => {
    const { ports, stored } = await registerWith(['new', 1, '2020-06']);
    const last = stored.rows.publication.state?.snapshot ?? 0;
    expect((await look(ports))?.stamp.snapshot).toBe(last + 1);
    stored.objects.delete('index.json');
    expect(await look(ports)).toMatchObject({ published: undefined, stamp: { snapshot: last + 1 } });
  });
});

describe('summarize', () => {
  it('reads the marked months, and writes copies that no index lists, of their activities', async () => {
    const register = await registerWith(['b', 2, '2020-02', 7], ['new', 1, '2020-06']);
    const found = await look(register.ports);
    if (found === undefined) throw new Error('there is nothing to do');
    const { years, touched, changes, everything } = await summarize(register.ports, found);
    expect([...touched.keys()].sort()).toEqual(['2020-02', '2020-06']);
    expect(register.calls.filter((call) => call.startsWith('contributions'))).toHaveLength(2);
    const months = await years.between('2020-01', '2020-12');
    expect(months.map(({ page }) => page)).toEqual([...months.map(({ page }) => page)].sort());
    expect(months.find(({ page }) => page === '2020-06')?.summary.listed).toBe(1);
    expect(changes.get('2020-02')).toMatchObject([{ change: 'replaced', id: 'somebody/b', revision: 2 }]);
    expect(everything).toBe(false);
    // Two pages, each as JSON, table, linked data, IATI and two feeds; the linked data of one say the same as before.
    expect(writesOf(register.calls)).toEqual(Array(11).fill('bucket.putImmutable immutable'));
  });

  it('refuses to go on where the index is lost, or the document of a year whose month has changed', async () => {
    for (const lost of [/^index\.json$/, /year.*2020/]) {
      const register = await registerWith(['new', 1, '2020-06']);
      const year = (await register.plain.bucket.index())?.index.documents.find(
        ({ path }) => path === 'years/2020.json',
      );
      for (const path of [...register.stored.objects.keys()])
        if (lost.test(path) || (lost.source.startsWith('year') && path === year?.immutable))
          register.stored.objects.delete(path);
      await expect(drafted(register)).rejects.toThrow('run the rebuild');
    }
  });
});

describe('draft', () => {
  it('adds the other documents that change, and writes copies that no index lists', async () => {
    const register = await registerWith(['new', 1, '2020-06']);
    const { summarized, found, drafted: made } = await drafted(register);
    const paths = summarized.making.writes().map(({ entry }) => entry.path);
    for (const path of ['metrics.json', 'periods/2020.csv', 'iati/2020-06.xml', 'fr/feed.json'])
      expect(paths).toContain(path);
    expect(paths.filter((path) => /^schemas|definitions|2020-01/.test(path))).toEqual([]);
    expect(new Set(writesOf(register.calls))).toEqual(new Set(['bucket.putImmutable immutable']));
    // The month has come, and the activity.
    expect(made.lastChange).toBe((found.publication?.changes ?? 0) + 2);
  });

  it('says when something next changes by itself: an event that is over, if the portfolio does not turn before', async () => {
    const turnsOn = async (...starts: string[]) => {
      const register = await registerWith(['done', 1, '2020-06']);
      for (const start of starts) {
        const planned = anActivity({ reference: `on-${start}`, start, status: 'planned' });
        await record(register.plain)({
          ...submission(`on-${start}`, 1, start),
          operation: 'put',
          activity: activity.parse(planned),
        });
      }
      return (await drafted(register)).drafted.turnsOn;
    };
    expect(await turnsOn()).toBe('9999-12-31');
    expect(await turnsOn('2027-03-15', '2027-05')).toBe('2027-03-16');
  });
});

describe('commit', () => {
  it('says what it will write, then stores the documents, the index and last what was committed', async () => {
    const register = await registerWith(['new', 1, '2020-06']);
    const { found, summarized, drafted: made } = await drafted(register);
    register.calls.length = 0;
    const committed = await commit(register.ports, found, summarized, made);
    const writes = register.calls.filter((call) => /\.(?:put|replace)/.test(call));
    const version = found.publication?.version ?? 0;
    expect(writes.slice(0, 2)).toEqual([`publications.replace ${version}`, 'retirements.put']);
    expect(writes.slice(2, -3).map((call) => call.replace('bucket.put ', ''))).toEqual(committed.written);
    expect(writes.slice(-3)).toEqual([
      `bucket.putImmutable immutable/${committed.snapshot}/${committed.index?.sha256}.json`,
      'bucket.put index.json',
      'bucket.put latest.json',
    ]);
    expect(committed.standing).toEqual({
      version: version + 1,
      snapshot: committed.snapshot,
      changes: made.lastChange,
    });
    expect(register.stored.rows.publication.state).toMatchObject({
      pending: [...committed.written].sort(),
      snapshot: found.stamp.snapshot - 1,
    });
  });

  it('stores nothing where no document has changed', async () => {
    const register = await registerWith();
    await register.plain.marks.put({ subject: '2020-02', token: 'again' });
    const { found, summarized, drafted: made } = await drafted(register);
    register.calls.length = 0;
    const { snapshot, standing } = await commit(register.ports, found, summarized, made);
    expect([snapshot, standing.version]).toEqual([undefined, found.publication?.version]);
    expect(register.calls).toEqual([]);
  });

  it('stores nothing where another run has been at work since it looked', async () => {
    const register = await registerWith(['new', 1, '2020-06']);
    const { found, summarized, drafted: made } = await drafted(register);
    await noteLost(register.plain.publications, ['feed.json']);
    register.calls.length = 0;
    await expect(commit(register.ports, found, summarized, made)).rejects.toThrow('overtaken');
    const writes = register.calls.filter((call) => !call.startsWith('bucket.read'));
    expect(writes).toEqual([`publications.replace ${found.publication?.version}`]);
  });
});

describe('settle', () => {
  const startedAt = new Date('2026-11-20T12:00:00.000Z');
  const found = {
    startedAt,
    fixed: { drafts: [], hash: 'h' },
    stamp: { snapshot: 3, generatedAt: '2026-11-20T12:00:00.000Z', dataAsOf: '2026-11-20T12:00:00.000Z' },
    logged: undefined,
  };
  const none = { reached: '', taken: [{ subject: '2020-02', token: 'mine' }], suspects: new Map() };
  const committed = { standingIndex: undefined, standing: { version: 4, snapshot: 3, changes: 9 } };

  it('says that nothing is pending, and only then removes the marks that the run has found', async () => {
    const { ports, calls, stored } = await registerWith();
    const version = stored.rows.publication.state?.version ?? 0;
    const standing = { ...committed.standing, version };
    await settle(
      ports,
      found,
      none,
      { turnsOn: '2027-01-01', portfolio: 'p' },
      { standingIndex: undefined, standing },
    );
    expect(calls).toEqual([`publications.replace ${version}`, 'marks.remove']);
    expect(stored.rows.publication.state).toEqual({
      version: version + 1,
      pending: [],
      turnsOn: '2027-01-01',
      fixed: 'h',
      snapshot: 3,
      changes: 9,
      portfolio: 'p',
      anew: null,
      reached: '',
      logged: null,
    });
  });

  it('notes which activities may be the same before it says that nothing is pending', async () => {
    const { ports, calls, stored } = await registerWith();
    const standing = { ...committed.standing, version: stored.rows.publication.state?.version ?? 0 };
    const suspects = new Map([['somebody/A', ['other/B']]]);
    await settle(
      ports,
      found,
      { ...none, suspects },
      { turnsOn: '2027-01-01', portfolio: 'p' },
      { standingIndex: undefined, standing },
    );
    expect(calls[0]).toBe('suspects.put somebody');
    expect(stored.rows.suspects.get('somebody/A')).toEqual({ snapshot: 3, others: ['other/B'] });
  });

  it('leaves the marks where another run has been at work', async () => {
    const { ports, calls } = await registerWith();
    const standing = { ...committed.standing, version: -1 };
    await expect(
      settle(ports, found, none, { turnsOn: '2027-01-01', portfolio: 'p' }, { ...committed, standing }),
    ).rejects.toThrow('overtaken');
    expect(calls).toEqual(['publications.replace -1']);
  });

  it('comes back on the day on which there are copies to be removed, where that is the first', async () => {
    const turnsOnAfter = async (turnsOn: string) => {
      const { plain, stored } = await registerWith();
      const index = (await plain.bucket.index())?.index;
      const at = startedAt.toISOString();
      // The snapshot that made the register busy has retired its copies on the same day.
      await plain.retirements.put({ snapshot: 1, version: 99, at, paths: ['immutable/1/old.json'] });
      const standing = { ...committed.standing, version: stored.rows.publication.state?.version ?? 0 };
      await settle(plain, found, none, { turnsOn, portfolio: 'p' }, { standingIndex: index, standing });
      return stored.rows.publication.state?.turnsOn;
    };
    expect(await turnsOnAfter('2027-01-01')).toBe('2026-12-21');
    expect(await turnsOnAfter('2026-12-20')).toBe('2026-12-20');
  });
});
