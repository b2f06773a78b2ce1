// Plain code, on purpose: a reader of the change list as its description in the feed's schema tells, and no more.
import type { Objects, Stored } from './bucket.ts';
import type { Facts } from './facts.ts';
import { follow } from './snapshots.ts';

type Change = {
  number: number;
  subject: string;
  change: string;
  id: string;
  month?: string;
  revision?: number;
};
type Holding = Map<string, { month: string | undefined; revision: number | undefined }>;
/** The months and the periods that have activities, as a reader of the list has them. */
type Filled = Set<string>;

/** A reader that follows the list at every snapshot: it must hold what the snapshot lists, and numbers never change. */
export function changesFollowed({ world }: Facts): string[] {
  const objects: Objects = new Map(world.begun);
  const told = new Map<number, string>();
  const wrong: string[] = [];
  let [held, filled, reached]: [Holding, Filled, number] = [new Map(), new Set(), 0];
  for (const { path, object } of world.log.seen) {
    if (object === undefined) objects.delete(path);
    else objects.set(path, object);
    if (path !== 'index.json' || object === undefined) continue;
    const { contents } = follow(object, objects);
    const changes = pagesIn(contents).flatMap((page) => page.changes);
    for (const [at, change] of changes.entries()) {
      const text = JSON.stringify(change);
      if ((told.get(change.number) ?? text) !== text) wrong.push(`change ${change.number} is told otherwise`);
      told.set(change.number, text);
      if (at > 0 && change.number !== (changes[at - 1]?.number ?? 0) + 1)
        wrong.push(`change ${change.number} follows ${changes[at - 1]?.number}`);
    }
    if ((changes[0]?.number ?? 1) > reached + 1) [held, filled, reached] = [new Map(), new Set(), 0];
    const before = new Set(held.keys());
    for (const change of changes.filter(({ number }) => number > reached)) {
      if (
        change.subject === 'activity' &&
        (change.change === 'created' ? held : before).has(change.id) === (change.change === 'created')
      )
        wrong.push(`change ${change.number} tells that ${change.id} is ${change.change}`);
      apply(held, filled, change);
    }
    reached = changes.at(-1)?.number ?? reached;
    const [have, want] = [shown(held), shown(listedIn(contents))];
    if (have !== want) wrong.push(`a reader of the changes holds ${have} and ought to hold ${want}`);
    const [had, wanted] = [[...filled].sort().join(), filledIn(contents).join()];
    if (had !== wanted) wrong.push(`the changes tell of activities in ${had}, and they are in ${wanted}`);
  }
  return wrong;
}

function apply(held: Holding, filled: Filled, { subject, change, id, month, revision }: Change): void {
  if (subject !== 'activity') {
    if (change === 'withdrawn') filled.delete(`${subject} ${id}`);
    else filled.add(`${subject} ${id}`);
  }
  if (subject === 'month' && change === 'withdrawn')
    for (const [each, where] of held) if (where.month === id) held.delete(each);
  if (subject !== 'activity') return;
  if (change === 'withdrawn') held.delete(id);
  else held.set(id, { month, revision });
}

const pagesIn = (contents: ReadonlyMap<string, Stored>) =>
  [...contents]
    .filter(([path]) => path.startsWith('changes/'))
    .map(([, stored]) => stored.parsed() as { first: number; changes: Change[] })
    .sort((one, other) => one.first - other.first);

function listedIn(contents: ReadonlyMap<string, Stored>): Holding {
  const listed: Holding = new Map();
  for (const [path, stored] of contents) {
    const month = /^activities\/(.{7}).*\.json$/.exec(path)?.[1];
    if (month === undefined) continue;
    const { activities } = stored.parsed() as { activities: { id: string; revision: number }[] };
    for (const { id, revision } of activities) listed.set(id, { month, revision });
  }
  return listed;
}

/** The months that list an activity, and the periods whose figures have a month for their proof. */
function filledIn(contents: ReadonlyMap<string, Stored>): string[] {
  const months = [
    ...new Set([...contents.keys()].flatMap((path) => /^activities\/(.{7}).*\.json$/.exec(path)?.[1] ?? [])),
  ];
  const metrics = contents.get('metrics.json')?.parsed() as
    | { periods: { id: string; path: string }[] }
    | undefined;
  const listsAny = (path: string) => {
    const span = contents.get(path)?.parsed() as { proofs: { activities: string[] } } | undefined;
    return (span?.proofs.activities.length ?? 0) > 0;
  };
  const periods = (metrics?.periods ?? []).filter(({ path }) => listsAny(path));
  return [...months.map((month) => `month ${month}`), ...periods.map(({ id }) => `period ${id}`)].sort();
}

const shown = (holding: Holding): string =>
  [...holding]
    .map(([id, { month, revision }]) => `${id}@${revision} in ${month}`)
    .sort()
    .join(', ');

/**
 * No copy is removed that the newest index lists, and in the end none is left that an index listed and does no longer,
 * nor one of an attempt that failed before the copies of the next snapshot were complete.
 */
export function copiesKept({ world }: Facts): string[] {
  const wrong: string[] = [];
  const mayGo = new Set<string>();
  const firstSeen = new Map<string, number>();
  const objects: Objects = new Map(world.begun);
  let [listed, last] = [new Set<string>(), 0];
  for (const [at, { path, object }] of world.log.seen.entries()) {
    if (object === undefined && listed.has(path)) wrong.push(`${path} was removed and is listed`);
    if (object !== undefined && !firstSeen.has(path)) firstSeen.set(path, at);
    if (object === undefined) objects.delete(path);
    else objects.set(path, object);
    if (path !== 'index.json' || object === undefined) continue;
    const { snapshot } = object.parsed() as { snapshot: number };
    listed = follow(object, objects).copies;
    const complete = Math.max(...[...listed].map((copy) => firstSeen.get(copy) ?? 0));
    for (const copy of listed) mayGo.add(copy);
    for (const [copy, seen] of firstSeen)
      if (copy.startsWith(`immutable/${last}/`) && seen < complete) mayGo.add(copy);
    last = snapshot;
  }
  const left = [...mayGo].filter((path) => !listed.has(path) && world.bucket.objects.has(path));
  return [...wrong, ...left.map((path) => `${path} is still there`)];
}
