import { type Objects, type Stored, storedAs, textOf } from './bucket.ts';
import { type Facts, submissionsOf } from './facts.ts';
import { isKept } from './oracle-log.ts';
import type { PlainPortfolio } from './recount.ts';
import { daysOfChange, type PlainProject } from './recount-portfolio.ts';
import { recordsOf } from './recount-records.ts';
import { differences, follow, inconsistencies, invalid } from './snapshots.ts';
import { heldIn } from './stores.ts';
import type { World } from './world.ts';

/** How the published documents differ from a recount of everything that was accepted. */
export function documentsAsRecounted({ world, acceptances }: Facts): string[] {
  const { objects } = world.bucket;
  const index = objects.get('index.json');
  if (index === undefined) return ['nothing has been published'];
  const { contents } = follow(index, objects);
  const submissions = submissionsOf({ world, acceptances });
  const portfolio = portfolioOf(world);
  const plain = [...objects.keys()].filter(
    (path) =>
      !['index.json', 'latest.json'].includes(path) && !path.startsWith('immutable/') && !isKept(path),
  );
  const latest = objects.get('latest.json');
  return [
    ...differences(contents, recordsOf(submissions), portfolio, world.now().toISOString().slice(0, 10)),
    ...(latest === undefined ? ['there is no latest.json'] : inShortWrongly(latest, index)),
    ...plain.flatMap((path) => {
      const listed = contents.get(path);
      const object = objects.get(path);
      if (listed !== undefined) return listed.hash === object?.hash ? [] : [`${path} differs from its copy`];
      return object !== undefined && isEmpty(path, object) ? [] : [`${path} is in no index and not empty`];
    }),
  ];
}

/** The rows beside the activities must say what the documents of the years say, which follow from the activities. */
export function suspectsNoted({ world }: Facts): string[] {
  const index = world.bucket.objects.get('index.json');
  if (index === undefined) return [];
  const told = new Map<string, string>();
  for (const [path, stored] of follow(index, world.bucket.objects).contents)
    if (/^years\/\d+\.json$/.test(path))
      for (const { similar } of (stored.parsed() as { pages: { similar: string[][] }[] }).pages)
        for (const [id = '', ...others] of similar) told.set(id, others.join());
  const noted = [...world.rows.suspects].filter(([, { others }]) => others.length > 0);
  const [have, want] = [
    noted.map(([id, { others }]) => `${id}: ${others.join()}`),
    [...told].map(([id, others]) => `${id}: ${others}`),
  ];
  return have.sort().join(' ') === want.sort().join(' ')
    ? []
    : [`suspects are ${have.join(' ')} and ought to be ${want.join(' ')}`];
}

/** The portfolio as stored, and the last day on which it changed its state by itself. */
function portfolioOf({ rows, now }: World): PlainPortfolio {
  const projects = heldIn(rows.projects) as PlainProject[];
  const today = now().toISOString().slice(0, 10);
  const periods = heldIn(rows.periods);
  const since = daysOfChange(projects, periods).findLast((day) => day <= today);
  return { projects, periods, since };
}

/** Goes through everything that was ever written, in order: every index must be whole at once. */
export function noMix({ world, readersFound, schemas }: Facts): string[] {
  const [objects, wrong, last]: [Objects, string[], { snapshot: number }] = [new Map(), [], { snapshot: 0 }];
  const committed = new Map<number, Stored>();
  let newest = 0;
  for (const { path, object } of world.log.seen) {
    if (object === undefined) {
      objects.delete(path);
      continue;
    }
    objects.set(path, object);
    const broken = schemas && !path.startsWith('immutable/') ? invalid(path, object) : undefined;
    if (broken !== undefined) wrong.push(broken);
    if (path === 'latest.json') {
      const { snapshot } = object.parsed() as { snapshot: number };
      const told = committed.get(snapshot);
      if (told === undefined) wrong.push(`latest.json tells of ${snapshot}, which is not committed`);
      else wrong.push(...inShortWrongly(object, told));
      if (snapshot <= newest) wrong.push(`latest.json goes from ${newest} to ${snapshot}`);
      newest = snapshot;
    }
    if (path !== 'index.json') continue;
    committed.set((object.parsed() as { snapshot: number }).snapshot, object);
    const { snapshot } = object.parsed() as { snapshot: number };
    if (snapshot <= last.snapshot) wrong.push(`snapshot ${snapshot} follows ${last.snapshot}`);
    last.snapshot = snapshot;
    for (const [at, first] of world.begun) if (!objects.has(at)) objects.set(at, first);
    const followed = follow(storedAs(object.bytes), objects);
    wrong.push(
      ...followed.wrong,
      ...(followed.wrong.length > 0 ? [] : inconsistencies(followed.contents, object)),
    );
  }
  return [...wrong, ...readersFound];
}

/** What is wrong with latest.json, beside the index that it tells of. */
function inShortWrongly(latest: Stored, index: Stored): string[] {
  const { documents, ...stamp } = index.parsed() as { documents: { path: string }[] };
  const wanted = {
    ...stamp,
    index: { bytes: index.bytes.length, sha256: index.hash },
    metrics: documents.find(({ path }) => path === 'metrics.json'),
  };
  return textOf(latest.bytes) === `${JSON.stringify(wanted)}\n`
    ? []
    : [`latest.json is ${textOf(latest.bytes)} and ought to be ${JSON.stringify(wanted)}`];
}

/** Whether a document that no index lists says nothing of any activity. */
function isEmpty(path: string, object: Stored): boolean {
  if (!path.endsWith('.json')) return !/north|south/.test(textOf(object.bytes));
  const { activities, items, changes, withdrawn } = object.parsed() as Record<string, unknown[] | undefined>;
  if (withdrawn !== undefined) return true;
  return (activities ?? items ?? changes)?.length === 0;
}
