// Plain code, on purpose: what vintages have to be by the documents of every snapshot, one after the other.
import { isKnownGroup } from '../../shared/words/group.ts';
import type { Objects, Stored } from './bucket.ts';
import type { Facts } from './facts.ts';
import { lastDayOf } from './recount-portfolio.ts';
import { follow } from './snapshots.ts';
import type { World } from './world.ts';

type Figures = Record<string, { id: string; rule: string; value: unknown }>;
type Head = { id: string; first: string; last: string; closed?: string; provisional: boolean };
type Vintage = [snapshot: number, at: string, value: unknown, because: unknown[]];
type Told = {
  earlier?: { path: string; sha256: string };
  revision: number;
  revisions: { revision: string; snapshot: number; text: { en: string; fr: string } }[];
  afterEnd: { times: number; last: string | null };
  figures: { id: string; rule: string; vintages: Vintage[] }[];
};
type Change = {
  number: number;
  subject: string;
  change: string;
  id: string;
  month?: string;
  snapshot: number;
};

/** A snapshot in the eyes of a reader: what its spans have for values, and what of it has changed. */
type Seen = {
  snapshot: number;
  at: string;
  spans: Map<string, { head: Head | undefined; values: Map<string, string> }>;
  told: Map<string, Told>;
  changes: Change[];
};

const always = 'all-time';

/** Every snapshot that was committed and is whole, in order, the one before the schedule first. */
function committed({ begun, log }: Pick<World, 'begun' | 'log'>): Seen[] {
  const objects: Objects = new Map(begun);
  const first = begun.get('index.json');
  const all: Seen[] = first === undefined ? [] : seenIn(first, objects);
  for (const { path, object } of log.seen) {
    if (object === undefined) objects.delete(path);
    else objects.set(path, object);
    if (path === 'index.json' && object !== undefined) all.push(...seenIn(object, objects));
  }
  return all;
}

function seenIn(index: Stored, objects: Objects): Seen[] {
  const { contents, wrong } = follow(index, objects);
  if (wrong.length > 0 || !contents.has('metrics.json') || !contents.has('all-time.json')) return [];
  const { snapshot, generatedAt } = index.parsed() as { snapshot: number; generatedAt: string };
  const of = <Body>(path: string) => contents.get(path)?.parsed() as Body;
  const spans: Seen['spans'] = new Map();
  spans.set(always, { head: undefined, values: valuesOf(of<{ figures: Figures }>('all-time.json').figures) });
  for (const head of of<{ periods: Head[] }>('metrics.json').periods)
    spans.set(head.id, {
      head,
      values: valuesOf(of<{ figures: Figures } | undefined>(`periods/${head.id}.json`)?.figures ?? {}),
    });
  const told: Seen['told'] = new Map();
  const changes: Change[] = [];
  for (const path of contents.keys()) {
    const id = /^vintages\/(.+)\.json$/.exec(path)?.[1];
    if (id !== undefined) told.set(id, of<Told>(path));
    if (path.startsWith('changes/'))
      changes.push(...of<{ changes: Change[] }>(path).changes.filter((each) => each.subject === 'activity'));
  }
  changes.sort((one, other) => one.number - other.number);
  return [{ snapshot, at: generatedAt, spans, told, changes }];
}

/** Values of figures by "id rule", as JSON; of breakdowns by their rows, without names; those that are null have none. */
function valuesOf(figures: Figures): Map<string, string> {
  const values = new Map<string, string>();
  for (const { id, rule, value } of Object.values(figures)) {
    if (id === 'byOrganisation' || id === 'byPartner' || value === null) continue;
    if (!id.startsWith('by')) values.set(`${id} ${rule}`, JSON.stringify(value));
    else
      for (const row of value as Record<string, unknown>[]) {
        const { names: _names, note: _note, host: _host, ...shown } = row;
        const [field = ''] = Object.keys(shown);
        const { [field]: key, ...counts } = shown;
        const counted = ['beneficiary', 'participant'].map(
          (role) => (row[role] as { activities: number })?.activities,
        );
        if (id === 'byCountry' && counted.every((count) => count === 0)) continue;
        if (id === 'byGroup' && !isKnownGroup(String(key))) continue;
        values.set(`${id}/${key ?? ''} ${rule}`, JSON.stringify(counts));
      }
  }
  return values;
}

/** How values differ from those before: null where there is none any longer. */
function differing(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): Map<string, string> {
  const changed = new Map<string, string>();
  for (const [key, value] of now) if (before.get(key) !== value) changed.set(key, value);
  for (const key of before.keys()) if (!now.has(key)) changed.set(key, 'null');
  return changed;
}

const none: ReadonlyMap<string, string> = new Map();

/** The headline figures that each snapshot has changed, as a statement has them. */
export function headlineChanges(world: Pick<World, 'begun' | 'log'>): Map<number, unknown[][]> {
  const changed = new Map<number, unknown[][]>();
  let before: Seen | undefined;
  for (const seen of committed(world)) {
    const own: unknown[][] = [];
    for (const id of new Set([...seen.spans.keys(), ...(before?.spans.keys() ?? [])]))
      for (const [key, value] of differing(
        before?.spans.get(id)?.values ?? none,
        seen.spans.get(id)?.values ?? none,
      )) {
        const [figure = '', rule] = key.split(' ');
        if (!figure.includes('/')) own.push([id === always ? null : id, figure, JSON.parse(value), rule]);
      }
    changed.set(seen.snapshot, own);
    before = seen;
  }
  return changed;
}

/** What is wrong with the vintages of the snapshots of a schedule. */
export function vintagesTold({ world }: Facts): string[] {
  const wrong: string[] = [];
  const months = new Map<string, string>();
  let before: Seen | undefined;
  for (const seen of committed(world)) {
    const was = new Map(months);
    for (const { change, id, month, number } of seen.changes) {
      if (number <= (before?.changes.at(-1)?.number ?? 0)) continue;
      if (change === 'withdrawn') months.delete(id);
      else months.set(id, month ?? '');
    }
    // Of the first that is seen, nobody knows what was before it.
    if (before !== undefined || world.begun.size === 0)
      for (const id of new Set([...seen.spans.keys(), ...(before?.spans.keys() ?? []), ...seen.told.keys()]))
        wrong.push(...wrongIn(id, before, seen, was));
    before = seen;
  }
  return wrong;
}

function wrongIn(
  id: string,
  before: Seen | undefined,
  seen: Seen,
  was: ReadonlyMap<string, string>,
): string[] {
  const at = `vintages of ${id} in ${seen.snapshot}`;
  const told = seen.told.get(id);
  if (told === undefined) return [`${at} are not there`];
  const wrong: string[] = [];
  const [then, now] = [before?.spans.get(id), seen.spans.get(id)];
  const changed = differing(then?.values ?? none, now?.values ?? none);
  const own = new Map<string, Vintage>();
  const standing = new Map<string, string>();
  for (const { id: figure, rule, vintages } of told.figures) {
    const last = vintages.at(-1);
    if (last?.[0] === seen.snapshot) own.set(`${figure} ${rule}`, last);
    if (last !== undefined && last[2] !== null) standing.set(`${figure} ${rule}`, JSON.stringify(last[2]));
  }
  const [have, want] = [
    [...own].map(([key, [, , value]]) => `${key} ${JSON.stringify(value)}`),
    [...changed].map(([key, value]) => `${key} ${value}`),
  ].map((all) => all.sort().join(', '));
  if (have !== want) wrong.push(`${at} tell that ${have} and ought to tell that ${want}`);
  const [stand, must] = [standing, now?.values ?? none].map((all) => JSON.stringify([...all].sort()));
  if (stand !== must) wrong.push(`${at} stand at ${stand} and ought to stand at ${must}`);
  const causes = causesOf(before, seen, now?.head, was);
  for (const [key, [, when, , because]] of own) {
    if (when !== seen.at) wrong.push(`${at}: ${key} is told of ${when}`);
    const numbers = because.flatMap((each) =>
      typeof each === 'number' ? [each] : Array.isArray(each) ? spread(each) : [],
    );
    const others = because.filter((each) => typeof each === 'string');
    if (others.some((each) => each !== 'portfolio') || because.length === 0)
      wrong.push(`${at}: ${key} is because of ${JSON.stringify(because)}`);
    if ((id === always || now !== undefined) && numbers.join() !== causes.join())
      wrong.push(`${at}: ${key} is because of ${numbers} and ought to be because of ${causes}`);
  }
  const isRevision = then?.head?.provisional === false && changed.size > 0;
  const number = (before?.told.get(id)?.revision ?? 0) + (isRevision ? 1 : 0);
  const last = told.revisions.at(-1);
  if (told.revision !== number) wrong.push(`${at}: revision ${told.revision} ought to be ${number}`);
  if (
    isRevision &&
    (last?.revision !== `r${number}` || last.snapshot !== seen.snapshot || last.text.en === '')
  )
    wrong.push(`${at}: revision ${number} is not told`);
  const isOver = now?.head !== undefined && seen.at.slice(0, 10) > lastDayOf(now.head.last);
  const known = new Set(before?.told.get(id)?.figures.map(({ id: figure, rule }) => `${figure} ${rule}`));
  const isLate = isOver && [...changed.keys()].some((key) => known.has(key));
  const times = (before?.told.get(id)?.afterEnd.times ?? 0) + (isLate ? 1 : 0);
  if (told.afterEnd.times !== times)
    wrong.push(`${at}: ${told.afterEnd.times} late changes ought to be ${times}`);
  return wrong;
}

const spread = ([first, last]: number[]): number[] =>
  Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, at) => (first ?? 0) + at);

/** The numbers of the changes of activities that are now in a span, or were: all, where it is of all time. */
function causesOf(
  before: Seen | undefined,
  seen: Seen,
  head: Head | undefined,
  was: ReadonlyMap<string, string>,
): number[] {
  const within = (month: string | undefined) =>
    head === undefined || (month !== undefined && head.first <= month && month <= head.last);
  const reached = before?.changes.at(-1)?.number ?? 0;
  return seen.changes
    .filter(({ number, id, month }) => number > reached && (within(month) || within(was.get(id))))
    .map(({ number }) => number);
}
