import { describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/feed/entry.ts';
import type { Publication } from '../../shared/feed/ports.ts';
import { publish } from '../../shared/feed/publish.ts';
import { encode } from '../../shared/feed/snapshot.ts';
import { everyDocument } from '../../shared/feed/years.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { noteLost } from '../../shared/recording/rebuild-stages.ts';
import { record } from '../../shared/recording/record.ts';
import { storedAs } from '../simulation/bucket.ts';
import { busy, followed, listed, published, submission } from '../support/derived-in-memory.ts';
import { portsOn } from '../support/register-in-memory.ts';

const publishedOf = async (stored: ReturnType<typeof busy>) => published(portsOn(await stored, 2));

describe('a run of the aggregator', () => {
  it('stops where the index is lost, and goes on with the numbers of snapshots once a rebuild has marked everything', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    const last = (await ports.bucket.index())?.index.snapshot ?? 0;
    expect(last).toBeGreaterThan(0);
    stored.objects.delete('index.json');
    await record(ports)(submission('new', 1, '2020-06'));
    await expect(publish(ports)()).rejects.toThrow('run the rebuild');
    const before = listed(await publishedOf(busy()));
    await rebuild(ports)(() => () => undefined);
    expect((await publish(ports)()).snapshot).toBe(last + 1);
    expect(listed(await published(ports))).toEqual({ ...before, 'somebody/new': 1 });
  });

  it('goes on from an index of the releases that listed months in it', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    const [found, before] = [await ports.bucket.index(), listed(await published(ports))];
    const entries = [];
    for await (const entry of everyDocument(ports.bucket, found?.index ?? { documents: [] }))
      if (!entry.path.startsWith('years')) entries.push(entry);
    stored.objects.set('index.json', storedAs(encode({ ...found?.index, documents: entries })));
    await ports.publications.replace((await ports.publications.get())?.version ?? 0, {
      ...((await ports.publications.get()) as Publication),
      fixed: 'another release',
    });
    await publish(ports)();
    const contents = await published(ports);
    expect(listed(contents)).toEqual(before);
    expect(contents.has('years/2020.json')).toBe(true);
    expect(followed(contents)).toEqual(before);
  });

  it.each(['activities/2020-02.json', 'activities/2020-02.csv', 'feed/2020-02.json', 'iati/2020-02.xml'])(
    'makes %s anew where it is noted as lost, though nothing is marked',
    async (path) => {
      const stored = await busy();
      const ports = portsOn(stored, 2);
      const before = (await published(ports)).get(path);
      const index = (await ports.bucket.index())?.index ?? { documents: [] };
      let lost: Entry | undefined;
      for await (const entry of everyDocument(ports.bucket, index)) if (entry.path === path) lost = entry;
      for (const place of [path, lost?.immutable ?? '']) expect(stored.objects.delete(place)).toBe(true);
      await noteLost(ports.publications, [path]);
      expect((await publish(ports)()).written).toContain(path);
      const unstamped = (text = '') =>
        text.replaceAll(/"(?:snapshot|generatedAt|dataAsOf)":[^,]*,|generated-datetime="[^"]*"/g, '');
      expect(unstamped((await published(ports)).get(path))).toBe(unstamped(before));
    },
  );

  it('writes a page of the change list again as it was committed, where an unfinished run may have written over it', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    const committed = (await published(ports)).get('changes/1.json');
    stored.objects.set('changes/1.json', storedAs(new TextEncoder().encode('{"changes":[]}')));
    await noteLost(ports.publications, ['changes/1.json']);
    expect((await publish(ports)()).written).toContain('changes/1.json');
    expect((await published(ports)).get('changes/1.json')).toBe(committed);
  });

  it('says last, in less than a kilobyte, what it has committed: the hash of the index and the entry of the headlines', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    await record(ports)(submission('new', 1, '2020-06'));
    const order: string[] = [];
    const put = (...given: Parameters<typeof ports.bucket.put>) => {
      order.push(given[0]);
      return ports.bucket.put(...given);
    };
    const { snapshot } = await publish({ ...ports, bucket: { ...ports.bucket, put } })();
    expect(order.slice(-2)).toEqual(['index.json', 'latest.json']);
    const [index, latest] = [stored.objects.get('index.json'), stored.objects.get('latest.json')];
    expect(latest?.bytes.length).toBeLessThan(1_000);
    expect(latest?.parsed()).toMatchObject({
      snapshot,
      index: { bytes: index?.bytes.length, sha256: index?.hash },
      metrics: { path: 'metrics.json', immutable: expect.stringMatching(/^immutable\//) },
    });
  });

  it('has the next run say it, where it dies between the index and that', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    await record(ports)(submission('new', 1, '2020-06'));
    const put = (...given: Parameters<typeof ports.bucket.put>) =>
      given[0] === 'latest.json' ? Promise.reject(new Error('dead')) : ports.bucket.put(...given);
    await expect(publish({ ...ports, bucket: { ...ports.bucket, put } })()).rejects.toThrow('dead');
    const { snapshot } = await publish(ports)();
    expect(stored.objects.get('latest.json')?.parsed()).toMatchObject({ snapshot });
    expect(stored.objects.get('index.json')?.parsed()).toMatchObject({ snapshot });
  });

  it('does not say it over what a later run has said, where it is slow', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    await record(ports)(submission('new', 1, '2020-06'));
    const bucket = {
      ...ports.bucket,
      async put(...given: Parameters<typeof ports.bucket.put>) {
        if (given[0] === 'latest.json') {
          await record(ports)(submission('newer', 1, '2020-07'));
          await publish(ports)();
        }
        return ports.bucket.put(...given);
      },
    };
    await expect(publish({ ...ports, bucket })()).rejects.toThrow();
    const newest = (await ports.bucket.index())?.index.snapshot;
    expect(stored.objects.get('latest.json')?.parsed()).toMatchObject({ snapshot: newest });
  });
});
