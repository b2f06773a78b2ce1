import { beforeAll, describe, expect, it } from 'vitest';
import type { Entry } from '../../shared/feed/entry.ts';
import { publish } from '../../shared/feed/publish.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { storedAs } from '../simulation/bucket.ts';
import { busy, followed, listed, publishAll, published } from '../support/derived-in-memory.ts';
import { entriesOf, withoutChanges } from '../support/published.ts';
import { copyOf, portsOn, type Stored } from '../support/register-in-memory.ts';

const kinds = [
  'activities/2020-02.csv',
  'activities/2020-02.json',
  'activities/2020-02.jsonld',
  'activities/2020-04.json',
  'all-time.json',
  'calendar.ics',
  'changes/1.json',
  'countries.json',
  'definitions.json',
  'feed.json',
  'feed/2020-02.json',
  'fr/feed.json',
  'fr/feed/2020-04.json',
  'iati/2020-02.xml',
  'iati/projects.xml',
  'labels.json',
  'log.json',
  'metrics.json',
  'periods/2020.csv',
  'periods/2020.json',
  'projects.json',
  'schemas/month.json',
  'since-last-period.json',
  'vintages/2020.json',
  'vintages/all-time.json',
  'years.json',
  'years/2020.json',
];
const places = ['its path', 'its copy', 'both'] as const;
const cases = kinds.flatMap((path) => places.map((place) => [path, place] as const));

let whole: Stored;
let before: Map<string, string>;
let entries: Entry[];
beforeAll(async () => {
  whole = await busy();
  const { bucket } = portsOn(whole, 100);
  before = await published({ bucket });
  entries = await entriesOf(async (path) => Buffer.from((await bucket.read(path)) ?? []).toString());
});

const kindOf = (path: string) => path.replaceAll(/\d{4}(?:-\d\d)?/g, '*').replace(/schemas\/.*/, 'schemas/');

describe('a document of the feed', () => {
  it('is of one of these kinds', () => {
    expect(new Set([...before.keys()].map(kindOf))).toEqual(new Set(kinds.map(kindOf)));
  });

  it.each(cases)('%s, lost or damaged at %s, is whole again after a rebuild', async (path, place) => {
    for (const content of [undefined, '', `${before.get(path)} `]) {
      const stored = copyOf(whole);
      const ports = portsOn(stored, 100);
      const entry = entries.find((each) => each.path === path);
      const damaged = [
        ...(place === 'its copy' ? [] : [path]),
        ...(place === 'its path' ? [] : [entry?.immutable ?? '']),
      ];
      for (const each of damaged) {
        expect(stored.objects.delete(each)).toBe(true);
        if (content !== undefined) stored.objects.set(each, storedAs(Buffer.from(content)));
      }
      await expect(published(ports)).rejects.toThrow();
      expect((await rebuild(ports)(() => () => undefined)).lostDocuments).toBe(1);
      await publishAll(ports);
      const contents = await published(ports);
      expect(withoutChanges(contents)).toEqual(withoutChanges(before));
      expect(followed(contents)).toEqual(listed(contents));
      // Nothing has changed, so nobody is told of a change, unless what was told before is lost.
      const changes = (of: typeof before) => [...of].filter(([each]) => each.startsWith('changes/'));
      if (place !== 'both' || !/^(?:changes|years\/|activities\/.*\.json$)/.test(path))
        expect(changes(contents)).toEqual(changes(before));
      expect((await publish(ports)()).snapshot).toBeUndefined();
    }
  });
});
