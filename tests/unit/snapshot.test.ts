import { describe, expect, it } from 'vitest';
import { writeSnapshot } from '../../shared/feed/commit.ts';
import { publish } from '../../shared/feed/publish.ts';
import { startSnapshot } from '../../shared/feed/snapshot.ts';
import { record } from '../../shared/recording/record.ts';
import { busy, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { nothingStored, type Ports, portsOn } from '../support/register-in-memory.ts';

const at = '2026-11-20T12:00:00.000Z';

/** Publishes a snapshot of these documents, each of so many characters of one kind. */
async function snapshotOf(ports: Ports, snapshot: number, documents: Record<string, [string, number]>) {
  const before = await ports.bucket.index();
  const stamp = { snapshot, generatedAt: at, dataAsOf: at };
  const making = startSnapshot(ports.bucket, before?.index, new Set(), stamp);
  await making.add({ path: 'metrics.json', text: () => '{}' });
  for (const [path, [character, length]] of Object.entries(documents))
    await making.add({ path, text: () => character.repeat(length) });
  const held = making.writes().filter(({ bytes }) => bytes !== undefined);
  const version = ((await ports.publications.get())?.version ?? 0) + 1;
  const intent = {
    version,
    pending: [],
    turnsOn: '',
    fixed: '',
    snapshot: snapshot - 1,
    changes: 0,
    ...neither,
  };
  await writeSnapshot(ports, making, before, intent);
  return held.map(({ entry }) => entry.path);
}

const neither = { portfolio: '', anew: null, reached: '', logged: null };
const nineMiB = 9 * 1_048_576;

describe('a snapshot of more than can be held', () => {
  it('is written from the copies of what is no longer held, and not from what was published before', async () => {
    const ports = portsOn(nothingStored(), 100);
    await snapshotOf(ports, 1, { 'a.csv': ['old', 1], 'b.csv': ['old', 1] });
    const held = await snapshotOf(ports, 2, { 'a.csv': ['a', nineMiB], 'b.csv': ['b', nineMiB] });
    expect(held).toEqual(['a.csv']);
    const contents = await published(ports);
    expect([contents.get('a.csv')?.length, contents.get('b.csv')?.length]).toEqual([nineMiB, nineMiB]);
    expect([contents.get('a.csv')?.[0], contents.get('b.csv')?.[0]]).toEqual(['a', 'b']);
  });
});

describe('what an unfinished run has written of a month', () => {
  it('is taken back where the month is empty by the next run', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 100);
    await record(ports)(submission('only-one', 1, '2021-01'));
    const bucket = {
      ...ports.bucket,
      async put(...[path, bytes, seen]: Parameters<Ports['bucket']['put']>) {
        if (path === 'index.json') throw new Error('dies before the index');
        return ports.bucket.put(path, bytes, seen);
      },
    };
    await expect(publish({ ...ports, bucket })()).rejects.toThrow('dies');
    const written = [...stored.objects.keys()].filter(
      (path) => path.includes('2021-01') && !path.startsWith('immutable'),
    );
    const standing = (path: string) => Buffer.from(stored.objects.get(path)?.bytes ?? '').toString();
    expect(written.filter((path) => standing(path).includes('only-one')).length).toBeGreaterThan(4);
    await record(ports)(submission('only-one', 2, undefined));
    await publishAll(ports);
    expect(written.filter((path) => standing(path).includes('only-one'))).toEqual([]);
    expect([...(await published(ports)).keys()].filter((path) => path.includes('2021-01'))).toEqual([]);
  });
});
