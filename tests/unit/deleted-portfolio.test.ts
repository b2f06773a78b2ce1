import { beforeEach, expect, it } from 'vitest';
import { publish } from '../../shared/feed/publish.ts';
import { deletePeriod, deleteProject, putPeriod, putProject } from '../../shared/intake/portfolio.ts';
import { followChanges } from '../../shared/readers/follow-changes.ts';
import { verify } from '../../shared/readers/verify.ts';
import { rebuild } from '../../shared/recording/rebuild.ts';
import { record } from '../../shared/recording/record.ts';
import { busy, fromScratch, publishAll, published, submission } from '../support/derived-in-memory.ts';
import { withoutChanges } from '../support/published.ts';
import { glacy, period } from '../support/register.ts';
import { type Ports, portsOn, type Stored } from '../support/register-in-memory.ts';

let stored: Stored;
let ports: Ports;
beforeEach(async () => {
  stored = await busy();
  ports = portsOn(stored, 100);
});

/** The published documents, parsed where they are JSON, once they were found right by whoever reads the feed alone. */
async function documents() {
  const contents = await published(ports);
  expect(withoutChanges(contents)).toEqual(await fromScratch(stored));
  const verified = await verify(async (path) => stored.objects.get(path)?.bytes);
  expect(verified.rows.filter(({ ok }) => !ok)).toEqual([]);
  return {
    paths: [...contents.keys()],
    json: (path: string) => JSON.parse(contents.get(path) ?? 'null'),
    text: (path: string) => contents.get(path),
  };
}

/** What stands at the path of a document, listed or not. */
async function standing(path: string): Promise<string> {
  return Buffer.from((await ports.bucket.read(path)) ?? '').toString();
}

it('takes a deleted period out of everything that is published, and says so in the list of changes', async () => {
  await deletePeriod(ports)('2020');
  await publishAll(ports);
  const { paths, json } = await documents();
  expect(json('metrics.json').periods).toEqual([]);
  expect(paths.filter((path) => path.startsWith('periods/') || path.startsWith('since'))).toEqual([]);
  expect(JSON.parse(await standing('periods/2020.json'))).toMatchObject({ snapshot: 2, withdrawn: true });
  expect(JSON.parse(await standing('since-last-period.json'))).toMatchObject({ withdrawn: true });
  expect((await standing('periods/2020.csv')).trim().split('\n')).toHaveLength(1);
  const following = followChanges();
  for (const change of json('changes/1.json').changes) following.take(change);
  expect([following.faults(), [...following.periods]]).toEqual([[], []]);
  expect(json('changes/1.json').changes.at(-1)).toMatchObject({
    subject: 'period',
    change: 'withdrawn',
    id: '2020',
  });
});

it('publishes a period again that was deleted and put anew', async () => {
  const before = withoutChanges(await published(ports));
  await deletePeriod(ports)('2020');
  await publishAll(ports);
  await putPeriod(ports)('2020', period);
  await publishAll(ports);
  expect(withoutChanges(await published(ports))).toEqual(before);
  const { json } = await documents();
  expect(json('changes/1.json').changes.at(-1)).toMatchObject({
    subject: 'period',
    change: 'created',
    id: '2020',
  });
});

it('takes a deleted project out of lists and figures, and counts its activities under its code', async () => {
  const counted = (await documents()).json('periods/2020.json').figures.byProject.value;
  await deleteProject(ports)('GLACY+');
  await publishAll(ports);
  const { paths, json } = await documents();
  const { current, upcoming, completed } = json('projects.json');
  expect([current, upcoming, completed]).toEqual([[], [], []]);
  expect(paths).not.toContain('iati/projects.xml');
  expect(await standing('iati/projects.xml')).not.toContain('GLACY');
  const { figures } = json('periods/2020.json');
  expect([figures.projectsRunning.value, figures.projectsOngoing.value]).toEqual([0, 0]);
  expect(figures.byProject.value).toEqual(counted);
  expect(counted.map(({ project }: { project: string }) => project)).toEqual(['GLACY+']);
});

it('tells which periods overlap, and no longer once one of them is deleted', async () => {
  const overlaps = async () =>
    Object.fromEntries(
      (await documents())
        .json('metrics.json')
        .periods.map((each: { id: string; overlaps: string[] }) => [each.id, each.overlaps]),
    );
  const named = (first: string, last: string) => ({ ...period, first, last });
  await putPeriod(ports)('ends-with-its-first', named('2019-06', '2020-01'));
  await putPeriod(ports)('begins-with-its-last', named('2020-12', '2021-03'));
  await putPeriod(ports)('after', named('2021-04', '2021-05'));
  await publishAll(ports);
  expect(await overlaps()).toEqual({
    'ends-with-its-first': ['2020'],
    '2020': ['ends-with-its-first', 'begins-with-its-last'],
    'begins-with-its-last': ['2020'],
    after: [],
  });
  await deletePeriod(ports)('2020');
  await publishAll(ports);
  expect(await overlaps()).toEqual({ 'ends-with-its-first': [], 'begins-with-its-last': [], after: [] });
  expect((await documents()).json('definitions.json').notes).toContainEqual(
    expect.objectContaining({ rule: 'overlaps/1', field: 'overlaps' }),
  );
});

it('makes the table of a period anew whose months have changed', async () => {
  await putPeriod(ports)('2020', { ...period, last: '2020-03' });
  await publishAll(ports);
  expect((await documents()).text('periods/2020.csv')).not.toContain('somebody/d');
});

it('makes what belongs to a period also where whoever put it died before the mark', async () => {
  const unmarked = { ...ports, marks: { ...ports.marks, put: async () => undefined } };
  await putPeriod(unmarked)('2020', { ...period, last: '2020-03' });
  await putPeriod(unmarked)('first-half', { ...period, last: '2020-06' });
  await record(ports)(submission('e', 1, '2021-01'));
  await publishAll(ports);
  expect((await documents()).text('periods/2020.csv')).not.toContain('somebody/d');
});

it('takes out what an unfinished run has written of a period that is deleted before the next', async () => {
  await putPeriod(ports)('2021', { ...period, first: '2021-01', last: '2021-12' });
  const bucket = {
    ...ports.bucket,
    async put(...[path, bytes, seen]: Parameters<Ports['bucket']['put']>) {
      if (path === 'index.json') throw new Error('dies before the index');
      return ports.bucket.put(path, bytes, seen);
    },
  };
  await expect(publish({ ...ports, bucket })()).rejects.toThrow('dies');
  expect(await standing('periods/2021.json')).toContain('"first":"2021-01"');
  await deletePeriod(ports)('2021');
  await publishAll(ports);
  expect((await documents()).paths).not.toContain('periods/2021.json');
  expect(JSON.parse(await standing('periods/2021.json'))).toMatchObject({ withdrawn: true });
  expect((await standing('periods/2021.csv')).trim().split('\n')).toHaveLength(1);
});

it('stays deleted through a rebuild', async () => {
  await putProject(ports)('Other', glacy);
  await deleteProject(ports)('GLACY+');
  await deletePeriod(ports)('2020');
  await publishAll(ports);
  const before = withoutChanges(await published(ports));
  await rebuild(ports)(() => () => undefined, { anew: true });
  await publishAll(ports);
  expect(withoutChanges(await published(ports))).toEqual(before);
  await documents();
});
