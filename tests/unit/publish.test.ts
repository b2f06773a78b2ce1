import { describe, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { noteLost } from '../../shared/recording/rebuild-stages.ts';
import { record } from '../../shared/recording/record.ts';
import { storedAs } from '../simulation/bucket.ts';
import { busy, published, submission } from '../support/derived-in-memory.ts';
import { portsOn } from '../support/register-in-memory.ts';

describe('a run of the aggregator', () => {
  it('goes on with the numbers of snapshots where the index is lost', async () => {
    const stored = await busy();
    const ports = portsOn(stored, 2);
    const last = (await ports.bucket.index())?.index.snapshot ?? 0;
    expect(last).toBeGreaterThan(0);
    stored.objects.delete('index.json');
    await record(ports)(submission('new', 1, '2020-06'));
    expect((await publish(ports)()).snapshot).toBe(last + 1);
  });

  it.each(['activities/2020-02.json', 'activities/2020-02.csv', 'feed/2020-02.json', 'iati/2020-02.xml'])(
    'makes %s anew where it is noted as lost, though nothing is marked',
    async (path) => {
      const stored = await busy();
      const ports = portsOn(stored, 2);
      const before = (await published(ports)).get(path);
      const lost = (await ports.bucket.index())?.index.documents.find((entry) => entry.path === path);
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
