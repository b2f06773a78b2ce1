import { Unavailable } from '../../shared/ports.ts';
import { callKinds, type Kind, type Plan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One running copy of a function, or a client: what a crash kills. */
export type Process = { name: string; alive: boolean };

/** What happened so far: the number of calls, calls by port method, and by method and kind of fault. */
export type Tally = { calls: number; byMethod: Map<string, number>; faults: Map<string, number> };

/** The faults that befall the world and not one call. */
export type World = { clockBack(): void; identityLost(): void; poison(): void; entriesFail(): void };

export type Calls = ReturnType<typeof startCalls>;

/** The calls that some schedules find sluggish: those between which another process may get. */
export const mayBeSluggish = [
  'activities.apply',
  'contributions.write',
  'contributions.ofMonth',
  'marks.put',
  'marks.list',
  'marks.remove',
  'divisions.of',
  'divisions.replace',
  'suspects.put',
  'publications.get',
  'publications.replace',
  'bucket.index',
  'bucket.etag',
  'bucket.put',
  'kept.read',
  'kept.replace',
];

/**
 * Every external call goes through here: it is numbered, takes its time, and suffers what the plan has for its
 * number. Calls of the method `sluggish`, if there is one, take long. `calm` ends all this.
 */
export function startCalls(
  time: VirtualTime,
  random: Random,
  { plan, sluggish }: { plan: Plan; sluggish: string | undefined },
  world: World,
) {
  const planned = new Map<number, Kind>(plan.map(({ at, kind }) => [at, kind]));
  const outages = new Map<string, number>();
  const tally: Tally = { calls: 0, byMethod: new Map(), faults: new Map() };
  let faulty = true;

  const latency = (method: string) => {
    const [what, how] = [random.next(), random.next()];
    if (method === sluggish && faulty && what < 0.5) return how ** 2 * 20_000;
    return what < 0.85 || !faulty ? 1 + how * 40 : what < 0.985 ? how * 600 : how * 6_000;
  };

  function through<Got>(process: Process, method: string, effect: () => Promise<Got>): Promise<Got> {
    tally.calls += 1;
    add(tally.byMethod, method);
    const kind = faulty ? planned.get(tally.calls) : undefined;
    if (kind !== undefined) add(tally.faults, `${method} ${kind}`);
    if (kind === 'clock-back') world.clockBack();
    if (kind === 'identity-lost') world.identityLost();
    if (kind === 'poison') world.poison();
    if (kind === 'entries-fail') world.entriesFail();
    if (kind === 'outage') outages.set(method, time.now() + 60_000 + random.below(600_000));
    const befalls = kind !== undefined && callKinds.includes(kind) ? kind : undefined;
    const delay = befalls === 'pause' ? 2_000 + random.next() ** 2 * 300_000 : latency(method);
    return new Promise<Got>((resolve, reject) => {
      const refuse = () => reject(new Unavailable(method, undefined));
      const later = () => time.after(100 + random.next() ** 2 * 60_000, () => void landed(effect()));
      time.after(delay, () => {
        // Whoever died with a call under way does not know whether it landed, and nor do we.
        if (!process.alive) return random.chance(0.5) ? void landed(effect()) : undefined;
        if (faulty && (outages.get(method) ?? 0) > time.now()) return refuse();
        switch (befalls) {
          case 'crash-before':
            process.alive = false;
            return;
          case 'crash-after':
            process.alive = false;
            return void landed(effect());
          case 'late-crash':
            process.alive = false;
            return later();
          case 'throttle':
            return refuse();
          case 'timeout':
            return void landed(effect()).then(refuse);
          case 'late':
            later();
            return refuse();
          default:
            effect().then(resolve, reject);
        }
      });
    });
  }

  return {
    through,
    tally,
    calm() {
      faulty = false;
    },
  };
}

/** What an effect answers when nobody is there to hear it. */
const landed = (effect: Promise<unknown>): Promise<void> =>
  effect.then(
    () => undefined,
    () => undefined,
  );

/** Adds one to the count of a name. */
export const add = (counts: Map<string, number>, name: string, more = 1): void => {
  counts.set(name, (counts.get(name) ?? 0) + more);
};
