import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changesPerPage } from '../../shared/feed/change-list.ts';
import type { Change } from '../../shared/feed/changes.ts';
import { publish } from '../../shared/feed/publish.ts';
import { noteLost } from '../../shared/recording/rebuild-stages.ts';
import { activity } from '../../shared/words/activity.ts';
import { bytesOf, entriesOf, followIndex } from '../support/published.ts';
import { anActivity, glacy, period, type Register, somebody, startRegister } from '../support/register.ts';

let register: Register;
beforeEach(async () => {
  register = await startRegister();
  await register.putProject('GLACY+', glacy);
  await register.putPeriod('2020', period);
});
afterEach(() => register.stop());

async function post(changes: Record<string, unknown> = {}) {
  await register.submit(somebody, anActivity(changes));
  await register.recordAll();
}
async function withdraw(reference: string) {
  await register.withdraw(somebody, reference);
  await register.recordAll();
}

/** Every change that the index lists, and the first number of each page. */
async function changeList() {
  const { contents } = await followIndex(register);
  const pages = [...contents]
    .filter(([path]) => path.startsWith('changes/'))
    .map(([, text]) => JSON.parse(text) as { first: number; changes: Change[] })
    .sort((one, other) => one.first - other.first);
  return { pages: pages.map(({ first }) => first), changes: pages.flatMap(({ changes }) => changes) };
}
const told = (changes: readonly Change[]) =>
  changes.map(({ number, subject, change, id }) => `${number} ${subject} ${id} ${change}`);

describe('the list of changes', () => {
  it('tells what was created, replaced and withdrawn, with the months and periods that came and went', async () => {
    await post();
    await register.publish();
    await post({ units: 2 });
    await register.publish();
    await withdraw('A-1');
    await register.publish();
    expect(told((await changeList()).changes)).toEqual([
      '1 activity somebody/A-1 created',
      '2 month 2020-03 created',
      '3 period 2020 created',
      '4 activity somebody/A-1 replaced',
      '5 activity somebody/A-1 withdrawn',
      '6 month 2020-03 withdrawn',
      '7 period 2020 withdrawn',
    ]);
  });

  it('says of an activity that moved to another month that it was replaced', async () => {
    await post();
    await register.publish();
    await post({ start: '2019-05' });
    await register.publish();
    const { changes } = await changeList();
    expect(told(changes).slice(3)).toEqual([
      '4 month 2020-03 withdrawn',
      '5 activity somebody/A-1 replaced',
      '6 month 2019-05 created',
      '7 period 2020 withdrawn',
    ]);
    expect(changes[4]).toMatchObject({ month: '2019-05', revision: 2, snapshot: 2 });
  });

  it('keeps nothing of the content of what was withdrawn', async () => {
    await post({ title: { en: 'Secret title' } });
    await register.publish();
    await withdraw('A-1');
    await register.publish();
    const { contents } = await followIndex(register);
    expect([...contents].filter(([, text]) => text.includes('Secret title'))).toEqual([]);
  });

  it('begins a page when one is full, and never changes the full one again', async () => {
    const rows = Array.from({ length: changesPerPage + 10 }, (_, at) => ({
      schema: 2 as const,
      partner: 'somebody',
      reference: `B-${1000 + at}`,
      revision: 1,
      record: {
        ...activity.parse(anActivity({ reference: `B-${1000 + at}` })),
        id: `somebody/B-${1000 + at}`,
        partner: 'somebody',
        revision: 1,
        acceptedAt: '2026-11-20T12:00:00.000Z',
        counted: true,
      },
    }));
    await register.ports.marks.put({ subject: '2020-03', token: 'one' });
    const ofMonth = async function* () {
      yield rows;
    };
    const run = () =>
      publish({ ...register.ports, contributions: { ...register.ports.contributions, ofMonth } })();
    await run();
    const { pages, changes } = await changeList();
    expect(pages).toEqual([1, changesPerPage + 1]);
    expect(changes.map(({ number }) => number)).toEqual(
      Array.from({ length: changesPerPage + 12 }, (_, at) => at + 1),
    );
    rows.pop();
    await register.ports.marks.put({ subject: '2020-03', token: 'two' });
    const { written } = await run();
    expect(written).toContain(`changes/${changesPerPage + 1}.json`);
    expect(written).not.toContain('changes/1.json');
  });

  it('begins anew with a gap in the numbers when the index is lost, so that readers read everything again', async () => {
    await post();
    await register.publish();
    await register.ports.marks.put({ subject: '2020-03', token: 'rebuilt' });
    await noteLost(register.ports.publications, ['index.json'], { months: ['2020-03'] });
    const { bucket } = register.ports;
    const lost = { ...bucket, index: async () => undefined };
    const etag = await bucket.etag('index.json');
    const put: typeof bucket.put = (path, bytes, seen) =>
      bucket.put(path, bytes, path === 'index.json' ? etag : seen);
    await post({ reference: 'A-2' });
    await publish({ ...register.ports, bucket: { ...lost, put } })();
    const { changes } = await changeList();
    expect(changes[0]?.number).toBeGreaterThan(4);
    expect(changes.filter(({ subject }) => subject === 'activity').map(({ id }) => id)).toEqual([
      'somebody/A-1',
      'somebody/A-2',
    ]);
  });
});

describe('copies that no index lists any longer', () => {
  const copies = async () => {
    const found: string[] = [];
    for (let snapshot = 1; snapshot < 9; snapshot += 1)
      found.push(...(await register.ports.bucket.immutables(snapshot)));
    return found.sort();
  };
  const indexNow = async () => {
    const found = await register.ports.bucket.index();
    return { snapshot: found?.index.snapshot, sha256: found?.sha256 };
  };
  /** Every copy that the index lists, and its own. */
  const listed = async () => {
    const entries = await entriesOf(async (path) => (await bytesOf(register, path)).toString());
    const { snapshot, sha256 } = await indexNow();
    return [
      ...new Set([...entries.map(({ immutable }) => immutable), `immutable/${snapshot}/${sha256}.json`]),
    ].sort();
  };

  it('are there for thirty days and then gone, while those listed stay', async () => {
    register.at('2026-01-01T12:00:00.000Z');
    await post();
    await register.publish();
    const first = await listed();
    register.at('2026-03-01T12:00:00.000Z');
    await post({ units: 2 });
    await register.publish();
    register.at('2026-03-31T12:00:00.000Z');
    await register.publish();
    expect((await copies()).filter((path) => first.includes(path))).toEqual(first);
    register.at('2026-04-01T00:00:00.000Z');
    expect((await register.publish()).snapshot).toBeUndefined();
    expect(await copies()).toEqual(await listed());
  });

  it('are found also where a run died before it could list them', async () => {
    await post();
    const { bucket } = register.ports;
    const dying = { ...bucket, etag: () => Promise.reject(new Error('died')) };
    await expect(publish({ ...register.ports, bucket: dying })()).rejects.toThrow('died');
    await post({ units: 2 });
    register.at('2026-11-21T12:00:00.000Z');
    await register.publish();
    await post({ units: 3 });
    register.at('2026-11-22T12:00:00.000Z');
    await register.publish();
    expect((await copies()).length).toBeGreaterThan((await listed()).length);
    register.at('2026-12-23T12:00:00.000Z');
    await register.publish();
    expect(await copies()).toEqual(await listed());
  });
});
